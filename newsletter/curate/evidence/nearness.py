"""What comes nearest to a claim that no source bears out, and what tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsletter.curate.evidence import quoting
from newsletter.curate.evidence.agreement import contradiction, is_calendar
from newsletter.curate.evidence.matching import CANDIDATES
from newsletter.curate.evidence.sources import digits_of
from newsletter.curate.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.curate.evidence.claim import Claim
    from newsletter.curate.evidence.sources import Index, Passage

_NEARBY = 3  # figures compared on each side of a claim's value
_MOST_SHARED = 6  # common words that count


class Near(NamedTuple):
    """The nearest in a source: how near, what tells it from the claim, and where."""

    score: float
    reason: str
    source: Index
    start: int
    end: int


def nearest(claim: Claim, indexes: Sequence[Index]) -> tuple[Passage | None, str]:
    """Give the passage that comes nearest to a claim, and say what is wrong with it."""
    found: list[Near] = []
    for index in indexes:
        found += _figures(claim, claim.subject, index) if isinstance(claim.subject, Figure) else _words(claim, index)
    if not found:
        return None, "the sources have nothing of the kind"
    best = max(found, key=lambda near: near.score)
    return best.source.passage(best.start, best.end), best.reason


def _figures(claim: Claim, figure: Figure, index: Index) -> Iterator[Near]:
    """Give a source's figures of the same digits or a near value, scored also by the words in common."""
    same_digits: tuple[Figure, ...] = ()
    if is_calendar(figure):
        others = tuple(other for other in index.calendar if other.unit == figure.unit)[:CANDIDATES]
    else:
        same_digits = index.by_digits.get(digits_of(figure), ())[:CANDIDATES]
        unit = index.by_unit.get(figure.unit)
        others = same_digits + (unit.nearest(figure.low, _NEARBY) if unit else ())
    for other in others:
        score, reason = _difference(figure, other, same_digits=other in same_digits)
        shared = len(claim.context & index.context(other.start, other.end))
        yield Near(score + min(shared, _MOST_SHARED) / 2, reason, index, other.start, other.end)


def _difference(figure: Figure, other: Figure, *, same_digits: bool) -> tuple[float, str]:
    """Say what tells two figures apart, and how telling it is: 3 for one thing only, less for another value."""
    shown = " ".join(other.text.split())
    if figure.unit == other.unit and figure.low == other.low:
        different = "" if is_calendar(figure) else contradiction(figure, other)
        if different == "side":
            return 3, f"the source says {other.bound.value.replace('-', ' ')} {shown}"
        return (
            3,
            f"the source says {shown}: another {different}"
            if different
            else f"{shown} is there, but of something else",
        )
    if same_digits:
        what = "magnitude" if figure.unit == other.unit else "unit"
        return (3 if what == "magnitude" else 2), f"the source says {shown}: another {what}"
    small, large = sorted((float(figure.low), float(other.low)))
    return (2 * small / large if large else 0), f"the nearest in the sources is {shown}"


def _words(claim: Claim, index: Index) -> Iterator[Near]:
    """Give the stretch of a source that shares most words with a quotation."""
    if found := quoting.nearest(claim.subject.text, index):
        share, start, end = found
        reason = "the source has other words" if share > 0.7 else "no source has these words"
        yield Near(share, reason, index, start, end)
