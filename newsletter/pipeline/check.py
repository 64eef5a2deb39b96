"""`newsletter check`: every rule over the issues, their mail, and what lies around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from newsletter import config as configuration, rules
from newsletter.curate.footprint import footprint
from newsletter.newsroom import Newsroom
from newsletter.pipeline import among, asking, presses
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.ruleset import AMONG, OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from newsletter.model import Issue
    from newsletter.pipeline.asking import Asked
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.press import Pressed
    from newsletter.problems import Problem
    from newsletter.rules import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to check. `now` is an aware time; `wanted` names issues as `build` does, `every` takes those that are gone.

    `online` asks the network for the links. `jobs` is the number of processes, None for what suits.
    """

    now: datetime
    wanted: tuple[str, ...] = ()
    every: bool = False
    online: bool = False
    spelling: bool = True
    jobs: int | None = None
    on_progress: Callable[[int, int], None] | None = None
    on_links: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One issue: its file, all that was found, and the text it was found in ("" where that is not known)."""

    path: str
    found: tuple[Found, ...]
    text: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order of the file."""
        return rules.in_order(one.problem for one in self.found)

    @property
    def annotations(self) -> tuple[Problem, ...]:
        """The problems as a review of the repository shows them: those of a mail stand at the issue that makes it."""
        return tuple(self._placed(problem) for problem in self.problems)

    def _placed(self, problem: Problem) -> Problem:
        if not problem.path.startswith("out/"):
            return problem
        message = f"{problem.message} ({problem.path}:{problem.line}:{problem.column})"
        return replace(problem, path=self.path, line=1, column=1, length=1, message=message, excerpt="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A check: one result an issue, and what is to be said once of the whole."""

    issues: tuple[Checked, ...]
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, issue by issue; what is wrong with a template that all share is told once."""
        return tuple(dict.fromkeys(problem for one in self.issues for problem in one.problems))

    @property
    def annotations(self) -> tuple[Problem, ...]:
        """All problems as a review of the repository shows them."""
        return tuple(dict.fromkeys(problem for one in self.issues for problem in one.annotations))


def check(folder: Path, options: Options) -> Report:
    """Check issues of the newsletter in a folder. Raises NewsletterError for what keeps all from being checked."""
    room = Newsroom(folder, configuration.load(folder))
    files = room.select(options.wanted)
    desk = open_desk(room)
    issues = {path: room.read_issue(path)[0] for path in room.issue_files()}
    chosen, note = _to_check(room, files, issues, options)
    pressed = presses.run(desk, chosen, draft=False, jobs=options.jobs, on_progress=options.on_progress)
    asked = asking.ask(
        desk,
        {room.relative(path): issue for path in chosen for issue in [issues[path]] if issue},
        online=options.online,
        spelling=options.spelling,
        now=options.now,
        on_links=options.on_links,
    )
    checked = _settled(desk, pressed, issues, asked, options.now)
    return Report(issues=checked, notes=(*((note,) if note else ()), *asked.notes))


def _to_check(
    room: Newsroom, files: Sequence[Path], issues: Mapping[Path, Issue | None], options: Options
) -> tuple[Sequence[Path], str]:
    """Leave out the issues whose time is over, unless they are asked for or no other is there; say so.

    Whether they went out their files do not tell: `publish` knows.
    """
    if options.wanted or options.every:
        return files, ""
    left = [path for path in files if not _is_over(room, issues[path], options.now)]
    over = len(files) - len(left)
    if over and not left:
        return files, "Every issue is ready and past its time: all were checked."
    if over:
        what = "1 issue is ready and past its time" if over == 1 else f"{over} issues are ready and past their time"
        return left, f"{what}: `newsletter check --all` checks them too."
    return left, ""


def _is_over(room: Newsroom, issue: Issue | None, now: datetime) -> bool:
    """Tell whether an issue may have gone out, as far as its file tells: ready, its time and the window over."""
    if issue is None or issue.status != "ready":
        return False
    when = issue.publish_at or datetime.combine(issue.date, time(23, 59))
    due = when if when.tzinfo else when.replace(tzinfo=room.config.zone)
    return due + timedelta(hours=room.config.publish.window) < now


def _settled(
    desk: Desk, pressed: Sequence[Pressed], issues: Mapping[Path, Issue | None], asked: Asked, now: datetime
) -> tuple[Checked, ...]:
    """Add what the series, the dictionary and the network say to what each issue's own rules found."""
    room = desk.room
    prints = {one.path: one.footprint for one in pressed if one.footprint}
    for path, issue in issues.items():
        if issue and room.relative(path) not in prints:
            prints[room.relative(path)] = footprint(issue, room.config.zone)
    series = among.series_of(prints.values(), lambda path: issues[room.folder / path])
    codes = OWN | AMONG | asked.codes
    results = []
    for one in pressed:
        placed = among.of_series(room, series, one.path, now) if one.path in prints else ()
        found = rules.settled(one.found, (*placed, *asked.found.get(one.path, ())), one.allowances, codes)
        issue = issues[room.folder / one.path]
        results.append(Checked(path=one.path, found=found, text=issue.source.text if issue else ""))
    return tuple(results)
