"""The newsletter's logo: a PNG, its size as shown, and whether it brings its own ground with it."""

from __future__ import annotations

from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
WIDEST, HIGHEST = 320, 72  # CSS pixels in a masthead
_GREY_ALPHA, _COLOUR_ALPHA = 4, 6  # PNG 1.2, section 4.1.1: colour types


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo as it is shown, in CSS pixels: sharp screens get twice as many.

    `path` is where it stands from the top of the site, `src` its whole address. An `opaque` one stands on a plate in
    the light paper's colour, for in dark mode its own ground would be a hole in the page.
    """

    path: str
    src: str
    width: int
    height: int
    opaque: bool


def measure(data: bytes) -> tuple[int, int, bool] | None:
    """Read width and height in pixels and whether it is opaque from the head of a PNG; None for anything else."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    width, height, colours = int.from_bytes(data[16:20]), int.from_bytes(data[20:24]), data[25]
    if not width or not height:
        return None
    return width, height, colours not in {_GREY_ALPHA, _COLOUR_ALPHA} and b"tRNS" not in data.partition(b"IDAT")[0]


def shown(width: int, height: int) -> tuple[int, int]:
    """Give the size at which a logo is shown: half its pixels, and never larger than a masthead bears."""
    share = min(0.5, WIDEST / width, HIGHEST / height)
    return max(round(width * share), 1), max(round(height * share), 1)
