"""The rules that look at an issue among the others."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from newsletter import rules
from newsletter.curate.footprint import Footprint, body_of, restored
from newsletter.curate.rules import SERIES, Member, Series
from newsletter.places import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newsletter.newsroom import Newsroom
    from newsletter.pipeline.state import Row
    from newsletter.rules import Found


def series_of(room: Newsroom, footprints: Iterable[Footprint]) -> Series:
    """Put all issues in a row. The text of a piece is read again where two may be alike."""
    return Series(tuple(footprints), partial(_body, room))


def of_all(room: Newsroom, rows: Mapping[str, Row], only: str = "") -> dict[str, tuple[Found, ...]]:
    """Run these rules for all issues (or one), by path, from what each leaves for the others; without a clock."""
    prints = [row if isinstance(row, Footprint) else restored(row) for _, row in rows.values()]
    series = series_of(room, prints)
    return {path: of_series(room, series, path, None) for path in ([only] if only else rows)}


def _body(room: Newsroom, path: str, block: str) -> str:
    issue, _ = room.read_issue(room.folder / path)
    return next((body_of(item) for item in issue.news if item.anchor == block), "") if issue else ""


def of_series(room: Newsroom, series: Series, path: str, now: datetime | None) -> tuple[Found, ...]:
    """Run the rules about an issue's place among the others. `now` is None where nothing may hang on the clock."""
    own = series.ordered[series.place[path]]
    found = rules.run(SERIES, Member(own, series, now), Source(), room.config.check.severities)
    return _with_lines(room, path, found) if found else ()


def _with_lines(room: Newsroom, path: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """Show the line of each finding; a footprint keeps places only."""
    source = Source(text=(room.folder / path).read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n"))
    return tuple(
        replace(one, problem=replace(one.problem, excerpt=source.line_text(one.problem.line))) for one in found
    )
