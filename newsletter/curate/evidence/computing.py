"""Proving a computed figure: the computation done again, with operands that the sources have."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from newsletter.curate.evidence import arithmetic
from newsletter.curate.evidence.agreement import reach
from newsletter.curate.figures import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.curate.evidence.arithmetic import Expression
    from newsletter.curate.evidence.claim import Claim
    from newsletter.curate.evidence.sources import Index, Passage
    from newsletter.curate.figures.amounts import Amount

_CONSTANTS = frozenset({1, 100})  # need no source
_READINGS = 256  # an operand may be several figures of a source; so many combinations are tried
_OF_ANY_UNIT = frozenset({Kind.PERCENT, Kind.FRACTION, Kind.MULTIPLE, Kind.COUNT, Kind.MAGNITUDE})
_SYNTAX = "write it as 28 / 14, with + - * / ( ) and %"


class ComputationError(ValueError):
    """Why a computation proves nothing, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class _Reading(NamedTuple):
    """What an operand may stand for: a value, and the figure of a source that has it; a constant has none."""

    value: Fraction
    figure: Figure | None = None
    source: Index | None = None


def prove(computation: str, claim: Claim, indexes: Sequence[Index]) -> tuple[Passage | None, str]:
    """Compute a claim again: the passage of its first operand, and the computation with its result.

    Each operand must stand in a source; one written without its magnitude (28 of «28 milliards») stands for
    every figure so written. The result must be what the claim says, to the last digit that it writes.
    Raises ComputationError.
    """
    subject = claim.subject
    if not isinstance(subject, Figure) or subject.kind in (Kind.DATE, Kind.SCORE):
        raise ComputationError(f"{subject.text} is nothing that can be computed", "pin its passage instead")
    failure = ComputationError("it cannot be read", _SYNTAX)
    for language in (claim.language, "en" if claim.language == "fr" else "fr"):  # 1,5 and 1.5 are both meant as one
        try:
            return _proof(computation, subject, arithmetic.parse(computation, language), indexes)
        except arithmetic.ExpressionError as error:
            failure = ComputationError(str(error), _SYNTAX)
        except ComputationError as error:
            failure = error
    raise failure


def _proof(
    computation: str, subject: Figure, expression: Expression, indexes: Sequence[Index]
) -> tuple[Passage | None, str]:
    results: list[Fraction] = []
    for combination in islice(product(*_all_readings(expression, indexes)), _READINGS):
        found = [(one.source, one.figure) for one in combination if one.source and one.figure]
        same_unit = subject.kind in _OF_ANY_UNIT or any(figure.unit == subject.unit for _, figure in found)
        for values in _values(combination):
            result = expression.value(values)
            if found and same_unit and _says(subject, result):
                source, figure = found[0]
                return source.passage(figure.start, figure.end), f"{computation} = {_shown(result)}"
        results.append(result)
    wrong = f"it gives {_shown(results[0])} of the sources' figures, and the text says {subject.text}"
    raise ComputationError(wrong, "mend the figure or the computation")


def _values(combination: Sequence[_Reading]) -> Iterator[list[Fraction]]:
    """Give the operands' values, and where one alone is a duration, the same with its number as it is written.

    «1 500 en 12 heures» are 125 in an hour, not 0.03 in a second.
    """
    yield [one.value for one in combination]
    lasting = [one.figure for one in combination if one.figure and one.figure.kind is Kind.DURATION]
    if len(lasting) == 1 and lasting[0].scale != 1:
        yield [one.value / lasting[0].scale if one.figure is lasting[0] else one.value for one in combination]


def _all_readings(expression: Expression, indexes: Sequence[Index]) -> list[list[_Reading]]:
    """Read every operand in the sources. Raises ComputationError for one that none of them has."""
    every = [list(_readings(operand, indexes)) for operand in expression.operands]
    for operand, found in zip(expression.operands, every, strict=True):
        if not found:
            missing = f"{_shown(operand.value / operand.scale)} is in no source"
            raise ComputationError(missing, "cite its source, or name it under `from:`")
    return every


def _readings(operand: Amount, indexes: Sequence[Index]) -> Iterator[_Reading]:
    """Give what an operand may stand for: the figures with its value, or written with its digits; a constant."""
    seen: set[tuple[Fraction, str]] = set()
    for index in indexes:
        for figure in index.figures:
            for value in dict.fromkeys((figure.low, figure.high)):
                written = value / figure.scale == operand.value and operand.scale == 1 and not operand.unit
                whole = value == operand.value and operand.unit in ("", figure.unit)
                if (written or whole) and (value, figure.unit) not in seen:
                    seen.add((value, figure.unit))
                    yield _Reading(value / 100 if figure.unit == "%" else value, figure, index)
    if operand.value in _CONSTANTS and not operand.unit:
        yield _Reading(operand.value)


def _says(subject: Figure, result: Fraction) -> bool:
    """Tell whether a result is what a figure says, to the last digit that it writes."""
    low, high = reach(subject)
    rounding = min(subject.step, subject.scale) / 2
    if subject.kind is Kind.FRACTION:  # a third is 33 %
        rounding = Fraction(1, 2)
    elif subject.kind is Kind.MULTIPLE:  # twice is not 1.6 times
        rounding = min(rounding, subject.low / 10)
    tries = (result, result * 100) if subject.unit in ("%", "pt") else (result,)
    return any(low - rounding <= abs(one) <= high + rounding for one in tries)


def _shown(value: Fraction) -> str:
    """Write a value shortly for a person."""
    return f"{int(value):,}".replace(",", " ") if value.denominator == 1 else f"{float(value):.6g}"
