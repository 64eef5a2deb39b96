"""Where the corrections of an issue stand on its page: each beside its block, and none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.model import Correction, Issue

OPENING = ""
CONCLUSION = "focus.conclusion"  # no id of a section: it has a full stop
# Blocks that the page shows by themselves. What else a note may name (the subject, the teaser…) is in the opening.
_SHOWN = ("hook", "comment", "sponsor", "focus", "results", "poll", "links", "ps", "disclosure")


def beside(issue: Issue) -> Mapping[str, tuple[Correction, ...]]:
    """Give the notes by the place that shows them, in the order of the file."""
    notes: dict[str, tuple[Correction, ...]] = {}
    for note in issue.corrections:
        at = _place(issue, note.block)
        notes[at] = (*notes.get(at, ()), note)
    return notes


def _place(issue: Issue, block: str | None) -> str:
    if block is None or block not in walk.blocks(issue):
        return OPENING
    if block == "disclosure" and issue.disclosure and not issue.disclosure.show:
        return OPENING
    if issue.poll and block == issue.poll.anchor:
        return "poll"
    if block in _SHOWN or block in (anchor for _, anchor in walk.anchors(issue)):
        return block
    return CONCLUSION if block == "conclusion" else OPENING
