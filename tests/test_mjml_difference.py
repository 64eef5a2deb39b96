"""Every shipped mail template beside npm's `mjml` 5, the reference: each theme, each optional part left out in turn.

Text, links, images and structure are the same, but for what `explained` says; in Chromium so is each pixel.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import is_dataclass, replace
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from browsing import CHROMIUM, THEMES, chromium
from conftest import PROOF, missing
from html_meaning import meaning
from newsroom_builder import ROOT, NewsroomBuilder
from PIL import Image, ImageChops
from test_blocks import full

from newsletter import config
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import Desk, open_desk
from newsletter.pipeline.press import edition_of
from newsletter.render import context, email, marks
from newsletter.render.mjml import to_html
from newsletter.shape import slots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from newsletter.model import Issue

NODE = ROOT / "tests/node"
PICTURES = {f"{name}.png": 552 if name in "abc" else 200 for name in "abcdef"}


@pytest.fixture(scope="module", params=THEMES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    newsroom = NewsroomBuilder(tmp_path_factory.mktemp("differs") / "n")
    poll = '[poll]\nurl = "https://v.example.org/{issue}/{poll}/{answer}"\n\n[authors'
    text = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8").replace("[authors", poll)
    newsroom.write("newsletter.toml", f'theme = "{request.param}"\naddress = "3 rue du Fléau"\n{text}')
    return open_desk(Newsroom(newsroom.folder, config.load(newsroom.folder)))


def variants(issue: Issue) -> dict[str, Issue]:
    """Give the full issue, and the same without each optional part that readers see."""
    found = {"full": issue}
    for slot in slots(type(issue)):
        if slot.required or slot.name in {"evidence", "allow"}:
            continue
        for name, value in lacking(getattr(issue, slot.field)).items():
            made = replace(issue, **{slot.field: value})
            if made.news or made.focus:
                found[f"{slot.name}{name}"] = made
    return found


def lacking(value: Any) -> dict[str, Any]:
    """Give a value without itself and, where it is a shape or a list of them, without each part of the (first) one."""
    empty: Any = () if isinstance(value, tuple) else {} if hasattr(value, "keys") else None
    if value is False or value is True or isinstance(value, str):
        empty = None if isinstance(value, str) else value
    found: dict[str, Any] = {"": empty}
    first = value[0] if isinstance(value, tuple) and value else value
    for slot in slots(type(first)) if is_dataclass(first) else ():
        if slot.required or slot.name == "evidence":
            continue
        for name, inner in lacking(getattr(first, slot.field)).items():
            made = replace(first, **{slot.field: inner})
            found[f".{slot.name}{name}"] = (made, *value[1:]) if isinstance(value, tuple) else made
    return found


def sources(desk: Desk) -> dict[str, str]:
    """Give the MJML of every variant."""
    found = {}
    for language in ("fr", "en") if PROOF else ("fr",):
        for name, issue in variants(full(language)).items():
            edition = edition_of(desk, issue, {}, (), draft=False)
            shown = {
                src: context.Picture(src=f"https://lettre.example.org/{src}", width=width, height=round(width * 0.5))
                for src, width in PICTURES.items()
            }
            for draft in (False, True) if name == "full" else (False,):
                source = email.source(replace(edition, pictures=shown, draft=draft), desk.env)
                found[f"{language} {name}{' draft' if draft else ''}"] = source
    return found


def by_npm(mails: list[str]) -> list[str]:
    if not shutil.which("node") or not (NODE / "node_modules/mjml").is_dir():
        missing("mjml (npm ci in tests/node)")
    plain = json.dumps([marks.strip(source) for source in mails])
    done = subprocess.run(["node", "render.mjs"], cwd=NODE, input=plain, capture_output=True, text=True, check=True)
    rendered: list[str] = json.loads(done.stdout)
    return rendered


def text_of(html: str) -> list[str]:
    """Give the words of a body: blocks part words, tags within a line do not."""
    body = re.sub(r"(?s)<head.*?</head>|<style.*?</style>|<!--.*?-->", "", html)
    body = re.sub(r"</?(?:p|div|t[rdh]|table|tbody|[uo]l|li|h[1-6]|blockquote|br|pre)\b[^>]*>", " ", body)
    return unescape(re.sub(r"<[^>]+>", "", body)).split()


def structure(html: str) -> list[tuple[str, ...]]:
    return list(explained(meaning(html)))


def explained(events: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Leave out in what ours and npm's differ, and why that is no difference to a reader.

    - Blanks between tags, in style sheets and around blocks: `squeeze` and `fold` set them, npm keeps the template's.
    - Empty `class` and `style` attributes, which npm writes.
    - The class of `mj-body`: on `<body>` by npm 5, on the block inside of it by ours (mrml, as MJML 4 did). Clients that
      rewrite `<body>` keep it on ours; npm's leaves the ground beside the column light in dark mode.
    - `word-spacing:normal`, the default, which npm 5 repeats on that block.
    - Of several classes of a section, npm marks each with `-outlook` on the table for Outlook, ours the first. No style
      sheet of ours speaks to Outlook.
    """
    for condition, what, *rest in events:
        if what == "text":
            yield (condition, what, *(re.sub(r"\s*([:;{},])\s*", r"\1", one.strip()) for one in rest if one.strip()))
            continue
        kept = []
        for one in rest:
            name, _, value = one.partition("=")
            if name == "class":
                value = " ".join(sorted(part.removesuffix("-outlook") for part in value.split()))
                value = value.replace("paper", "").strip() if what in {"<body", "<div"} else value
            elif name == "style":
                value = value.replace("word-spacing:normal;", "").replace("word-spacing:normal", "")
            kept += [f"{name}={value}"] if value or name not in {"class", "style"} else []
        yield (condition, what, *kept)


def settled(html: str) -> list[tuple[str, ...]]:
    return [event for event in structure(html) if event[1:] != ("text",)]


def test_npm_renders_every_template_the_same(desk: Desk) -> None:
    made = sources(desk)
    assert len(made) > 45
    for (name, source), theirs in zip(made.items(), by_npm([*made.values()]), strict=True):
        ours = to_html(source)
        assert text_of(ours) == text_of(theirs), name
        assert settled(ours) == settled(theirs), name


def test_every_mail_template_is_beside_npm(desk: Desk) -> None:
    """What writes MJML of a shipped template, or of what a theme has in its place, is in what was compared."""
    theme = desk.room.config.theme
    compared = {at.rpartition(":")[0] for at in re.findall(r'data-at="([^"]*)"', "".join(sources(desk).values()))}
    templates = ROOT / "templates"
    own = {path.relative_to(templates / "themes" / theme) for path in (templates / "themes" / theme).rglob("*.mjml.j2")}
    common = {path.relative_to(templates) for path in (templates / "email").rglob("*.mjml.j2")} - own
    files = [*(templates / path for path in common), *(templates / "themes" / theme / path for path in own)]
    wanted = {path.relative_to(ROOT).as_posix() for path in files if "<mj" in path.read_text(encoding="utf-8")}
    assert {path for path in wanted if not any(one.endswith(path) for one in compared)} == set()


def test_what_is_explained_is_all_that_is() -> None:
    """The comparison sees what it does not explain."""
    html = '<body class="paper"><div class="paper"><p style="color:#000000">un <b>mot</b></p></div></body>'
    changed = [
        html.replace("#000000", "#000001"),
        html.replace("mot", "mots"),
        html.replace("<b>mot</b>", "<i>mot</i>"),
        html.replace("<p ", '<p class="text" '),
    ]
    assert all(settled(one) != settled(html) for one in changed)
    assert text_of("<p>un<b>mot</b></p>") != text_of("<p>un <b>mot</b></p>")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("Chromium")
    with chromium() as started:
        yield started


def pictured(browser: Browser, html: str, width: int, *, dark: bool) -> Image.Image:
    """Take a picture of a whole mail."""
    drawing = BytesIO()
    Image.linear_gradient("L").resize((1104, 552)).save(drawing, "PNG")
    context_ = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    page = context_.new_page()
    page.route("**/*", lambda route: route.fulfill(body=drawing.getvalue(), content_type="image/png"))
    page.set_content(html)
    page.wait_for_function("[...document.images].every(one => one.complete)")
    data = page.screenshot(full_page=True)
    context_.close()
    return Image.open(BytesIO(data)).convert("RGB")


def with_class_inside(html: str) -> str:
    """Put the class of `mj-body` where ours has it (see `explained`)."""
    bare, found = re.subn(r'<body([^>]*?) class="paper"', r"<body\1", html, count=1)
    moved, placed = re.subn(r'<div(?=\s[^>]*role="article")', '<div class="paper"', bare, count=1)
    assert (found, placed) == (1, 1)
    return moved


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [700, 375])
def test_in_chromium_each_pixel_is_the_same(
    browser: Browser, desk: Desk, width: int, tmp_path: Path, *, dark: bool
) -> None:
    parts = PROOF and width == 375 and not dark  # the issue that has everything is enough for the rest
    made = {name: one for name, one in sources(desk).items() if name == "fr full" or parts}
    for (name, source), theirs in zip(made.items(), by_npm([*made.values()]), strict=True):
        shown = [pictured(browser, html, width, dark=dark) for html in (to_html(source), with_class_inside(theirs))]
        assert shown[0].size == shown[1].size, name
        difference = ImageChops.difference(*shown)
        difference.save(tmp_path / "difference.png")
        assert difference.getbbox() is None, f"{name}: {tmp_path}"
        if name == "fr full" and not dark:
            unmoved = pictured(browser, theirs, width, dark=False)
            assert ImageChops.difference(shown[0], unmoved).getbbox() is None, name
