"""When an issue goes out: decided from values and a clock. Nothing is read here and nothing is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from newsletter.config import Config
    from newsletter.model import Issue

TOLERANCE = timedelta(minutes=5)  # by which two clocks may differ without anybody being told
_AT = ("publish_at",)


class State(StrEnum):
    """Where an issue stands."""

    DRAFT = "draft"  # not ready
    UNSCHEDULED = "unscheduled"  # ready, but nothing says when: goes out by hand only
    WAITING = "waiting"  # its time has not come
    DUE = "due"  # goes out now
    LATE = "late"  # its time was too long ago: somebody has to say what is to happen
    TAKEN = "taken"  # claimed: published, or another runner is at it
    UNCLEAR = "unclear"  # its time cannot be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What is known of the time, all with offset.

    `now` is this machine's clock, `seen` a moment that has surely passed (the newest commit, the last
    receipt), `told` what another machine's clock said just now (the `Date` of an HTTP answer).
    """

    now: datetime
    seen: datetime | None = None
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A number that is not to be published now: by which issue (`<date>-<slug>`) it is taken, and the state of it."""

    issue: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens to one issue, since when or from when on (UTC), and why."""

    issue: str
    number: int
    state: State
    at: datetime | None = None
    reason: str
    problems: tuple[Problem, ...] = ()


def configured_zone(config: Config) -> ZoneInfo | None:
    """Give the zone that newsletter.toml names; None where it names none and UTC is only a fallback."""
    return config.zone if ("timezone",) in config.source.nodes else None


def moment(issue: Issue, zone: ZoneInfo | None) -> tuple[datetime | None, tuple[Problem, ...]]:
    """Give `publish_at` in UTC, and what is wrong with it or doubtful about it.

    A time that the clocks skip is read with the offset before the gap, a time that they show twice is
    the first of the two (RFC 5545, section 3.3.5); both are said.
    """
    written = issue.publish_at
    if written is None:
        return None, ()
    if written.utcoffset() is not None:
        return written.astimezone(UTC), ()
    if zone is None:
        message = f"`publish_at: {written:%Y-%m-%dT%H:%M}` has no offset, and the newsletter has no time zone."
        hint = 'Write `timezone = "Europe/Paris"` into newsletter.toml, or an offset behind the time (`+01:00`).'
        return None, (issue.source.problem("schedule.no-zone", message, hint, at=_AT),)
    first = written.replace(tzinfo=zone, fold=0)
    at = first.astimezone(UTC)
    return at, _doubts(issue, first, at)


def _doubts(issue: Issue, first: datetime, at: datetime) -> tuple[Problem, ...]:
    second = first.replace(fold=1)
    if second.utcoffset() == first.utcoffset():
        return ()
    shown = at.astimezone(first.tzinfo)
    if shown.replace(tzinfo=None) != first.replace(tzinfo=None):
        code, message = (
            "schedule.gap",
            f"There is no {first:%H:%M} on {first:%Y-%m-%d} in {first.tzinfo}: clocks go on.",
        )
    else:
        code, message = "schedule.fold", f"{first:%H:%M} comes twice on {first:%Y-%m-%d} in {first.tzinfo}."
    hint = f"It is taken as {shown.isoformat(timespec='minutes')}; write that, if it is meant."
    return (issue.source.problem(code, message, hint, at=_AT, severity=Severity.WARNING),)


def decide(
    issues: Iterable[Issue], taken: Mapping[int, Taken], clock: Clock, zone: ZoneInfo | None, window: timedelta
) -> tuple[Decision, ...]:
    """Decide for each issue whether it goes out now.

    `taken` holds the numbers that are claimed. `window` is how long after `publish_at` an issue may
    still go out by itself.
    """
    return tuple(_decide(issue, taken, clock, zone, window) for issue in issues)


def _decide(
    issue: Issue, taken: Mapping[int, Taken], clock: Clock, zone: ZoneInfo | None, window: timedelta
) -> Decision:
    def decision(state: State, reason: str, at: datetime | None = None, *problems: Problem) -> Decision:
        return Decision(
            issue=issue.name, number=issue.number, state=state, reason=reason, at=at, problems=(*doubts, *problems)
        )

    at, doubts = moment(issue, zone)
    other = taken.get(issue.number)
    if other and other.issue[:10] == issue.date.isoformat():  # the slug may change with the title, the day stays
        return decision(State.TAKEN, other.words, at)
    if issue.status != "ready":
        return decision(State.DRAFT, "`status` is not `ready`.", at)
    if other:
        said = _number_taken(issue, other)
        return decision(State.UNCLEAR, said.message, at, said)
    if at is None:
        state = State.UNCLEAR if doubts else State.UNSCHEDULED
        return decision(state, doubts[0].message if doubts else "It has no `publish_at`: it goes out by hand only.")
    states = {_state(at, now, window) for now in _clocks(clock)}
    if len(states) > 1:
        said = _unclear(issue, at, clock)
        return decision(State.UNCLEAR, said.message, at, said)
    state = states.pop()
    if state is State.LATE:
        said = _late(issue, at, clock.now, window)
        return decision(state, said.message, at, said)
    words = "It goes out from" if state is State.WAITING else "It is due since"
    return decision(state, f"{words} {at:%Y-%m-%d %H:%M} UTC.", at)


def _state(at: datetime, now: datetime, window: timedelta) -> State:
    if now < at:
        return State.WAITING
    return State.DUE if now <= at + window else State.LATE


def _clocks(clock: Clock) -> set[datetime]:
    """Give the times that it may be; of clocks that nearly agree the earliest, for `publish_at` is «not before»."""
    times = {clock.now}
    if clock.seen and clock.seen > clock.now:
        times.add(clock.seen)
    if clock.told:
        times.add(clock.told)
    return {min(times)} if max(times) - min(times) <= TOLERANCE else times


def _number_taken(issue: Issue, other: Taken) -> Problem:
    message = f"Number {issue.number} is taken: {other.words}"
    return issue.source.problem("schedule.number", message, "Give this issue the next number.", at=("number",))


def _unclear(issue: Issue, at: datetime, clock: Clock) -> Problem:
    others = [time for time in (clock.seen, clock.told) if time]
    shown = " and ".join(f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" for time in others)
    message = (
        f"This machine's clock says {clock.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, others say {shown}: "
        f"whether {at:%Y-%m-%d %H:%M} has passed cannot be told."
    )
    hint = f"Set the clock, or publish by hand: `newsletter publish {issue.number}`."
    return issue.source.problem("schedule.clock", message, hint, at=_AT)


def _late(issue: Issue, at: datetime, now: datetime, window: timedelta) -> Problem:
    hours = round((now - at) / timedelta(hours=1))
    allowed = round(window / timedelta(hours=1))
    message = f"It was due {hours} h ago, at {at:%Y-%m-%d %H:%M} UTC; by itself it goes out for {allowed} h."
    hint = (
        f"Send it now with `newsletter publish {issue.number}`, write a new `publish_at`, "
        "or remove the key if it is not to go out by itself."
    )
    return issue.source.problem("schedule.late", message, hint, at=_AT)
