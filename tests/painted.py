"""What is painted of each text of a page: beside what another browser painted of it, loss and overlap show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from collections.abc import Sequence

# The boxes of all elements that have a text of their own, and of images, by where they stand in the page. An image that
# is not there is painted as each browser likes: WebKit shows no alt that needs two lines.
BOXES = """
(() => {
  scrollTo(0, 0);
  const boxes = [];
  for (const one of document.body.querySelectorAll("*")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const box = one.getBoundingClientRect();
    const drawn = one.tagName === "IMG" && one.naturalWidth > 0;
    const seen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest(".skip");
    if (!seen || box.width < 4 || box.height < 4 || !(own || drawn)) continue;
    if (getComputedStyle(one).display === "inline" && !drawn) continue;
    boxes.push({ text: (one.textContent || one.alt).trim().replace(/\\s+/g, " ").slice(0, 60),
                 box: [box.left, box.top, box.right, box.bottom] });
  }
  return boxes;
})()
"""
FAINT = 40  # of 255: what differs less from the ground is no ink
HUE = 10  # of 255: as far as two browsers may be apart in the colour of a ground
LEAST, MOST = 0.6, 1.6  # the ink of a text, as a share of its ink in another browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A text or an image as it is painted: its ground, and how many pixels of its box are not of it."""

    text: str
    ground: tuple[int, int, int]
    ink: int


def painted(boxes: Sequence[dict[str, Any]], picture: Image.Image) -> list[Painted]:
    """Measure what a picture of a page has in each of the page's boxes."""
    found = []
    for one in boxes:
        left, top, right, bottom = (round(edge) for edge in one["box"])
        part = picture.crop((left, top, right, bottom))
        colours: Any = part.getcolors(part.width * part.height)  # pairs of count and colour
        ground = max(colours)[1]
        apart = ImageChops.difference(part, Image.new("RGB", part.size, ground)).convert("L")
        found.append(Painted(text=one["text"], ground=ground, ink=sum(apart.histogram()[FAINT:])))
    return found


def differences(ours: Sequence[Painted], theirs: Sequence[Painted]) -> list[str]:
    """Give what one browser paints otherwise than another, of which `theirs` is."""
    if [one.text for one in ours] != [one.text for one in theirs]:
        lost = {one.text for one in theirs} ^ {one.text for one in ours}
        return [f"is in one of them only: {text}" for text in sorted(lost)] or ["are in another order"]
    found = []
    for one, other in zip(ours, theirs, strict=True):
        if any(abs(hue - wanted) > HUE for hue, wanted in zip(one.ground, other.ground, strict=True)):
            found.append(f"has another ground: {one.text}: {one.ground}, not {other.ground}")
        elif not LEAST * other.ink <= one.ink <= MOST * other.ink:
            found.append(f"has another amount of ink: {one.text}: {one.ink}, not {other.ink}")
    return found
