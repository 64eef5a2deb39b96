"""Contrast of two colours as WCAG 2.2 defines it, and the nearest colour that has enough of it."""

from __future__ import annotations


def luminance(colour: str) -> float:
    """Give the relative luminance, 0 to 1, of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 (none) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, into: str, share: float) -> str:
    """Give `colour` with a share (0 to 1) of another in it."""
    pairs = ((int(colour[index : index + 2], 16), int(into[index : index + 2], 16)) for index in (1, 3, 5))
    return "#" + "".join(f"{round(own + (other - own) * share):02x}" for own, other in pairs)


def nearest_readable(colour: str, ground: str, enough: float) -> str:
    """Darken or lighten a colour in small steps until it can be read on its ground."""
    ends = sorted(("#000000", "#ffffff"), key=lambda end: -ratio(end, ground))
    for step in range(1, 201):
        candidates = [mixed(colour, end, step / 200) for end in ends]
        passing = [candidate for candidate in candidates if ratio(candidate, ground) >= enough]
        if passing:
            return passing[0]
    return ends[0]
