"""Spelling against the dictionaries of this machine: what is asked, what is told, and what is said where there is none."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import missing

from newsletter.pipeline import dictionary
from newsletter.pipeline.check import Options, check

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def french() -> None:
    if not shutil.which("hunspell") or dictionary.unknown(["mot"], "fr") is None:
        missing("hunspell with a French dictionary")


def told(newsroom: NewsroomBuilder, *wanted: str) -> list[tuple[str, str]]:
    found = check(newsroom.folder, Options(now=NOW, wanted=wanted)).problems
    return [(one.excerpt[one.column - 1 :][: one.length], one.hint) for one in found if one.code == "text.spelling"]


@pytest.mark.usefixtures("french")
def test_a_misspelt_word_is_told_at_its_place_with_the_nearest(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Une connexxion rapide.\n")
    ((word, hint),) = told(newsroom)
    assert word == "connexxion"
    assert "connexion" in hint


@pytest.mark.usefixtures("french")
def test_own_words_are_known_whatever_their_case(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Une connexxion et une déchètterie.\n")
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'{config}\n[check]\nwords = ["Connexxion"]\n')
    assert [word for word, _ in told(newsroom)] == ["déchètterie"]


@pytest.mark.usefixtures("french")
def test_names_code_addresses_italics_and_quotations_are_not_asked_for(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(
        1,
        more="ps: "
        "Le site [de Zorglubix](https://connexxion.example.org/), `connexxion`, GPT-4o et H100, la *connexxion*.\n"
        "comment: { text: Un mot., author: Zorglub, reply: Merci. }\n"
        "sponsor: { name: Zorglub, text: « Une connexxion »., url: https://zorglub.example.org/ }\n",
    )
    assert told(newsroom) == []


@pytest.mark.usefixtures("french")
def test_it_is_off_where_the_configuration_says_so(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Une connexxion.\n")
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    for code in ("text.spelling", "text"):
        newsroom.write("newsletter.toml", f'{config}\n[check.severities]\n"{code}" = "off"\n')
        done = check(newsroom.folder, Options(now=NOW))
        assert (done.problems, done.notes) == ((), ())


@pytest.mark.parametrize("every", [1, 3])
def test_what_is_not_checked_is_said_once(newsroom: NewsroomBuilder, every: int) -> None:
    for number in range(1, every + 1):
        newsroom.issue(number, slug=f"n{number}", more="ps: Une connexxion.\n")
    ran = newsroom.run("check", "--all", env={"PATH": "/nonexistent"})
    said = "Spelling is not checked: this machine has no Hunspell dictionary for fr (Debian: hunspell hunspell-fr).\n"
    assert ran.code == 0
    assert ran.out.count(said) == 1
    assert "connexxion" not in ran.err


@pytest.mark.usefixtures("french")
def test_each_language_has_its_dictionary_or_its_note(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un", more="ps: Une connexxion.\n")
    newsroom.issue(2, slug="deux", more="language: en\n")
    done = check(newsroom.folder, Options(now=NOW))
    assert [one.code for one in done.problems if one.path.endswith("un.yaml")] == ["text.spelling"]
    assert dictionary.unknown(["word"], "und") is None
    assert dictionary.missing("de").endswith("(Debian: hunspell hunspell-de).")


@pytest.mark.usefixtures("french")
def test_no_word_is_a_command_to_hunspell() -> None:
    commands = ["!", "*mot", "@mot", "#", "~fr", "%", "-", "+", "^mot", "&", "?"]
    answer = dictionary.unknown([*commands, "connexxion"], "fr")
    assert answer is not None
    assert answer["connexxion"] == "connexion"
