"""Lines of text drawn with TrueType fonts: measured, broken, shortened, set from left to right.

Without a shaping engine, which not every machine has: kerning comes from the fonts' `kern` tables (where Pillow reads
them, it takes a pixel for a 64th of one), the order of right-to-left words from `bidi`. The same text is then the same
pixels everywhere.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from newsletter.render import bidi, typeface

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

THIN = "\N{THIN SPACE}"
_LOOSE = {*" ,;:·(", THIN, "\N{NO-BREAK SPACE}"}  # what an ellipsis does not follow
_NOT_DRAWN = {"Cc", "Cf", "Co", "Cs", "Cn"}  # Unicode categories
_INSTEAD = {0x202F: THIN, 0x2011: "-", **dict.fromkeys((*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)))}


@dataclass(frozen=True, slots=True)
class Lettering:
    """A size in pixels, a font, and another one for letters that it lacks; both as the bytes of a TrueType file."""

    size: int
    font: bytes
    others: bytes

    def clean(self, text: str) -> str:
        """Give a text without what neither font can draw: control characters, most emoji, foreign scripts."""
        known = _drawable(self.font, self.others)
        text = unicodedata.normalize("NFC", text).translate(_INSTEAD)
        letters = (" " if unicodedata.category(one) == "Zs" and ord(one) not in known else one for one in text)
        drawn = "".join(one for one in letters if ord(one) in known and unicodedata.category(one) not in _NOT_DRAWN)
        return " ".join(word for word in drawn.split(" ") if word)

    def lost(self, text: str) -> str:
        """Give the letters and figures of a text that neither font has, each once. Signs and emoji do not count."""
        known = _drawable(self.font, self.others)
        lost = dict.fromkeys(one for one in unicodedata.normalize("NFC", text) if ord(one) not in known)
        return "".join(one for one in lost if unicodedata.category(one)[0] in "LN")

    def width(self, line: str) -> float:
        """Measure a line in pixels."""
        return sum(width for _, _, width in self._pieces(line))

    def put(self, pen: ImageDraw, x: float, baseline: int, line: str, *, leftwards: bool = False) -> None:
        """Draw a line that begins at `x`. `leftwards` is the direction of the text that it is part of."""
        for font, piece, width in self._pieces(line, leftwards=leftwards):
            pen.text((x, baseline), piece, fill=255, font=font, anchor="ls")
            x += width

    def shortened(self, line: str, room: float) -> str:
        """Cut a line so that it fits, with an ellipsis for what is gone."""
        if self.width(line) <= room:
            return line
        ends = [at for at in range(len(line)) if line[at - 1 : at] not in _LOOSE]
        last = bisect_right(ends, room, key=lambda end: self.width(f"{line[:end]}…"))
        return f"{line[: ends[max(last - 1, 0)]]}…"

    def words(self, text: str) -> list[tuple[str, float]]:
        """Give the words of a text with their widths."""
        return [(word, self.width(word)) for word in text.split(" ")]

    def lines(self, words: Iterable[tuple[str, float]], room: float) -> list[str] | None:
        """Set words in lines; None where one is too long for a line."""
        made: list[str] = []
        blank, left = self.width(" "), 0.0
        for word, width in words:
            if width > room:
                return None
            if made and blank + width <= left:
                made[-1] += f" {word}"
                left -= blank + width
            else:
                made.append(word)
                left = room - width
        return made

    def broken(self, text: str, room: float) -> str:
        """Put a blank into each word that is too long for a line, where the line ends."""
        return " ".join(piece for word in text.split(" ") for piece in self._parts(word, room))

    def _parts(self, word: str, room: float) -> Iterator[str]:
        while self.width(word) > room:
            starts = [word[:at] for at in range(2, len(word))]
            end = 1 + bisect_right(starts, room, key=self.width)
            yield word[:end]
            word = word[end:]
        yield word

    def _pieces(self, line: str, *, leftwards: bool = False) -> Iterator[tuple[FreeTypeFont, str, float]]:
        """Cut a line where the font changes or letters stand closer: each piece with its font and its width."""
        own, other = typeface.read(self.font), typeface.read(self.others)
        for known, run in groupby(bidi.visual(line, leftwards=leftwards), lambda one: ord(one) in own.glyphs):
            face, font = (own, _opened(self.font, self.size)) if known else (other, _opened(self.others, self.size))
            piece = ""
            for letter in run:
                closer = face.between(piece[-1], letter) if piece else 0
                if closer:
                    yield font, piece, font.getlength(piece) + closer * self.size
                    piece = ""
                piece += letter
            yield font, piece, font.getlength(piece)


@lru_cache(maxsize=8)
def _drawable(font: bytes, others: bytes) -> frozenset[int]:
    return frozenset((*typeface.read(font).glyphs, *typeface.read(others).glyphs))


@lru_cache(maxsize=64)
def _opened(font: bytes, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)
