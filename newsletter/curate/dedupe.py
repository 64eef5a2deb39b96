"""Which articles tell the same story: candidates by minhash bands, the decision by containment.

One-permutation minhash: Li, Owen, Zhang (NIPS 2012), with the empty bins filled by rotation as in Shrivastava
and Li (ICML 2014). Sampled phrases, which find a teaser in its article: the mod sketch of Broder (SEQUENCES 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar
from zlib import crc32

from newsletter.curate.words import words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

_BANDS: Final = 42
_ROWS: Final = 3
_BINS: Final = _BANDS * _ROWS
_SHINGLE: Final = 3  # words
_PHRASE: Final = 8  # words that two texts rarely share by chance
_SAMPLED: Final = 16  # one phrase in so many is kept
_DUPLICATE: Final = 0.9
_SAME_STORY: Final = 0.5
_FEWEST: Final = 8  # shingles under which only equal texts are alike


class Relation(StrEnum):
    """How two texts stand to each other: one text, two texts of one story, or two stories."""

    DUPLICATE = "duplicate"
    SAME_STORY = "same_story"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is kept of a text to find its like: 126 minima (none for an empty text) and its sampled phrases."""

    minima: tuple[int, ...]
    phrases: tuple[int, ...]


def shingles(text: str) -> frozenset[int]:
    """Give the hashes of every three words in a row; of all words together when there are fewer."""
    return frozenset(_runs(words(text), _SHINGLE))


def signature(text: str) -> Signature:
    """Sum up a text, in time linear in its length. Capitals, accents and punctuation do not count."""
    cut = words(text)
    runs = _runs(cut, _SHINGLE)
    # A phrase is sampled by the hash of its first words, which is there already: the same phrase is, in every text.
    starts = (at for at, first in enumerate(runs[: max(0, len(cut) - _PHRASE + 1)]) if first % _SAMPLED == 0)
    phrases = {crc32(" ".join(cut[at : at + _PHRASE]).encode()) for at in starts}
    return Signature(minima=_minima(frozenset(runs)), phrases=tuple(sorted(phrases)))


def bands(signature: Signature) -> tuple[int, ...]:
    """Give the keys to index: two texts that share none need not be compared.

    42 keys of three minima each, then one for each sampled phrase: non-negative, under 2**40, sorted and each
    once; an SQLite INTEGER holds them.
    """
    minima = signature.minima
    keys = {
        (number << 32) | crc32(repr(minima[number * _ROWS : (number + 1) * _ROWS]).encode())
        for number in range(_BANDS if minima else 0)
    }
    return tuple(sorted(keys | {(_BANDS << 32) | phrase for phrase in signature.phrases}))


def containment(a: str | frozenset[int], b: str | frozenset[int]) -> float:
    """Give the share (0 to 1) of the smaller one's shingles that the other has too; texts or their `shingles`."""
    left = shingles(a) if isinstance(a, str) else a
    right = shingles(b) if isinstance(b, str) else b
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def relation(a: str | frozenset[int], b: str | frozenset[int]) -> Relation:
    """Decide about two bodies, titles left out: at least .9 contained a duplicate, at least .5 the same story.

    Under eight shingles (ten words) too little is said: equal texts are duplicates, all others distinct. The texts
    must be free of their sites' furniture: ninety words of it around short articles can pass for a story.
    """
    left = shingles(a) if isinstance(a, str) else a
    right = shingles(b) if isinstance(b, str) else b
    if min(len(left), len(right)) < _FEWEST:
        return Relation.DUPLICATE if left and left == right else Relation.DISTINCT
    shared = containment(left, right)
    if shared >= _DUPLICATE:
        return Relation.DUPLICATE
    return Relation.SAME_STORY if shared >= _SAME_STORY else Relation.DISTINCT


Item = TypeVar("Item", bound="Hashable")


def clusters(items: Sequence[Item], links: Iterable[tuple[Item, Item]]) -> tuple[tuple[Item, ...], ...]:
    """Group the items that links join, directly or through others (union-find, near linear).

    Every item is in one group; groups and their members keep the order of `items`. Raises KeyError for a link
    to something that is not an item.
    """
    parent = {item: item for item in items}

    def root(item: Item) -> Item:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    rank = {item: place for place, item in enumerate(parent)}
    for one, other in links:
        first, second = sorted((root(one), root(other)), key=rank.__getitem__)
        parent[second] = first
    groups: dict[Item, list[Item]] = {}
    for item in parent:
        groups.setdefault(root(item), []).append(item)
    return tuple(tuple(group) for group in groups.values())


def _runs(cut: list[str], length: int) -> list[int]:
    """Hash every `length` words in a row, in order (the whole, when there are fewer)."""
    last = max(1, len(cut) - length + 1) if cut else 0
    return [crc32(" ".join(cut[start : start + length]).encode()) for start in range(last)]


def _minima(hashes: frozenset[int]) -> tuple[int, ...]:
    """Give the least hash of each bin; an empty bin borrows from the next full one, the distance added."""
    if not hashes:
        return ()
    least: list[int | None] = [None] * _BINS
    for value in hashes:
        place, rest = value % _BINS, value // _BINS
        known = least[place]
        if known is None or rest < known:
            least[place] = rest
    step = (1 << 32) // _BINS + 1
    filled: list[int] = []
    borrowed = 0
    for place in range(2 * _BINS - 1, -1, -1):
        found = least[place % _BINS]
        borrowed = borrowed + step if found is None else found
        if place < _BINS:
            filled.append(borrowed)
    return tuple(reversed(filled))
