"""Right-to-left words in the order in which they are drawn, beside what a shaping engine makes of the same text."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from conftest import missing
from hypothesis import given, strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, features

from newsletter.render import bidi

OTHERS = (Path(__file__).parent.parent / "templates/fonts/others.ttf").read_bytes()
# The parts of a line: what the faces of the test have glyphs for, from both sides of the page.
PARTS = ["דוד", "שלום", "גרוסמן", "2025", "12,5", "11 %", "-", " ", " ", " ", "(", ")", "…", "מה", "3+4", "№", "₪ 9"]
ARABIC = [
    "پدرام",
    "گل",
    "ژاله",
    "محمد",
    "بن سلمان",
    "لا إله",
    "الذكاء",
    "كلام",
    "ولاء",
    "باريس",
    "ـ",
    " ",
    " ",
    "شيء",
    "آمال",
]


SIZE = 80  # pixels


def drawn(text: str, *, leftwards: bool, ours: bool) -> Image.Image:
    engine = ImageFont.Layout.BASIC if ours else ImageFont.Layout.RAQM
    font = ImageFont.truetype(BytesIO(OTHERS), SIZE, layout_engine=engine)
    image = Image.new("L", (2400, 160))
    pen = ImageDraw.Draw(image)
    if ours:
        pen.text((20, 110), bidi.visual(text, leftwards=leftwards), fill=255, font=font, anchor="ls")
    else:
        pen.text((20, 110), text, fill=255, font=font, anchor="ls", direction="rtl" if leftwards else "ltr")
    return image.reduce(4)


def same(text: str) -> None:
    """Compare what is drawn: widths are rounded letter by letter here and at the end there, so a little may drift."""
    leftwards = bidi.runs_right_to_left(text)
    pair = [drawn(text, leftwards=leftwards, ours=ours) for ours in (True, False)]
    for one, other in (pair, pair[::-1]):
        stray = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(7)))
        ink, strays = (sum(image.point(lambda grey: grey > 128).tobytes()) for image in (one, stray))
        assert strays <= ink * 0.02, f"{text!r} → {bidi.visual(text, leftwards=leftwards)!r}: {strays} of {ink}"


def with_engine() -> None:
    if not features.check("raqm"):
        missing("libraqm with FriBiDi")


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=7).map("".join))
def test_hebrew_stands_where_an_engine_puts_it(text: str) -> None:
    with_engine()
    same(text)


@given(st.lists(st.sampled_from(ARABIC), min_size=1, max_size=5).map("".join))
def test_arabic_joins_as_an_engine_joins_it(text: str) -> None:
    with_engine()
    same(text)


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    for leftwards in (False, True):
        shown = bidi.visual(text, leftwards=leftwards)
        assert len(shown) <= len(text)
        if not bidi.is_mixed(text):
            assert shown == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Entretien avec דוד (2025)", "Entretien avec (2025) " + "דוד"[::-1]),
        ("l’IA", "l’IA"),
        ("", ""),
        ("שָׁלוֹם", "םולש"),
    ],
)
def test_lines(text: str, shown: str) -> None:
    assert bidi.visual(text) == shown
