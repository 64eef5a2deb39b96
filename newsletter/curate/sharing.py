"""What the parts of an issue do for one another: lines of evidence that serve several, figures that are repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.curate.evidence import State
from newsletter.curate.evidence.agreement import agree, is_calendar
from newsletter.curate.evidence.sources import words_of
from newsletter.curate.figures import Figure, nouns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.curate.evidence import Claim, Fault
    from newsletter.curate.proofs import Proof, Proved
    from newsletter.model import Evidence as Line

UNUSED = "unused"


def settled(found: Sequence[Proved]) -> tuple[Proved, ...]:
    """Settle what parts say of one another: see `_own_faults` and `_repeating`. The last part is the frame."""
    elsewhere = dict(_served(found))
    *parts, frame = (replace(one, faults=tuple(_own_faults(one, elsewhere))) for one in found)
    return (*parts, _repeating(frame, [proof for one in parts for proof in one.proofs]))


def _served(found: Sequence[Proved]) -> Iterator[tuple[Line, Fault | None]]:
    """List what came of lines in parts that they serve without standing there; the best of a line comes last."""
    outcomes = []
    for one in found:
        faults = {fault.pin: fault for fault in one.all_faults}
        if one.proofs:
            outcomes += [(one.block.lines[at], faults.get(at)) for at in range(one.block.own, len(one.block.lines))]
    yield from sorted(outcomes, key=lambda outcome: _worth(outcome[1]))


def _worth(fault: Fault | None) -> int:
    """Order what came of a line: no use for it, a use that failed, a use."""
    return 2 if fault is None else int(fault.code != UNUSED)


def _own_faults(one: Proved, elsewhere: dict[Line, Fault | None]) -> Iterator[Fault]:
    """Give the faults of the lines that stand in a part. One that it has no use for may have its use elsewhere."""
    for fault in one.all_faults:
        if fault.pin >= one.block.own:
            continue
        other = elsewhere.get(one.block.lines[fault.pin], fault) if fault.code == UNUSED else fault
        if other:
            yield replace(other, pin=fault.pin)


def _repeating(frame: Proved, others: Sequence[Proof]) -> Proved:
    """Let the frame repeat what is borne out in a part: its figures rest on the same passage, reason or computation."""
    proofs = []
    for proof in frame.proofs:
        first = None
        if proof.evidence.state is State.UNTRACED:
            first = next((one for one in others if _is_proved(one) and _repeats(proof.claim, one.claim)), None)
        if first:
            said = first.evidence
            same = replace(
                proof.evidence, state=said.state, passage=said.passage, nearest=said.nearest, reason=said.reason
            )
            proof = replace(proof, evidence=same)  # noqa: PLW2901  the same proof, with what was found out
        proofs.append(proof)
    return replace(frame, proofs=tuple(proofs))


def _is_proved(proof: Proof) -> bool:
    return proof.evidence.state is not State.UNTRACED


def _repeats(claim: Claim, first: Claim) -> bool:
    """Tell whether a claim says again what another says: the same figure of the same thing, or some of its words."""
    one, other = claim.subject, first.subject
    if not isinstance(one, Figure) or not isinstance(other, Figure):
        both = not isinstance(one, Figure) and not isinstance(other, Figure)
        return both and words_of(one.text) in words_of(other.text)
    if is_calendar(one) or is_calendar(other):
        return (one.kind, one.low, one.high) == (other.kind, other.low, other.high)
    return agree(one, other) and nouns.same(one.nouns, other.nouns) is True
