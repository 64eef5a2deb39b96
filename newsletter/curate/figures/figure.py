"""A figure, and how one is made of what was read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from newsletter.curate.figures import context
from newsletter.curate.figures.lexicon import Bound
from newsletter.curate.figures.units import Kind

if TYPE_CHECKING:
    from newsletter.curate.figures.prose import Prose

_ONE = Fraction(1)
_BOUNDED = frozenset(Kind) - {Kind.DATE, Kind.YEAR, Kind.ORDINAL}  # what may be nearly or more than itself
_DIRECTED = frozenset({Kind.PERCENT, Kind.MONEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a text: `text` is the raw text from `start` to `end`, its value lies in `low`–`high`.

    Values are in the unit of their dimension: `%`, `pt` (percentage points), `s`, `month`, `EUR`, `B`, `W`…, `×`,
    `ordinal`, nothing for bare numbers. A `date` is the digits YYYYMMDD, zeros for what is not written.
    A `score` is `low` to `high` as written, the larger first.
    """

    text: str
    start: int
    end: int
    low: Fraction
    high: Fraction
    unit: str
    kind: Kind
    approximate: bool = False
    bound: Bound = Bound.EXACT
    step: Fraction = _ONE  # the place of the last significant digit; 0 for exact words: half
    scale: Fraction = _ONE  # what one of the written number is worth
    sign: int = 0  # an explicit + or −, or a word just before that says it: «hausse de»
    per: str = ""  # the time of a rate: `month` for «20 € par mois»
    nouns: tuple[str, ...] = ()  # the stems of what a bare number counts
    vague: bool = False  # round by its very words: «une centaine», «des millions»
    incidental: bool = False  # it may prove another figure, but needs no proof itself


def make(
    prose: Prose,
    start: int,
    end: int,
    *,
    value: Fraction,
    unit: str,
    kind: Kind,
    high: Fraction | None = None,
    step: Fraction = _ONE,
    scale: Fraction = _ONE,
    sign: int = 0,
    per: str = "",
    nouns: tuple[str, ...] = (),
    vague: bool = False,
    incidental: bool = False,
) -> Figure:
    """Make a figure, with its near words («plus de») and its direction («hausse de»); near words make it count."""
    bound, approximate = context.bound(prose, start, end) if kind in _BOUNDED else (Bound.EXACT, False)
    return Figure(
        text=prose.raw[start:end],
        start=start,
        end=end,
        low=value,
        high=value if high is None else high,
        unit=unit,
        kind=kind,
        approximate=approximate or vague,
        bound=bound,
        step=step,
        scale=scale,
        sign=sign or (context.direction(prose, start) if kind in _DIRECTED else 0),
        per=per,
        nouns=nouns,
        vague=vague,
        incidental=incidental and bound is Bound.EXACT and not approximate,
    )
