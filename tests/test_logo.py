"""The logo: found, measured, shown in mail and web, on a plate where it brings its own ground."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import pytest
from newsroom_builder import ROOT, NewsroomBuilder
from PIL import Image, ImageColor, ImageDraw

from newsletter import config
from newsletter.pipeline.build import Options, build
from newsletter.problems import NewsletterError
from newsletter.render import theme
from newsletter.render.logo import measure, mounted, shown
from newsletter.render.theme import Theme


def png(mode: Literal["RGB", "RGBA", "P", "L", "LA"], size: tuple[int, int] = (400, 100), **save: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG", **save)
    return out.getvalue()


def with_logo(newsroom: NewsroomBuilder, data: bytes | None, name: str = "assets/logo.png") -> NewsroomBuilder:
    text = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'{text}\n[brand]\nlogo = "{name}"\n')
    if data is not None:
        newsroom.write(name, data)
    newsroom.issue()
    return newsroom


def wordmark(colour: str, accent: str = "", *, badge: str = "", ground: str = "#00000000") -> bytes:
    """Draw something like letters, with nothing behind them; some in an accent, or all of it on a round badge."""
    image = Image.new("RGBA", (400, 100), ground)
    draw = ImageDraw.Draw(image)
    if badge:
        draw.rounded_rectangle((0, 0, 399, 99), 50, fill=badge)
    for at in range(12):
        left = 30 + at * 29
        draw.rectangle((left, 20, left + 10, 80), fill=accent if accent and at % 3 == 0 else colour)
        draw.rectangle((left, 44, left + 20, 54), fill=accent if accent and at % 3 == 0 else colour)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


DARK, WHITE = "#1d1b18", "#ffffff"
DRAWN = {
    "opaque": wordmark(DARK, ground="#ffffffff"),
    "dark": wordmark(DARK),
    "dark-and-red": wordmark(DARK, "#d03020"),
    "white": wordmark(WHITE),
    "orange": wordmark("#f5a623"),
    "grey": wordmark("#808080"),
    "dark-on-white-badge": wordmark(DARK, badge=WHITE),
    "cobalt": wordmark("#2b1fd1"),
    "nothing": wordmark("#00000000"),
}
PLATES = {
    "opaque": ("paper", "paper"),
    "dark": ("paper", "paper"),
    "dark-and-red": ("paper", "paper"),
    "white": ("paper_dark", ""),
    "orange": ("", ""),
    "grey": ("", "paper"),
    "dark-on-white-badge": ("", ""),
    "cobalt": ("paper", "paper"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("theme", ["focus", "poster"])
def test_a_logo_stands_on_a_plate_where_it_could_not_be_seen(newsroom: NewsroomBuilder, theme: str, name: str) -> None:
    """Focus has its masthead on paper, light and dark; poster has it on a band of cobalt in both."""
    look = look_of(newsroom, theme)
    sent, plate = mounted(DRAWN[name], look)
    assert plate == PLATES[name][theme == "poster"]
    if plate and name != "opaque":
        image = Image.open(BytesIO(sent)).convert("RGBA")
        assert image.getchannel("A").getextrema() == (255, 255)
        assert image.getpixel((0, 0)) == ImageColor.getcolor(getattr(look, plate), "RGBA")
    else:
        assert sent == DRAWN[name]


def look_of(newsroom: NewsroomBuilder, name: str) -> Theme:
    text = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'theme = "{name}"\n{text}')
    return theme.load((ROOT / "templates",), config.load(newsroom.folder))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA"])
def test_what_counts_is_the_pixels_not_the_mode(
    newsroom: NewsroomBuilder, mode: Literal["RGB", "RGBA", "P", "L", "LA"]
) -> None:
    out = BytesIO()
    Image.open(BytesIO(DRAWN["opaque"])).convert(mode).save(out, "PNG")
    assert mounted(out.getvalue(), look_of(newsroom, "focus")) == (out.getvalue(), "paper")
    assert measure(out.getvalue()) == (400, 100)


@pytest.mark.parametrize("theme", ["focus", "letter", "poster"])
def test_a_plate_is_seen_in_mail_and_pages(newsroom: NewsroomBuilder, theme: str) -> None:
    look = look_of(newsroom, theme)
    build(with_logo(newsroom, DRAWN["dark"]).folder, Options(jobs=1))
    mail = (newsroom.folder / "out/mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")
    assert f"padding:8px;background-color:{look.paper}" in mail.partition("<img")[2].partition(">")[0]
    assert '<img class="plate" src' in (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")


def test_a_white_logo_has_a_dark_plate(newsroom: NewsroomBuilder) -> None:
    build(with_logo(newsroom, DRAWN["white"]).folder, Options(jobs=1))
    mail = (newsroom.folder / "out/mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")
    assert "background-color:#1b1a18" in mail.partition("<img")[2].partition(">")[0]
    assert '<img class="plate dark" src' in (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"<html>", png("RGB")[:20], b"GIF89a" + bytes(40)])
def test_what_is_no_png_is_not_measured(data: bytes) -> None:
    assert measure(data) is None


def test_a_logo_fits_a_masthead() -> None:
    assert shown(400, 100) == (200, 50)
    assert shown(4000, 1000) == (288, 72)
    assert shown(1, 1) == (1, 1)


def test_mail_and_pages_show_it(newsroom: NewsroomBuilder) -> None:
    report = build(with_logo(newsroom, png("RGBA")).folder, Options(jobs=1))
    assert report.problems == ()
    out = newsroom.folder / "out"
    logo = next((out / "site/assets").glob("logo-*.png"))
    mail = (out / "mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")
    assert f'src="https://lettre.example.org/assets/{logo.name}"' in mail
    assert 'alt="La Lettre"' in mail
    assert "background-color:#fbfaf7" not in mail.partition("<img")[2].partition(">")[0]
    page = (out / "site/issues/2025-01-02-premier/index.html").read_text(encoding="utf-8")
    assert f'<img src="../../assets/{logo.name}" alt="La Lettre" width="200" height="50">' in page


def test_an_opaque_logo_stands_on_a_plate(newsroom: NewsroomBuilder) -> None:
    build(with_logo(newsroom, png("RGB")).folder, Options(jobs=1))
    mail = (newsroom.folder / "out/mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")
    assert "background-color:#fbfaf7" in mail.partition("<img")[2].partition(">")[0]
    assert 'class="plate"' in (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")


def test_a_new_logo_renders_every_issue_again(newsroom: NewsroomBuilder) -> None:
    build(with_logo(newsroom, png("RGB")).folder, Options(jobs=1))
    newsroom.write("assets/logo.png", png("RGBA"))
    report = build(newsroom.folder, Options(jobs=1))
    assert [one.rendered for one in report.issues] == [True]
    assert len(list((newsroom.folder / "out/site/assets").glob("logo-*.png"))) == 1


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (None, "assets/logo.png", "There is no logo"),
        (b"<svg/>", "logo.svg", "not a PNG"),
        (DRAWN["dark"][:-90], "logo.png", "not a whole PNG"),
        (None, "../logo.png", "not in the newsletter's folder"),
    ],
    ids=["missing", "svg", "cut", "outside"],
)
def test_mistakes_are_told(newsroom: NewsroomBuilder, data: bytes | None, name: str, told: str) -> None:
    with pytest.raises(NewsletterError, match=told) as caught:
        build(with_logo(newsroom, data, name).folder, Options(jobs=1))
    assert caught.value.problems[0].code == "config.logo"
    assert caught.value.problems[0].line == 11
