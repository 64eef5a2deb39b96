"""Figures from what was read: amounts, ranges, shares, ranks, dates, vague numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from newsletter.curate.figures import context, dates, measures, nouns, ranges
from newsletter.curate.figures.figure import make
from newsletter.curate.figures.numbers import Form
from newsletter.curate.figures.units import MAGNITUDES, RANK, SECOND, TIMES, Kind

if TYPE_CHECKING:
    from newsletter.curate.figures.amounts import Amount
    from newsletter.curate.figures.figure import Figure
    from newsletter.curate.figures.prose import Prose
    from newsletter.curate.figures.shares import Share

_SIZE = re.compile(r"(\d{1,4})([BMT])(?![^\W_])")
_IDIOMS = frozenset({Kind.DURATION, Kind.MULTIPLE, Kind.MEASURE, Kind.PERCENT})  # un jour, une fois, un point


def dated(prose: Prose, at: int, floor: int) -> Figure | None:
    """Make a figure of the date or the decade around the digits at an offset, where there is one."""
    day = dates.read(prose, at)
    if day and day.start >= floor:
        value, until = Fraction(day.number()), Fraction(day.number(day.until))
        return make(prose, day.start, day.end, value=value, high=until, unit="date", kind=Kind.DATE)
    decade = dates.decade(prose, at)
    if not decade:
        return None
    return make(prose, at, decade[1], value=Fraction(decade[0]), unit="decade", kind=Kind.YEAR)


def size_in_name(prose: Prose, at: int) -> Figure | None:
    """Make an incidental figure of the size that a model's name ends with: Llama-3.1-405B."""
    found = _SIZE.match(prose.text, at)
    if not found:
        return None
    value = int(found[1]) * Fraction(MAGNITUDES[found[2]])
    return make(prose, at, found.end(), value=value, unit="", kind=Kind.MAGNITUDE, incidental=True)


def single(prose: Prose, amount: Amount) -> Figure | None:
    """Make a figure of one amount: a year, a rank, a multiple, a measure, a count; None for «neuf» and «une fois»."""
    kind, unit, incidental = amount.kind, amount.unit, False
    before = context.word_before(prose, amount.start)
    if context.is_year(prose, amount):
        kind, unit = Kind.YEAR, "year"
    elif not unit and context.is_rank(prose, amount.start):
        kind, unit = Kind.ORDINAL, RANK
    elif not unit and context.is_factor(prose, amount.start):
        kind, unit = Kind.MULTIPLE, TIMES
    elif _is_article(amount):
        if kind is Kind.MULTIPLE:
            return None
        incidental = before not in prose.language.within
    elif amount.form is Form.WORDS and amount.bare and amount.scale == 1:
        if prose.low[amount.start : amount.end] == "neuf":  # un bâtiment neuf
            return None
        incidental = before in prose.language.pronouns
    else:
        amount = ranges.pair(prose, amount)
        kind, unit, incidental = amount.kind, amount.unit, context.is_name(prose, amount)
    several = amount.form is Form.WORDS and amount.value >= 100 and before in prose.language.several
    return make(
        prose,
        amount.start,
        amount.end,
        value=amount.value,
        high=_most(amount.value) if several else None,
        unit=unit,
        kind=kind,
        step=amount.step,
        scale=amount.scale,
        sign=amount.sign,
        per=amount.per,
        nouns=amount.nouns,
        vague=amount.collective or several,
        incidental=incidental,
    )


def ranged(prose: Prose, first: Amount, second: Amount) -> Figure:
    """Make a figure of two amounts: a range, or a score (`4-2`)."""
    low, high = sorted((first.value, second.value))
    unit, kind = first.unit, first.kind
    if ranges.is_score(prose, first, second):
        low, high, unit, kind = first.value, second.value, "score", Kind.SCORE
    return make(
        prose,
        first.start,
        second.end,
        value=low,
        high=high,
        unit=unit,
        kind=kind,
        step=first.step,
        scale=first.scale,
        sign=first.sign,
        per=first.per,
        nouns=first.nouns,
    )


def part(prose: Prose, at: int, share: Share, *, incidental: bool = False) -> Figure | None:
    """Make a figure of a part of a whole, in percent, or of an hour; None for an idiom (24/7)."""
    if not share.value:
        return None
    if share.of_hour:
        return make(prose, at, share.end, value=share.value * 3600, unit=SECOND, kind=Kind.DURATION)
    value, exact = share.value * 100, Fraction(0)
    return make(prose, at, share.end, value=value, unit="%", kind=Kind.FRACTION, step=exact, incidental=incidental)


def rank(prose: Prose, at: int, value: int, end: int) -> Figure:
    """Make a figure of a rank in words; «premier» and «second» are often no rank."""
    return make(prose, at, end, value=Fraction(value), unit=RANK, kind=Kind.ORDINAL, incidental=value < 3)


def multiple(prose: Prose, at: int, end: int, value: Fraction, *, incidental: bool = False) -> Figure:
    """Make a figure of a multiple: «doublé», `x3`."""
    return make(prose, at, end, value=value, unit=TIMES, kind=Kind.MULTIPLE, incidental=incidental)


def vague(prose: Prose, at: int, end: int, value: int) -> Figure:
    """Make a figure of a round plural that ends at `end`: «des centaines de milliers», `billions of dollars`."""
    end, further = measures.linked(prose, end)
    unit, end = measures.unit(prose, end, large=True)
    least = Fraction(value * further)
    scale = unit.scale if unit else Fraction(1)
    return make(
        prose,
        at,
        end,
        value=least * scale,
        high=_most(least) * scale,
        unit=unit.name if unit else "",
        kind=unit.kind if unit else Kind.MAGNITUDE if least >= 1000 else Kind.COUNT,
        step=least * scale,
        scale=further * scale,
        nouns=() if unit else nouns.after(prose, end),
        vague=True,
    )


def _is_article(amount: Amount) -> bool:
    """Tell whether its number is but an article: un jour; not une dizaine de jours, un jour et demi."""
    one = amount.form is Form.ARTICLE and amount.value == amount.scale
    return one and amount.kind in _IDIOMS and not amount.collective


def _most(value: Fraction) -> Fraction:
    """Give the most that a vague number stands for: «des centaines» up to 10 000, «des millions» up to a milliard."""
    return value * (1000 if value >= 10**6 else 100)
