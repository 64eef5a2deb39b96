"""`newsletter new`: an issue is started, from nothing, from a skeleton, or from pinned articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsletter import draftfile, issueedit, issuefile, yamledit
from newsletter.curate import draft
from newsletter.issueedit import Set
from newsletter.keys import PATTERNS, Kind
from newsletter.pipeline.collect import read_issues
from newsletter.places import Source
from newsletter.problems import NewsletterError, did_you_mean
from newsletter.urls import slug
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from newsletter.model import Issue, Seed
    from newsletter.newsroom import Newsroom
    from newsletter.problems import Problem
    from newsletter.yamltext import Data

WEEK = timedelta(days=7)
SKELETONS = "templates/issues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to start an issue. What is None follows from the issues that there are."""

    seeds: tuple[str, ...] = ()
    number: int | None = None
    day: date | None = None
    slug: str = ""
    template: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The file of a started issue, from the newsletter's folder on, and its text."""

    path: str
    text: str


def new(room: Newsroom, options: Options, *, today: date) -> Started:
    """Start an issue. Never writes over a file: raises NewsletterError where there is one of that name.

    What `check` would refuse of the name and the number is refused before anything is written.
    """
    known = read_issues(room)
    issues = list(known.values())
    _refuse(options, known)
    number = draft.next_number(issues) if options.number is None else options.number
    started = draft.start(
        _seeds(room, options.seeds),
        number=number,
        day=options.day or _next_day(issues, today),
        language=room.config.language,
        wanted_slug=options.slug,
    )
    path = room.folder / issuefile.FOLDER / f"{started.name}.yaml"
    text = draftfile.write(started, schema=schema_of(room.folder), author=next(iter(room.config.authors), ""))
    if options.template:
        text = _on_skeleton(room, options.template, started, text)
    if not options.dry_run:
        _write(path, text, room.relative(path))
    return Started(path=room.relative(path), text=text)


def _refuse(options: Options, known: Mapping[str, Issue]) -> None:
    if options.slug and not re.match(PATTERNS[Kind.ID], options.slug):
        near = slug(options.slug, longest=40)
        hint = "It takes lower-case letters, digits and hyphens."
        hint = f"It takes lower-case letters, digits and hyphens: `--slug {near}`." if near else hint
        raise NewsletterError.of("draft.slug", f"`{options.slug}` cannot be a name in addresses.", hint)
    taken = next((path for path, issue in known.items() if issue.number == options.number), "")
    if taken:
        hint = f"The next one is {draft.next_number(known.values())}: leave `--number` out."
        raise NewsletterError.of("draft.number", f"There is a number {options.number} already.", hint, path=taken)


def _seeds(room: Newsroom, names: Sequence[str]) -> list[Seed]:
    seeds: list[Seed] = []
    problems: list[Problem] = []
    for name in names:
        try:
            seed, wrong = room.read_seed(room.find_seed(name))
        except NewsletterError as error:
            problems += error.problems
            continue
        problems += wrong
        if seed:
            seeds.append(seed)
    if problems:
        raise NewsletterError(*problems)
    return seeds


def _next_day(issues: Sequence[Issue], today: date) -> date:
    """Give the day a week after the last issue, or the same weekday that comes next if that is past."""
    last = max((issue.date for issue in issues), default=None)
    if last is None:
        return today
    day = last + WEEK
    return day if day >= today else today + timedelta(days=(last.weekday() - today.weekday()) % 7)


def schema_of(folder: Path) -> str:
    """Say where the JSON Schema lies, seen from issues/."""
    return "../issue.schema.json" if (folder / "issue.schema.json").is_file() else "../newsletter/issue.schema.json"


def _on_skeleton(room: Newsroom, name: str, started: draft.Started, text: str) -> str:
    """Put what was started into the newsletter's own skeleton, whose blocks and comments stay."""
    folder = room.folder / SKELETONS
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = sorted(one.stem for one in folder.glob("*.yaml"))
        hint = did_you_mean(name, known) or f"Write one: {SKELETONS}/{name}.yaml, an issue as you like to start it."
        raise NewsletterError.of("draft.template", f"There is no skeleton `{name}`.", hint)
    blocks = yamledit.data_of(parse(Source(text=text))[0])
    wanted: dict[str, Data] = {"number": started.number, "date": started.date, "slug": started.slug}
    if started.items or started.focus:  # from nothing, the skeleton has its own
        wanted |= {key: blocks[key] for key in ("news", "focus") if key in blocks}
    changes = [Set((key,), value) for key, value in wanted.items()]
    return issueedit.edit(path.read_text(encoding="utf-8"), changes, room.relative(path))


def _write(path: Path, text: str, shown: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        hint = "Choose another name with `--slug`, or another day with `--date`."
        raise NewsletterError.of("draft.exists", "There is such an issue already.", hint, path=shown) from error
