"""`newsletter build` and errors: what it refuses to write, what stays, what `--draft` writes in spite of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

WRONG = "ps: Le chiffre atteint 45 %, selon [le rapport](/rapport).\n"
NAME = "2025-01-02-premier"


def made(newsroom: NewsroomBuilder) -> dict[str, bytes]:
    out = newsroom.folder / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_an_error_refuses_the_mail_and_what_was_built_stays_whole(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    newsroom.issue(2, slug="deux")
    assert newsroom.run("build").code == 0
    before = made(newsroom)
    newsroom.issue(1, more="ps: À COMPLÉTER\n")
    for arguments in ((), ("1",), ("--force",)):
        again = newsroom.run("build", *arguments)
        assert again.code == 1
        assert "issues/2025-01-02-premier.yaml:18:5: error: `À COMPLÉTER` stands for" in again.err
        assert "issues/2025-01-02-premier.yaml: not built, see above" in again.out
        assert made(newsroom) == before


def test_an_error_in_a_first_build_writes_nothing_of_the_mail(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: À COMPLÉTER\n")
    newsroom.issue(2, slug="deux")
    ran = newsroom.run("build", "--json")
    first, second = json.loads(ran.out)
    assert ran.code == 1
    assert (first["outputs"], [one["code"] for one in first["problems"]]) == ([], ["schema.placeholder"])
    assert {one["kind"] for one in second["outputs"]} >= {"html", "text", "message", "manifest"}
    assert not [path for path in made(newsroom) if NAME in path]
    assert b"premier" not in made(newsroom)["site/feed.xml"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("ps: Le chiffre atteint 45 %.\n", "evidence.untraced"),
        ("ps: Lire [le rapport](/rapport).\n", "link.relative"),
        ("ps: Un mot ![](https://e.example.org/a.png)\n", "image.alt-missing"),
        ("autor: ana\n", "schema.unknown-key"),
        ("ps: un: deux: trois\n", "yaml.syntax"),
    ],
)
def test_errors_of_every_kind_refuse(newsroom: NewsroomBuilder, more: str, code: str) -> None:
    newsroom.issue(1, more=more)
    ran = newsroom.run("build")
    assert ran.code == 1
    assert f"[{code}]" in ran.err
    assert not [path for path in made(newsroom) if NAME in path]


def test_a_mails_own_error_refuses_it(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Fin.\n")
    newsroom.write("templates/email/blocks/ps.mjml.j2", '<mj-text><p>{{ "é" * 600 }}</p></mj-text>\n')
    ran = newsroom.run("build")
    assert ran.code == 1
    assert "[mail.long-line]" in ran.err
    assert not [path for path in made(newsroom) if NAME in path]


def test_a_warning_refuses_nothing_and_a_graded_one_does(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: La la maison.\n")
    assert newsroom.run("build").code == 0
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'{config}\n[check.severities]\n"text.doubled-word" = "error"\n')
    assert newsroom.run("build").code == 1


def test_a_draft_is_written_in_spite_of_errors_and_says_so(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=WRONG)
    ran = newsroom.run("build", "--draft")
    assert ran.code == 0
    assert "[evidence.untraced]" in ran.err
    assert "[link.relative]" in ran.err
    files = made(newsroom)
    manifest = json.loads(files[f"mail/{NAME}/manifest.json"])
    assert (manifest["draft"], manifest["subject"]) == (True, "[BROUILLON] Kosmos lit tout")
    for path in (f"mail/{NAME}/email.html", f"mail/{NAME}/email.txt", f"site/issues/{NAME}/index.html"):
        assert "BROUILLON" in files[path].decode(), path
    assert b"Subject: [BROUILLON] Kosmos lit tout" in files[f"mail/{NAME}/message.eml"]


def test_a_draft_of_what_cannot_be_rendered_is_still_refused(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    assert newsroom.run("build").code == 0
    before = made(newsroom)
    newsroom.issue(1, more="comment: { text: Bien., image: { src: a.png, alt: Trois lignes } }\n")
    ran = newsroom.run("build", "--draft", "1")
    assert ran.code == 1
    assert "not built, see above" in ran.out
    assert json.loads(newsroom.run("build", "--draft", "--json").out)[0]["outputs"] == []
    assert {path: data for path, data in made(newsroom).items() if NAME in path and "mail" in path} == {
        path: data for path, data in before.items() if NAME in path and "mail" in path
    }


def test_an_allowed_error_refuses_nothing(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(
        1, more="ps: Un TODO bien nommé.\nallow:\n  - { code: schema.placeholder, reason: le mot lui-même }\n"
    )
    ran = newsroom.run("build")
    assert (ran.code, ran.err) == (0, "")
    shutil.rmtree(newsroom.folder / "out")
    assert newsroom.run("build", "--json").code == 0
    assert Path(newsroom.folder / f"out/mail/{NAME}/email.html").is_file()
