"""What an editor says of a figure: its passage, the reason it has none, or how it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.evidence import computing, matching, quoting
from newsletter.curate.evidence.agreement import agree, is_calendar, same_date
from newsletter.curate.evidence.computing import ComputationError
from newsletter.curate.evidence.sources import words_of
from newsletter.curate.figures import Figure, find, languages, nouns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.evidence.claim import Claim
    from newsletter.curate.evidence.sources import Index, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One line of `evidence:`. Of `passage`, `waived` and `computed` one is set, or `source` alone."""

    figure: str
    source: str = ""
    passage: str = ""
    waived: str = ""
    computed: str = ""
    sources: tuple[str, ...] = ()  # `from:`


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the pin of a number (from 0), and what to do.

    `code` is one of `unused`, `empty`, `source`, `passage`, `figure`, `computed`.
    """

    pin: int
    code: str
    message: str
    hint: str


class PinError(ValueError):
    """Why a pin proves nothing: a code, a message and what to do."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def means(pin: Pin, claim: Claim) -> bool:
    """Tell whether a pin speaks of a claim: the same words, or the same value and unit.

    What a pin says before its figure is of the claim's sentence too: «Version finale 2» waives no other two.
    """
    subject = claim.subject
    said = words_of(pin.figure)
    if not isinstance(subject, Figure):
        return bool(said.strip()) and said in words_of(subject.text)
    if " ".join(pin.figure.split()) == " ".join(subject.text.split()):
        return True
    wanted = subject.low, subject.high, subject.unit
    for found in find(pin.figure, claim.language):
        before = nouns.subject(pin.figure[: found.start], languages.of(claim.language))
        if (found.low, found.high, found.unit) == wanted and (not before or before & claim.context):
            return True
    return False


def passage(pin: Pin, claim: Claim, indexes: Mapping[str, Index]) -> Passage:
    """Find the pinned passage, or the claim in the pinned source.

    Raises PinError where the block does not cite the source, the passage is not in it, or the claim not in the passage.
    """
    chosen = _chosen((pin.source,) if pin.source else (), indexes)
    if not pin.passage:
        found = _anywhere(claim, chosen)
        if not found:
            raise PinError("figure", f"{claim.subject.text} is not in {pin.source}", "pin another source, or waive it")
        return found
    found = quoting.find(pin.passage, chosen)
    if not found:
        where = pin.source or "the sources"
        raise PinError("passage", f"the pinned passage is not in {where}", "copy the words of the seed as they stand")
    if not _bears_out(claim, indexes[found.source], found):
        hint = "pin the passage that has the figure, or say how it was computed"
        raise PinError("figure", f"the pinned passage does not say {claim.subject.text}", hint)
    return found


def _anywhere(claim: Claim, indexes: Sequence[Index]) -> Passage | None:
    if isinstance(claim.subject, Figure):
        return matching.find(claim, claim.subject, indexes)
    return quoting.find(claim.subject.text, indexes)


def _bears_out(claim: Claim, index: Index, found: Passage) -> bool:
    """Tell whether a passage that a person chose holds the claim; what a bare number counts is theirs to judge.

    A quotation of another language is: it was translated.
    """
    start, end = found.offset, found.offset + found.length
    subject = claim.subject
    if not isinstance(subject, Figure):
        translated = index.prose.language.code != claim.language
        return translated or words_of(subject.text) in words_of(index.prose.raw[start:end])
    # A unit's sign is no word: `11 %` may end just after the passage's last word.
    inside = [figure for figure in index.figures if figure.start >= start - 2 and figure.end <= end + 3]
    if is_calendar(subject):
        return any(same_date(subject, figure, index.years) for figure in inside)
    ends = {figure.low for figure in inside if figure.unit == subject.unit}
    both = subject.low != subject.high and {subject.low, subject.high} <= ends
    return both or any(agree(subject, figure) for figure in inside)


def computed(pin: Pin, claim: Claim, indexes: Mapping[str, Index]) -> tuple[Passage | None, str]:
    """Compute a claim again: the passage of its first operand, and the computation with its result. Raises PinError."""
    chosen = _chosen(pin.sources, indexes)
    try:
        return computing.prove(pin.computed, claim, chosen)
    except ComputationError as error:
        raise PinError("computed", f"`{pin.computed}`: {error}", error.hint) from error


def _chosen(wanted: Sequence[str], indexes: Mapping[str, Index]) -> list[Index]:
    """Give the sources that a pin names, or all. Raises PinError for one that the block does not cite."""
    for name in wanted:
        if name not in indexes:
            cited = ", ".join(indexes) or "none"
            raise PinError("source", f"{name} is not among the sources of this block", f"cited: {cited}")
    return [indexes[name] for name in wanted or indexes]
