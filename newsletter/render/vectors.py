"""The one door to resvg: an SVG drawing becomes a PNG. Looked through first, for resvg ends the process on some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DEEPEST = 64  # nested elements; a few hundred overflow resvg's stack
LARGEST = 50_000_000  # pixels
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(?:px)?\s*")


def png(data: bytes, *, width: int, fonts: Sequence[Path], path: str) -> bytes:
    """Draw an SVG `width` pixels wide. `fonts` are used beside the machine's own; `path` is for messages.

    Raises NewsletterError for a drawing that cannot be drawn, and where resvg is not installed.
    """
    try:
        return _drawn(data, width, _height(data, width), fonts)
    except (ValueError, expat.ExpatError) as error:
        hint = "Open it in a drawing program and export a PNG."
        raise NewsletterError.of("raster.svg", f"This SVG cannot be drawn: {error}.", hint, path=path) from error


def _drawn(data: bytes, width: int, height: int, fonts: Sequence[Path]) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        hint = "Install it: `pip install 'newsletter-desk[svg]'`."
        raise NewsletterError.of("raster.missing", "Drawing an SVG needs resvg, which is not here.", hint) from error
    text = data.decode("utf-8-sig")
    return bytes(
        resvg_py.svg_to_bytes(svg_string=text, width=width, height=height, font_files=[str(one) for one in fonts])
    )


def _height(data: bytes, width: int) -> int:
    height = max(round(width * _proportion(data)), 1)
    if width * height > LARGEST:
        raise ValueError(f"it would be {width} × {height} pixels")
    return height


def _proportion(data: bytes) -> float:
    """Give height by width, from the size of the root element or its viewBox."""
    roots: list[dict[str, str]] = []
    depth = 0

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 1:
            roots.append(attributes)
        if depth > DEEPEST:
            raise ValueError(f"its elements are nested more than {DEEPEST} deep")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise ValueError("it declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, declared
    parser.Parse(data, True)  # noqa: FBT003  expat's own
    return _size(roots[0])


def _size(root: dict[str, str]) -> float:
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = [float(one[1]) for one in lengths if one] if all(lengths) else [float(one) for one in box[2:]]
    if len(sides) != 2 or min(sides) <= 0:
        raise ValueError("it has neither a width and a height nor a viewBox")
    return sides[1] / sides[0]
