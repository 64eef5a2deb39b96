"""`--help` and what is said of a command that was called wrongly: whole, laid out, in French too."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from newsroom_builder import NewsroomBuilder

from newsletter.cli.app import Newsletter
from newsletter.cli.helping import Help, first_sentence

FRENCH = {"NEWSLETTER_LANGUAGE": "fr"}


def laid_out(text: str, width: int = 60) -> str:
    page = Help(width=width)
    page.write_text(text)
    return str(page.getvalue())


def test_every_command_is_listed_once_with_its_whole_first_sentence(newsroom: NewsroomBuilder) -> None:
    told = newsroom.run("--help").out
    listed = re.findall(r"^  ([a-z]+) {2,}\S", told, re.MULTILINE)
    assert listed == list(chain.from_iterable(Newsletter.panels.values()))
    assert len(listed) == len(set(listed)) == 21
    assert "..." not in told.partition("Start:")[2]
    for group in ("feeds", "send", "subscribers", "theme"):
        assert newsroom.run(group, "--help").out.count("\nCommands:\n") == 1


def test_examples_stand_beside_what_they_do() -> None:
    assert laid_out("Do it.\n\nExamples:\n\n  newsletter do 42   one issue,\n  and no other\n\n  newsletter do --everything-there-is") == (
        "Do it.\n\nExamples:\n"
        "  newsletter do 42  one issue, and no other\n"
        "  newsletter do --everything-there-is\n"
    )  # fmt: skip


def test_an_example_too_long_for_a_column_has_its_words_below() -> None:
    assert laid_out("Examples:\n\n  newsletter do --everything-there-is --and-more   all of it", 50) == (
        "Examples:\n  newsletter do --everything-there-is --and-more\n      all of it\n"
    )


def test_a_section_with_nothing_in_it_is_left_out() -> None:
    page = Help(width=60)
    with page.section("Arguments"):
        page.write_dl([("[ISSUE]", "")])
    assert page.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("Copy into\n`templates/`, never over.\n\nMore.", "Copy into `templates/`, never over."),
        ("Read .eml files. `x` is one.", "Read .eml files."),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (("chekc",), "There is no command `chekc`. Did you mean `check`?", "Il n’y a pas de commande `chekc`."),
        (("theme", "ejct"), "There is no command `ejct`. Did you mean `eject`?", "Vouliez-vous dire `eject` ?"),
        (("check", "--opne"), "No such option: --opne", "Il n’y a pas d’option --opne"),
        (("inbox", "-n", "x"), "'x' is not a valid int range.", "n’est pas un nombre entier."),
        (("inbox", "-n", "0"), "0 is not in the range x>=1.", "0 n’est pas dans l’intervalle x>=1."),
        (("show",), "Missing argument 'ID'.", "Il manque l’argument 'ID'."),
        (("build", "--out"), "Option '--out' requires an argument.", "L’option '--out' demande une valeur."),
        (("check", "--strict=1"), "does not take a value.", "ne prend pas de valeur."),
        (("theme", "list", "a"), "Got unexpected extra argument(s) (a)", "Trop d’arguments (a)"),
    ],
)
def test_a_command_called_wrongly_is_told_in_both_languages(
    newsroom: NewsroomBuilder, arguments: tuple[str, ...], english: str, french: str
) -> None:
    ran = newsroom.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(("Usage: newsletter ", "Error: "))
    assert english in ran.err
    ran = newsroom.run(*arguments, env=FRENCH)
    assert ran.code == 2
    told = re.sub(r"[\u00a0\u202f]", " ", ran.err)
    assert told.startswith(("Usage : newsletter ", "Erreur : "))
    assert french in told
    assert "Error" not in told


def test_help_speaks_french(newsroom: NewsroomBuilder) -> None:
    told = re.sub(r"[\u00a0\u202f]", " ", newsroom.run("publish", "--help", env=FRENCH).out)
    for words in (
        "Publier des numéros",
        "Exemples :\n",
        "ce que la CI lance, deux fois par heure",
        "Options :\n",
        "Afficher cette aide.",
    ):
        assert words in told, words
    bare = newsroom.run("theme", env=FRENCH)
    assert bare.code == 2
    assert "Lister les thèmes" in bare.err


@pytest.mark.parametrize(
    "typed", ["build", "check", "correct", "evidence", "publish", "send test", "send resume", "preview --issue"]
)
def test_the_shell_completes_issues_by_date_and_slug(newsroom: NewsroomBuilder, typed: str) -> None:
    newsroom.issue(1)
    newsroom.issue(2, slug="second")
    for begun, wanted in (("sec", ["second"]), ("2025-01-02", ["2025-01-02-premier"]), ("nul", [])):
        words = f"newsletter {typed} {begun}"
        asked = {
            "_NEWSLETTER_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
        assert newsroom.run(env=asked).out.split() == wanted, begun


def test_it_works_as_if_started_in_another_folder(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    newsroom.issue(1)
    elsewhere = NewsroomBuilder(tmp_path / "ailleurs")
    assert "1 issue checked" in elsewhere.run("-C", str(newsroom.folder), "check", "1").out
    assert "1 built" in elsewhere.run("--directory", str(newsroom.folder / "issues"), "build").out
    assert (newsroom.folder / "out/site/index.html").is_file()
    for wrong in ("nulle-part", "newsletter.toml"):
        ran = elsewhere.run("-C", wrong, "check")
        assert ran.code == 1
        assert f"`{wrong}`: " in ran.err
        assert "[folder.cannot]" in ran.err
