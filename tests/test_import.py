"""`newsletter import`: past editions become issues, what finds no place is told, nothing is written over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter import issuefile

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.model import Issue

REFERENCE = ROOT.parent / "shared/reference/edition.txt"
EDITION = """\
Temps de lecture : 1mn10
Salut,
Une phrase d’accroche assez courte.
Une question ?
Puis, deux actus : le phare, et la pompe.
Ana

Le phare de Saint-Quay est commandé par un programme.
Il remplace un gardien.
L’essentiel :
Le programme décide de l’heure.
Il se trompe quand il y a du brouillard.
Le gardien ne reviendra pas.

La pompe du village compte les seaux.
L’essentiel :
Elle en a vu passer 400 en un jour.
Personne ne sait pourquoi.
C’est beaucoup.

PS : Bonne semaine.
"""


def test_an_edition_as_text_becomes_an_issue(newsroom: NewsroomBuilder) -> None:
    newsroom.write("vieille.txt", EDITION)
    done = newsroom.run("import", "vieille.txt", "--number", "3", "--date", "2024-05-03")
    assert done.code == 0, done.err
    path = next((newsroom.folder / "issues").glob("2024-05-03-*.yaml"))
    issue, problems = issuefile.read(path.read_text(encoding="utf-8"), path.name)
    assert not problems
    assert issue
    assert issue.number == 3
    assert len(issue.news) == 2
    assert issue.ps == "Bonne semaine."
    assert "Temps de lecture" not in path.read_text(encoding="utf-8")


def test_nothing_is_written_over(newsroom: NewsroomBuilder) -> None:
    newsroom.write("vieille.txt", EDITION)
    arguments = ("import", "vieille.txt", "--number", "3", "--date", "2024-05-03")
    newsroom.run(*arguments)
    path = next((newsroom.folder / "issues").glob("2024-05-03-*.yaml"))
    path.write_text("à moi\n", encoding="utf-8")
    again = newsroom.run(*arguments)
    assert again.code == 1
    assert "import.exists" in again.err
    assert path.read_text(encoding="utf-8") == "à moi\n"


def test_a_dry_run_prints_and_writes_nothing(newsroom: NewsroomBuilder) -> None:
    newsroom.write("vieille.txt", EDITION)
    done = newsroom.run("import", "vieille.txt", "--dry-run", "--date", "2024-05-03")
    assert "ps: Bonne semaine." in done.out
    assert list((newsroom.folder / "issues").iterdir()) == []


def test_one_result_an_edition_the_good_beside_the_bad(newsroom: NewsroomBuilder) -> None:
    newsroom.write("vieille.txt", EDITION)
    newsroom.write("image.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    done = newsroom.run("import", "absente.txt", "image.txt", "vieille.txt", "--date", "2024-05-03", "--json")
    assert done.code == 1
    rows = json.loads(done.out)
    assert [row["problem"] is None for row in rows] == [False, False, True]
    assert all(set(row) == {"name", "path", "left", "notes", "problem"} for row in rows)


def imported(newsroom: NewsroomBuilder, day: str, text: str = EDITION) -> tuple[Issue, str]:
    newsroom.write("vieille.txt", text)
    done = newsroom.run("import", "vieille.txt", "--number", "3", "--date", day)
    assert done.code == 0, done.err
    path = next((newsroom.folder / "issues").glob(f"{day}-*.yaml"))
    issue, problems = issuefile.read(path.read_text(encoding="utf-8"), path.name)
    assert not problems
    assert issue
    return issue, done.out


def test_a_past_edition_builds_although_its_sources_are_gone(newsroom: NewsroomBuilder) -> None:
    issue, told = imported(newsroom, "2024-05-03", EDITION + "META ▲ 1.62 %, en hausse de 12 %.\n")
    assert issue.status == "ready"
    assert issue.publish_at is None  # it is never mailed by itself
    assert [one.code for one in issue.allow] == ["evidence.no-source", "evidence.untraced"]
    assert issue.tickers["META"].as_of == issue.date
    for said in ("status: ready", "$META", "evidence.no-source, evidence.untraced"):
        assert said in told
    assert newsroom.run("build", "3").code == 0
    assert "allow.idle" not in newsroom.run("check", "3").err


def test_only_what_is_found_is_allowed(newsroom: NewsroomBuilder) -> None:
    text = EDITION.replace("Elle en a vu passer 400 en un jour.", "Elle en voit passer.").replace(", deux actus", "")
    assert imported(newsroom, "2024-05-03", text)[0].allow == ()


def test_an_edition_that_is_still_to_come_gets_no_leave(newsroom: NewsroomBuilder) -> None:
    issue, told = imported(newsroom, "2099-05-01")
    assert (issue.status, issue.allow) == ("draft", ())
    assert "ready" not in told


def test_the_author_is_the_one_of_the_newsletter_or_stands_as_signed(newsroom: NewsroomBuilder) -> None:
    issue, told = imported(newsroom, "2024-05-03")
    assert issue.author == "ana"
    assert "Signed" not in told
    issue, told = imported(newsroom, "2024-05-10", EDITION.replace("\nAna\n", "\nThéo\n"))
    assert issue.author == "Théo"
    assert "Signed Théo, as it stands: newsletter.toml has no `[authors.theo]`." in told


def test_a_reply_without_what_it_replies_to_is_told(newsroom: NewsroomBuilder) -> None:
    text = EDITION.replace("PS :", "Le commentaire de la semaine\nMerci pour ton message !\n\nPS :")
    issue, told = imported(newsroom, "2024-05-03", text)
    assert issue.comment
    assert issue.comment.text is None
    assert "The reader's comment is not in the text: only the reply is." in told


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference edition is not beside this checkout")
def test_the_reference_edition_builds_as_it_came_in(newsroom: NewsroomBuilder) -> None:
    assert newsroom.run("import", str(REFERENCE), "--number", "41", "--date", "2025-11-07").code == 0
    done = newsroom.run("build", "41")
    assert done.code == 0, done.err
    assert "error" not in done.err


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference edition is not beside this checkout")
def test_the_reference_edition_has_every_block_in_its_place(newsroom: NewsroomBuilder) -> None:
    done = newsroom.run("import", str(REFERENCE), "--number", "41", "--date", "2025-11-07")
    assert done.code == 0, done.err
    path: Path = next((newsroom.folder / "issues").glob("*.yaml"))
    issue, problems = issuefile.read(path.read_text(encoding="utf-8"), path.name)
    assert not problems
    assert issue
    assert issue.hook
    assert issue.hook.count("\n\n") == 2
    assert issue.teaser
    assert issue.comment
    assert issue.comment.reply
    assert [len(item.essential) for item in issue.news] == [4, 3, 2]
    assert all(item.takeaway for item in issue.news)
    assert issue.tickers["META"].change == pytest.approx(1.62)
    assert issue.focus
    assert len(issue.focus.outline) == len(issue.focus.sections) == 3
    assert issue.focus.conclusion
    assert issue.poll
    assert issue.ps
