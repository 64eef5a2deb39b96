"""The logo: found, measured, shown in mail and web, on a plate where it brings its own ground."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import pytest
from newsroom_builder import NewsroomBuilder
from PIL import Image

from newsletter.pipeline.build import Options, build
from newsletter.problems import NewsletterError
from newsletter.render.logo import measure, shown


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


@pytest.mark.parametrize(
    ("data", "opaque"),
    [
        (png("RGB"), True),
        (png("L"), True),
        (png("P"), True),
        (png("RGBA"), False),
        (png("LA"), False),
        (png("P", transparency=0), False),
    ],
    ids=["rgb", "grey", "palette", "rgba", "grey-alpha", "palette-alpha"],
)
def test_a_logo_s_ground_is_seen(data: bytes, *, opaque: bool) -> None:
    assert measure(data) == (400, 100, opaque)


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
        (None, "../logo.png", "not in the newsletter's folder"),
    ],
    ids=["missing", "svg", "outside"],
)
def test_mistakes_are_told(newsroom: NewsroomBuilder, data: bytes | None, name: str, told: str) -> None:
    with pytest.raises(NewsletterError, match=told) as caught:
        build(with_logo(newsroom, data, name).folder, Options(jobs=1))
    assert caught.value.problems[0].code == "config.logo"
    assert caught.value.problems[0].line == 11
