"""`newsletter correct`: a dated note on the web copy and in the feed. The mail stays what it was, by hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import config as configuration, issueedit, issuefile, walk
from newsletter.newsroom import Newsroom, read_text
from newsletter.pipeline import build
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.press import press
from newsletter.problems import NewsletterError, did_you_mean, has_errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from newsletter.model import Issue, Output
    from newsletter.yamltext import Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction: the issue's file, which files of the output are new, and the hash of the mail before and after."""

    issue: str
    path: str
    page: str
    written: tuple[str, ...]
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be added. `day` is a calendar day of the newsletter's zone."""

    text: str
    day: date
    block: str | None = None


def correct(folder: Path, wanted: str, note: Note, *, tell: Callable[[str], None], dry_run: bool = False) -> Corrected:
    """Add a correction to an issue's file and rebuild what shows it; `tell` says so before. Raises NewsletterError."""
    room = Newsroom(folder, configuration.load(folder))
    found = room.select([wanted])
    if len(found) > 1:
        raise NewsletterError.of(
            "issue.several", f"`{wanted}` may be {', '.join(path.stem for path in found)}.", "Say which one."
        )
    path = found[0]
    shown = room.relative(path)
    issue, problems = room.read_issue(path)
    if issue is None or has_errors(problems):
        raise NewsletterError(*problems)
    _refuse_unknown(issue, note)
    text = read_text(path, shown)[0] or ""
    change = issueedit.Append(("corrections",), _entry(note))
    changed, problems = issuefile.read(issueedit.edit(text, [change], shown), shown)
    if changed is None or has_errors(problems):
        raise NewsletterError(*problems)
    place = f", block {note.block}" if note.block else ""
    tell(f"Issue {wanted}: add a correction of {note.day}{place}, and build its page and the feeds again.")
    mail = _mail(room, path)
    written: tuple[str, ...] = ()
    if not dry_run:
        raw = path.read_text(encoding="utf-8")
        issueedit.save(path, [change], read=issueedit.fingerprint(raw))
        if _mail(room, path) != mail:
            raise AssertionError  # templates of the mail know nothing of corrections
        report = build.build(folder, build.Options(wanted=(shown,)))
        if has_errors(report.problems):
            raise NewsletterError(*report.problems)
        written = report.written
    page = f"site/issues/{issue.name}/index.html"
    return Corrected(issue=issue.name, path=shown, page=page, written=written, mail=mail)


def _entry(note: Note) -> Data:
    block: dict[str, Data] = {"block": note.block} if note.block else {}
    return {"date": note.day, "text": note.text, **block}


def _refuse_unknown(issue: Issue, note: Note) -> None:
    if not note.text.strip():
        raise NewsletterError.of("correct.empty", "The correction is empty.", "Say what was wrong, and what is right.")
    if note.day < issue.date:
        message = f"{note.day} is before the issue's own day ({issue.date})."
        raise NewsletterError.of("correct.date", message, "Leave `--date` out for today.")
    blocks = walk.blocks(issue)
    if note.block and note.block not in blocks:
        hint = did_you_mean(note.block, blocks) or f"There are: {', '.join(sorted(blocks))}."
        raise NewsletterError.of("correct.block", f"There is no block `{note.block}` in {issue.name}.", hint)


def _mail(room: Newsroom, path: Path) -> str:
    """Give the hash of the message as it is made now."""
    pressed = press(open_desk(room), path, draft=False)
    if pressed.card is None:
        raise NewsletterError(*pressed.problems)
    return hashlib.sha256(_part(pressed.outputs, "message")).hexdigest()


def _part(outputs: tuple[Output, ...], kind: str) -> bytes:
    return next(one.data for one in outputs if one.kind == kind)
