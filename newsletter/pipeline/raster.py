"""`newsletter raster`: what mail programs do not show becomes a PNG beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.render import containers, environment, pixels, vectors

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 1104  # pixels: twice the column of the shipped themes
READABLE = {"WebP": "WEBP", "AVIF": "AVIF", "TIFF": "TIFF", "BMP": "BMP"}  # our names, and Pillow's


def raster(path: Path, *, width: int = WIDTH, force: bool = False) -> Path:
    """Write a PNG of a drawing or image beside it, `width` pixels wide (an image: at most). Gives its path.

    Raises NewsletterError for what cannot be read, and for a PNG that is there already unless `force`.
    """
    target = path.with_suffix(".png")
    data = _read(path)
    kind = containers.kind_of(data)
    if kind in containers.FORMATS:
        raise NewsletterError.of(
            "raster.needless", f"This is a {kind} image: mails show it.", "Use it.", path=str(path)
        )
    if target.exists() and not force:
        hint = "Add `--force` to write it anew."
        raise NewsletterError.of("raster.exists", f"There is a {target.name} already.", hint, path=str(target))
    target.write_bytes(_png(data, kind, width, str(path)))
    return target


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "Look at its spelling and folder."
        raise NewsletterError.of("raster.not-found", "This file cannot be read.", hint, path=str(path)) from error


def _png(data: bytes, kind: str, width: int, path: str) -> bytes:
    if kind == "SVG":
        fonts = sorted((environment.templates_root() / "fonts").glob("*.ttf"))
        return vectors.png(data, width=width, fonts=fonts, path=path)
    hint = "Open it in the program that it comes from, and export a PNG."
    if kind not in READABLE:
        what = f"{kind} is not a format" if kind else "This is not an image"
        raise NewsletterError.of("raster.format", f"{what} that can be read.", hint, path=path)
    try:
        image, _ = pixels.upright(pixels.open_image(data, READABLE[kind]), width)
        return pixels.encoded(image, containers.PNG)
    except pixels.UNREADABLE as error:
        raise NewsletterError.of(
            "raster.broken", f"This {kind} image cannot be read: {error}.", hint, path=path
        ) from error
