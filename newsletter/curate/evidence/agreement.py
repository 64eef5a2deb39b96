"""When a figure of an issue and a figure of its source say the same: value, unit, side and rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from newsletter.curate.figures.lexicon import Bound
from newsletter.curate.figures.units import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsletter.curate.figures import Figure

_LARGE = 1000
_CALENDAR = (Kind.DATE, Kind.YEAR)
_CONTRARY = ({Bound.AT_LEAST, Bound.AT_MOST}, {Bound.AT_LEAST, Bound.NEARLY})


def reach(figure: Figure) -> tuple[Fraction, Fraction]:
    """Give the values that a wording can stand for.

    «environ 14» is what rounds to 14, «environ 200» what is within a tenth of it; «près de» is the same from below;
    «plus de 200» goes to 300, and half as much more at most; a vague plural says its own; all else is exact.
    """
    value = figure.low
    if figure.low != figure.high:
        return figure.low, figure.high
    if figure.vague:
        return value * Fraction(4, 5), value * Fraction(6, 5)
    rounding, further = value / 10, value / 2
    if figure.step:
        rounding = max(min(figure.step, figure.scale) / 2, min(figure.step / 2, rounding))
        further = min(figure.step, further)
    if figure.bound is Bound.AT_LEAST:
        return value, value + further
    if figure.bound is Bound.AT_MOST:
        return value - further, value
    if figure.bound is Bound.NEARLY:
        return value - rounding, value
    return (value - rounding, value + rounding) if figure.approximate else (value, value)


def agree(claim: Figure, source: Figure) -> bool:
    """Tell whether a source's figure bears out a claim. What a bare number counts is not compared here.

    Dates are compared by `same_date`.
    """
    return _same_unit(claim, source) and not contradiction(claim, source) and _same_value(claim, source)


def contradiction(claim: Figure, source: Figure) -> str:
    """Say in what two figures differ beside unit and value: `direction`, `rate`, `side`, or nothing."""
    if claim.sign * source.sign < 0:
        return "direction"
    if claim.per and source.per and claim.per != source.per:
        return "rate"
    if claim.low == source.low and {claim.bound, source.bound} in _CONTRARY:  # «près de 200», «over 199» do agree
        return "side"
    return ""


def _same_unit(claim: Figure, source: Figure) -> bool:
    """Compare units; a large number that says no unit at all (`14 milliards`, `30 000 de plus`) goes with any money."""
    if claim.unit == source.unit:
        return True
    money, bare = (claim, source) if claim.kind is Kind.MONEY else (source, claim)
    return money.kind is Kind.MONEY and not bare.unit and not bare.nouns and bare.low >= _LARGE


def _same_value(claim: Figure, source: Figure) -> bool:
    """Compare values: equal, an end of the source's range, a compatible rounding, a fraction in percent."""
    if claim.low == source.low and claim.high == source.high:
        return True
    if claim.low != claim.high and not claim.vague:
        return False
    if source.low != source.high:
        if claim.vague and not source.vague:
            return claim.low <= source.low and source.high <= claim.high
        ends = claim.low in (source.low, source.high) and claim.low == claim.high
        return ends and not source.vague and claim.kind is not Kind.SCORE
    if Kind.FRACTION in (claim.kind, source.kind) and claim.kind is not source.kind and claim.low == claim.high:
        percent = source if claim.kind is Kind.FRACTION else claim
        if abs(claim.low - source.low) <= min(percent.step, Fraction(1)) / 2:
            return True
    low, high = reach(claim)
    if claim.bound is Bound.AT_LEAST and not claim.vague:
        return low <= source.low < high
    if claim.bound is Bound.AT_MOST and not claim.vague:
        return low < source.low <= high
    return low <= source.low <= high


def is_calendar(figure: Figure) -> bool:
    """Tell whether a figure is a date, a year or a decade."""
    return figure.kind in _CALENDAR


def same_date(claim: Figure, source: Figure, years: Collection[int]) -> bool:
    """Compare dates by the parts that are written; `years` are those that the whole source speaks of.

    «12 mars 2025» is borne out by «12 mars» where the source says 2025 elsewhere, «2025» by any day of it.
    """
    if claim.unit == "year":
        found = {source.low, source.high} if source.unit == "year" else _years(source)
        return {claim.low, claim.high} <= found
    if claim.unit != source.unit:
        return False
    if claim.unit == "decade":
        return claim.low == source.low
    ends = {_parts(claim.low), _parts(claim.high)}
    found_ends = {_parts(source.low), _parts(source.high)}
    return all(any(_fits(end, other, years) for other in found_ends) for end in ends)


def _years(source: Figure) -> set[Fraction]:
    return {Fraction(int(source.low) // 10000), Fraction(int(source.high) // 10000)} if source.unit == "date" else set()


def _parts(number: Fraction) -> tuple[int, int, int]:
    digits = int(number)
    return digits // 10000, digits // 100 % 100, digits % 100


def _fits(claim: tuple[int, int, int], source: tuple[int, int, int], years: Collection[int]) -> bool:
    year, month, day = claim
    if month != source[1] or (day and day != source[2]):
        return False
    return not year or year == source[0] or (not source[0] and year in years)
