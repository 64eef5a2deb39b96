"""What YAML makes of an editor's French, and what is said of it: each hint fits what was written."""

from __future__ import annotations

import pytest

from newsletter import issuefile

HEAD = "number: 1\ndate: 2025-01-02\nslug: cas\n"
PIECE = "news:\n  - title: La machine\n    intro: Un mot.\n"
POINTS = f"{PIECE}    essential:\n"
COLON = 'holds ": " needs quotes'


def told(text: str) -> list[tuple[int, int, str, str]]:
    found = issuefile.read(HEAD + text, "issues/x.yaml")[1]
    return [(one.line, one.column, one.code, one.hint) for one in found]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"subject: Nvidia, la valeur #1 du monde\n{PIECE}", (4, 28)),
        (f"ps: Le mot\n  de la fin #IA\n{PIECE}", (5, 13)),
        (f"{POINTS}      - Le #1 du monde\n      - Un mot.\n", (8, 12)),
        (f"{POINTS}      - Un mot.\n      - le #1\n        du monde\n", (10, 9)),
        (f"poll: {{ question: Qui ?, answers: [Oui, Non #1\n  ] }}\n{PIECE}", (4, 45)),
    ],
    ids=["one line", "two lines", "a point", "within a text", "in brackets"],
)
def test_no_text_is_cut_at_a_hash_without_a_word(text: str, place: tuple[int, int]) -> None:
    ((line, column, code, hint),) = told(text)
    assert (line, column) == place
    assert code in {"yaml.comment", "yaml.syntax"}
    assert "` #` needs quotes" in hint


@pytest.mark.parametrize("start", ["subject: #IA partout\n", "greeting:  #1\n"])
def test_a_text_that_begins_with_a_hash(start: str) -> None:
    ((_, _, code, hint),) = told(start + PIECE)
    assert code == "schema.empty"
    assert "` #` needs quotes" in hint


@pytest.mark.parametrize(
    "text",
    [
        "subject: Nvidia # à relire\n",
        'subject: "Nvidia, la valeur #1 du monde" #relu\n',
        "subject: C#, F#1 et R#\n",
        "#un commentaire\nps: Un mot.\n  #un autre\n",
        "hook: |\n  La valeur #1 du monde.\n",
        "status: draft #relu\n",
    ],
)
def test_comments_stay_comments(text: str) -> None:
    assert told(text + PIECE) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ps: 'L'IA avance'\n", "an apostrophe goes into double quotes"),
        ("ps: 'Aujourd'hui, c'est l'été'\n", "an apostrophe goes into double quotes"),
        ('ps: "Oui" dit-il\n', "Quotes stand around the whole text"),
        ('ps: "Il a dit "oui" hier"\n', "Quotes stand around the whole text"),
        ("ps: 'Oui' dit-il\n", "Quotes stand around the whole text"),
        ("ps: [Exclu] Google lance\n", "starts with [ needs quotes"),
        ("ps: [Exclu]\n", "starts with [ needs quotes"),
        ("ps: {Exclu} Google lance\n", "starts with { needs quotes"),
        ("ps: {Exclu}\n", "starts with { needs quotes"),
        ("ps: *Exclu* Google lance\n", "starts with * needs quotes"),
        ("ps: **Exclu** Google lance\n", "starts with * needs quotes"),
        ("ps: *Exclu\n", "starts with * needs quotes"),
        ("ps: &Exclu Google\n", "starts with & needs quotes"),
        ("ps: & Google\n", "starts with & needs quotes"),
        ("ps: !Exclu Google\n", "starts with ! needs quotes"),
        ("ps: ! Google\n", "starts with ! needs quotes"),
        ("ps: % de hausse\n", "starts with % needs quotes"),
        ("ps: @google lance\n", "starts with @ needs quotes"),
        ("ps: `code` et mots\n", "starts with ` needs quotes"),
        ("ps: > 3 milliards\n", "starts with > needs quotes"),
        ("ps: - Google\n", "starts with - needs quotes"),
        ("ps: ? Google\n", "starts with ? needs quotes"),
        ("ps: La levée : 40\n", COLON),
        ("ps:\n  La levée : 40\n", COLON),
    ],
)
@pytest.mark.parametrize("behind", [PIECE, ""], ids=["more follows", "at the end"])
def test_each_mark_that_yaml_reads_is_named(text: str, hint: str, behind: str) -> None:
    found = told(PIECE + text if not behind else text + behind)
    assert hint in found[0][3], found
    assert not any("indentation" in one[3] for one in found), found


@pytest.mark.parametrize(
    ("point", "hint"),
    [
        ("La levée : 40 milliards", COLON),
        ('"La levée" : 40 milliards', COLON),
        ("[Exclu] Google", "starts with [ needs quotes"),
        ("{Exclu} Google", "starts with { needs quotes"),
        ("[Exclu]", "starts with [ needs quotes"),
        ("'L'IA avance'", "an apostrophe goes into double quotes"),
        ('"Oui" dit-il', "Quotes stand around the whole text"),
        ("@google lance", "starts with @ needs quotes"),
    ],
)
def test_the_same_in_a_list(point: str, hint: str) -> None:
    found = told(f"{POINTS}      - Un mot.\n      - {point}\n      - Un autre.\n")
    assert [hint in one[3] for one in found] == [True], found


def test_a_point_is_called_by_its_list_and_number() -> None:
    found = issuefile.read(f"{HEAD}{POINTS}      - Un mot.\n      - La levée : 40\n      - Un.\n", "x.yaml")[1]
    assert [one.message for one in found] == ["`essential 2` must be a text in `news` 1."]


def test_a_mapping_that_was_meant_is_not_taken_for_a_sentence() -> None:
    ((_, _, code, hint),) = told("ps:\n  title: Un titre\n  body: Un texte\n" + PIECE)
    assert code == "schema.type"
    assert "quotes" not in hint
