"""Finding the passage of a source that bears out a figure."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from newsletter.curate.evidence.agreement import agree, is_calendar, reach, same_date
from newsletter.curate.evidence.sentences import around
from newsletter.curate.figures import Kind, nouns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.curate.evidence.claim import Claim
    from newsletter.curate.evidence.sources import Index, Passage
    from newsletter.curate.figures import Figure

CANDIDATES = 40  # places of one value in one source that are weighed against each other


def find(claim: Claim, figure: Figure, indexes: Sequence[Index]) -> Passage | None:
    """Find the passage that bears a figure out; of several, the one that shares most words with the claim."""
    places = [(index, *place) for index in indexes for place in _places(claim, figure, index)]
    if not places:
        return None
    index, start, end = max(places, key=lambda place: _shared(claim, *place)) if len(places) > 1 else places[0]
    return index.passage(start, end)


def _shared(claim: Claim, index: Index, start: int, end: int) -> int:
    return len(claim.context & index.context(start, end))


def _places(claim: Claim, figure: Figure, index: Index) -> list[tuple[int, int]]:
    """Give the spans of a source that bear a figure out."""
    found = [(other.start, other.end) for other in islice(_agreeing(claim, figure, index), CANDIDATES)]
    if found or figure.low == figure.high or figure.vague or figure.kind is Kind.SCORE:
        return found
    return list(_both_ends(claim, figure, index))


def _agreeing(claim: Claim, figure: Figure, index: Index) -> Iterator[Figure]:
    if is_calendar(figure):
        yield from (other for other in index.calendar if same_date(figure, other, index.years))
        return
    low, high = sorted(reach(figure))
    margin = Fraction(1, 2) if figure.unit == "%" else 0  # a third is 33 %
    for other in index.by_value.between(low - margin, high + margin):
        if agree(figure, other) and counts_same(claim, figure, other, index):
            yield other


def _both_ends(claim: Claim, figure: Figure, index: Index) -> Iterator[tuple[int, int]]:
    """Find the two ends of a range in one sentence: «de 10 à 15 %» where the source goes from 10 % to 15 %."""
    ones, others = _singles(figure, figure.low, index), _singles(figure, figure.high, index)
    for one in ones:
        start, end = around(index.prose.raw, one.start, one.end)
        if any(start <= other.start < end for other in others) and counts_same(claim, figure, one, index):
            yield one.start, one.end


def _singles(figure: Figure, value: Fraction, index: Index) -> list[Figure]:
    """Give the figures of one value in a range's unit."""
    among = index.calendar if is_calendar(figure) else index.by_value.between(value, value)
    found = [other for other in among if other.unit == figure.unit and other.low == other.high == value]
    return found[:CANDIDATES]


def counts_same(claim: Claim, figure: Figure, other: Figure, index: Index) -> bool:
    """Tell whether two figures of one value are of the same thing, as far as the words around them tell.

    A unit says it, or the nouns that bare numbers count. Where these are unknown, a precise number (1 247) in a
    sentence with common words will do; between two languages, a number from 100 on, or a common word (mostly a name).
    """
    foreign = claim.language != index.prose.language.code
    if figure.unit != other.unit:  # «14 milliards» for «14 milliards d’euros»: money, if they speak of the same
        return foreign or not claim.context or _shared(claim, index, other.start, other.end) > 0
    if figure.unit:
        return True
    same = nouns.same(figure.nouns, other.nouns)
    if same is not None:
        return same
    shared = _shared(claim, index, other.start, other.end)
    if foreign:
        return figure.low >= 100 or shared > 0
    return shared > 1 and figure.step > 0 and figure.low >= 100 * figure.step
