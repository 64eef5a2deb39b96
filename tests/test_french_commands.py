"""Whole sessions in French, as an editor reads them: every line was read by a person before it became a golden file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import golden
import pytest
from newsroom_builder import CONFIG, ROOT, NewsroomBuilder

FRENCH = {"NEWSLETTER_LANGUAGE": "fr", "SOURCE_DATE_EPOCH": "1735819200"}  # 2 January 2025, noon
CASES = ROOT / "tests/cases/french"

SEED = "Le rapport lit 1 500 articles. Le taux atteint 21 % en 2024, soit 40 pays."
ARTICLE = "# La machine lit\n\nPar Ana, le 1er janvier 2025\n\n" + "La machine lit des articles par milliers. " * 12
FAULTS = """\
number: 1
date: 2025-01-02
slug: premier
status: ready
subject: DES MACHINES PARTOUT DANS LES RÉDACTIONS, ET AVEC ELLES TOUTES LEURS ERREURS
hook: |
  Tu verras la la machine. Vous trouverez le dossier en pièce jointe : {{ name }}.
news:
  - id: kosmos
    title: La machine lit tout
    intro: |
      Le taux atteint 23 % selon [ce rapport](http://bit.ly/x), et $KOS.
      Voir [ici](exemple.org/page?utm_source=a).
    essential: [Un point sur 37 pays.]
    sources: [rapport]
    evidence:
      - { figure: 37, computed: "40 - 2" }
  - id: bourse
    title: La bourse
    intro: La part monte à 12 %, TODO.
links:
  - { title: Un lien, url: "https://localhost/page" }
poll:
  question: Lequel ?
  answers: [Oui, Non]
ps: "« Une espace manque », dit-elle ?"
"""
BROKEN = """\
number: un
date: 2025-13-02
slug: Premier Numéro
titel: La machine
hook:
news:
  - id: kosmos
    intro: Un texte.
    image: { src: absente.png }
  - title: La machine
    intro: [a, b]
    image: { src: absente.png, alt: Rien }
"""
PUBLISH = """
[publish.site.folder]
path = "www"

[publish.engine.copy]
path = "mailing"
"""


# What another template or machine makes different.
CHANGING = (
    (r"\d+,\d\u00a0s\b", "0,1\u00a0s"),
    (r"\b[0-9a-f]{12}\b", "<empreinte>"),
    (r" *\d+ (octets|Ko|B)\b", r" 9 \1"),
    (r"\d+ fichiers", "9 fichiers"),
)


class Session:
    """Commands one after the other, with what they say."""

    def __init__(self, newsroom: NewsroomBuilder) -> None:
        self.newsroom = newsroom
        self.lines: list[str] = []

    def run(self, *arguments: str, stdin: str = "") -> None:
        ran = self.newsroom.run(*arguments, env=FRENCH, stdin=stdin)
        said = ran.err + ran.out
        for own, name in ((str(self.newsroom.folder), "<dossier>"), (str(self.newsroom.folder.parent), "<autre>")):
            said = said.replace(own, name)
        for changing, shown in CHANGING:
            said = re.sub(changing, shown, said)
        self.lines += [f"$ newsletter {' '.join(arguments)}", *said.splitlines(), f"({ran.code})", ""]

    def compare(self, name: str) -> None:
        golden.compare(CASES / f"{name}.txt", "\n".join(self.lines))


@pytest.fixture
def session(newsroom: NewsroomBuilder) -> Session:
    return Session(newsroom)


def test_a_check_with_findings_of_many_families(session: Session) -> None:
    session.newsroom.write("newsletter.toml", CONFIG + '\n[check.severities]\n"text.spelling" = "off"\n')
    session.newsroom.seed("rapport", SEED)
    session.newsroom.write("issues/2025-01-02-premier.yaml", FAULTS)
    session.run("check", "1")
    session.run("evidence", "1")
    session.run("check", "--format", "tabel")
    session.compare("check")


def test_files_that_cannot_be_built(session: Session) -> None:
    session.newsroom.write("issues/2025-01-02-premier.yaml", BROKEN)
    session.run("build")
    session.newsroom.write("issues/2025-01-02-premier.yaml", "number: 1\n\thook: a\n")
    session.run("check")
    session.newsroom.write("newsletter.toml", CONFIG.replace("url =", "adress ="))
    session.run("build")
    session.compare("files")


def test_from_the_inbox_to_an_issue(session: Session) -> None:
    session.newsroom.write("machine.md", ARTICLE)
    session.newsroom.write("photo.txt", b"%PDF-1.7\n\x00\x01")
    session.run("inbox")
    session.run("ingest", "machine.md", "absent.md", "photo.txt", "http://127.0.0.1:9/flux.xml")
    session.run("ingest", "machine.md", "--dry-run")
    session.run("inbox", "--since", "hier")
    session.run("show", "zzzz")
    session.run("new", "--dry-run", "--from", "absente")
    session.run("new", "--number", "7", "--date", "2025-01-09")
    session.run("new", "--number", "7", "--date", "2025-01-09")
    session.compare("inbox")


def test_publishing_without_doing_it(session: Session) -> None:
    session.newsroom.write(
        "newsletter.toml", CONFIG.replace("[authors", 'email = "a@example.org"\n\n[authors') + PUBLISH
    )
    session.newsroom.issue(1)
    session.run("publish")
    session.run("publish", "1", "--dry-run")
    session.run("publish", "--due", "--dry-run")
    session.run("send", "1")
    session.run("send", "1", "--test", "pas une adresse")
    session.run("send", "status")
    session.run("doctor", "--offline")
    session.run("publish", "9")
    session.compare("publish")


def test_the_small_commands(session: Session) -> None:
    session.newsroom.issue(1)
    session.newsroom.write("lecteurs.csv", "email\nana@example.org\n=cmd\n")
    session.run("build", "1")
    session.run("correct", "1", "Le taux est de 12 %.", "--date", "2025-01-03")
    session.run("subscribers", "import", "lecteurs.csv", "--dry-run")
    session.run("subscribers", "import", "lecteurs.csv")
    session.run("subscribers", "count")
    session.run("theme", "list")
    session.run("theme", "eject", "focu")
    session.run("schema", "issu")
    session.run("init", "mine", "--lang", "de")
    session.run("init", "--ci", "github", "--dry-run", "--branch", "a b")
    session.run("preview", "--against", "main")
    session.compare("small")


def test_machines_are_answered_in_english(session: Session) -> None:
    session.newsroom.write("issues/2025-01-02-premier.yaml", FAULTS)
    for form in ("json", "github", "sarif"):
        english, french = (
            session.newsroom.run("check", "1", "--format", form, env={**FRENCH, "NEWSLETTER_LANGUAGE": language}).out
            for language in ("en", "fr")
        )
        assert english == french
    assert "There is no seed `rapport`" in json.dumps(json.loads(session.newsroom.run("check", "--json").out))


def test_an_unknown_command_is_answered_in_french(session: Session) -> None:
    ran = session.newsroom.run("chek", env=FRENCH)
    assert "Il n’y a pas de commande `chek`. Vouliez-vous dire `check`\u202f?" in ran.err


def test_the_lessons_hold_for_every_golden_session() -> None:
    for path in sorted(Path(CASES).glob("*.txt")):
        text = re.sub(r"`[^`]*`|«[^»]*»|\[[a-z.-]+\]", "", path.read_text(encoding="utf-8"))
        told = [line for line in text.splitlines() if not line.startswith(("$", "  ")) or line.startswith("  →")]
        english = re.compile(
            r"\b(the|of|has|with|from|that|this|which|write|its|there|nobody|been|not)\b", re.IGNORECASE
        )
        assert [line for line in told if english.search(line)] == []
