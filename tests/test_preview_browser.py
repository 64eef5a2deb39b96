"""The desk as an editor meets it: a real Chromium, a real server, real files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import desking
import pytest
from conftest import missing
from desking import Running, desk, frame, known, says, violations, window
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter.pipeline.build import Options, build
from newsletter.preview import routes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ISSUE = "2025-11-07-ia-emploi.yaml"
TITLE = "Kosmos, le chercheur qui ne dort pas"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not desking.CHROMIUM.is_file():
        missing("Chromium")
    with desking.chromium() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped newsletter."""
    place = tmp_path / "mine"
    for name in ("issues", "seeds"):
        shutil.copytree(ROOT / name, place / name)
    shutil.copy(ROOT / "newsletter.toml", place)
    return place


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    with desk(folder) as opened:
        yield opened


@pytest.fixture
def small(newsroom: NewsroomBuilder) -> Iterator[Running]:
    """A newsletter with one short issue, `2025-01-02-premier.yaml`."""
    newsroom.issue()
    with desk(newsroom.folder) as opened:
        yield opened


SMALL = "2025-01-02-premier.yaml"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_frame_shows_the_bytes_of_the_build(browser: Browser, running: Running, folder: Path) -> None:
    build(folder, Options(jobs=1))
    mail = folder / "out/mail/2025-11-07-ia-emploi"
    wanted = json.loads((mail / "manifest.json").read_text())["parts"]["email.html"]
    with window(browser, running, f"#issue/{ISSUE}") as page:
        page.evaluate(
            "localStorage.setItem('desk.frames', JSON.stringify(['desktop','phone','dark','images','styles','text','web','source']))"
        )
        page.reload()
        known(page)
        assert page.locator(".hash").get_attribute("data-sha256") == wanted["sha256"]
        assert f"{round(wanted['bytes'] / 1000)} / 102" in page.locator(".weight").inner_text()
        for kind in ("desktop", "phone", "dark", "images", "styles", "web"):
            says(page, kind, "Elle m’a surtout donné du travail")
        widths = {
            kind: page.locator(f'iframe[data-kind="{kind}"]').evaluate("one => one.contentWindow.innerWidth")
            for kind in ("desktop", "phone")
        }
        assert widths == {"desktop": 1200, "phone": 375}
        light, dark = (
            frame(page, kind).locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
            for kind in ("desktop", "dark")
        )
        assert min(map(int, re.findall(r"\d+", light)[:3])) > 200
        assert max(map(int, re.findall(r"\d+", dark)[:3])) < 80
        assert frame(page, "images").locator("img[src]").count() == 0
        assert frame(page, "styles").locator("style, link[rel=stylesheet]").count() == 0
        loaded = "() => [...document.images].map((one) => one.naturalWidth > 0)"
        for kind in ("desktop", "web"):
            page.locator(f'iframe[data-kind="{kind}"]').evaluate(
                "async (one) => { for (const image of one.contentDocument.images) { image.loading = 'eager'; await image.decode(); } }"
            )
            assert all(frame(page, kind).locator("html").evaluate(loaded.replace("document", "document")))
        assert page.locator("ol.lines.text li").all_inner_texts()[0] != ""
        shown = page.locator("ol.lines.text").evaluate(
            "one => [...one.children].map((row) => row.textContent.replace('\\u200b', '')).join('\\n')"
        )
        assert shown == (mail / "email.txt").read_text(encoding="utf-8").rstrip("\n")
        assert page.locator("ol.lines.source li").first.inner_text().startswith("# yaml-language-server")


def test_a_save_reaches_the_frame_and_keeps_the_scroll(browser: Browser, running: Running, folder: Path) -> None:
    with window(browser, running, f"#issue/{ISSUE}") as page:
        known(page)
        scroll = "one => { one.contentWindow.scrollTo(0, 900); one.contentDocument.body.dataset.same = 'yes'; }"
        page.locator('iframe[data-kind="desktop"]').evaluate(scroll)
        rewrite(folder / "issues" / ISSUE, TITLE, "Kosmos ne dort jamais")
        says(page, "desktop", "Kosmos ne dort jamais")
        says(page, "phone", "Kosmos ne dort jamais")
        assert page.locator('iframe[data-kind="desktop"]').evaluate("one => one.contentWindow.scrollY") == 900
        page.locator(".outline .name", has_text="Kosmos ne dort jamais").wait_for()


def test_what_does_not_parse_keeps_the_last_good_render(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    good = path.read_text(encoding="utf-8")
    with window(browser, small) as page:
        known(page)
        path.write_text(good.replace("slug: premier", "slug: [premier"), encoding="utf-8")
        page.locator(".notice").wait_for()
        assert f"issues/{SMALL}:" in page.locator(".notice .where").first.inner_text()
        assert page.locator(".notice .where").first.get_attribute("href").startswith("vscode://file/")  # type: ignore[union-attr]
        assert (
            "slug: [premier" in page.locator(".notice").inner_text() or "status" in page.locator(".notice").inner_text()
        )
        says(page, "desktop", "Kosmos lit tout")
        path.write_text(good.replace("Kosmos lit tout", "Réparé"), encoding="utf-8")
        says(page, "desktop", "Réparé")
        page.locator(".notice").wait_for(state="hidden")


def test_a_renamed_file_is_followed_and_a_deleted_one_said(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    with window(browser, small) as page:
        known(page)
        other = path.rename(path.with_name("2025-01-02-autre.yaml"))
        page.wait_for_url("**/#issue/2025-01-02-autre.yaml")
        rewrite(other, "Kosmos lit tout", "Encore là")
        says(page, "desktop", "Encore là")
        other.unlink()
        page.locator(".notice", has_text="gone").wait_for()
        says(page, "desktop", "Encore là")


def test_a_broken_template_and_a_missing_image_are_said(
    browser: Browser, small: Running, newsroom: NewsroomBuilder
) -> None:
    with window(browser, small) as page:
        known(page)
        template = newsroom.write("templates/email/blocks/ps.mjml.j2", "{% if %}")
        newsroom.issue(more="ps: Au revoir.\n")
        page.locator(".notice").wait_for()
        says(page, "desktop", "Kosmos lit tout")
        template.unlink()
        says(page, "desktop", "Au revoir")
        page.locator(".notice").wait_for(state="hidden")
        newsroom.issue(more="comment:\n  image: { src: nulle-part.png, alt: Rien }\n")
        page.locator(".notice", has_text="nulle-part.png").wait_for()


def test_an_issue_of_five_megabytes_is_refused_in_words(
    browser: Browser, small: Running, newsroom: NewsroomBuilder
) -> None:
    with window(browser, small) as page:
        known(page)
        newsroom.issue(more="ps: |\n" + "  Une ligne de plus pour ce numéro sans fin.\n" * 110_000)
        page.locator(".notice", has_text="2 MB").wait_for()
        newsroom.issue(more="ps: Court.\n")
        says(page, "desktop", "Court.")


HOSTILE = """\
ps: |
  <script>window.top.hacked = 1; document.title = 'hacked'</script>

  <iframe src="http://evil.example/x"></iframe> <meta http-equiv="refresh" content="0;url=http://evil.example/">

  <img src=http://evil.example/y onerror="window.top.hacked=1"> [un lien](file:///etc/passwd) [autre](javascript:window.top.hacked=1)

  </textarea></style></div></body></html><svg onload=window.top.hacked=1>
"""
HOSTILE_TEMPLATE = """\
<script>window.top.hacked = 1; window.parent.hacked = 1; fetch('http://evil.example/f')</script>
<meta http-equiv="refresh" content="0;url=http://evil.example/refresh"><base href="http://evil.example/">
<iframe src="http://evil.example/i"></iframe><img src="http://evil.example/p.png" onerror="window.top.hacked=1">
<form action="http://evil.example/post" id="f"><button id="b">b</button></form>
<a id="out" href="http://evil.example/a" target="_top" onclick="window.top.hacked=1">dehors</a>
<a id="js" href="javascript:window.top.hacked=1">js</a> <a id="file" href="file:///etc/passwd">file</a>
<link rel="stylesheet" href="http://evil.example/s.css"><object data="http://evil.example/o"></object>
<svg onload="window.top.hacked=1"></svg><div style="background:url(http://evil.example/bg)">fin du piège</div>
"""


@pytest.mark.parametrize("kind", ["desktop", "web"])
def test_a_hostile_issue_runs_nothing_and_asks_nobody(
    browser: Browser, small: Running, newsroom: NewsroomBuilder, kind: str
) -> None:
    """The mail holds hostile words; the web copy, by a template that trusts everybody, hostile markup."""
    with window(browser, small) as page:
        reached: list[str] = []
        page.on("requestfinished", lambda request: reached.append(request.url))
        page.context.route("http://evil.example/**", lambda route: route.fulfill(body="reached"))
        known(page)
        if kind == "web":
            page.keyboard.press("7")
            newsroom.write("templates/web/content.html.j2", HOSTILE_TEMPLATE)
        newsroom.issue(more=HOSTILE, title="<script>window.top.hacked=1</script> & <b>gras</b>")
        words = "fin du piège" if kind == "web" else "</textarea></style>"
        says(page, kind, words)
        if kind == "web":
            for spot in ("#out", "#js", "#file", "#b"):
                frame(page, kind).locator(spot).evaluate("one => one.click()")
                frame(page, kind).locator(spot).dispatch_event("click")
        page.wait_for_timeout(400)
        page.reload()
        known(page)
        says(page, kind, words)
        page.wait_for_timeout(400)
        assert page.evaluate("[window.hacked, document.title.includes('hacked')]") == [None, False]
        assert page.url.startswith(small.address)
        inside = page.locator(f'iframe[data-kind="{kind}"]').evaluate("one => one.contentWindow.location.href")
        assert inside.startswith(small.address)
        assert [url for url in reached if not url.startswith(small.address)] == []


def edit(page: Page, words: str, text: str) -> None:
    frame(page, "desktop").get_by_text(words).first.click()
    page.keyboard.press("e")
    page.locator(".writer textarea").fill(text)


def test_a_text_is_written_in_place_and_comments_stay(browser: Browser, running: Running, folder: Path) -> None:
    path = folder / "issues" / ISSUE
    before = path.read_text(encoding="utf-8")
    with window(browser, running, f"#issue/{ISSUE}") as page:
        known(page)
        edit(page, TITLE, "Kosmos veille")
        page.keyboard.press("Control+Enter")
        says(page, "desktop", "Kosmos veille")
        page.locator(".writer").wait_for(state="detached")
    assert path.read_text(encoding="utf-8") == before.replace(TITLE, "Kosmos veille")


def test_two_windows_on_one_block_and_nothing_is_lost(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    with window(browser, small) as one, window(browser, small) as two:
        known(one)
        known(two)
        edit(one, "Kosmos lit des articles.", "La première fenêtre.")
        edit(two, "Kosmos lit des articles.", "La seconde fenêtre.")
        one.keyboard.press("Control+Enter")
        says(two, "desktop", "La première fenêtre.")
        two.locator(".writer .theirs", has_text="La première fenêtre.").wait_for()
        two.locator(".writer textarea").press("Control+Enter")
        assert "La première fenêtre." in path.read_text(encoding="utf-8")
        assert two.locator(".writer textarea").input_value() == "La seconde fenêtre."
        two.get_by_role("button", name="Write mine").click()
        says(one, "desktop", "La seconde fenêtre.")
    assert "La seconde fenêtre." in path.read_text(encoding="utf-8")


def test_a_change_elsewhere_in_the_file_is_no_conflict(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    with window(browser, small) as page:
        known(page)
        edit(page, "Kosmos lit des articles.", "De la page.")
        rewrite(path, "Un autre point.", "De l’éditeur.")
        says(page, "desktop", "De l’éditeur.")
        page.locator(".yaml, .writer").first.wait_for()
        page.wait_for_timeout(600)
        page.locator(".writer textarea").press("Control+Enter")
        says(page, "desktop", "De la page.")
    text = path.read_text(encoding="utf-8")
    assert "De la page." in text
    assert "De l’éditeur." in text


def test_the_page_comes_back_after_a_restart_and_says_so(browser: Browser, small: Running) -> None:
    with window(browser, small) as page:
        known(page)
        small.stop()
        page.locator(".live.lost").wait_for()
        rewrite(small.folder / "issues" / SMALL, "Kosmos lit tout", "Pendant la panne")
        again = desking.start(small.folder, port=small.port)
        try:
            page.locator(".toast", has_text="restarted").wait_for()
            says(page, "desktop", "Pendant la panne")
            page.locator(
                ".outline", has_text="Pendant la panne"
            ).wait_for()  # what an edit rests on comes behind the mail
            edit(page, "Kosmos lit des articles.", "Après la panne.")
            page.keyboard.press("Control+Enter")
            says(page, "desktop", "Après la panne.")
        finally:
            again.stop()


def test_findings_and_blocks_lead_to_each_other(browser: Browser, running: Running, folder: Path) -> None:
    rewrite(folder / "issues" / ISSUE, "Premier arrêt, l’usine américaine.", "Premier arrêt, l’usine usine américaine.")
    with window(browser, running, f"#issue/{ISSUE}") as page:
        known(page)
        page.locator(".findings button", has_text="usine").first.click()
        marked = frame(page, "desktop").locator("[data-desk]", has_text="usine américaine").first
        marked.wait_for()
        height = page.locator('iframe[data-kind="desktop"]').evaluate("one => one.contentWindow.innerHeight")
        top = marked.evaluate("one => one.getBoundingClientRect().top")
        assert 0 <= top < height
        assert "focus.sections[2].body" in page.locator(".passage").inner_text()
        number = int(page.locator(".findings .where").first.inner_text().split(":")[1])
        source = (folder / "issues" / ISSUE).read_text(encoding="utf-8").split("\n")
        assert "usine usine" in source[number - 1]
        names = page.locator('iframe[data-kind="desktop"]').evaluate(
            "one => [...one.contentWindow.CSS.highlights.keys()]"
        )
        assert names
        frame(page, "desktop").get_by_text("Aucun stagiaire").first.click()
        assert "ps: Aucun stagiaire" in page.locator(".passage .yaml").inner_text()
        link = page.locator('.passage [data-key="open"]').get_attribute("href") or ""
        assert link.startswith(f"vscode://file{folder}/issues/{ISSUE}:")


def test_evidence_stands_on_the_text(browser: Browser, running: Running, folder: Path) -> None:
    build(folder, Options(jobs=1))
    rows = json.loads((folder / "out/mail/2025-11-07-ia-emploi/manifest.json").read_text(encoding="utf-8"))["evidence"]
    with window(browser, running, f"#issue/{ISSUE}") as page:
        known(page)
        assert page.locator(".evidence > li").count() == len(rows)
        assert page.locator(".evidence .state").all_inner_texts() == [row["state"] for row in rows]
        marks = page.locator('iframe[data-kind="desktop"]').evaluate(
            "one => [...one.contentWindow.CSS.highlights.keys()]"
        )
        assert {row["state"] for row in rows} <= set(marks)
        row = next(one for one in rows if one["text"].startswith("6") and one["passage"])
        page.locator(".evidence button", has_text=row["text"]).first.click()
        words = frame(page, "desktop").locator("[data-desk]", has_text="6 mois").locator("strong, b").first
        words.hover()
        page.locator(".tip", has_text=row["passage"]).wait_for()
        assert row["seed"] in page.locator(".tip").inner_text()
        rewrite(folder / "issues" / ISSUE, "grimpe à **34", "grimpe à **87")
        page.locator(".evidence .untraced", has_text="87").wait_for()


VIEWS = ["#issue/2025-11-07-ia-emploi.yaml", "#issues", "#seeds", "#seeds/kosmos-preprint", "#inbox"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, folder: Path, scheme: str) -> None:
    if not desking.AXE.is_file():
        missing("axe-core (npm)")
    inbox(folder)
    rewrite(folder / "issues" / ISSUE, "l’usine américaine", "l’usine usine américaine")
    with desk(folder) as running:
        for view in VIEWS:
            with window(browser, running, view, color_scheme=scheme) as page:
                if "issue/" in view:
                    known(page)
                    page.keyboard.press("8")
                    page.keyboard.press("j")
                    page.keyboard.press("e")
                else:
                    page.locator(".list:not([hidden]) .first").first.wait_for()
                assert violations(page) == [], view
        with window(browser, running, VIEWS[0], color_scheme=scheme) as page:
            known(page)
            page.keyboard.press("?")
            page.locator("dialog").wait_for()
            assert violations(page) == []
            page.keyboard.press("Escape")
            (folder / "issues" / ISSUE).write_text("number: [", encoding="utf-8")
            page.locator(".notice").wait_for()
            assert violations(page) == []


def inbox(folder: Path) -> None:
    from ingesting import article, inbox as open_inbox, incoming

    text = "Une usine de puces ouvre près de Grenoble avec 300 emplois annoncés pour le printemps. " * 6
    with open_inbox(folder) as box:
        box.add(
            incoming(
                article("Une usine de puces ouvre", text, url="https://a.example/usine", site="Le Fil"),
                article(
                    "Usine de puces : 300 emplois", text + "Fin.", url="https://b.example/usine", site="La Dépêche"
                ),
                article(
                    "Un modèle plus petit",
                    "Un modèle tient sur un téléphone et parle six langues.",
                    url="https://c.example/m",
                ),
            ),
            source="test",
        )


def test_the_inbox_is_sorted_by_keys_and_begins_an_issue(browser: Browser, folder: Path) -> None:
    inbox(folder)
    with desk(folder) as running, window(browser, running) as page:
        page.keyboard.press("x")
        page.locator(".story .first").first.wait_for()
        assert page.locator(".story .first").count() == 2
        assert page.locator(".story .quiet", has_text=re.compile("vos sujets : |your topics: ")).count()
        page.locator(".fold").press("Enter")
        assert page.locator(".story .first").count() == 3
        page.locator(".fold").press("Enter")
        page.keyboard.press("j")
        title = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("o")
        page.locator(".inbox .seed h2", has_text=title).wait_for()
        page.keyboard.press("p")
        page.locator(".story.picked").wait_for()
        before = sorted(path.name for path in (ROOT / "seeds").glob("*.md"))
        new = [path for path in (folder / "seeds").glob("*.md") if path.name not in before]
        assert len(new) == 1
        page.keyboard.press("u")
        page.locator(".story.picked").wait_for(state="detached")
        assert not new[0].exists()
        page.keyboard.press("p")
        page.locator(".story.picked").wait_for()
        page.locator('[data-key="begin"]').press("Enter")
        page.wait_for_url(re.compile("#issue/"))
        says(page, "desktop", title)
        begun = [path for path in (folder / "issues").glob("*.yaml") if not (ROOT / "issues" / path.name).exists()]
        assert f"sources: [{new[0].stem}]" in begun[0].read_text(encoding="utf-8")
        assert "status: draft" in begun[0].read_text(encoding="utf-8")


def test_every_action_without_a_mouse(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    with window(browser, small) as page:
        known(page)
        keys = page.keyboard
        keys.press("?")
        page.locator("dialog kbd").first.wait_for()
        keys.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        for key, kind in (("3", "dark"), ("8", "source"), ("6", "text")):
            keys.press(key)
            page.locator(f'[data-frame="{kind}"]').wait_for()
        keys.press("6")
        page.locator('[data-frame="text"]').wait_for(state="detached")
        keys.press("+")
        assert page.locator('[data-key="reset"]').inner_text() == "125 %"
        keys.press("0")
        for _ in range(30):
            keys.press("j")
            if "news[1].intro" in page.locator(".passage").inner_text():
                break
        keys.press("y")
        assert page.locator("ol.source li.on").count() >= 1
        keys.press("e")
        keys.press("Control+a")
        keys.type("Écrit sans souris.")
        keys.press("Control+Enter")
        says(page, "desktop", "Écrit sans souris.")
        page.locator(".writer").wait_for(state="detached")
        keys.press("r")
        page.locator(".status.draft").wait_for()
        assert "status: draft" in path.read_text(encoding="utf-8")
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "  - id: deux\n    title: La deuxième\n    intro: Deux.\n", encoding="utf-8")
        name = page.locator(".outline .name", has_text="La deuxième")
        name.wait_for()
        name.focus()
        keys.press("Alt+ArrowUp")
        page.wait_for_function(
            "() => document.querySelector('.outline').textContent.indexOf('La deuxième') < document.querySelector('.outline').textContent.indexOf('Kosmos lit')"
        )
        assert path.read_text(encoding="utf-8").index("La deuxième") < path.read_text(encoding="utf-8").index(
            "Kosmos lit"
        )
        keys.press("Tab")
        keys.press("l")
        page.locator(".list.issues .first").wait_for()
        keys.press("j")
        keys.press("Enter")
        page.locator(".issue").wait_for()
        keys.press("s")
        page.locator(".list.seeds").wait_for()
        keys.press("i")
        page.locator(".issue").wait_for()


def test_pieces_are_dragged_to_their_place(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    path.write_text(
        path.read_text(encoding="utf-8") + "  - id: deux\n    title: La deuxième\n    intro: Deux.\n", encoding="utf-8"
    )
    with window(browser, small) as page:
        known(page)
        page.locator(".outline li", has_text="La deuxième").drag_to(
            page.locator(".outline li", has_text="Kosmos lit tout")
        )
        page.wait_for_function(
            "() => document.querySelector('.outline').textContent.indexOf('La deuxième') < document.querySelector('.outline').textContent.indexOf('Kosmos lit')"
        )
    text = path.read_text(encoding="utf-8")
    assert text.index("La deuxième") < text.index("Kosmos lit")


def test_the_page_is_light_and_asks_no_other_host(browser: Browser, running: Running) -> None:
    assert sum(map(len, routes.page_files().values())) < 150_000
    with window(browser, running) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for view in ("#issues", "#seeds", f"#issue/{ISSUE}"):
            page.goto(f"{running.address}{view}")
            page.reload()
            page.wait_for_selector("html[data-ready]", state="attached")
        known(page)
        assert asked
        assert [url for url in asked if not url.startswith(running.address)] == []


def test_a_newsletter_without_issues_says_how_to_start(browser: Browser, newsroom: NewsroomBuilder) -> None:
    with desk(newsroom.folder) as running, window(browser, running) as page:
        lines = page.locator(".beginning pre").first.inner_text()
        assert page.locator("nav a").all_inner_texts() == ["Issue", "Issues", "Seeds"]
        newsroom.write("issues/2025-03-03-mine.yaml", lines)
        says(page, "desktop", "A first piece of news")


def test_french_and_english_light_and_dark(browser: Browser, small: Running) -> None:
    with window(browser, small, locale="fr-FR") as page:
        known(page)
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator("nav a").first.inner_text() == "Numéro"
        page.get_by_role("button", name="English").click()
        assert page.locator("nav a").nth(1).inner_text() == "Issues"
        says(page, "desktop", "Kosmos lit tout")
        colours = []
        for theme in ("Auto", "Light", "Dark"):
            colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            page.locator('[data-key="theme"]', has_text=theme).click()
        assert colours[0] == colours[1] != colours[2]


def test_the_export_is_the_same_desk_and_read_only(browser: Browser, newsroom: NewsroomBuilder) -> None:
    import subprocess
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
            pass

    newsroom.issue()
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "Un numéro"]):
        subprocess.run(["git", *command], cwd=newsroom.folder, check=True)
    newsroom.issue(title="Kosmos a changé")
    assert newsroom.run("preview", "--export", "review", "--against", "HEAD").code == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=newsroom.folder / "review"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shown = Running(newsroom.folder, None, "", f"http://127.0.0.1:{server.server_port}/")  # type: ignore[arg-type]
    try:
        with window(browser, shown) as page:
            known(page)
            says(page, "desktop", "Kosmos a changé")
            says(page, "before", "Kosmos lit tout")
            assert page.locator(".changes .added", has_text="Kosmos a changé").count() >= 1
            assert page.locator(".moves, .do button, button.status").count() == 0
            page.keyboard.press("j")
            page.keyboard.press("e")
            assert page.locator(".writer").count() == 0
            page.keyboard.press("l")
            page.locator(".list.issues .changed").wait_for()
    finally:
        server.shutdown()
        server.server_close()


def test_findings_are_said_in_the_language_of_the_page(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    path.write_text(path.read_text(encoding="utf-8") + "ps: La la maison est grande.\n", encoding="utf-8")
    with window(browser, small) as page:
        for language, words in (("fr", "«\u00a0la\u00a0» est écrit deux fois."), ("en", "«la» stands twice.")):
            page.evaluate("(one) => localStorage.setItem('desk.language', JSON.stringify(one))", language)
            page.reload()
            known(page)
            page.locator(".findings .message", has_text=words).wait_for()


def test_names_of_keys_in_findings_are_set_as_code(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    path.write_text(path.read_text(encoding="utf-8") + "ps: L’usine emploie 12 345 personnes.\n", encoding="utf-8")
    with window(browser, small) as page:
        known(page)
        page.locator(".findings .hint code", has_text="evidence:").first.wait_for()
        assert "`" not in page.locator(".findings").inner_text()


def test_days_and_states_of_the_list_stay_on_a_line(browser: Browser, small: Running) -> None:
    path = small.folder / "issues" / SMALL
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Kosmos lit tout", "Un titre qui n’en finit pas " * 9), encoding="utf-8")
    with window(browser, small) as page:
        known(page)
        page.set_viewport_size({"width": 1000, "height": 800})
        page.goto(page.url.partition("#")[0] + "#issues")
        page.locator(".list.issues td").nth(1).wait_for()
        lines = page.evaluate(
            "[...document.querySelectorAll('.list.issues td')].filter((one) => one.textContent.trim()).map((one) => {"
            "const range = document.createRange(); range.selectNodeContents(one);"
            "return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 12))).size })"
        )
    assert lines
    assert max(lines) == 1
