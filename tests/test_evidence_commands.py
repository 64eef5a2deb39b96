"""Evidence from the file to the reader: the command's table, the build's manifest, the links of the web copy."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

CASES = Path(__file__).parent / "cases"
KEYS = {
    "block", "text", "value", "unit", "kind", "line", "column", "state", "seed", "offset", "passage", "reason",
}  # fmt: skip
NAME = "2025-01-02-cas"
SEED = "Le système lit 1 500 articles en 12 heures.\n\nSes auteurs en disent : « rien ne remplace la relecture ». Le taux atteint 21 %."
ISSUE = """\
number: 1
date: 2025-01-02
slug: cas
status: ready
hook: Une machine lit 1 500 articles.
news:
  - id: lecture
    title: La machine
    intro: |
      Elle lit **1 500 articles** en 12 heures.

      « Rien ne remplace la relecture », disent ses auteurs.
    essential:
      - Le taux atteint 21 %.
      - Soit 125 articles par heure.
      - Le journal a 4 000 abonnés.
    sources: [lecture]
    evidence:
      - { figure: 125 articles par heure, computed: 1500 / 12, from: [lecture] }
      - { figure: 4 000, waived: chiffre du journal }
  - id: autre
    title: Autre chose
    intro: La mesure est publique.
    sources: [lecture, "https://www.mesure.example.org/page"]
"""


@pytest.fixture
def written(newsroom: NewsroomBuilder) -> NewsroomBuilder:
    newsroom.seed("lecture", SEED, language="fr", title="Le système qui lit", site="La Revue")
    newsroom.write(f"issues/{NAME}.yaml", ISSUE)
    return newsroom


def rows(newsroom: NewsroomBuilder) -> dict[tuple[str, str], dict[str, Any]]:
    found = json.loads(newsroom.run("evidence", "1", "--json").out)
    assert all(set(row) == KEYS for row in found)
    return {(row["block"], row["text"]): row for row in found}


def test_the_table_as_json_has_exactly_its_keys(written: NewsroomBuilder) -> None:
    ran = written.run("evidence", "1", "--json")
    assert (ran.code, ran.err) == (0, "")
    table = rows(written)
    assert [(row["block"], row["text"], row["state"]) for row in json.loads(ran.out)] == [
        ("lecture", "1 500", "traced"),
        ("lecture", "12 heures", "traced"),
        ("lecture", "Rien ne remplace la relecture", "traced"),
        ("lecture", "21 %", "traced"),
        ("lecture", "125", "computed"),
        ("lecture", "4 000", "waived"),
        ("hook", "1 500", "traced"),
    ]
    assert table["lecture", "21 %"] == {
        "block": "lecture",
        "text": "21 %",
        "value": 21,
        "unit": "%",
        "kind": "percent",
        "line": 14,
        "column": 25,
        "state": "traced",
        "seed": "lecture",
        "offset": SEED.index("21 %"),
        "passage": "Le taux atteint 21 %.",
        "reason": None,
    }
    assert table["lecture", "125"]["reason"] == "1500 / 12 = 125"
    assert (table["lecture", "4 000"]["reason"], table["lecture", "4 000"]["seed"]) == ("chiffre du journal", None)


def test_the_table_for_people(written: NewsroomBuilder) -> None:
    ran = written.run("evidence", "1")
    assert ran.code == 0
    assert re.search(r"✓ 21 % +issues/2025-01-02-cas.yaml:14:25\n +lecture, \d+: « Le taux atteint 21 %. »\n", ran.out)
    assert "issues/2025-01-02-cas.yaml: 5 traced, 1 computed, 1 waived" in ran.out
    plain = written.run("evidence", "1", env={"PYTHONIOENCODING": "ascii"})
    assert "+ 21 %" in plain.out
    assert plain.out.isascii()


def test_what_is_untraced_shows_the_nearest_passage_and_fails(written: NewsroomBuilder) -> None:
    written.write(f"issues/{NAME}.yaml", ISSUE.replace("atteint 21 %", "atteint 12 %"))
    ran = written.run("evidence", "1")
    assert ran.code == 1
    assert "✗ 12 %" in ran.out
    assert "nearest: lecture" in ran.out
    row = rows(written)["lecture", "12 %"]
    assert (row["state"], row["passage"]) == ("untraced", "Le taux atteint 21 %.")


def test_the_manifest_of_a_build_carries_the_table(written: NewsroomBuilder) -> None:
    assert written.run("build").code == 0
    manifest = json.loads((written.folder / f"out/mail/{NAME}/manifest.json").read_text(encoding="utf-8"))
    assert [{key: row[key] for key in KEYS} for row in manifest["evidence"]] == list(rows(written).values())
    digest = hashlib.sha256(SEED.encode()).hexdigest()
    assert {row["sha256"] for row in manifest["evidence"]} == {digest, None}
    for row in manifest["evidence"]:
        if row["state"] == "traced" and row["kind"] != "quote":
            assert SEED[row["offset"] :].startswith(row["text"])


def test_the_web_copy_links_each_traced_figure_and_lists_the_sources(written: NewsroomBuilder) -> None:
    assert written.run("build").code == 0
    html = (written.folder / f"out/site/issues/{NAME}/index.html").read_text(encoding="utf-8")
    piece = html.partition('id="lecture"')[2].partition("</section>")[0]
    links = {
        re.sub(r"\s", " ", words): unquote(url)
        for url, words in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>([^<]*)</a>', piece)
    }
    page = "https://example.org/lecture"
    assert links["1 500"].startswith(f"{page}#:~:text=Le système lit 1")
    assert links["21 %"] == f"{page}#:~:text=Le taux atteint 21 %."
    assert links["125"].startswith(f"{page}#:~:text=")
    assert links["Rien ne remplace la relecture"].startswith(f"{page}#:~:text=")
    assert not [words for words in links if words.startswith("4")]
    assert 'title="1500 / 12 = 125 — Le système qui lit (La Revue) — Le système lit 1' in re.sub(
        r"[\u00a0\u202f]", " ", piece
    )
    assert links["Le système qui lit (La Revue)"] == page
    other = html.partition('id="autre"')[2].partition("</section>")[0]
    assert re.findall(r'<li><a href="([^"]+)">', other) == [page, "https://www.mesure.example.org/page"]
    opening = html.partition('class="opening"')[2].partition("</div>")[0]
    assert f'href="{page}#:~:text=' in opening


EVERYWHERE = """\
number: 1
date: 2025-01-02
slug: cas
status: ready
subject: 1 500 articles
greeting: Bonjour aux 1 500 lecteurs,
hook: On en lit 1 500.
teaser: Puis, 1 500 pages et la machine à 21 %.
comment: { text: Combien ?, reply: 1 500 sont lus. }
news:
  - id: lecture
    title: La machine à 21 %
    short: la machine à 21 %
    image: { src: courbe.png, alt: Une courbe à 21 %, caption: Le taux à 21 % }
    intro: Il atteint 21 %.
    essential: [Il atteint 21 %., On en lit 1 500.]
    takeaway: Soit 21 %.
    sources: [lecture]
focus:
  title: Ce que lisent 21 %
  intro: On en lit 1 500.
  outline: [Ce que sont 21 %]
  sections:
    - { id: partie, title: Ce que sont 21 %, body: Le taux atteint 21 %., sources: [lecture] }
  conclusion: Restent 21 %.
poll: { question: Lisez-vous 1 500 articles ?, answers: [1 500, Moins] }
ps: On en lit 1 500.
"""
SHOWN = {
    "lecture": ["title", "image/caption", "intro", "essential/0", "essential/1", "takeaway"],
    "focus": ["title", "intro", "conclusion"],
    "partie": ["title", "body"],
    "": ["greeting", "hook", "comment/reply", "poll/question", "ps"],
}


def test_every_text_of_the_web_copy_links_its_figures_but_those_that_are_links(written: NewsroomBuilder) -> None:
    """A figure in each text: a title's is a link too; not an outline's, a teaser's, an answer's, an alternative text's."""
    written.write(f"issues/{NAME}.yaml", EVERYWHERE)
    written.write(f"issues/{NAME}/courbe.png", (CASES / "mutation/issues/2025-01-09-cas/barres.png").read_bytes())
    assert written.run("build").code == 0
    html = (written.folder / f"out/site/issues/{NAME}/index.html").read_text(encoding="utf-8")
    linked = re.findall(r'<a class="figure"[^>]*>[^<]*</a>', html)
    assert len(linked) == sum(len(texts) for texts in SHOWN.values())
    for place in (
        '<h2><span class="numeral">1</span> La machine à <a class',
        "<figcaption>Le taux à <a class",
    ):
        assert place in html, place
    assert '<a href="#lecture">la machine à 21' in html
    assert html.count("Ce que sont <a class") == 1


def test_a_seed_that_was_edited_after_it_was_cited_is_noticed(written: NewsroomBuilder) -> None:
    assert written.run("build").code == 0
    before = (written.folder / f"out/mail/{NAME}/email.html").read_bytes()
    path = written.folder / "seeds/lecture.md"
    path.write_text(path.read_text(encoding="utf-8").replace("21 %", "22 %"), encoding="utf-8")
    written.write(f"issues/{NAME}.yaml", ISSUE.replace("atteint 21 %", "atteint 22 %"))
    digest = hashlib.sha256(SEED.replace("21 %", "22 %").encode()).hexdigest()
    for command in ("check", "build", "evidence"):
        ran = written.run(command, "1")
        assert ran.code == 1
        assert "seeds/lecture.md:4:9: error: The seed `lecture` was edited since it was pinned" in ran.err
        assert f"`sha256: {digest}`" in ran.err
    assert (written.folder / f"out/mail/{NAME}/email.html").read_bytes() == before
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}", text), encoding="utf-8")
    assert written.run("build").code == 0


def test_an_issue_that_cannot_be_read_has_no_table(written: NewsroomBuilder) -> None:
    written.write(f"issues/{NAME}.yaml", ISSUE + "autor: ana\n")
    ran = written.run("evidence", "1", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "[schema.unknown-key]" in ran.err
