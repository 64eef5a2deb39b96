"""Images made ready for mail and web: upright, sRGB, no wider than twice the column, nothing beside the picture."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from newsroom_builder import ROOT, NewsroomBuilder
from PIL import Image, ImageCms, ImageColor, ImageDraw

from newsletter.pipeline.build import Options, build
from newsletter.pipeline.pictures import FOLDER
from newsletter.problems import Severity
from newsletter.render import containers, pixels
from newsletter.render.pictures import Flaw, Prepared, prepare

WIDEST, PAPER = 1104, "#fbfaf7"
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]


def drawing(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Draw something that has an up, a left, soft colours and hard edges."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=(200, 30, 30))
    draw.ellipse((width // 2, height // 2, width - 9, height - 9), fill=(20, 60, 200))
    return (
        image.convert("L").convert("I").point(lambda grey: grey * 257).convert("I;16")
        if mode == "I;16"
        else image.convert(mode)
    )


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def animation(frames: int, size: tuple[int, int] = (300, 200), *, blank_first: bool = False, noise: int = 0) -> bytes:
    made = []
    for number in range(frames):
        frame = Image.effect_noise(size, noise).convert("RGB") if noise else Image.new("RGB", size, "white")
        if number or not blank_first:
            ImageDraw.Draw(frame).rectangle((number % 200, 20, number % 200 + 60, 90), fill=(number % 256, 0, 90))
        made.append(frame)
    return saved(made[0], "GIF", save_all=True, append_images=made[1:], duration=40, loop=0)


def ready(data: bytes, name: str = "a.png") -> Prepared:
    made = prepare(data, name=name, widest=WIDEST, ground=PAPER)
    assert isinstance(made, Prepared), made
    return made


def flaw(data: bytes, name: str = "a.png") -> Flaw:
    made = prepare(data, name=name, widest=WIDEST)
    assert isinstance(made, Flaw), made
    return made


def opened(made: Prepared) -> Image.Image:
    image = Image.open(io.BytesIO(made.data))
    image.load()
    assert image.size == (made.width, made.height)
    return image


def far(one: Image.Image, other: Image.Image) -> float:
    """Give the mean distance of two images of one size, 0 to 255."""
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (one.width * one.height * 3)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("GIF", "a.gif")])
@pytest.mark.parametrize("width", [2500, 1104, 300])
def test_no_image_is_wider_than_twice_the_column(kind: str, name: str, width: int) -> None:
    image = drawing(width, width // 2)
    made = ready(saved(image, kind), name)
    assert made.width == min(width, WIDEST)
    assert made.height == round(made.width / 2)
    assert opened(made).format == kind
    assert made.flaws == ()
    assert far(opened(made), image.resize((made.width, made.height), Image.Resampling.LANCZOS)) < 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation: int) -> None:
    turns = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}  # EXIF value to what undoes it
    upright = drawing(320, 200)
    stored = upright
    for turn in turns.get(orientation, ()):
        stored = stored.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = opened(ready(saved(stored, "JPEG", exif=exif, quality=95), "a.jpg"))
    assert made.size == (320, 200)
    assert far(made, upright) < 4
    assert made.getexif() == {}


def test_nothing_but_the_picture_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Canari dans la description"
    exif.get_ifd(0x8825)[1] = "N-CANARI"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = drawing()
    notes: Any = {"exif": exif, "icc_profile": profile, "comment": b"canari"}
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Author", "Canari")
    for name, data in {
        "a.jpg": saved(image, "JPEG", **notes) + b"canari behind the end",
        "a.png": saved(image, "PNG", exif=exif, icc_profile=profile, pnginfo=text) + b"canari",
        "a.gif": saved(image.convert("P"), "GIF", comment=b"canari") + b"canari",
        "moving.gif": animation(3) + b"canari",
    }.items():
        made = ready(data, name)
        assert b"canari" not in made.data.lower()
        assert not set(opened(made).info) & {"exif", "icc_profile", "comment", "dpi", "xmp", "Author"}
        assert len(made.data) < len(data)


def test_a_file_that_fits_and_has_nothing_to_hide_is_never_made_larger() -> None:
    for kind, name in (("PNG", "a.png"), ("JPEG", "a.jpg"), ("GIF", "a.gif")):
        for quality in (30, 60, 82, 90):
            data = saved(drawing(), kind, quality=quality, optimize=True)
            assert len(ready(data, name).data) <= len(data)


def test_a_jpeg_that_fits_keeps_its_pixels() -> None:
    data = saved(drawing(), "JPEG", quality=80, progressive=True)
    assert opened(ready(data, "a.jpg")).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    heavy = saved(drawing(900, 700), "JPEG", quality=100)
    assert len(ready(heavy, "a.jpg").data) < len(heavy) / 2


@pytest.mark.parametrize("mode", MODES)
def test_png_loses_no_pixel(mode: str) -> None:
    image = drawing(mode=mode)
    if "A" in mode:
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    made = opened(ready(saved(image, "PNG")))
    if mode == "I;16":
        assert far(made, drawing(mode="L")) < 2
    else:
        assert made.convert("RGB").tobytes() == on_paper(image).tobytes()


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_png_can_be_made_smaller(mode: str) -> None:
    image = drawing(2400, 1200, mode=mode)
    made = opened(ready(saved(image, "PNG")))
    assert made.size == (WIDEST, WIDEST // 2)
    assert far(made, drawing(WIDEST, WIDEST // 2)) < 70


def test_16_bit_grey_keeps_its_range() -> None:
    image = Image.new("I;16", (64, 64))
    for x in range(64):
        for y in range(64):
            image.putpixel((x, y), x * 1040)
    made = opened(ready(saved(image, "PNG"))).convert("L")
    assert [made.getpixel((x, 9)) for x in (0, 32, 63)] == pytest.approx([0, 129, 255], abs=1)


def test_transparent_pixels_are_paper_when_an_image_shrinks_too() -> None:
    palette = drawing(2400, 1200).quantize(16)
    data = saved(palette, "PNG", transparency=palette.getpixel((5, 5)))
    made = opened(ready(data))
    assert made.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    assert made.convert("RGB").getpixel((9, 9)) == ImageColor.getrgb(PAPER)


def curve(mode: str = "RGBA") -> Image.Image:
    """Draw black lines with nothing behind them."""
    image = Image.new("RGBA", (300, 200))
    ImageDraw.Draw(image).line((10, 190, 150, 20, 290, 100), fill="black", width=6)
    return image.convert(mode)


TRANSPARENT = {
    "rgba": saved(curve(), "PNG"),
    "grey": saved(curve("LA"), "PNG"),
    "palette": saved(curve().quantize(8), "PNG"),
    "colour-key": saved(curve().convert("RGB"), "PNG", transparency=(1, 1, 1)),
    "grey-key": saved(curve("LA").convert("L"), "PNG", transparency=7),
    "two-colours": saved(Image.new("1", (40, 40)), "PNG", transparency=1),
    "deep-grey": saved(Image.new("I;16", (40, 40)), "PNG", transparency=65535),
    "gif": saved(curve(), "GIF"),
    "moving-gif": saved(curve(), "GIF", save_all=True, append_images=[curve().rotate(180)], duration=80, loop=2),
}


@pytest.mark.parametrize("name", TRANSPARENT)
def test_a_transparent_image_is_laid_on_paper(name: str) -> None:
    """Its dark ink would vanish in dark mode, and clients that turn colours round leave images as they are."""
    data = TRANSPARENT[name]
    made = ready(data, "a.gif" if "gif" in name else "a.png")
    image = opened(made)
    for frame in range(made.frames):
        image.seek(frame)
        assert image.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    source = Image.open(io.BytesIO(data))
    if source.mode not in {"1", "I;16"}:
        source.seek(made.frames - 1)
        assert far(image, on_paper(source)) < 0.5
    if made.frames > 1:
        assert (made.moves, image.info["loop"], image.info["duration"]) == (True, 2, 80)


def on_paper(image: Image.Image) -> Image.Image:
    """Lay an image on paper, pixel by pixel."""
    paper = Image.new("RGBA", image.size, PAPER)
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def test_an_opaque_image_with_an_alpha_channel_keeps_every_pixel() -> None:
    image = drawing(mode="RGBA")
    assert opened(ready(saved(image, "PNG"))).convert("RGB").tobytes() == drawing().tobytes()


def test_another_paper_makes_another_picture(newsroom: NewsroomBuilder) -> None:
    path = with_image(newsroom, "a.png", TRANSPARENT["rgba"])
    plain = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    corners = []
    for paper in (PAPER, "#ffffff", PAPER):
        newsroom.write("newsletter.toml", f'{plain}\n[brand]\npaper = "{paper}"\n')
        build(newsroom.folder, Options(jobs=1))
        with Image.open(newsroom.folder / f"out/site/issues/{path.stem}/a.png") as image:
            corners.append(image.convert("RGB").getpixel((0, 0)))
    assert corners == [ImageColor.getrgb(paper) for paper in (PAPER, "#ffffff", PAPER)]


def test_few_colours_make_a_small_png() -> None:
    chart = Image.new("RGB", (1000, 600), "white")
    ImageDraw.Draw(chart).rectangle((100, 100, 300, 500), fill=(30, 90, 140))
    data = saved(chart, "PNG")
    made = ready(data)
    assert opened(made).mode == "P"
    assert len(made.data) < len(data) / 2


def test_a_colour_profile_is_applied_not_carried() -> None:
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    for useless in (wide.tobytes(), b"not a profile"):
        assert far(opened(ready(saved(drawing(), "PNG", icc_profile=useless))), drawing()) == 0
    swapped = swapped_profile()
    image = Image.new("RGB", (64, 64), (220, 30, 30))
    for name, kind in (("a.jpg", "JPEG"), ("a.png", "PNG")):
        made = opened(ready(saved(image, kind, icc_profile=swapped), name))
        red, green, _ = made.convert("RGB").getpixel((9, 9))  # type: ignore[misc]  # three bands
        assert green > red + 60, (red, green)
        assert "icc_profile" not in made.info
    clear = Image.new("RGBA", (64, 64), (220, 30, 30, 90))
    made = opened(ready(saved(clear, "PNG", icc_profile=swapped)))
    red, green, blue = made.convert("RGB").getpixel((9, 9))  # type: ignore[misc]  # three bands
    assert green > red + 40 > blue


def swapped_profile() -> bytes:
    """Make a profile in which red and green are exchanged: what it does cannot be missed."""
    data = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"s\0R\0G\0B", b"x\0R\0G\0B")
    )
    data = bytearray(bytes(data).replace(b"sRGB", b"xRGB"))
    tags = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(data[128:132]), 12)}
    one, other = tags[b"rXYZ"], tags[b"gXYZ"]
    data[one : one + 4], data[other : other + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    data = saved(drawing(mode="CMYK"), "JPEG", quality=95)
    assert Image.open(io.BytesIO(data)).mode == "CMYK"
    made = opened(ready(data, "a.jpg"))
    assert made.mode == "RGB"
    assert far(made, drawing()) < 12


def test_a_photograph_of_12000_pixels() -> None:
    photograph = Image.linear_gradient("L").resize((12000, 9000))
    data = saved(photograph, "JPEG")
    made = ready(data, "a.jpg")
    assert (made.width, made.height) == (WIDEST, 828)
    assert opened(made).getpixel((500, 414)) == pytest.approx(127, abs=2)
    assert len(made.data) < 60_000


def test_what_is_too_large_is_told_before_it_is_decoded() -> None:
    found = flaw(bomb(30_000, 30_000))
    assert found.code == "image.too-large"
    assert "30000 × 30000 pixels, 900 million" in found.message
    assert "50 million" in found.hint


def bomb(width: int, height: int) -> bytes:
    """Make a PNG of a few hundred kilobytes that unpacks to gigabytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_small_animation_moves() -> None:
    data = animation(20)
    made = ready(data, "a.gif")
    assert (made.flaws, made.frames, made.moves, made.blank) == ((), 20, True, False)
    image = opened(made)
    assert getattr(image, "n_frames", 1) == 20
    assert image.info["loop"] == 0
    assert image.info["duration"] == 40
    assert (
        hashlib.sha256(image.convert("RGB").tobytes()).digest()
        == hashlib.sha256(Image.open(io.BytesIO(data)).convert("RGB").tobytes()).digest()
    )


@pytest.mark.parametrize("clear", [False, True], ids=["opaque", "transparent"])
def test_a_frame_beside_the_screen_of_a_gif_does_not_widen_it(*, clear: bool) -> None:
    frames = [curve(), curve().rotate(180)]
    data = bytearray(
        saved(frames[0], "GIF", save_all=True, append_images=frames[1:]) if clear else animation(3, (300, 200))
    )
    second = data.index(b"!\xf9\x04", data.index(b"!\xf9\x04") + 1) + 8
    assert data[second] == 0x2C  # an image descriptor: its left edge comes next
    data[second + 2] = 1
    assert opened(ready(bytes(data), "a.gif")).width == 300


@pytest.mark.parametrize(
    "data",
    [animation(200), animation(12, (600, 500), noise=80), animation(3, (1500, 90))],
    ids=["long", "heavy", "wide"],
)
def test_of_a_large_animation_the_first_frame_is_sent(data: bytes) -> None:
    made = ready(data, "a.gif")
    assert made.frames > 1
    assert not made.moves
    image = opened(made)
    assert getattr(image, "n_frames", 1) == 1
    first = Image.open(io.BytesIO(data)).convert("RGB").resize(image.size)
    assert far(image, first) < 12


def test_an_animated_png_is_its_first_frame() -> None:
    frames = [drawing(), drawing().rotate(90)]
    made = ready(saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    assert (made.frames, made.moves) == (2, False)
    assert not getattr(opened(made), "is_animated", False)
    assert opened(made).convert("RGB").tobytes() == frames[0].tobytes()


def test_outlook_shows_the_first_frame_so_it_must_show_something() -> None:
    assert ready(animation(8, blank_first=True), "a.gif").blank
    assert ready(animation(200, blank_first=True), "a.gif").blank
    assert not ready(animation(8), "a.gif").blank


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "image.broken", "is empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "image.broken", "is a web page"),
        (b"\n<?xml version='1.0'?>\n<!DOCTYPE html>", "image.broken", "is a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image.format", "is SVG"),
        (b"<?xml version='1.0'?>\n<!-- note -->\n<svg width='9'/>", "image.format", "newsletter raster"),
        (saved(drawing(), "WEBP"), "image.format", "is WebP"),
        (saved(drawing(), "TIFF"), "image.format", "is TIFF"),
        (saved(drawing(), "BMP"), "image.format", "is BMP"),
        (saved(drawing(), "PDF"), "image.format", "is PDF"),
        (b"\0\0\0\x1cftypavif", "image.format", "is AVIF"),
        (b"\0\0\0\x1cftypheic", "image.format", "is HEIC"),
        (b"MZ\x90", "image.broken", "not an image"),
        (saved(Image.new("RGB", (1, 1)), "PNG"), "image.tiny", "1 × 1 pixels"),
        (saved(Image.new("RGB", (1, 1)), "GIF"), "image.tiny", "tracking pixel"),
    ],
)  # fmt: skip
def test_what_is_no_image_for_a_mail_says_what_it_is(data: bytes, code: str, said: str) -> None:
    found = flaw(data)
    assert found.code == code
    assert said in found.message + found.hint
    assert found.hint


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("GIF", "a.gif")])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_file_that_breaks_off(kind: str, name: str, share: float) -> None:
    data = saved(drawing(), kind)
    found = flaw(data[: int(len(data) * share)], name)
    assert found.code == "image.broken"
    assert kind in found.message


def test_an_animation_that_breaks_off() -> None:
    data = animation(9)
    assert flaw(data[: len(data) // 2], "a.gif").code == "image.broken"


def test_an_image_under_another_name_is_told() -> None:
    made = ready(saved(drawing(), "JPEG"), "issues/x/photo.png")
    assert [one.code for one in made.flaws] == ["image.name"]
    assert "issues/x/photo.jpg" in made.flaws[0].hint
    assert opened(made).format == "JPEG"


SOUND = [
    saved(drawing(60, 40), "PNG"),
    saved(drawing(60, 40), "JPEG"),
    saved(drawing(60, 40), "GIF"),
    animation(3, (40, 30)),
]


@given(st.sampled_from(SOUND), st.data())
def test_no_damage_ends_in_anything_but_an_image_or_words(data: bytes, draw: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        damaged[draw.draw(st.integers(0, len(damaged) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(damaged)))
    made = prepare(bytes(damaged[:cut] if draw.draw(st.booleans()) else damaged), name="a.png", widest=50)
    if isinstance(made, Prepared):
        assert opened(made).width <= 50
    else:
        assert made.message
        assert made.hint


@given(st.sampled_from([containers.PNG, containers.JPEG, containers.GIF]), st.binary(max_size=300))
def test_a_container_of_anything_ends(kind: str, tail: bytes) -> None:
    data = SOUND[containers.FORMATS.index(kind)][:60] + tail
    with suppress(ValueError):
        assert len(containers.without_metadata(data, kind)) <= len(data) + 2


@given(st.sampled_from(SOUND))
def test_what_was_made_ready_is_ready(data: bytes) -> None:
    name = f"a.{containers.kind_of(data).lower().replace('jpeg', 'jpg')}"
    once = ready(data, name)
    again = ready(once.data, name)
    assert len(again.data) <= len(once.data)
    assert (again.width, again.height) == (once.width, once.height)


def test_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from newsletter.render.pictures import prepare; "
        "data = sys.stdin.buffer.read(); print(hashlib.sha256(prepare(data, name='a.jpg', widest=200).data).hexdigest())"
    )
    data = saved(drawing(), "JPEG")
    made = prepare(data, name="a.jpg", widest=200)
    assert isinstance(made, Prepared)
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, env=environment())
    assert done.stdout.decode().strip() == hashlib.sha256(made.data).hexdigest()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "LANG": "C"}


def with_image(newsroom: NewsroomBuilder, name: str, data: bytes, number: int = 1) -> Path:
    path = newsroom.issue(number)
    text = path.read_text(encoding="utf-8").replace(
        "    intro:", f"    image: {{ src: {name}, alt: Une image }}\n    intro:"
    )
    path.write_text(text, encoding="utf-8")
    newsroom.write(f"issues/{path.stem}/{name}", data)
    return path


def test_a_build_sends_the_image_at_its_address_with_its_size(newsroom: NewsroomBuilder) -> None:
    path = with_image(newsroom, "photo.jpg", saved(drawing(2400, 1200), "JPEG"))
    report = build(newsroom.folder, Options())
    assert report.problems == ()
    site = newsroom.folder / "out/site/issues" / path.stem
    with Image.open(site / "photo.jpg") as image:
        assert image.size == (1104, 552)
    for page in (site / "index.html", newsroom.folder / "out/mail" / path.stem / "email.html"):
        text = page.read_text(encoding="utf-8")
        tag = next(part for part in text.split("<img")[1:] if "photo.jpg" in part).partition(">")[0]
        assert 'width="552"' in tag
        assert 'alt="Une image"' in tag


def test_what_an_editor_should_know_of_an_image_is_a_warning_at_its_name(newsroom: NewsroomBuilder) -> None:
    with_image(newsroom, "a.gif", animation(200))
    report = build(newsroom.folder, Options())
    (problem,) = report.problems
    assert (problem.code, problem.severity) == ("image.animation", Severity.WARNING)
    assert problem.excerpt[problem.column - 1 :].startswith("a.gif")
    assert report.issues[0].built


def test_svg_is_refused_at_its_name_with_what_to_do(newsroom: NewsroomBuilder) -> None:
    path = with_image(newsroom, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    (problem,) = build(newsroom.folder, Options()).problems
    assert (problem.code, problem.severity) == ("image.format", Severity.ERROR)
    assert f"`newsletter raster issues/{path.stem}/a.svg`" in problem.hint


def test_an_image_is_coded_once(newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    with_image(newsroom, "a.gif", animation(200))
    first = build(newsroom.folder, Options())
    before = {path.name: path.read_bytes() for path in (newsroom.folder / "out/site/issues").rglob("*.gif")}

    def refuse(*_: object) -> None:
        raise AssertionError("coded again")

    monkeypatch.setattr(pixels, "open_image", refuse)
    again = build(newsroom.folder, Options(force=True))
    assert again.problems == first.problems
    assert {path.name: path.read_bytes() for path in (newsroom.folder / "out/site/issues").rglob("*.gif")} == before


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"bytes": 4}\nab', b"\xff\xfe\n"])
def test_a_damaged_cache_is_made_again(newsroom: NewsroomBuilder, damage: bytes) -> None:
    with_image(newsroom, "a.png", saved(drawing(), "PNG"))
    build(newsroom.folder, Options())
    made = next((newsroom.folder / "out/site/issues").rglob("a.png")).read_bytes()
    for path in (newsroom.folder / FOLDER).rglob("??*"):
        if path.is_file():
            path.write_bytes(damage)
    build(newsroom.folder, Options(force=True))
    assert next((newsroom.folder / "out/site/issues").rglob("a.png")).read_bytes() == made


def test_a_cache_that_cannot_be_written_is_done_without(newsroom: NewsroomBuilder) -> None:
    with_image(newsroom, "a.png", saved(drawing(), "PNG"))
    newsroom.write(FOLDER, b"a file where the folder should be")
    assert build(newsroom.folder, Options()).problems == ()
