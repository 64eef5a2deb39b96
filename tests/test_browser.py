"""Mails and pages in a real Chromium: whole, readable, reachable, in every theme and every way of looking."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from browser_checks import AXE, look, texts, violations
from browsing import CHROMIUM, THEMES, VIEWS, Library, View, chromium, show_mail, show_page, window
from conftest import PROOF, missing
from newsroom_builder import ROOT
from unusual import newsroom as unusual_newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NODE = ROOT / "tests/node"

# Of a mail these are false: it is an article in somebody else's page, and says so by its role.
PAGE_RULES = ("landmark-one-main", "region")


# Not for the session: while Playwright's loop runs, no test of asyncio can run in the same process.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("Chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", params=THEMES)
def unusual(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A newsletter of extremes in each theme."""
    return Library(unusual_newsroom(tmp_path_factory.mktemp("unusual"), request.param))


def pages(library: Library) -> list[str]:
    """List the pages to look at: without proof, one for all the pages of themes, which are alike."""
    every = library.pages()
    themes = [path for path in every if path.startswith("themes/")]
    return every if PROOF else [path for path in every if path not in themes[1:]]


def wanted(library: Library, path: str) -> list[str]:
    """Give the texts that a page must show."""
    return texts(library, path.split("/")[1]) if path.startswith("issues/") else []


@pytest.mark.parametrize("view", VIEWS)
def test_every_mail_is_whole(browser: Browser, library: Library, view: str) -> None:
    with window(browser, library, VIEWS[view]) as page:
        for name in library.names:
            show_mail(page, library, name, VIEWS[view])
            assert look(page, texts(library, name)) == [], name


@pytest.mark.parametrize("view", [name for name, view in VIEWS.items() if view.styles])
def test_every_page_is_whole(browser: Browser, library: Library, view: str) -> None:
    with window(browser, library, VIEWS[view]) as page:
        for path in pages(library):
            show_page(page, library, path)
            assert look(page, wanted(library, path)) == [], path


@pytest.mark.parametrize("view", VIEWS if PROOF else ["desktop", "small"])
def test_extremes_are_whole_too(browser: Browser, unusual: Library, view: str) -> None:
    with window(browser, unusual, VIEWS[view]) as page:
        for name in unusual.names:
            show_mail(page, unusual, name, VIEWS[view])
            assert look(page, texts(unusual, name)) == [], name
        for path in pages(unusual) if VIEWS[view].styles else ():
            show_page(page, unusual, path)
            assert look(page, wanted(unusual, path)) == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Browser, library: Library, *, dark: bool) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/node)")
    view = View(width=1200, dark=dark)
    names, paths = library.names, library.pages()
    if not PROOF:
        names, paths = names[-2:], [path for path in paths if "agents" in path or path.count("/") == 0]
    with window(browser, library, view) as page:
        for name in names:
            show_mail(page, library, name, view)
            found = [one for one in violations(page) if not one.startswith(PAGE_RULES)]
            assert found == [], name
        for path in paths:
            show_page(page, library, path)
            assert violations(page) == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_where_every_text_is_marked_up(browser: Browser, unusual: Library, *, dark: bool) -> None:
    """Links, emphasis, code and tickers in every text, on every ground of a theme."""
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/node)")
    view = View(width=1200, dark=dark)
    (name,) = (one for one in unusual.names if one.endswith("marked-up"))
    with window(browser, unusual, view) as page:
        show_mail(page, unusual, name, view)
        assert [one for one in violations(page) if not one.startswith(PAGE_RULES)] == []
        show_page(page, unusual, f"issues/{name}/index.html")
        assert violations(page) == []


def test_no_page_asks_another_host(browser: Browser, library: Library) -> None:
    with window(browser, library, View()) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in library.pages():
            show_page(page, library, path)
        assert asked
        assert [url for url in asked if not url.startswith(library.url)] == []


SMALL = """
[...document.querySelectorAll("p, li")].filter((one) => one.innerText.trim() && !one.closest(QUIET)).filter((one) => {
  const style = getComputedStyle(one), size = parseFloat(style.fontSize);
  return size < 16 || (size < 24 && parseFloat(style.lineHeight) / size < 1.395);
}).map((one) => `${getComputedStyle(one).font}: ${one.innerText.slice(0, 60)}`)
""".replace("QUIET", "'.quiet, .skip, .sources, footer, nav, .note, .label, figcaption'")


@pytest.mark.parametrize("view", ["desktop", "small"])
def test_text_is_large_and_has_air(browser: Browser, library: Library, view: str) -> None:
    """Text has 16 px and lines 1.4 times as high, below the size of titles; notes and captions may have less."""
    with window(browser, library, VIEWS[view]) as page:
        for name in library.names:
            show_mail(page, library, name, VIEWS[view])
            assert page.evaluate(SMALL) == [], name


def test_every_link_of_the_site_leads_somewhere(library: Library) -> None:
    """Links within the site, relative as they are: to files that exist, to anchors that are there."""
    site = library.folder / "out/site"
    for path in library.pages():
        text = (site / path).read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            place, _, anchor = urljoin(f"{library.url}/{path}", unescape(link)).partition("#")
            if not place.startswith(library.url):
                continue
            target = site / place.removeprefix(library.url).lstrip("/")
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{path}: {link}"
            assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{path}: {link}"


def test_every_jump_in_a_mail_lands(library: Library) -> None:
    for name in library.names:
        mail = library.mail(name)
        anchors = re.findall(r'href="#([^"]+)"', mail)
        assert [one for one in anchors if f'id="{one}"' not in mail] == []


def test_the_contents_of_the_focus_stay_in_sight(browser: Browser, library: Library) -> None:
    with window(browser, library, View(width=1440)) as page:
        show_page(page, library, "issues/2025-11-14-agents-au-bureau/index.html")
        page.evaluate("document.querySelector('#chronometre').scrollIntoView()")
        top = page.evaluate("document.querySelector('.outline').getBoundingClientRect().top")
        assert 0 <= top < 100
        beside = page.evaluate(
            "() => { const [note, text] = ['.piece .sources', '.piece p'].map(one => document.querySelector(one)"
            ".getBoundingClientRect()); return note.left - text.right }"
        )
        assert beside > 0


def test_pages_are_valid_html(library: Library) -> None:
    if not shutil.which("node") or not (NODE / "node_modules/html-validate").is_dir():
        missing("html-validate (npm ci in tests/node)")
    pages = [str(library.folder / "out/site" / path) for path in library.pages()]
    command = [f"{NODE}/node_modules/.bin/html-validate", "--config", f"{NODE}/htmlvalidate.json", "-f", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [
        f"{one['filePath']}:{message['line']}: {message['message']}"
        for one in json.loads(done.stdout)
        for message in one["messages"]
    ]
    assert found == []
    assert done.returncode == 0, done.stderr


BROKEN = """
<body style="margin:0"><p style="width:900px">plus large que la page</p>
<p style="position:absolute;top:200px">un texte</p><p style="position:absolute;top:200px">un autre</p>
<div style="width:60px;height:10px;overflow:hidden;white-space:nowrap">un texte trop long pour sa boîte</div>
<div class="poll"><ul><li><a href="#a" style="display:block;height:20px">Oui</a></li></ul></div>
<p style="font-size:11px">petit</p><p style="margin-left:-50px">à gauche</p></body>
"""


def test_the_checks_can_fail(browser: Browser, library: Library) -> None:
    with window(browser, library, VIEWS["phone"]) as page:
        page.set_content(BROKEN)
        found = "\n".join(look(page, ["absent"]))
    for what in (
        "sideways",
        "overlaps",
        "is cut",
        "small target",
        "small print",
        "not shown: absent",
        "leaves the page",
    ):
        assert what in found, what


def test_axe_can_fail(browser: Browser, library: Library) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/node)")
    with window(browser, library, View()) as page:
        page.set_content(
            '<html lang="fr"><title>x</title><main><h1>a</h1><p style="color:#aaa">gris</p><img src="x"></main>'
        )
        found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "image-alt" in found
