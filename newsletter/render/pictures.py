"""Images made ready for mail and web: what is sent of a file, and what its editor should know.

Upright, sRGB, opaque, no wider than needed, without metadata, the same bytes each time. Why so: docs/why/images.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.render import containers, pixels
from newsletter.render.containers import FORMATS, GIF, JPEG, PNG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

LEAST = 16  # pixels on the longer side
MOST = {JPEG: 150_000_000, PNG: 50_000_000, GIF: 50_000_000}  # pixels; JPEG alone need not be decoded whole
ANIMATION_BYTES, ANIMATION_FRAMES = 1_000_000, 150
WORTH = 0.8  # a JPEG that fits is coded again only where that saves a fifth: it loses a little each time
_AGAIN = "Save it again as PNG or JPEG."


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is to be said of an image: a stable code, what is wrong, what to do."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An image as it is sent, its size in pixels, and what its editor should know.

    `frames` are those of the file; `moves` tells whether all of them are sent, `blank` whether the first shows nothing.
    """

    width: int
    height: int
    data: bytes
    frames: int = 1
    moves: bool = False
    blank: bool = False
    flaws: tuple[Flaw, ...] = ()


def prepare(data: bytes, *, name: str, widest: int, ground: str = "#ffffff") -> Prepared | Flaw:
    """Make a PNG, JPEG or GIF ready to be sent; a flaw where it cannot be.

    `name` is what messages call it, `widest` the most pixels that anybody is shown side by side, `ground` the colour
    that a transparent image is laid on: it was drawn for light paper, and its reader's may be dark.
    """
    kind = containers.kind_of(data)
    if kind not in FORMATS:
        return _refused(kind, name, empty=not data)
    try:
        opened = pixels.open_image(data, kind)
        return _out_of_bounds(opened, kind, name) or _prepared(opened, data, name, widest, ground)
    except pixels.UNREADABLE as error:
        reason = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
        return Flaw("image.broken", f"`{name}` cannot be read as {kind}: {reason}.", _AGAIN)


def _refused(kind: str, name: str, *, empty: bool) -> Flaw:
    if kind == "HTML":
        hint = "The download went wrong: open its address in a browser and save the image itself."
        return Flaw("image.broken", f"`{name}` is a web page, not an image.", hint)
    if kind:
        hint = f"`newsletter raster {name}` writes a PNG beside it: name that one here."
        return Flaw("image.format", f"`{name}` is {kind}, which mail programs do not show.", hint)
    return Flaw("image.broken", f"`{name}` is {'empty' if empty else 'not an image'}.", _AGAIN)


def _out_of_bounds(opened: ImageFile, kind: str, name: str) -> Flaw | None:
    width, height = opened.size
    if max(width, height) < LEAST:
        hint = "Put the real image there: this is a placeholder or a tracking pixel."
        return Flaw("image.tiny", f"`{name}` has {width} × {height} pixels: there is nothing to see.", hint)
    if width * height > MOST[kind]:
        message = f"`{name}` has {width} × {height} pixels, {width * height // 1_000_000} million."
        return Flaw(
            "image.too-large", message, f"Save it smaller: a {kind} may have {MOST[kind] // 1_000_000} million."
        )
    return None


def _prepared(opened: ImageFile, data: bytes, name: str, widest: int, ground: str) -> Prepared:
    kind, frames = containers.kind_of(data), getattr(opened, "n_frames", 1)
    flaws = tuple(_misnamed(name, kind))
    if frames > 1:
        moving = containers.without_metadata(data, kind)
        if kind == GIF and len(moving) <= ANIMATION_BYTES and frames <= ANIMATION_FRAMES and opened.width <= widest:
            (width, height), blank = opened.size, _starts_blank(opened, frames)  # a frame too large widens what is open
            opened.seek(0)
            if pixels.is_transparent(opened):
                moving = pixels.moving_on_ground(opened, (width, height), ground)
            return Prepared(
                width=width, height=height, data=moving, frames=frames, moves=True, blank=blank, flaws=flaws
            )
        opened.seek(0)
    image, changed = pixels.upright(opened, widest)
    if pixels.is_transparent(image):
        image, changed = pixels.on_ground(image, ground), True
    best = pixels.encoded(image, kind)
    if not changed:
        same = containers.without_metadata(data, kind)
        best = best if len(best) < len(same) * (WORTH if kind == JPEG else 1) else same
    blank = frames > 1 and pixels.is_blank(image)
    return Prepared(width=image.width, height=image.height, data=best, frames=frames, blank=blank, flaws=flaws)


def _misnamed(name: str, kind: str) -> Iterator[Flaw]:
    stem, _, ending = name.rpartition(".")
    if {"png": PNG, "jpg": JPEG, "jpeg": JPEG, "gif": GIF}.get(ending.lower()) != kind:
        better = f"{stem or name}.{'jpg' if kind == JPEG else kind.lower()}"
        yield Flaw("image.name", f"`{name}` is a {kind} image under another name.", f"Rename it to `{better}`.")


def _starts_blank(opened: ImageFile, frames: int) -> bool:
    """Tell whether the first frame is blank. Decodes every frame, so that a file that breaks off is noticed."""
    blank = pixels.is_blank(opened)
    for frame in range(frames):
        opened.seek(frame)
        opened.load()
    return blank
