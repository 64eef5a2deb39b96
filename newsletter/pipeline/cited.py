"""From proofs to what readers of the web copy see: which figure of which text leads to which passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.curate import prose
from newsletter.curate.evidence import State
from newsletter.render.traced import Mark, passage_url, pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.proofs import Proof, Proved
    from newsletter.model import Seed

# Texts that stand by themselves: a title may stand in a link, which holds no other.
_RUNNING = {"intro", "takeaway", "body", "conclusion", "hook", "ps", "reply"}
_LONGEST = 240  # characters of a passage in a note


def marks(proved: Sequence[Proved], seeds: Mapping[str, Seed]) -> Mapping[str, tuple[Mark, ...]]:
    """Give the figures that lead to a page, by the text that they stand in."""
    found: dict[str, list[Mark]] = {}
    for proof in (proof for one in proved for proof in one.proofs):
        mark = _mark(proof, seeds)
        if mark:
            found.setdefault(proof.text.value, []).append(mark)
    return {text: tuple(marks) for text, marks in found.items()}


def _mark(proof: Proof, seeds: Mapping[str, Seed]) -> Mark | None:
    at, passage = proof.text.at, proof.evidence.passage
    seed = seeds.get(passage.source) if passage else None
    if passage is None or seed is None or not seed.url or not (at[-1] in _RUNNING or "essential" in at):
        return None
    words, start = proof.claim.subject.text, proof.claim.subject.start
    before = prose.visible(proof.text.value[:start])
    said = " ".join(passage.text.split())[:_LONGEST]
    where = f"{seed.title} ({seed.site})" if seed.site else seed.title
    computed = f"{proof.evidence.reason} — " if proof.evidence.state is State.COMPUTED else ""
    return Mark(
        words=words,
        nth=sum(1 for _ in pattern(words).finditer(before)),
        url=passage_url(seed.url, passage.text),
        note=f"{computed}{where} — {said}",
    )
