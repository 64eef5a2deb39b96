"""The mail and the web copy in Firefox and in WebKit: whole, and painted as Chromium paints them."""

from __future__ import annotations

import re
import sys
import time
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from browser_checks import look, texts
from browsing import CHROMIUM, THEMES, Library, chromium, served
from conftest import PROOF, missing
from other_browsers import ENGINES, FRAME, FRAME_PAGE, opened
from painted import BOXES, Painted, differences, painted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from other_browsers import Window
    from PIL import Image
    from playwright.sync_api import Page

WIDTHS = (1200, 375, 320) if PROOF else (1200, 320)
ISSUE = "2025-11-14-agents-au-bureau"  # has each block that an issue can have
COMPLETE = """[...document.images].map((one) => {
  one.loading = "eager";
  one.decoding = "sync"; // or WebKit paints it a moment after the rest
  return one.complete && (one.naturalWidth > 0 || one.src.endsWith("/absent.png"));
}).every(Boolean)"""
WAYS: dict[str, Callable[[str], str]] = {
    "mail": lambda mail: mail,
    "mail-without-styles": lambda mail: re.sub(r"<style.*?</style>", "", mail, flags=re.DOTALL),
    "mail-without-images": lambda mail: re.sub(r'(<img[^>]* src=")[^"]*', r"\1/absent.png", mail),
}


class ChromiumWindow:
    """Chromium, asked as the others are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def show(self, url: str, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.goto(url)

    def evaluate(self, script: str, /) -> Any:
        return self.page.evaluate(script)

    def picture(self) -> Image.Image:
        return opened(self.page.screenshot(full_page=True))


@contextmanager
def chromium_window(*, dark: bool) -> Iterator[Window]:
    if not CHROMIUM.exists():
        missing("Chromium")
    with chromium() as browser:
        yield ChromiumWindow(browser.new_page(color_scheme="dark" if dark else "light"))


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Library]]:
    """Give the shipped newsletter in each theme, its mails as pages beside it."""
    with ExitStack() as stack:
        found = [stack.enter_context(served(tmp_path_factory.mktemp(theme), theme)) for theme in THEMES]
        for library in found:
            site = library.folder / "out/site"
            (site / FRAME).write_text(FRAME_PAGE, encoding="utf-8")
            for name, (way, change) in product(library.names, WAYS.items()):
                (site / f"issues/{name}/{way}.html").write_text(change(library.mail(name)), encoding="utf-8")
        yield found


def pages(library: Library) -> list[tuple[str, list[str]]]:
    """List what is looked at, with the texts that must be there: web copies, mails, the archive."""
    ways = ["index", *WAYS] if PROOF else ["index", "mail"]
    names = library.names if PROOF else [ISSUE]
    wanted = {name: texts(library, name) for name in names}
    copies = [(f"issues/{name}/{way}.html", wanted[name]) for name in names for way in ways]
    return [*copies, ("index.html", [])] if PROOF else copies


def seen(window: Window, url: str, width: int) -> list[Painted]:
    """Open a page and give what is painted of it."""
    window.show(url, width)
    while not window.evaluate(COMPLETE):
        time.sleep(0.02)
    return painted(window.evaluate(BOXES), window.picture())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("engine", ENGINES)
def test_mail_and_web_copy_hold(engine: str, libraries: list[Library], tmp_path: Path, *, dark: bool) -> None:
    found, compared = [], []
    with ENGINES[engine](tmp_path, dark=dark) as window, chromium_window(dark=dark) as known:
        for library in libraries if PROOF or not dark else libraries[:1]:
            widths = WIDTHS if PROOF or library is libraries[0] else WIDTHS[-1:]
            for (path, wanted), width in product(pages(library), widths):
                theirs = seen(known, f"{library.url}/{path}", width)
                ours = seen(window, f"{library.url}/{path}", width)
                compared.append(len(ours))
                said = [*look(window, wanted), *differences(ours, theirs)]
                found += [f"{library.room.config.theme} {path} at {width}: {one}" for one in said]
    sys.stdout.write(f"\n{engine}: {len(compared)} pages, {sum(compared)} texts and images beside Chromium's\n")
    assert found == [], "\n".join(found)


DAMAGES = {
    "document.querySelector('h1').style.color = getComputedStyle(document.body).backgroundColor": "of ink: L’agent",
    "document.querySelector('h1').style.backgroundColor = '#808080'": "another ground: L’agent",
    "document.querySelector('h1').style.display = 'none'": "in one of them only: L’agent",
    "document.querySelector('h1').style.marginBottom = '-60px'": "overlaps: <h1> L’agent",
    "document.querySelector('h1').style.width = '900px'": "scrolls sideways",
}


@pytest.mark.parametrize("engine", ENGINES)
def test_damage_shows(engine: str, libraries: list[Library], tmp_path: Path) -> None:
    url = f"{libraries[0].url}/issues/{ISSUE}/mail.html"
    with ENGINES[engine](tmp_path, dark=False) as window:
        whole = seen(window, url, 375)
        for damage, words in DAMAGES.items():
            window.show(url, 375)
            window.evaluate(damage)
            found = [*look(window, []), *differences(painted(window.evaluate(BOXES), window.picture()), whole)]
            assert words in "\n".join(found), damage
