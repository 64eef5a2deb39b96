"""The images of an issue: found in its own folder, checked, measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.problems import NewsletterError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.model import Image, Issue
    from newsletter.newsroom import Newsroom
    from newsletter.places import Path as At
    from newsletter.problems import Problem

FORMATS = ("PNG", "JPEG", "GIF")  # what every mail client shows
_FLAT = 8  # of 255 grey levels: a picture with fewer between its darkest and lightest spot shows nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it is shown. `file` is its source from the newsletter's folder on; sizes are pixels.

    `blank` tells of an animation whose first frame is of one colour.
    """

    src: str
    file: str
    width: int
    height: int
    data: bytes
    frames: int = 1
    blank: bool = False


def pictures_of(
    issue: Issue, folder: Path, room: Newsroom
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """Read the images that an issue names, each once.

    Gives those that can be shown, and the problems of all that are missing, broken, of a format mails cannot show, or
    elsewhere.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for at, image in walk.images(issue):
        if image.src in found:
            continue
        try:
            found[image.src] = _picture(issue, at, image, folder, room)
        except NewsletterError as error:
            problems += error.problems
    return tuple(found.values()), tuple(problems)


def _picture(issue: Issue, at: At, image: Image, folder: Path, room: Newsroom) -> Picture:
    path = folder / image.src
    shown = f"{room.relative(folder)}/{image.src}"

    def wrong(code: str, message: str, hint: str) -> NewsletterError:
        return NewsletterError(issue.source.problem(code, message, hint, at=(*at, "src"), length=len(image.src)))

    if "/" in image.src.replace("\\", "/") or image.src in {".", ".."}:
        hint = f"Put it into {room.relative(folder)}/ and write only its name."
        raise wrong("image.outside", f"`{image.src}` is not in the issue's own folder.", hint)
    if path.is_symlink() or folder.is_symlink():
        raise wrong("content.symlink", f"`{shown}` is a symlink.", "Put the file itself there.")
    if not path.is_file():
        there = sorted(one.name for one in folder.glob("*.*")) if folder.is_dir() else []
        hint = did_you_mean(image.src, there) or f"Put it into {room.relative(folder)}/."
        raise wrong("image.missing", f"There is no image `{shown}`.", hint)
    data = path.read_bytes()
    measured = _measure(data)
    if isinstance(measured, str):
        if measured:
            message = f"`{shown}` is {measured}: Outlook and others show no such pictures."
            raise wrong("image.format", message, "Save it as PNG, or as JPEG for a photo.")
        raise wrong("image.broken", f"`{shown}` is not a PNG, JPEG or GIF image.", "Save it again as PNG or JPEG.")
    width, height, frames, blank = measured
    return Picture(src=image.src, file=shown, width=width, height=height, data=data, frames=frames, blank=blank)


def _measure(data: bytes) -> tuple[int, int, int, bool] | str:
    """Give width and height in pixels, number of frames, and whether the first of several is of one colour.

    For what is not an image that mails can show, give the name of its format, or nothing.
    """
    from io import BytesIO

    from PIL import Image as Pillow, UnidentifiedImageError

    try:
        with Pillow.open(BytesIO(data), formats=FORMATS) as opened:
            opened.verify()
        with Pillow.open(BytesIO(data), formats=FORMATS) as opened:
            frames = getattr(opened, "n_frames", 1)
            greys = opened.convert("L").tobytes() if frames > 1 else b"\0\xff"
            return (*opened.size, frames, max(greys) - min(greys) < _FLAT)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        return _other_format(data)


def _other_format(data: bytes) -> str:
    """Name the format of a picture that mails cannot show; nothing for what is none."""
    start = data[:64].lstrip()
    if start.startswith((b"<svg", b"<?xml")) or b"<svg" in data[:512]:
        return "an SVG drawing"
    signs = {b"RIFF": "a WebP picture", b"BM": "a BMP picture", b"II*\0": "a TIFF picture", b"MM\0*": "a TIFF picture"}
    signs |= {b"\0\0\1\0": "an icon", b"%PDF": "a PDF document"}
    brands = {b"avif": "an AVIF picture", b"heic": "a HEIC picture", b"mif1": "a HEIC picture"}
    if data[4:8] == b"ftyp":
        return brands.get(data[8:12], "a film")
    return next((name for sign, name in signs.items() if data.startswith(sign)), "")
