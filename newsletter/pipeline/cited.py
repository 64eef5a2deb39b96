"""From proofs to what readers of the web copy see: which figure of which block leads to which passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.curate.evidence import State
from newsletter.render.linking import Mark, passage_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.proofs import Proof, Proved
    from newsletter.model import Seed

# Texts that the web copy shows as they are. Not among them: what stands in a link or in an attribute, and the teaser,
# which counts the pieces and leads to them.
_SHOWN = {
    "title", "intro", "takeaway", "body", "conclusion", "caption",
    "greeting", "hook", "reply", "question", "ps",
}  # fmt: skip
_LONGEST = 240  # characters of a passage in a note
_MOST = 80  # links in a block: each is looked for in its text


def marks(proved: Sequence[Proved], seeds: Mapping[str, Seed]) -> Mapping[str, tuple[Mark, ...]]:
    """Give the figures that lead to a page, by the name of their block (nothing for what frames the issue)."""
    found = {one.block.name: tuple(mark for proof in one.proofs for mark in _mark(proof, seeds)) for one in proved}
    return {block: marks[:_MOST] for block, marks in found.items() if marks}


def _mark(proof: Proof, seeds: Mapping[str, Seed]) -> tuple[Mark, ...]:
    at, passage = proof.text.at, proof.evidence.passage
    seed = seeds.get(passage.source) if passage else None
    if passage is None or seed is None or not seed.url or not (at[-1] in _SHOWN or "essential" in at):
        return ()
    said = " ".join(passage.text.split())[:_LONGEST]
    where = f"{seed.title} ({seed.site})" if seed.site else seed.title
    computed = f"{proof.evidence.reason} — " if proof.evidence.state is State.COMPUTED else ""
    note = f"{computed}{where} — {said}"
    url, language = passage_url(seed.url, passage.text), seed.language or ""
    return (Mark(words=proof.claim.subject.text, url=url, note=note, language=language),)
