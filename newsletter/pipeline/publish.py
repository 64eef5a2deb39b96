"""`newsletter publish`: what is ready and due goes on the web and to the readers, once."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter import clock
from newsletter.newsroom import PRIVATE
from newsletter.pipeline import build, check, mailing
from newsletter.pipeline.calendar import open_calendar
from newsletter.pipeline.destination import open_destination, open_target
from newsletter.pipeline.outgoing import Outgoing
from newsletter.problems import NewsletterError, Problem, has_errors
from newsletter.publish import previews, steps
from newsletter.publish.output import PUBLISHED
from newsletter.publish.schedule import State
from newsletter.publish.steps import End, Order
from newsletter.publish.stores import store_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsletter.pipeline.calendar import Calendar
    from newsletter.pipeline.mailing import Mailing
    from newsletter.publish.claims import Receipt
    from newsletter.publish.steps import Outcome

BY_HAND = {State.DUE, State.LATE, State.UNSCHEDULED, State.TAKEN}  # what may be published when somebody asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to publish, and how.

    `at_once` mails now instead of at a time a few minutes ahead, and before `publish_at` too. `changed` lets a
    mail go out that is not the one that was previewed (`previewed`, the last test mailing, the desk) or begun.
    `tell` is given what is about to be done, in words.
    """

    wanted: tuple[str, ...] = ()
    due: bool = False
    dry_run: bool = False
    at_once: bool = False
    changed: bool = False
    previewed: str | None = None
    patience: float | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    tell: Callable[[str], None] = lambda _: None
    now: Callable[[], datetime] = clock.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one issue. `end` is how a run ended, or the state in which the issue was left."""

    issue: str
    number: int
    end: str
    words: str
    content: str = ""
    receipts: tuple[Receipt, ...] = ()
    problems: tuple[Problem, ...] = ()


def publish(folder: Path, options: Options) -> tuple[Result, ...]:
    """Publish issues, each by itself: what is wrong with one does not stop the others.

    Raises NewsletterError for what keeps all of them from being published.
    """
    if bool(options.wanted) == options.due:
        hint = "Name an issue (`newsletter publish 42`), or publish what is due (`--due`)."
        if options.due:
            raise NewsletterError.of("publish.which", "An issue and `--due` do not go together.", hint)
        raise NewsletterError.of("publish.which", "What is to be published?", hint)
    calendar = open_calendar(folder, options.now(), options.environ, ask=options.due)
    if options.due:
        left = [_left(calendar, path) for path in calendar.in_state(State.LATE, State.UNCLEAR)]
        chosen = calendar.in_state(State.DUE)
    else:
        chosen = calendar.room.select(options.wanted)
        left = [refused for path in chosen if (refused := _refused(calendar, path, options)) is not None]
        chosen = tuple(path for path in chosen if calendar.room.relative(path) not in {one.issue for one in left})
    if options.due and not chosen:
        return (*left, *_renewed(calendar, options))
    return (*left, *(_one(calendar, path, options) for path in chosen))


def _left(calendar: Calendar, path: Path) -> Result:
    decision = calendar.decisions[path]
    return Result(
        issue=calendar.room.relative(path),
        number=decision.number,
        end=str(decision.state),
        words=decision.reason,
        problems=decision.problems,
    )


def _refused(calendar: Calendar, path: Path, options: Options) -> Result | None:
    """Say why an issue that was asked for does not go out, where it does not."""
    decision = calendar.decisions.get(path)
    if decision is None:
        problems = calendar.room.read_issue(path)[1]
        return Result(
            issue=calendar.room.relative(path), number=0, end="unreadable", words="It has errors.", problems=problems
        )
    clocks = decision.state is State.UNCLEAR and {one.code for one in decision.problems} <= {"schedule.clock"}
    if decision.state in BY_HAND or clocks or (decision.state is State.WAITING and options.at_once):
        return None
    left = _left(calendar, path)
    if has_errors(left.problems):
        return left
    message = f"It is not to go out now: {decision.reason}"
    source = calendar.issues[path].source
    if decision.state is State.WAITING:
        said = source.problem("publish.waiting", message, "Write another `publish_at`, or say `--now`.")
    else:
        said = source.problem("publish.draft", message, "Set `status: ready`.")
    return Result(issue=left.issue, number=left.number, end=left.end, words=left.words, problems=(said,))


def _one(calendar: Calendar, path: Path, options: Options) -> Result:
    issue = calendar.issues[path]
    claim = calendar.claims.get(issue.number)
    if claim and claim.done and claim.issue[:10] == issue.name[:10]:
        content = next(receipt.content for receipt in claim.receipts if receipt.step == "hand over")
        return Result(
            issue=issue.name,
            number=issue.number,
            end=str(End.ELSEWHERE),
            words=claim.words,
            content=content,
            receipts=claim.receipts,
        )
    try:
        outgoing = Outgoing(
            destination=open_destination(calendar.room, options.environ),
            room=calendar.room,
            at=None if options.at_once else calendar.decisions[path].at,
            at_once=options.at_once,
            edited=options.changed,
            patience=options.patience,
            now=options.now,
            tell=options.tell,
        )
        folder = calendar.room.folder
        seen = store_for(folder, options.environ, "previews")
        previewed = options.previewed or previews.last(seen, folder / PRIVATE, issue.number)
        order = Order(
            number=issue.number, issue=issue.name, runner=runner(), previewed=previewed, changed=options.changed
        )
        return _carried_out(calendar, path, options, outgoing, order)
    except NewsletterError as error:
        return Result(
            issue=issue.name, number=issue.number, end="failed", words="It did not go out.", problems=error.problems
        )


def _carried_out(calendar: Calendar, path: Path, options: Options, outgoing: Outgoing, order: Order) -> Result:
    found: list[Problem] = []

    def checked(_: Mailing) -> Sequence[Problem]:
        wanted = check.Options(now=options.now(), wanted=(calendar.room.relative(path),))
        found.extend(problem for one in check.check(calendar.room.folder, wanted).issues for problem in one.problems)
        return found

    def made() -> Mailing:
        return built(calendar, calendar.shown(path), path)

    options.tell(f"{order.issue}: build and check, then {outgoing.intent(order.issue)}.")
    if options.dry_run:
        ready = made()
        problems = (*checked(ready), *outgoing.rehearse(ready), *_changed(order, ready))
        words = "It would not go out." if has_errors(problems) else "It would go out."
        return Result(
            issue=order.issue,
            number=order.number,
            end="dry run",
            words=words,
            content=ready.content,
            problems=tuple(problems),
        )
    outcome = steps.publish(order, outgoing.work(made, checked), calendar.store, options.now)
    return _told(order, outcome, outgoing, tuple(found))


def _told(order: Order, outcome: Outcome, outgoing: Outgoing, problems: tuple[Problem, ...]) -> Result:
    words = " ".join([outcome.words, *(outgoing.said if outcome.end is End.PUBLISHED else ())])
    content = next((one.content for one in outcome.receipts if one.step == "hand over"), "")
    return Result(
        issue=order.issue,
        number=order.number,
        end=str(outcome.end),
        words=words,
        content=content,
        receipts=outcome.receipts,
        problems=problems,
    )


def _changed(order: Order, ready: Mailing) -> list[Problem]:
    if order.previewed in {None, ready.content} or order.changed:
        return []
    return [Problem(code="publish.changed", message="The mail is not what was previewed.", hint="Look at it again.")]


def built(calendar: Calendar, shown: Sequence[Path], path: Path) -> Mailing:
    """Build what may be seen, apart from the editor's own output, and take up one issue of it.

    Raises NewsletterError where one of them cannot be built: it would vanish from the site.
    """
    out = _built(calendar, shown)
    return mailing.read(calendar.room.config, calendar.issues[path], out)


def _built(calendar: Calendar, shown: Sequence[Path]) -> Path:
    room = calendar.room
    out = room.folder / PUBLISHED
    report = build.build(room.folder, build.Options(wanted=tuple(map(room.relative, shown)), only=True, out=out))
    if any(result.built is None for result in report.issues):
        raise NewsletterError(*report.problems)
    return out


def _renewed(calendar: Calendar, options: Options) -> tuple[Result, ...]:
    """Bring the site up to date where nothing goes out: corrections reach the web with the next run."""
    target = open_target(calendar.room, options.environ)
    if target is None or not any(claim.done for claim in calendar.claims.values()):
        return ()
    options.tell("Nothing is due: bring the site up to date.")
    out = _built(calendar, calendar.shown())
    done = target.deploy(out / "site", dry_run=options.dry_run)
    number = len(done.changed) + len(done.removed)
    verb = "would change" if options.dry_run else "changed"
    return (Result(issue="site", number=0, end="renewed", words=f"{number} files {verb} at {done.where}."),)


def runner() -> str:
    """Say who we are, for claims: the machine and what runs on it."""
    job = os.environ.get("GITHUB_RUN_ID") or os.environ.get("CI_JOB_ID")
    return f"{socket.gethostname()} ({f'job {job}' if job else f'process {os.getpid()}'})"
