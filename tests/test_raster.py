"""`newsletter raster`: a PNG of what mail programs do not show."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path

import pytest
from conftest import missing
from newsroom_builder import NewsroomBuilder
from PIL import Image, ImageDraw

from newsletter.pipeline.raster import raster
from newsletter.problems import NewsletterError
from newsletter.render import vectors

SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
  <rect width="100" height="100" fill="#cc0000"/>
  <text x="110" y="60" font-family="Newsletter Sans" font-size="40">Été</text>
</svg>"""


def picture(kind: str, size: tuple[int, int] = (300, 200)) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill=(200, 30, 30))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def with_resvg() -> None:
    if importlib.util.find_spec("resvg_py") is None:
        missing("resvg-py (the extra `svg`)")


def refused(path: Path, **how: bool) -> str:
    with pytest.raises(NewsletterError) as caught:
        raster(path, **how)
    (problem,) = caught.value.problems
    assert problem.hint
    return problem.code


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "TIFF", "BMP"])
def test_an_image_becomes_a_png_beside_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "photo.bin"
    path.write_bytes(picture(kind, (2400, 1200)))
    made = raster(path)
    assert made == tmp_path / "photo.png"
    with Image.open(made) as image:
        assert (image.format, image.size) == ("PNG", (1104, 552))
        red, green, _ = image.convert("RGB").getpixel((100, 100))  # type: ignore[misc]  # three bands
        assert (red, green) == pytest.approx((200, 30), abs=20)


def test_a_drawing_becomes_a_png_with_its_letters(tmp_path: Path) -> None:
    with_resvg()
    path = tmp_path / "courbe.svg"
    path.write_text(SVG, encoding="utf-8")
    with Image.open(raster(path, width=600)) as image:
        assert image.size == (600, 300)
        assert image.convert("RGBA").getpixel((100, 100)) == (204, 0, 0, 255)
        assert image.convert("RGBA").crop((320, 60, 600, 200)).getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        ("<svg", "unclosed token"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        ('<svg viewBox="0 0 0 9"/>', "viewBox"),
        ('<svg width="1" height="100000"/>', "110400000 pixels"),
        ('<svg viewBox="0 0 9 9">' + "<g>" * 500 + "</g>" * 500 + "</svg>", "nested"),
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg viewBox="0 0 9 9"><text>&a;</text></svg>', "entities"),
    ],
)
def test_a_drawing_that_would_end_the_process_is_refused(svg: str, said: str) -> None:
    with pytest.raises(NewsletterError) as caught:
        vectors.png(svg.encode(), width=1104, fonts=(), path="a.svg")
    assert caught.value.problems[0].code == "raster.svg"
    assert said in caught.value.problems[0].message


def test_what_resvg_refuses_is_told(tmp_path: Path) -> None:
    with_resvg()
    path = tmp_path / "a.svg"
    path.write_text(SVG.replace('"1.0"', '"1.0" encoding="ISO-8859-1"'), encoding="latin-1")
    assert refused(path) == "raster.svg"
    path.write_text("<svg viewBox='0 0 9 9'/><!-- " + "x" * 10, encoding="utf-8")
    assert refused(path) == "raster.svg"


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    path = tmp_path / "a.svg"
    path.write_text(SVG, encoding="utf-8")
    assert refused(path) == "raster.missing"


def test_bad_input(tmp_path: Path) -> None:
    cases = {
        "a.png": (picture("PNG"), "raster.needless"),
        "a.heic": (b"\0\0\0\x1cftypheic", "raster.format"),
        "a.pdf": (b"%PDF-1.7", "raster.format"),
        "a.txt": (b"hello", "raster.format"),
        "a.webp": (picture("WEBP")[:90], "raster.broken"),
    }
    for name, (data, code) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name, force=True) == code
    assert refused(tmp_path / "absent.svg") == "raster.not-found"
    assert refused(tmp_path) == "raster.not-found"


def test_a_png_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "a.webp").write_bytes(picture("WEBP"))
    (tmp_path / "a.png").write_bytes(b"mine")
    assert refused(tmp_path / "a.webp") == "raster.exists"
    assert (tmp_path / "a.png").read_bytes() == b"mine"
    raster(tmp_path / "a.webp", force=True)
    assert (tmp_path / "a.png").read_bytes() != b"mine"


def test_the_command_prints_what_it_wrote(newsroom: NewsroomBuilder) -> None:
    newsroom.write("issues/x/a.webp", picture("WEBP"))
    ran = newsroom.run("raster", "issues/x/a.webp")
    assert (ran.code, ran.out) == (0, "issues/x/a.png\n"), ran.err
    assert newsroom.run("raster", "issues/x/a.webp").code == 1
