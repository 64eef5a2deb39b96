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

FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif"}  # what every mail client shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it is shown. `file` is its source from the newsletter's folder on; sizes are pixels."""

    src: str
    file: str
    width: int
    height: int
    data: bytes


def pictures_of(issue: Issue, folder: Path, room: Newsroom) -> tuple[Picture, ...]:
    """Read the images that an issue names, each once.

    Raises NewsletterError for all that are missing, broken, of a format mails cannot show, or elsewhere.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for at, image in walk.images(issue):
        try:
            found.setdefault(image.src, _picture(issue, at, image, folder, room))
        except NewsletterError as error:
            problems += error.problems
    if problems:
        raise NewsletterError(*problems)
    return tuple(found.values())


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
    size = _measure(data)
    if size is None:
        raise wrong("image.broken", f"`{shown}` is not a PNG, JPEG or GIF image.", "Save it again as PNG or JPEG.")
    return Picture(src=image.src, file=shown, width=size[0], height=size[1], data=data)


def _measure(data: bytes) -> tuple[int, int] | None:
    """Give width and height in pixels; None for what is not an image that mails can show."""
    from io import BytesIO

    from PIL import Image as Pillow, UnidentifiedImageError

    try:
        with Pillow.open(BytesIO(data), formats=list(FORMATS)) as opened:
            opened.verify()
            return opened.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        return None
