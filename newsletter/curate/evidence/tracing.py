"""How the claims of a block stand: traced to a passage, waived, computed, or untraced."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from newsletter.curate.evidence import matching, nearness, pins as pinning, quoting
from newsletter.curate.evidence.pins import Fault, PinError
from newsletter.curate.figures import Figure, Kind
from newsletter.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.evidence.claim import Claim
    from newsletter.curate.evidence.pins import Pin
    from newsletter.curate.evidence.sources import Index, Passage

_GRAVE = frozenset({Kind.MONEY, Kind.PERCENT, Kind.MAGNITUDE})
_COUNTED = frozenset({Kind.COUNT, Kind.MEASURE, Kind.MULTIPLE})
_LARGE = 100


class State(StrEnum):
    """How a claim stands."""

    TRACED = "traced"
    WAIVED = "waived"
    COMPUTED = "computed"
    UNTRACED = "untraced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How one claim stands: `passage` bears it out; untraced, `nearest` comes nearest and `reason` says what differs.

    `reason` is the editor's for a waived claim and the computation for a computed one. `severity` is what an
    untraced claim of this kind weighs.
    """

    claim: Claim
    state: State
    severity: Severity
    passage: Passage | None = None
    nearest: Passage | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The evidence of a block: one for each claim, in order, and what is wrong with its pins."""

    evidence: tuple[Evidence, ...]
    faults: tuple[Fault, ...]

    @property
    def untraced(self) -> tuple[Evidence, ...]:
        """The claims that nothing bears out."""
        return tuple(one for one in self.evidence if one.state is State.UNTRACED)


def severity(claim: Claim) -> Severity:
    """Weigh an untraced claim.

    An error for money, percentages, magnitudes and numbers from 100 on (measures in their base unit: 2 km is
    2 000 m); a warning for years, dates, durations, ranks, fractions, small numbers and quotations; an info for one
    or two quoted words, more often a term held at a distance than a quotation.
    """
    subject = claim.subject
    if not isinstance(subject, Figure):
        return Severity.WARNING if subject.words > 2 else Severity.INFO
    if subject.kind in _GRAVE or (subject.kind in _COUNTED and subject.high >= _LARGE):
        return Severity.ERROR
    return Severity.WARNING


def trace(claims: Sequence[Claim], indexes: Sequence[Index], pins: Sequence[Pin] = ()) -> Report:
    """Prove the claims of a block by the sources that it cites and by the editor's pins; nothing is dropped.

    A pin that proves nothing is a fault, and its claim is searched like the others.
    """
    cited = {one.source.id: one for one in indexes}
    faults: dict[int, Fault] = {}
    evidence: list[Evidence] = []
    used: set[int] = set()
    for claim in claims:
        proof = None
        for number, pin in enumerate(pins):
            if not pinning.means(pin, claim):
                continue
            used.add(number)
            try:
                proof = _pinned(claim, pin, cited)
                break
            except PinError as error:
                faults[number] = Fault(pin=number, code=error.code, message=error.message, hint=error.hint)
        evidence.append(proof or _searched(claim, indexes))
    for number in set(range(len(pins))) - used:
        message = f"no figure of this block is {pins[number].figure}"
        hint = "write it as the text has it, or drop the line"
        faults[number] = Fault(pin=number, code="unused", message=message, hint=hint)
    return Report(evidence=tuple(evidence), faults=tuple(fault for _, fault in sorted(faults.items())))


def _pinned(claim: Claim, pin: Pin, cited: Mapping[str, Index]) -> Evidence:
    """Prove a claim by its pin. Raises PinError where the pin proves nothing."""
    weight = severity(claim)
    if reason := pin.waived.strip():
        return Evidence(claim=claim, state=State.WAIVED, severity=weight, reason=reason)
    if pin.computed:
        passage, computation = pinning.computed(pin, claim, cited)
        return Evidence(claim=claim, state=State.COMPUTED, severity=weight, passage=passage, reason=computation)
    if not pin.source and not pin.passage:
        hint = "give `passage`, `computed`, or `waived` with a reason"
        raise PinError("empty", f"nothing is said of {pin.figure}", hint)
    return Evidence(claim=claim, state=State.TRACED, severity=weight, passage=pinning.passage(pin, claim, cited))


def _searched(claim: Claim, indexes: Sequence[Index]) -> Evidence:
    """Prove a claim by the sources, or say how near they come."""
    weight = severity(claim)
    if isinstance(claim.subject, Figure):
        passage = matching.find(claim, claim.subject, indexes)
    else:
        passage = quoting.find(claim.subject.text, indexes)
    if passage:
        return Evidence(claim=claim, state=State.TRACED, severity=weight, passage=passage)
    if not indexes:
        return Evidence(claim=claim, state=State.UNTRACED, severity=weight, reason="no source is cited")
    near, reason = nearness.nearest(claim, indexes)
    if claim.kind is Kind.QUOTE and all(one.prose.language.code != claim.language for one in indexes):
        reason = "the sources are in another language: pin the passage that was translated"
    return Evidence(claim=claim, state=State.UNTRACED, severity=weight, nearest=near, reason=reason)
