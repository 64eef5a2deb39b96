"""Draw the pictures of the sample issues, the same bytes each time for one version of Pillow.

Usage: python tools/sample_images.py [ISSUES]      (from the project's root; ISSUES defaults to issues)

Everything is drawn at twice its size and scaled down once, which is what smooths the edges. Widths are for the
600 px column at double density (552 px of text, so 1104).
"""

from __future__ import annotations

import math
import random
import sys
import unicodedata
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, QUIET, ACCENT, TINT, WARM = "#faf8f4", "#2a2825", "#6f6a62", "#2f5d62", "#d5e0de", "#b4744b"
SCALE = 2
MARKS = {"\u0301": (-0.03, 0.11), "\u0300": (0.03, -0.11)}  # acute and grave: where the stroke starts and leans, in em
Point = tuple[float, float]


class Sheet:
    """A blank sheet of paper, measured in final pixels."""

    def __init__(self, width: int, height: int, paper: str = PAPER) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), paper)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        """Draw a line through the points."""
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], colour, round(width * SCALE), joint="curve")

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        """Draw a filled circle."""
        (x, y), r = centre, radius
        self.pen.ellipse([(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE], colour)

    def box(self, corners: tuple[float, float, float, float], colour: str, radius: float = 0) -> None:
        """Draw a filled rectangle (left, top, right, bottom), with rounded corners if asked."""
        self.pen.rounded_rectangle([c * SCALE for c in corners], radius * SCALE, colour)

    def text(self, at: Point, words: str, size: float, colour: str = INK) -> None:
        """Write one line, its left end on the baseline at `at`.

        Pillow's own font has no accented letter: the accents are strokes laid over the plain ones.
        """
        font = ImageFont.load_default(size * SCALE)
        x, y = at[0] * SCALE, at[1] * SCALE
        for char in unicodedata.normalize("NFD", words):
            if char in MARKS:
                self._accent(x, y, size * SCALE, MARKS[char], colour)
                continue
            self.pen.text((x, y), char, colour, font, anchor="ls")
            x += font.getlength(char)

    def _accent(self, x: float, y: float, em: float, mark: Point, colour: str) -> None:
        start, lean = mark
        left, top = x - 0.29 * em + start * em, y - 0.61 * em
        self.pen.line([(left, top), (left + lean * em, top - 0.13 * em)], colour, round(0.075 * em))

    def save(self, path: Path) -> None:
        """Scale the sheet down and write it: JPEG by its ending, else PNG with a palette."""
        path.parent.mkdir(parents=True, exist_ok=True)
        final = self.image.resize(self.size, Image.Resampling.LANCZOS)
        if path.suffix == ".jpg":
            final.save(path, quality=82, optimize=True, progressive=True)
        else:
            final.quantize(96, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def curve(start: Point, end: Point, steps: int = 48) -> list[Point]:
    """Give the points of an S-shaped curve that leaves and arrives level."""
    (x0, y0), (x1, y1) = start, end
    ease = [(1 - math.cos(math.pi * i / steps)) / 2 for i in range(steps + 1)]
    return [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * e) for i, e in enumerate(ease)]


def kosmos() -> Sheet:
    """Scattered points that join into one line."""
    sheet, dice = Sheet(1104, 460), random.Random(42)  # noqa: S311 - a drawing, not a secret
    meeting = (800.0, 230.0)
    starts = [(60 + 460 * dice.random(), 40 + 380 * dice.random()) for _ in range(46)]
    for start in starts:
        sheet.line(curve(start, meeting), TINT, 2)
    for number, start in enumerate(starts):
        sheet.dot(start, 4 + 4 * dice.random(), WARM if number % 9 == 0 else ACCENT)
    sheet.line([meeting, (1044, 230)], ACCENT, 7)
    sheet.dot((1044, 230), 13, ACCENT)
    return sheet


def call_centre() -> Sheet:
    """Bars of the call-centre study: gain per hour for everybody, for novices, for old hands."""
    sheet = Sheet(1104, 440)
    sheet.text((48, 66), "Gain par heure, avec le copilote", 30, QUIET)
    rows = [("Tous les agents", 14, "+ 14 %"), ("Débutants", 34, "+ 34 %"), ("Anciens", 0, "presque rien")]
    for row, (label, gain, words) in enumerate(rows):
        top = 114 + row * 102
        sheet.text((48, top + 48), label, 34)
        right = 330 + 6 + gain * 15
        sheet.box((330, top, right, top + 68), ACCENT if gain == 34 else TINT if gain == 0 else "#7fa09f", 4)
        sheet.text((right + 20, top + 48), words, 34)
    return sheet


def electricity() -> Sheet:
    """Two columns: what the world's data centres used in 2024, and may use in 2030."""
    sheet = Sheet(1104, 560)
    sheet.text((48, 66), "TWh par an, dans le monde", 30, QUIET)
    for left, year, use, colour in ((300, "2024", 415, "#7fa09f"), (620, "2030", 945, ACCENT)):
        top = 480 - use * 0.36
        sheet.box((left, top, left + 180, 480), colour)
        sheet.text((left + 58, top - 18), str(use), 36)
        sheet.text((left + 50, 528), year, 34, QUIET)
    sheet.line([(240, 481), (864, 481)], INK, 3)
    return sheet


def waves() -> Sheet:
    """Two sound waves that differ by very little."""
    sheet = Sheet(1104, 400)
    for drift, colour in ((0.0, ACCENT), (0.32, WARM)):
        points = []
        for step in range(1025):
            t = step / 1024
            swell = math.sin(math.pi * t) ** 2
            y = math.sin(26 * t + drift) * 0.6 + math.sin(61 * t - drift) * 0.3 + math.sin(9 * t) * 0.25
            points.append((40 + 1024 * t, 200 + 150 * swell * y))
        sheet.line(points, colour, 4)
    return sheet


def comment() -> Sheet:
    """A reader's message, as a phone would show it."""
    sheet = Sheet(1104, 400, "#e9e6df")
    sheet.dot((92, 96), 44, WARM)
    sheet.text((78, 111), "N", 44, PAPER)
    sheet.text((160, 82), "Nadia", 34)
    sheet.text((160, 122), "mardi, 8 h 12", 26, QUIET)
    sheet.box((48, 164, 1056, 360), PAPER, 24)
    lines = (
        "Enfin une lettre sur l’IA qui me laisse le temps",
        "de finir mon café.",
        "Un numéro sur l’emploi, c’est prévu ?",
    )
    for row, words in enumerate(lines):
        sheet.text((88, 224 + row * 52), words, 38)
    return sheet


def notebook() -> Sheet:
    """Make the sponsor's mark: a closed notebook and its elastic."""
    sheet = Sheet(240, 240)
    sheet.box((56, 32, 190, 208), ACCENT, 10)
    sheet.box((56, 32, 72, 208), "#24484c", 6)
    sheet.line([(160, 32), (160, 208)], WARM, 8)
    sheet.box((92, 72, 140, 100), PAPER, 3)
    return sheet


def badge() -> Sheet:
    """A visitor's badge on its cord, without a face."""
    sheet = Sheet(1104, 460, TINT)
    for side in (-1, 1):
        sheet.line([(552 + side * 180, -24), (552 + side * 8, 120)], WARM, 12)
    sheet.box((512, 110, 592, 150), "#8b867d", 8)
    sheet.box((402, 136, 702, 420), PAPER, 18)
    sheet.dot((552, 238), 56, TINT)
    sheet.text((482, 348), "VISITEUR", 34, ACCENT)
    sheet.line([(462, 380), (642, 380)], TINT, 8)
    return sheet


def main(issues: Path) -> None:
    """Write every picture beside the issue that shows it."""
    comment().save(issues / "2025-11-07-ia-emploi" / "commentaire.png")
    kosmos().save(issues / "2025-11-07-ia-emploi" / "kosmos.png")
    call_centre().save(issues / "2025-11-07-ia-emploi" / "centres-appels.png")
    electricity().save(issues / "2025-10-31-combien-boit-une-question" / "electricite.png")
    waves().save(issues / "2025-11-14-agents-au-bureau" / "onde.jpg")
    notebook().save(issues / "2025-11-14-agents-au-bureau" / "atelier-ozanne.png")
    badge().save(issues / "2025-11-14-agents-au-bureau" / "badge.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "issues"))
