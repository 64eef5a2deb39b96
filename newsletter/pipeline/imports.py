"""`newsletter import`: past editions become issues; nothing is written over, nothing is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsletter import issuefile
from newsletter.curate.draft import next_number
from newsletter.ingest import edition_exports, edition_issue, edition_yaml, editions
from newsletter.pipeline import past
from newsletter.pipeline.collect import read_issues
from newsletter.pipeline.draft import schema_of
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from newsletter.ingest.editions import Imported
    from newsletter.newsroom import Newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is known of the editions from elsewhere. `number` is the first one's."""

    number: int | None = None
    day: date | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One edition: where it came from, the file it became, what to look at, or why it became none."""

    name: str
    path: str = ""
    text: str = ""
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def bring(room: Newsroom, files: Sequence[Path], options: Options, *, now: datetime) -> tuple[Result, ...]:
    """Read editions from files (text, Markdown, HTML, mails, exports) and write each as an issue."""
    number = options.number or next_number(read_issues(room).values())
    today = now.astimezone(room.config.zone).date()
    results: list[Result] = []
    for file in files:
        for name, made in _editions(file, options, now=now):
            if isinstance(made, Problem):
                results.append(Result(name=name, problem=made))
                continue
            issue = made.issue if made.issue.number else replace(made.issue, number=number + len(results))
            taken, added = past.taken_over(replace(made, issue=issue), room.config, today)
            results.append(_written(room, name, taken, (*made.notes, *added), dry_run=options.dry_run))
    return tuple(results)


def _editions(file: Path, options: Options, *, now: datetime) -> Iterator[tuple[str, Imported | Problem]]:
    try:
        data = file.read_bytes()
        if edition_exports.is_export(data, file.name):
            yield from editions.read_export(data, now=now)
            return
        known = edition_issue.Known(number=options.number, day=options.day)
        yield file.name, editions.read(data, name=file.name, now=now, known=known)
    except OSError as error:
        message = f"`{file}` cannot be read: {error.strerror}."
        yield file.name, Problem(code="import.unreadable", path=str(file), message=message, hint="Look at its name.")
    except NewsletterError as error:
        yield file.name, replace(error.problems[0], path=str(file))


def _written(room: Newsroom, name: str, made: Imported, notes: tuple[str, ...], *, dry_run: bool) -> Result:
    path = room.folder / issuefile.FOLDER / f"{made.issue.name}.yaml"
    text = edition_yaml.text(made, schema=schema_of(room.folder))
    left = tuple(f"line {one.line}: {one.text}" for one in made.left)
    if dry_run:
        return Result(name=name, path=room.relative(path), text=text, left=left, notes=notes)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        hint = "Move it away first, or give another day with `--date`."
        shown = room.relative(path)
        return Result(name=name, problem=Problem(code="import.exists", path=shown, message="It is there.", hint=hint))
    return Result(name=name, path=room.relative(path), text=text, left=left, notes=notes)
