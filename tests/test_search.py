"""The search of the archive: found in a real Chromium, from a folder and from a server, with accents and elisions."""

from __future__ import annotations

import json
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

import pytest
from browser_checks import AXE, violations
from conftest import missing
from hypothesis import given, strategies as st
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter.pipeline.build import Options, build
from newsletter.render import search

sys.path.insert(0, str(ROOT / "tools"))

from browsing import CHROMIUM, Library, chromium, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("Chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return shipped(tmp_path_factory.mktemp("searched"), "focus")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(library: Library) -> Iterator[str]:
    handler = partial(Quiet, directory=str(library.folder / "out/site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/index.html"
        serving.shutdown()


@pytest.fixture(params=["folder", "server"])
def archive(request: pytest.FixtureRequest, browser: Browser, library: Library, server: str) -> Iterator[Page]:
    """The archive in a window that reaches nothing but the site, opened from a folder or served."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    home = (library.folder / "out/site/index.html").as_uri() if request.param == "folder" else server
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((home.rpartition("/")[0], "data:")) else wrong.append(asked.url),
    )
    page.goto(home)
    yield page
    assert wrong == []
    context.close()


def found(page: Page, query: str) -> list[tuple[str, str]]:
    """Search, and give the results: where each leads, and its text."""
    page.fill(".search input", query)
    page.wait_for_function("/[^…]$/.test(document.querySelector('.search [role=status]').textContent)")
    links = page.eval_on_selector_all(
        ".search li", "all => all.map(one => [one.querySelector('a').getAttribute('href'), one.innerText])"
    )
    return [(href, " ".join(text.split())) for href, text in links]


@pytest.mark.parametrize(
    ("query", "leads", "says"),
    [
        ("kosmos", "issues/2025-11-07-ia-emploi/index.html#kosmos", "Kosmos"),
        ("KOSMOS", "issues/2025-11-07-ia-emploi/index.html#kosmos", "Kosmos"),
        ("electricite", "issues/2025-10-31-combien-boit-une-question/index.html", "lectricité"),
        ("électricité", "issues/2025-10-31-combien-boit-une-question/index.html", "lectricité"),
        ("l'électricité", "issues/2025-10-31-combien-boit-une-question/index.html", "lectricité"),
        ("l’electricite", "issues/2025-10-31-combien-boit-une-question/index.html", "lectricité"),
        ("downloa bud", "issues/2025-11-21-open-weights/index.html", "download"),
    ],
)  # fmt: skip
def test_it_finds(archive: Page, query: str, leads: str, says: str) -> None:
    results = found(archive, query)
    assert any(href.startswith(leads) and says in text for href, text in results), results


def test_an_elided_word_is_found_by_itself(archive: Page) -> None:
    """« IA » is in « l’IA »; two letters alone are a whole word, so « iatrogène » is not meant."""
    plain, elided = found(archive, "IA"), found(archive, "l’IA")
    assert plain
    assert [href for href, _ in plain] == [href for href, _ in elided]
    marks = archive.eval_on_selector_all(".search mark", "all => all.map(one => one.textContent.toLowerCase())")
    assert set(marks) == {"ia"}


def test_a_result_leads_to_its_block(archive: Page) -> None:
    found(archive, "kosmos")
    archive.click(".search li a")
    assert "/2025-11-07-ia-emploi/index.html#" in archive.url
    anchor = archive.url.rpartition("#")[2]
    assert archive.locator(f"[id='{anchor}']").count() == 1


def test_a_result_in_another_language_says_so(archive: Page) -> None:
    found(archive, "download")
    assert archive.get_attribute(".search li", "lang") == "en"
    found(archive, "kosmos")
    assert archive.get_attribute(".search li", "lang") is None


def test_nothing_is_said_as_nothing(archive: Page) -> None:
    assert found(archive, "xylophage <b>") == []
    assert (
        archive.inner_text(".search [role=status]").replace("\u202f", " ").replace("\xa0", " ")
        == "Rien sur « xylophage <b> »."
    )
    archive.fill(".search input", "  ")
    assert archive.is_hidden(".search ol")


def test_the_keyboard_is_enough(archive: Page) -> None:
    archive.focus(".search input")
    archive.keyboard.type("kosmos")
    archive.wait_for_selector(".search li a")
    archive.keyboard.press("Tab")
    assert archive.evaluate("document.activeElement.closest('.search li') !== null")


@pytest.mark.parametrize("archive", ["server"], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_the_results(archive: Page, scheme: Literal["light", "dark"]) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/node)")
    archive.emulate_media(color_scheme=scheme)
    assert found(archive, "kosmos")
    assert violations(archive) == []


def test_an_address_can_carry_a_question(browser: Browser, server: str) -> None:
    page = browser.new_page()
    page.goto(f"{server}?q=kosmos")
    page.wait_for_selector(".search li a")
    page.close()


def test_without_script_there_is_no_box_and_all_the_rest(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server)
    assert page.is_hidden(".search")
    assert page.locator("main a[href^='issues/']").count() >= 5
    context.close()


def scripts(newsroom: NewsroomBuilder) -> dict[str, bytes]:
    folder = newsroom.folder / "out/site/assets/search"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.js"))}


def issues_of(data: bytes) -> dict[str, search.Row]:
    return search.rows(data.decode())


def in_2024(newsroom: NewsroomBuilder, number: int) -> Path:
    text = newsroom.issue(1, slug="un").read_text(encoding="utf-8").replace("number: 1\n", f"number: {number}\n")
    text = text.replace("slug: un\n", f"slug: n{number}\n").replace("2025-01-02", f"2024-06-{number:02}")
    return newsroom.write(f"issues/2024-06-{number:02}-n{number}.yaml", text)


def test_one_script_a_year_and_only_its_issues_change_it(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un")
    in_2024(newsroom, 5)
    changed = in_2024(newsroom, 6)
    build(newsroom.folder, Options())
    before = scripts(newsroom)
    assert set(before) == {"2024.js", "2025.js"}
    assert list(issues_of(before["2024.js"])) == ["2024-06-06-n6", "2024-06-05-n5"]
    changed.write_text(changed.read_text(encoding="utf-8").replace("Un point.", "Un zouave."), encoding="utf-8")
    report = build(newsroom.folder, Options())
    after = scripts(newsroom)
    assert after["2025.js"] == before["2025.js"]
    assert "zouave" in after["2024.js"].decode()
    assert [result.rendered for result in report.issues] == [False, True, False]
    one, other = (issues_of(data["2024.js"])["2024-06-05-n5"] for data in (before, after))
    assert one == other
    build(newsroom.folder, Options(force=True))
    assert scripts(newsroom) == after


def test_a_lost_or_changed_script_is_written_again(newsroom: NewsroomBuilder) -> None:
    in_2024(newsroom, 5)
    build(newsroom.folder, Options())
    before = scripts(newsroom)
    path = newsroom.folder / "out/site/assets/search/2024.js"
    for damage in (b"", before["2024.js"][:-30], before["2024.js"].replace(b"Un point", b"Deux mot")):
        path.unlink()
        path.write_bytes(damage)
        in_2024(newsroom, 7)
        build(newsroom.folder, Options())
        assert set(issues_of(scripts(newsroom)["2024.js"])) == {"2024-06-07-n7", "2024-06-05-n5"}
        (newsroom.folder / "issues/2024-06-07-n7.yaml").unlink()
        build(newsroom.folder, Options())
        assert scripts(newsroom)["2024.js"] == before["2024.js"]
    path.unlink()
    build(newsroom.folder, Options())
    assert scripts(newsroom) == before


def test_drafts_and_removed_issues_are_not_searched(newsroom: NewsroomBuilder) -> None:
    path = in_2024(newsroom, 5)
    newsroom.issue(1, slug="un")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: ready", "status: draft"), encoding="utf-8")
    build(newsroom.folder, Options())
    assert set(scripts(newsroom)) == {"2025.js"}
    path.write_text(text, encoding="utf-8")
    build(newsroom.folder, Options())
    assert set(scripts(newsroom)) == {"2024.js", "2025.js"}
    path.unlink()
    report = build(newsroom.folder, Options())
    assert "site/assets/search/2024.js" in report.removed
    index = (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")
    assert 'data-years="2025"' in index


def test_an_archive_without_issues_has_no_search(newsroom: NewsroomBuilder) -> None:
    build(newsroom.folder, Options())
    assert 'class="search"' not in (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")
    assert scripts(newsroom) == {}


@given(st.lists(st.tuples(st.text(), st.lists(st.text(), max_size=3)), max_size=5, unique_by=lambda row: row[0]))
def test_what_is_written_is_read_back(rows: list[tuple[str, list[str]]]) -> None:
    listed: list[search.Row] = [[name, *texts] for name, texts in rows]
    assert list(search.rows(search.script(listed)).values()) == listed


@pytest.mark.parametrize("text", ["", "newsletterSearch([\n", "newsletterSearch([\n{\n]);\n", "alert(1)"])
def test_what_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        search.rows(text)


def test_a_script_element_in_a_text_stays_text(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, title="</script><script>alert()</script>")
    build(newsroom.folder, Options())
    (row,) = issues_of(scripts(newsroom)["2025.js"]).values()
    assert "</script><script>alert()</script>" in json.dumps(row)
