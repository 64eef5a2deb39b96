"""The sentence around a span, cut off where it is very long: what is shown of a source, and compared."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from newsletter.curate.figures import nouns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.curate.figures import Figure
    from newsletter.curate.figures.prose import Prose

_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)|\n")
_FARTHEST = 240  # characters on each side


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the sentence around a span begins and ends, without the white space about it."""
    before = text[max(0, start - _FARTHEST) : start]
    after = text[end : end + _FARTHEST]
    opening = max((found.end() for found in _END.finditer(before)), default=0)
    closing = _END.search(after)
    first = start - len(before) + opening
    last = end + (closing.end() if closing else len(after))
    whole = text[first:last]
    return first + len(whole) - len(whole.lstrip()), last - len(whole) + len(whole.rstrip())


def context(prose: Prose, figures: Sequence[Figure], start: int, end: int) -> frozenset[str]:
    """Tell what the sentence around a span speaks of: the stems of its content words, its other figures.

    `figures` are those of the text, in order.
    """
    first, last = around(prose.raw, start, end)
    others: set[str] = set()
    for number in range(bisect_left(figures, first, key=_start), len(figures)):
        figure = figures[number]
        if figure.start >= last:
            break
        if figure.start != start:
            others.add(f"{figure.low} {figure.unit}")
    return nouns.subject(prose.raw[first:last], prose.language) | others


def _start(figure: Figure) -> int:
    return figure.start
