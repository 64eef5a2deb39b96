"""An issue among the others: what was told before, and when what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.curate.dedupe import Relation, relation
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newsletter.curate.footprint import Footprint, Use

REMEMBERED = 25  # issues before this one


class Series:
    """All issues, the oldest first, with where each key was used: made once for a run.

    `piece` gives the shingles of a piece by the path of its issue and its id; it is asked for where two may be alike.
    """

    def __init__(self, footprints: Sequence[Footprint], piece: Callable[[str, str], frozenset[int]]) -> None:
        self.ordered = sorted(footprints, key=lambda one: (one.date, one.number, one.path))
        self.place = {one.path: index for index, one in enumerate(self.ordered)}
        self.piece = piece

    @cached_property
    def used(self) -> dict[str, list[int]]:
        """Where each link and seed was used, in order."""
        found: dict[str, list[int]] = {}
        for index, one in enumerate(self.ordered):
            for use in one.uses:
                found.setdefault(use.key, []).append(index)
        return found

    @cached_property
    def numbered(self) -> dict[str | int, list[str]]:
        """Which files have a number, or a name in addresses, in the order of their paths."""
        found: dict[str | int, list[str]] = {}
        for one in sorted(self.ordered, key=lambda one: one.path):
            found.setdefault(one.number, []).append(one.path)
            found.setdefault(one.name, []).append(one.path)
        return found

    @cached_property
    def alike(self) -> dict[int, list[tuple[int, str]]]:
        """Where each key of a piece stands, in order: the issue, and the piece's id."""
        found: dict[int, list[tuple[int, str]]] = {}
        for index, one in enumerate(self.ordered):
            for use, bands in one.pieces:
                for band in bands:
                    found.setdefault(band, []).append((index, use.key))
        return found


@dataclass(frozen=True, slots=True)
class Member:
    """One issue of the series. `now` is None where nothing may depend on the clock, as in a build."""

    own: Footprint
    series: Series
    now: datetime | None = None

    @property
    def index(self) -> int:
        """Its place in the series."""
        return self.series.place[self.own.path]


def link_used(member: Member) -> Iterator[Finding]:
    """Find links that one of the last issues had."""
    yield from _used(member, seeds=False)


def seed_used(member: Member) -> Iterator[Finding]:
    """Find seeds that one of the last issues rested on."""
    yield from _used(member, seeds=True)


def _used(member: Member, *, seeds: bool) -> Iterator[Finding]:
    for use in member.own.uses:
        if use.key.startswith("seed:") is not seeds:
            continue
        earlier = [one for one in member.series.used[use.key] if member.index - REMEMBERED <= one < member.index]
        if earlier:
            before = member.series.ordered[earlier[-1]]
            message = f"This {'seed' if seeds else 'link'} was in issue {before.number} already ({before.path})."
            yield _at(member, use, message, "If it is meant, allow it with a reason; else find something new.")


def alike(member: Member) -> Iterator[Finding]:
    """Find pieces that are nearly identical to one of the last issues."""
    for use, bands in member.own.pieces:
        candidates = dict.fromkeys(one for band in bands for one in member.series.alike[band])
        near = [one for one in candidates if member.index - REMEMBERED <= one[0] < member.index]
        for index, block in sorted(near, reverse=True):
            before = member.series.ordered[index]
            two = member.series.piece(member.own.path, use.block), member.series.piece(before.path, block)
            if relation(*two) is Relation.DUPLICATE:
                message = f"This piece is nearly the one of issue {before.number} ({before.path}, `{block}`)."
                yield _at(member, use, message, "Say what is new, or leave it out.")
                break


def duplicate_number(member: Member) -> Iterator[Finding]:
    """Find an issue whose number an earlier file has."""
    yield from _twin(member, "number", member.own.number)


def duplicate_slug(member: Member) -> Iterator[Finding]:
    """Find an issue whose address an earlier file has."""
    yield from _twin(member, "slug", member.own.name)


def _twin(member: Member, key: str, value: str | int) -> Iterator[Finding]:
    first = member.series.numbered[value][0]
    if first != member.own.path:
        line, column = member.own.place(key)
        message = f"The {key} {value} is already taken by {first}."
        yield Finding(message=message, hint="Give this issue another one.", path=member.own.path, line=line,
                      column=column, length=len(str(value)), block=key)  # fmt: skip


def sequence(member: Member) -> Iterator[Finding]:
    """Find a number that does not follow that of the issue before."""
    if not member.index:
        return
    before = member.series.ordered[member.index - 1]
    alone = len(member.series.numbered[member.own.number]) == 1
    if member.own.number != before.number + 1 and alone:
        line, column = member.own.place("number")
        message = f"Number {member.own.number} comes after number {before.number} ({before.path})."
        yield Finding(message=message, hint=f"Write `number: {before.number + 1}`.", path=member.own.path, line=line,
                      column=column, length=len(str(member.own.number)), block="number")  # fmt: skip


def collision(member: Member) -> Iterator[Finding]:
    """Find two issues that go out at once. Of two that have one number or one address, that is told."""
    for other in member.series.ordered[max(member.index - 3, 0) : member.index]:
        twins = other.number == member.own.number or other.name == member.own.name
        if not twins and datetime.fromisoformat(other.due) == datetime.fromisoformat(member.own.due):
            key = "publish_at" if member.own.timed else "date"
            line, column = member.own.place(key)
            message = f"{other.path} goes out at the same time."
            yield Finding(message=message, hint=f"Give one of them another `{key}`.", path=member.own.path, line=line,
                          column=column, block=key)  # fmt: skip


def past(member: Member) -> Iterator[Finding]:
    """Find drafts whose day is over."""
    due = datetime.fromisoformat(member.own.due) + (timedelta() if member.own.timed else timedelta(days=1))
    if member.now and member.own.status == "draft" and due < member.now:
        key = "publish_at" if member.own.timed else "date"
        line, column = member.own.place(key)
        message = "This issue is still a draft, and its time is over."
        yield Finding(message=message, hint=f"Write another `{key}`, or `status: ready` if it went out.",
                      path=member.own.path, line=line, column=column, block=key)  # fmt: skip


def _at(member: Member, use: Use, message: str, hint: str) -> Finding:
    return Finding(message=message, hint=hint, path=member.own.path, line=use.line, column=use.column, block=use.block)


RULES = (
    Rule("story.link-used", Severity.WARNING, link_used),
    Rule("story.seed-used", Severity.WARNING, seed_used),
    Rule("story.alike", Severity.WARNING, alike),
    Rule("schema.duplicate-number", Severity.ERROR, duplicate_number),
    Rule("schema.duplicate-slug", Severity.ERROR, duplicate_slug),
    Rule("plan.sequence", Severity.WARNING, sequence),
    Rule("plan.collision", Severity.WARNING, collision),
    Rule("plan.past", Severity.WARNING, past),
)
