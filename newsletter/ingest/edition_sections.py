"""Section titles found again in a text that lost its headings: the outline names them, in other words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.ingest.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.ingest.edition_pieces import Piece

_LONGEST = 12  # words of a title
_ALIKE = 0.5  # share of the shorter one's words
_WORD = re.compile(r"[a-z0-9]{3,}")


def outlined(body: Sequence[Piece], outline: Sequence[str]) -> list[int]:
    """Give the places of the titles, by the entries of the outline in turn; nothing where one is missing."""
    titles: list[int] = []
    for entry in outline:
        after = titles[-1] + 1 if titles else 0
        scores = [(_likeness(entry, piece.text), -index) for index, piece in enumerate(body) if index >= after]
        best, at = max(scores, default=(0.0, 0))
        if best < _ALIKE:
            return []
        titles.append(-at)
    return titles


def untitled(body: Sequence[Piece]) -> list[int]:
    """Give the places of lines that look like titles: short, without an end mark, after an empty line."""
    return [index for index, piece in enumerate(body) if piece.gap and _may_be_title(piece.text)]


def _may_be_title(text: str) -> bool:
    return len(text.split()) <= _LONGEST and text[-1:] not in ".!:,;…"


def _likeness(entry: str, line: str) -> float:
    """Give the share of common words, of the shorter one's; nothing for what cannot be a title."""
    if not _may_be_title(line):
        return 0.0
    ours, theirs = (set(_WORD.findall(fold(text))) for text in (entry, line))
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter else 0.0
