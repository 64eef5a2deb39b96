"""What a TrueType file says of its letters: which it has, and which stand closer (OpenType 1.9: `cmap`, `kern`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from struct import error, iter_unpack, unpack_from
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Typeface:
    """The glyph of each code point, how much closer pairs of glyphs stand, and how many units an em has."""

    glyphs: Mapping[int, int]
    kerning: Mapping[Pair, int]
    em: int

    def between(self, one: str, other: str) -> float:
        """Give what is added to the distance of two letters, in ems."""
        return self.kerning.get((self.glyphs[ord(one)], self.glyphs[ord(other)]), 0) / self.em


@lru_cache(maxsize=8)
def read(font: bytes) -> Typeface:
    """Read a font; an empty typeface where it is none that can be read. Kerning in GPOS alone is not read."""
    try:
        tables = dict(_tables(font))
        em = unpack_from(">H", font, tables[b"head"] + 18)[0]
        kerning = dict(_pairs(font, tables[b"kern"])) if b"kern" in tables else {}
        return Typeface(dict(_glyphs(font, tables[b"cmap"])), kerning, em or 1)
    except (error, LookupError):
        return Typeface({}, {}, 1)


def _tables(font: bytes) -> Iterator[tuple[bytes, int]]:
    for index in range(unpack_from(">H", font, 4)[0]):
        name, _, offset = unpack_from(">4sII", font, 12 + 16 * index)
        yield name, offset


def _glyphs(font: bytes, cmap: int) -> Iterator[Pair]:
    for index in range(unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + unpack_from(">I", font, cmap + 8 + 8 * index)[0]
        kind = unpack_from(">H", font, at)[0]
        if kind == 4:
            yield from _by_segments(font, at)
        elif kind == 12:
            yield from _by_groups(font, at)


def _by_segments(font: bytes, at: int) -> Iterator[Pair]:
    count = unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        unpack_from(f">{count}H", font, at + 14 + 2 * count * k + 2 * (k > 0)) for k in range(4)
    )
    place = at + 16 + 6 * count  # of the first offset, from which each counts
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = unpack_from(">H", font, place + 2 * index + offset + 2 * (code - first))[0]
            if glyph or not offset:
                yield code, (glyph + delta) % 0x10000


def _by_groups(font: bytes, at: int) -> Iterator[Pair]:
    for index in range(unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = unpack_from(">III", font, at + 16 + 12 * index)
        yield from ((code, glyph + code - first) for code in range(first, min(last, 0x10FFFF) + 1))


def _pairs(font: bytes, kern: int) -> Iterator[tuple[Pair, int]]:
    """Read the first subtable, of format 0: the only one that old and new readers share."""
    tables, coverage, count = unpack_from(">2xH4xHH", font, kern)
    if tables and coverage >> 8 == 0:
        body = font[kern + 18 : kern + 18 + 6 * count]
        yield from (((left, right), value) for left, right, value in iter_unpack(">HHh", body))
