"""`newsletter correct`: on the page and in the feeds; the mail stays what it was, by hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from newsroom_builder import NewsroomBuilder

from newsletter.curate.rules.schema import BLOCKS

FOCUS = """\
focus:
  title: Le fond
  sections:
    - title: Une partie
      body: Un texte.
ps: À bientôt.
"""
TEXT = "Ce n’était pas 12, mais 11: «onze»."


def hashes(newsroom: NewsroomBuilder) -> dict[str, str]:
    folder = newsroom.folder / "out/mail"
    parts = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*/email.*")}
    message = next(folder.glob("*/message.eml")).read_bytes()
    manifest = json.loads(next(folder.glob("*/manifest.json")).read_bytes())
    return {**parts, "message": hashlib.sha256(message).hexdigest(), "mail": manifest["mail_sha256"]}


@pytest.mark.parametrize("block", [None, "hook", "kosmos", "focus", "une-partie"])
def test_a_correction_is_on_the_web_and_the_mail_stays(newsroom: NewsroomBuilder, block: str | None) -> None:
    file = newsroom.issue(1, more=FOCUS)
    assert newsroom.run("build").code == 0
    before, text = hashes(newsroom), file.read_text(encoding="utf-8")
    more = ["--block", block] if block else []
    done = newsroom.run("correct", "1", TEXT, "--date", "2025-12-24", *more)
    assert done.code == 0, done.err
    assert hashes(newsroom) == before
    assert file.read_text(encoding="utf-8").startswith(text[: text.index("news:")])
    site = newsroom.folder / "out/site"
    page = next(site.glob("issues/*/index.html")).read_text(encoding="utf-8")
    assert page.count('class="correction"') == 1
    for name in ("feed.xml", "feed.json"):
        assert "onze" in (site / name).read_text(encoding="utf-8")
        assert name in done.out
    assert before["message"][:12] in done.out
    again = newsroom.run("correct", "1", "Encore.", "--date", "2025-12-25", "--json")
    assert json.loads(again.out)["message_sha256"] == before["message"]
    assert next(site.glob("issues/*/index.html")).read_text(encoding="utf-8").count('class="correction"') == 2
    assert hashes(newsroom) == before


WHOLE = (
    FOCUS.replace("ps:", "  conclusion: Une fin.\nps:")
    + """\
greeting: Bonjour,
comment: { text: Un mot. }
sponsor: { name: Un nom, text: Un texte., url: "https://example.org/offre" }
results: { question: Alors ?, answers: [{ answer: Oui, votes: 1 }, { answer: Non, votes: 2 }] }
poll: { question: Et vous ?, answers: [Oui, Non], id: avis }
links: [{ title: Un lien, url: "https://example.org/lien" }]
disclosure: { blocks: [hook], show: false }
"""
)
# The blocks of every issue, and the words before which the page shows a note about them.
BESIDE = {
    "comment": "Kosmos lit tout",
    "sponsor": "Le fond",
    "focus": "Alors",
    "conclusion": "Alors",
    "results": "Et vous",
    "poll": "Un lien",
    "avis": "Un lien",
    "links": "À bientôt",
    "ps": "</article>",
}


@pytest.mark.parametrize("block", sorted(BLOCKS | {"avis"}))
def test_a_note_is_shown_whatever_block_it_names(newsroom: NewsroomBuilder, block: str) -> None:
    note = f"corrections: [{{ date: 2025-12-24, block: {block}, text: Ce fut onze. }}]\n"
    newsroom.issue(1, title="Kosmos lit tout", more=WHOLE + note)
    assert newsroom.run("build").code == 0
    site = newsroom.folder / "out/site"
    page = next(site.glob("issues/*/index.html")).read_text(encoding="utf-8")
    assert page.count('class="correction"') == page.count("Ce fut onze.") == 1
    assert "Ce fut onze." in (site / "feed.xml").read_text(encoding="utf-8")
    after = page.partition("Ce fut onze.")[2]
    first = next(words for words in ("Kosmos lit tout", *BESIDE.values()) if words in after)
    assert first == BESIDE.get(block, "Kosmos lit tout")


@pytest.mark.parametrize("block", sorted(BLOCKS - {"subject", "preheader", "hook", "teaser", "news", "corrections"}))
def test_a_note_names_a_block_that_the_issue_has(newsroom: NewsroomBuilder, block: str) -> None:
    newsroom.issue(1, more=f"corrections: [{{ date: 2025-12-24, block: {block}, text: Un mot. }}]\n")
    checked = newsroom.run("check")
    assert checked.code == 1
    assert f"There is no block `{block}`." in checked.out + checked.err


def test_a_dry_run_changes_nothing(newsroom: NewsroomBuilder) -> None:
    file = newsroom.issue(1)
    text = file.read_bytes()
    done = newsroom.run("correct", "1", TEXT, "--dry-run")
    assert (done.code, file.read_bytes(), (newsroom.folder / "out").exists()) == (0, text, False)
    first, last = done.out.splitlines()[:2]
    assert first.startswith("Issue 1: add a correction of ")
    assert last.startswith("Would add a correction of ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["1", TEXT, "--block", "kosmo"], "correct.block"),
        (["1", TEXT, "--block", "comment"], "correct.block"),
        (["1", " "], "correct.empty"),
        (["1", TEXT, "--date", "2001-01-01"], "correct.date"),
        (["1", TEXT, "--date", "hier"], "correct.date"),
        (["9", TEXT], "issue.not-found"),
    ],
)
def test_what_cannot_be_corrected_is_said(newsroom: NewsroomBuilder, arguments: list[str], code: str) -> None:
    file = newsroom.issue(1, more=FOCUS)
    text = file.read_bytes()
    done = newsroom.run("correct", *arguments)
    assert (done.code, code in done.err, file.read_bytes()) == (1, True, text)


def test_the_file_keeps_its_line_ends_and_comments(newsroom: NewsroomBuilder) -> None:
    file: Path = newsroom.issue(1, more="# Fin.\n")
    assert newsroom.run("correct", "1", TEXT, "--date", "2025-12-24").code == 0
    text = file.read_text(encoding="utf-8")
    assert "# Fin." in text
    assert "corrections:\n  - date: 2025-12-24\n" in text
