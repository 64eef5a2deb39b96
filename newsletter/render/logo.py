"""The newsletter's logo: a PNG, its size as shown, and the plate it stands on where it could not be seen without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.render import pixels
from newsletter.render.containers import PNG
from newsletter.render.contrast import between, luminance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from newsletter.render.theme import Theme

SIGNATURE = b"\x89PNG\r\n\x1a\n"
WIDEST, HIGHEST = 320, 72  # CSS pixels in a masthead
UNREADABLE = pixels.UNREADABLE
_DRAWN, _CLEAR, _FAINT = 4.0, 3.0, 1.5  # contrast: of what is an edge, of one seen well (WCAG 1.4.11), of one seen
_MOST, _HALF = 0.6, 0.5  # of a logo's edges
_APART = 2  # pixels from one side of an edge to the other: it is soft
_EXTREMES = ("#ffffff", "#000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo as it is shown, in CSS pixels: sharp screens get twice as many.

    `path` is where it stands from the top of the site, `src` its whole address, `plate` the theme's colour that is laid
    around it: `paper` or `paper_dark`, empty where it needs none.
    """

    path: str
    src: str
    width: int
    height: int
    plate: str = ""

    @property
    def opaque(self) -> bool:
        """Whether it stands on a plate, as templates asked before the plate had a colour."""
        return bool(self.plate)


def measure(data: bytes) -> tuple[int, int] | None:
    """Read width and height in pixels from the head of a PNG; None for anything else."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return (width, height) if width and height else None


def shown(width: int, height: int) -> tuple[int, int]:
    """Give the size at which a logo is shown: half its pixels, and never larger than a masthead bears."""
    share = min(0.5, WIDEST / width, HIGHEST / height)
    return max(round(width * share), 1), max(round(height * share), 1)


def mounted(data: bytes, look: Theme) -> tuple[bytes, str]:
    """Give a PNG as it is sent and the name of its plate's colour; empty for one that is seen on every masthead.

    A transparent logo is laid on its plate in the file itself, for clients that invert a mail turn the colours behind
    a picture, never the picture. Raises one of UNREADABLE.
    """
    image = pixels.upright(pixels.open_image(data, PNG), WIDEST * 2)[0]
    if not pixels.is_transparent(image):
        return data, "paper"
    plate = _plate(image, look)
    return (pixels.encoded(pixels.on_ground(image, getattr(look, plate)), PNG) if plate else data), plate


def _plate(image: Image, look: Theme) -> str:
    """Choose a plate for a transparent logo. On light paper it may be faint, as in the brand's own colours."""
    small = image.convert("RGBA").resize(shown(*image.size))
    drawn = [set(_edges(small, ground, _DRAWN)) for ground in _EXTREMES]
    edges = drawn[0] | drawn[1]

    def seen(ground: str, contrast: float) -> float:
        return len(edges.intersection(_edges(small, ground, contrast))) / len(edges)

    if not edges:
        return ""
    on_paper = seen(look.paper, _FAINT) >= _HALF
    light, dark = getattr(look, look.masthead), getattr(look, f"{look.masthead}_dark")
    others = (dark,) if light == look.paper else (light, dark)
    if (on_paper or light != look.paper) and all(seen(ground, _CLEAR) >= _MOST for ground in others):
        return ""
    return "paper" if on_paper else "paper_dark"


def _edges(image: Image, ground: str, contrast: float) -> Iterator[tuple[int, int]]:
    """Find the pairs of near pixels that differ in contrast where an image lies on a ground."""
    light = _luminances(pixels.on_ground(image, ground))
    width = image.width
    for at, here in enumerate(light):
        beside = (at + _APART,) if at % width < width - _APART else ()
        for there in (*beside, at + _APART * width):
            if there < len(light) and between(here, light[there]) >= contrast:
                yield at, there


def _luminances(image: Image) -> Sequence[float]:
    known: dict[bytes, float] = {}
    data = image.tobytes()
    colours = (data[at : at + 3] for at in range(0, len(data), 3))
    return [known[one] if one in known else known.setdefault(one, luminance(f"#{one.hex()}")) for one in colours]
