"""Contrast of two colours as WCAG 2.2 defines it, and the nearest colour that has enough of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_STEPS = 200


def luminance(colour: str) -> float:
    """Give the relative luminance, 0 to 1, of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    values = (channel / 255 for channel in _channels(colour))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 (none) to 21 (black on white)."""
    return between(luminance(one), luminance(other))


def between(one: float, other: float) -> float:
    """Give the contrast of two relative luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def mixed(colour: str, into: str, share: float) -> str:
    """Give `colour` with a share (0 to 1) of another in it."""
    pairs = zip(_channels(colour), _channels(into), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * share):02x}" for own, other in pairs)


def readable(colour: str, grounds: Sequence[str], enough: float) -> bool:
    """Tell whether a colour has enough contrast on every one of its grounds."""
    return all(ratio(colour, ground) >= enough for ground in grounds)


def nearest(colour: str, fits: Callable[[str], bool]) -> str | None:
    """Give the colour nearest to `colour`, darker or lighter, that `fits`; None if none does."""
    found = [shade for end in ("#000000", "#ffffff") for shade in _first(colour, end, fits)]
    return min(found, key=lambda shade: _distance(colour, shade), default=None)


def nearest_readable(colour: str, grounds: Sequence[str], enough: float) -> str | None:
    """Give the colour nearest to `colour` that can be read on all its grounds."""
    return nearest(colour, lambda shade: readable(shade, grounds, enough))


def _first(colour: str, end: str, fits: Callable[[str], bool]) -> Iterator[str]:
    shades = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    shade = next(filter(fits, shades), None)
    if shade:
        yield shade


def _distance(one: str, other: str) -> int:
    return sum((a - b) ** 2 for a, b in zip(_channels(one), _channels(other), strict=True))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
