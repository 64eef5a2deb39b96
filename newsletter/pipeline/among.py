"""The rules that look at an issue among the others."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from newsletter import rules
from newsletter.curate.dedupe import shingles
from newsletter.curate.footprint import Footprint, body_of, footprint, restored
from newsletter.curate.rules import SERIES, Member, Series
from newsletter.newsroom import content
from newsletter.places import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newsletter.model import Issue
    from newsletter.newsroom import Newsroom
    from newsletter.pipeline.state import Row
    from newsletter.rules import Found

SEQUENCE = "plan.sequence"


def series_of(footprints: Iterable[Footprint], read: Callable[[str], Issue | None]) -> Series:
    """Put all issues in a row. `read` gives the issue of a file, whose pieces are compared where two may be alike."""

    @cache
    def pieces(path: str) -> dict[str, frozenset[int]]:
        issue = read(path)
        return {item.anchor: shingles(body_of(item)) for item in issue.news} if issue else {}

    return Series(tuple(footprints), lambda path, block: pieces(path).get(block, frozenset()))


def of_all(
    room: Newsroom, rows: Mapping[str, Row], only: str = "", beside: Sequence[str] = ()
) -> dict[str, tuple[Found, ...]]:
    """Run these rules for all issues (or one), by path, from what each leaves for the others; without a clock.

    `beside` are the files that are not in the row. They forbid nothing, but a number may follow on one of theirs.
    """
    prints = [row if isinstance(row, Footprint) else restored(row) for _, row in rows.values()]
    series = series_of(prints, lambda path: room.read_issue(room.folder / path)[0])
    found = {path: of_series(room, series, path, None) for path in ([only] if only else rows)}
    gaps = [path for path, told in found.items() if any(one.problem.code == SEQUENCE for one in told)]
    others = [room.read_issue(room.folder / path)[0] for path in beside if path not in rows] if gaps else []
    if any(others):
        whole = series_of([*prints, *(footprint(issue, room.config.zone) for issue in others if issue)], lambda _: None)
        for path in gaps:
            told = of_series(room, whole, path, None)
            found[path] = tuple(one for one in found[path] if one.problem.code != SEQUENCE) + tuple(
                one for one in told if one.problem.code == SEQUENCE
            )
    return found


def of_series(room: Newsroom, series: Series, path: str, now: datetime | None) -> tuple[Found, ...]:
    """Run the rules about an issue's place among the others. `now` is None where nothing may hang on the clock."""
    own = series.ordered[series.place[path]]
    found = rules.run(SERIES, Member(own, series, now), Source(), room.config.check.severities)
    return _with_lines(room, path, found) if found else ()


def _with_lines(room: Newsroom, path: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """Show the line of each finding; a footprint keeps places only."""
    source = Source(text=content(room.folder / path).decode(errors="replace").replace("\r\n", "\n"))
    return tuple(
        replace(one, problem=replace(one.problem, excerpt=source.line_text(one.problem.line))) for one in found
    )
