"""Finding the words of a quotation in a source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsletter.curate.evidence.sources import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.curate.evidence.sources import Index, Passage

_GAP = re.compile(r"\[[^\]\n]{0,60}\]|\(…\)|\(\.\.\.\)|…|\.\.\.")
_WIDEST_GAP = 400  # words that […] may stand for


def find(text: str, indexes: Sequence[Index]) -> Passage | None:
    """Find a text's words in a source, whatever their case, quotes, apostrophes and spaces.

    `[…]`, `(…)`, `…` and what an editor put between brackets may stand for words that were left out.
    """
    parts = [words for words in map(words_of, _GAP.split(text)) if words.strip()]
    for index in indexes:
        if found := _in_order(parts, index):
            first, last = found
            return index.passage(index.words.spans[first][0], index.words.spans[last][1])
    return None


def _in_order(parts: Sequence[str], index: Index) -> tuple[int, int] | None:
    """Find the parts one after the other, not too far apart: the numbers of the first and the last word."""
    first = last = -1
    for part in parts:
        found = index.words.locate(part, last + 1)
        if not found or (first >= 0 and found[0] - last > _WIDEST_GAP):
            return None
        first = found[0] if first < 0 else first
        last = found[1]
    return (first, last) if parts else None


def nearest(text: str, index: Index) -> tuple[float, int, int] | None:
    """Find the stretch of a source that shares most words with a quotation, two in five at least.

    Gives the share of its words and the span in the source. Linear in the length of the source.
    """
    quoted = words_of(text).split()
    wanted, length = set(quoted), len(quoted)
    words = index.words.joined.split()
    hits = [number for number, word in enumerate(words) if word in wanted]
    inside: Counter[str] = Counter()
    best, start, left = 0, 0, 0
    for number in hits:
        inside[words[number]] += 1
        while number - hits[left] >= length:
            dropped = words[hits[left]]
            inside[dropped] -= 1
            if not inside[dropped]:
                del inside[dropped]
            left += 1
        if len(inside) > best:
            best, start = len(inside), hits[left]
    if not best or best * 5 < len(wanted) * 2:
        return None
    last = min(start + length, len(words)) - 1
    return best / len(wanted), index.words.spans[start][0], index.words.spans[last][1]
