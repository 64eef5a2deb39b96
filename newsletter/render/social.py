"""The picture that stands for an issue where its address is shared: 1200 × 630 pixels, as PNG."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from newsletter.render import bidi
from newsletter.render.contrast import mixed
from newsletter.render.lettering import Lettering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.ImageDraw import ImageDraw

NAME = "social.png"
WIDTH, HEIGHT = 1200, 630  # of which no network that shows such pictures crops anything
EDGE = 72
ROOM = WIDTH - 2 * EDGE
HEAD, FOOT = 124, HEIGHT - 68  # baselines of the newsletter's name and of the last line
RULE = (EDGE, 170, EDGE + 88, 176)
TOP, BOTTOM = 206, 512  # between them stands the title
SIZES = (92, 84, 76, 68, 60, 53, 47, 42, 37)
LEADING = 1.13
STEPS = 7  # shades between paper and a colour: with paper and accent 16 colours, half a byte a pixel
_ACCENT = 2 * STEPS + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is shown: plain texts, and colours as `#rrggbb`."""

    newsletter: str
    line: str
    title: str
    names: str
    paper: str
    ink: str
    quiet: str
    accent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The bytes of TrueType files: for titles, for small text, and for letters that those lack; a hash of them all."""

    title: bytes
    text: bytes
    others: bytes
    key: str


def lost_letters(sheet: Sheet, fonts: Fonts) -> str:
    """Give the letters of a sheet that no font has: the picture leaves them out."""
    title, text = Lettering(1, fonts.title, fonts.others), Lettering(1, fonts.text, fonts.others)
    return "".join(dict.fromkeys(title.lost(sheet.newsletter + sheet.title) + text.lost(sheet.line + sheet.names)))


def draw(sheet: Sheet, fonts: Fonts) -> bytes:
    """Draw the picture. Raises OSError for a font that cannot be read."""
    from PIL import Image, ImageChops, ImageDraw

    ink, quiet = Image.new("L", (WIDTH, HEIGHT)), Image.new("L", (WIDTH, HEIGHT))
    _head_and_foot(ImageDraw.Draw(ink), ImageDraw.Draw(quiet), sheet, fonts)
    _title(ImageDraw.Draw(ink), sheet.title, fonts)
    shades = [value * STEPS // 255 for value in range(256)]
    first, second = ink.point(shades), quiet.point([shade and shade + STEPS for shade in shades])
    image = ImageChops.lighter(first, second)
    image.paste(_ACCENT, RULE)
    image = Image.frombytes("P", image.size, image.tobytes())
    image.putpalette(_palette(sheet))
    file = BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _palette(sheet: Sheet) -> bytes:
    shades = [mixed(sheet.paper, sheet.ink, step / STEPS) for step in range(STEPS + 1)]
    shades += [mixed(sheet.paper, sheet.quiet, step / STEPS) for step in range(1, STEPS + 1)]
    return bytes.fromhex("".join(one.removeprefix("#") for one in (*shades, sheet.accent)))


def _head_and_foot(ink: ImageDraw, quiet: ImageDraw, sheet: Sheet, fonts: Fonts) -> None:
    small, name = Lettering(29, fonts.text, fonts.others), Lettering(40, fonts.title, fonts.others)
    line = small.shortened(small.clean(sheet.line), ROOM / 2)
    small.put(quiet, WIDTH - EDGE - small.width(line), HEAD, line)
    name.put(ink, EDGE, HEAD, name.shortened(name.clean(sheet.newsletter), ROOM - small.width(line) - 40))
    small.put(quiet, EDGE, FOOT, small.shortened(small.clean(sheet.names), ROOM))


def _title(pen: ImageDraw, title: str, fonts: Fonts) -> None:
    lettering, lines = _fitted(title, fonts)
    leftwards = bidi.runs_right_to_left(title)
    step = round(lettering.size * LEADING)
    baseline = (TOP + BOTTOM - step * len(lines)) // 2 + round(lettering.size * 0.86)
    for number, line in enumerate(lines):
        x = WIDTH - EDGE - lettering.width(line) if leftwards else EDGE
        lettering.put(pen, x, baseline + number * step, line, leftwards=leftwards)


def _fitted(title: str, fonts: Fonts) -> tuple[Lettering, list[str]]:
    """Choose the largest size at which a title fits; at the smallest one words are broken, and the end is cut."""
    for size in SIZES:
        lettering = Lettering(size, fonts.title, fonts.others)
        text, most = lettering.clean(title), int((BOTTOM - TOP) / (size * LEADING))
        words = lettering.words(text)
        lines = lettering.lines(words, ROOM)
        if lines is not None and len(lines) <= most:
            return lettering, _balanced(lettering, words, lines)
    lines = lettering.lines(lettering.words(lettering.broken(text, ROOM)), ROOM) or []
    if len(lines) > most:
        lines = [*lines[: most - 1], lettering.shortened(" ".join(lines[most - 1 :]), ROOM)]
    return lettering, lines


def _balanced(lettering: Lettering, words: Sequence[tuple[str, float]], lines: list[str]) -> list[str]:
    """Set words in as many lines, as even as they can be."""
    for room in range(ROOM // 2, ROOM, 24):
        tried = lettering.lines(words, room)
        if tried is not None and len(tried) == len(lines):
            return tried
    return lines
