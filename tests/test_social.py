"""The picture that is shown where an issue's address is shared."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from newsroom_builder import ROOT, NewsroomBuilder
from PIL import Image, ImageFont

from newsletter.pipeline.build import Options, build
from newsletter.pipeline.social import FOLDER, load_fonts
from newsletter.problems import Severity
from newsletter.render import social, typeface
from newsletter.render.lettering import Lettering
from newsletter.render.social import Sheet

FONTS = load_fonts((ROOT / "templates",), "Georgia, serif")
SHEET = Sheet(
    newsletter="La Lettre",
    line="n° 42 · 7 novembre 2025",
    title="L’IA va-t-elle tous nous remplacer ?",
    names="Kosmos, Meta, et les centres d’appels",
    paper="#fbfaf7",
    ink="#1d1b18",
    quiet="#66615a",
    accent="#9c2b1f",
)  # fmt: skip
TITLES = {
    "short": "IA",
    "long": "Un titre qui ne veut pas finir, " * 9 + "mais qui finit",
    "one-word": "x" * 120,
    "right-to-left": "محمد بن سلمان يتحدث عن الذكاء الاصطناعي",
    "mixed": "Entretien avec דוד גרוסמן sur l’IA (2025)",
    "emoji": "👩‍💻🏳️‍🌈 On s’amuse 😀👍🏽 bien",
    "nothing-to-draw": "🏳️‍🌈",
    "empty": "",
    "spaces": " a  b\t\u202f? ",
    "accents": "Œuvre, Ÿ, Ç, É, À, ẞ, ő, ł, ș, ğ",
}  # fmt: skip


def covered(font: bytes) -> set[int]:
    return set(typeface.read(font).glyphs)


def drawn(sheet: Sheet) -> Image.Image:
    data = social.draw(sheet, FONTS)
    assert len(data) < 100_000
    image = Image.open(BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def ink(image: Image.Image, paper: str = "#fbfaf7") -> tuple[int, int, int, int] | None:
    """Give the box of what is not paper."""
    from PIL import ImageChops

    return ImageChops.difference(image, Image.new("RGB", image.size, paper)).getbbox()


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_every_title_stands_within_the_margins(title: str) -> None:
    box = ink(drawn(replace(SHEET, title=title)))
    assert box
    assert box[0] >= social.EDGE - 4
    assert box[1] >= 60
    assert box[2] <= social.WIDTH - social.EDGE + 4
    assert box[3] <= social.HEIGHT - 50
    band = drawn(replace(SHEET, title=title, names="")).crop((0, 180, 1200, 530))
    assert (ink(band) is None) == (title in {"", "🏳️‍🌈"})


def test_a_title_is_as_large_as_it_can_be() -> None:
    sizes = {name: social._fitted(title, FONTS)[0].size for name, title in TITLES.items()}
    assert sizes["short"] == social.SIZES[0]
    assert sizes["one-word"] == social.SIZES[-1]
    assert sizes["long"] < sizes["accents"] <= sizes["mixed"]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_word_of_a_title_is_lost_but_at_the_end(title: str) -> None:
    lettering, lines = social._fitted(title, FONTS)
    whole = lettering.clean(title).replace(" ", "")
    shown = "".join(lines).replace(" ", "")
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]) and len(shown) > 150)


def test_a_title_that_is_far_too_long_ends_in_an_ellipsis() -> None:
    _, lines = social._fitted("mot " * 200, FONTS)
    assert lines[-1].endswith("mot…")


def test_accents_and_ligatures_are_drawn_by_the_font_of_the_title() -> None:
    wanted = set(map(ord, "àâäæçéèêëîïôœùûüÿÀÂÄÆÇÉÈÊËÎÏÔŒÙÛÜŸ’«»…—–·№€ẞőłșğ\u00a0\u2009"))
    assert wanted - covered(FONTS.title) <= {ord("№")}
    assert wanted <= covered(FONTS.title) | covered(FONTS.others)
    assert social.lost_letters(replace(SHEET, title="".join(map(chr, wanted))), FONTS) == ""


@pytest.mark.parametrize("name", ["title", "text", "others"])
def test_what_a_font_covers_has_glyphs(name: str) -> None:
    data = getattr(FONTS, name)
    font = ImageFont.truetype(BytesIO(data), 20, layout_engine=ImageFont.Layout.BASIC)
    nothing = bytes(font.getmask("\uffff"))
    letters = [chr(code) for code in covered(data) if chr(code).isalnum()]
    assert len(letters) > 300
    assert [letter for letter in letters if bytes(font.getmask(letter)) == nothing] == []


@pytest.mark.parametrize("data", [b"", b"not a font", FONTS.title[:300], FONTS.title[:40_000]])
def test_what_is_no_font_covers_nothing_or_what_it_says(data: bytes) -> None:
    assert covered(data) <= covered(FONTS.title)


@given(st.text(max_size=80))
def test_any_text_is_drawn_or_left_out(text: str) -> None:
    lettering = Lettering(24, FONTS.text, FONTS.others)
    clean = lettering.clean(text)
    assert {*map(ord, clean)} <= covered(FONTS.text) | covered(FONTS.others)
    assert lettering.clean(clean) == clean
    assert lettering.width(lettering.shortened(clean, 200)) <= 200
    for line in lettering.lines(lettering.words(lettering.broken(clean, 200)), 200) or []:
        assert lettering.width(line) < 210  # kerning across a blank is not counted


def test_colours_are_the_brand_s() -> None:
    colours = {colour for _, colour in drawn(SHEET).getcolors(64) or []}
    wanted = [(251, 250, 247), (29, 27, 24), (102, 97, 90), (156, 43, 31)]
    assert colours >= set(wanted)


def test_kerning_is_in_the_fonts() -> None:
    lettering = Lettering(100, FONTS.title, FONTS.others)
    assert lettering.width("VA") < lettering.width("V") + lettering.width("A") - 2
    assert lettering.width("To") < lettering.width("T") + lettering.width("o") - 2


def test_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]; import test_social as t; "
        "print(hashlib.sha256(t.social.draw(t.SHEET, t.FONTS)).hexdigest())"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "5", "LANG": "C"}
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == hashlib.sha256(social.draw(SHEET, FONTS)).hexdigest()


def test_the_page_says_where_its_picture_is(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    build(newsroom.folder, Options())
    folder = newsroom.folder / "out/site/issues/2025-01-02-premier"
    page = (folder / "index.html").read_text(encoding="utf-8")
    address = "https://lettre.example.org/issues/2025-01-02-premier/social.png"
    assert f'<meta property="og:image" content="{address}">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="La Lettre, n°\u00a01\u00a0: Kosmos lit tout">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    with Image.open(folder / "social.png") as image:
        assert image.size == (1200, 630)


def pictures(newsroom: NewsroomBuilder) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in (newsroom.folder / "out/site").rglob("social.png")}


def test_a_picture_is_drawn_again_when_what_it_shows_changes(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un")
    newsroom.issue(2, slug="deux")
    build(newsroom.folder, Options())
    before = pictures(newsroom)
    newsroom.issue(1, slug="un", title="Un autre titre")
    report = build(newsroom.folder, Options())
    after = pictures(newsroom)
    assert [name for name in before if before[name] != after[name]] == ["2025-01-02-un"]
    assert [path for path in report.written if path.endswith("social.png")] == ["site/issues/2025-01-02-un/social.png"]
    toml = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", toml + '\n[brand]\naccent = "#1d4e89"\naccent_dark = "#8fb8e8"\n')
    build(newsroom.folder, Options())
    assert all(after[name] != data for name, data in pictures(newsroom).items())


def test_a_picture_is_drawn_once(newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = newsroom.issue(1)
    build(newsroom.folder, Options())
    before = pictures(newsroom)
    path.write_text(path.read_text(encoding="utf-8").replace("Un point.", "Un autre."), encoding="utf-8")

    def refuse(*_: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(social, "draw", refuse)
    report = build(newsroom.folder, Options())
    assert "mail/2025-01-02-premier/email.html" in report.written
    assert pictures(newsroom) == before


def test_letters_that_no_font_has_are_told_each_time(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, title="DeepSeek (深度求索) 😀")
    for _ in range(2):
        (problem,) = build(newsroom.folder, Options(force=True)).problems
        assert (problem.code, problem.severity) == ("social.letters", Severity.WARNING)
        assert "深度求索" in problem.message
        assert "templates/fonts/others.ttf" in problem.hint
    assert any((newsroom.folder / FOLDER).rglob("*"))


def test_a_newsletter_s_own_font_wins(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    build(newsroom.folder, Options())
    before = pictures(newsroom)
    newsroom.write("templates/fonts/serif.ttf", FONTS.text)
    build(newsroom.folder, Options())
    assert pictures(newsroom) != before
    newsroom.write("templates/fonts/serif.ttf", b"not a font")
    (problem,) = build(newsroom.folder, Options()).problems
    assert problem.code == "social.font"
    assert problem.hint


@pytest.mark.parametrize(("family", "same"), [("Charter, Georgia, serif", True), ("Arial, sans-serif", False)])
def test_the_theme_s_families_choose_the_face(family: str, same: bool) -> None:
    assert (load_fonts((ROOT / "templates",), family).title == FONTS.title) == same


def test_an_image_may_not_take_its_name(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    intro:", "    image: { src: social.png, alt: x }\n    intro:"), encoding="utf-8")
    (problem,) = build(newsroom.folder, Options()).problems
    assert problem.code == "image.reserved"
