"""French editors are spoken to in French: the catalogue is whole, its French is well set, and sentences are found."""

from __future__ import annotations

import re
import sys
from collections import Counter

import pytest
from hypothesis import given, strategies as st
from newsroom_builder import ROOT

from newsletter import report
from newsletter.preview import payload
from newsletter.problems import Problem, Severity
from newsletter.render.typography import fix
from newsletter.report import spoken
from newsletter.report.catalogue import Catalogue

sys.path.insert(0, str(ROOT / "tools"))

import helped
import said

PAIRS = [pair for name in spoken.catalogues() for pair in spoken.entries(name)]
HOLE = re.compile(r"\{(\d?)(?::[^{}]*)?\}")
FRENCH = {"NEWSLETTER_LANGUAGE": "fr"}


def test_every_sentence_of_the_source_has_its_french() -> None:
    missing = {sentence: module for sentence, module in said.sentences().items() if sentence not in dict(PAIRS)}
    assert missing == {}, "write their French into newsletter/report/fr/"


def test_every_sentence_of_the_help_has_its_french() -> None:
    known = dict(PAIRS)
    missing = {text for text in helped.sentences() if text not in known and not all(map(known.get, helped.parts(text)))}
    assert missing == set(), "write their French into newsletter/report/fr/help.po"


def test_the_catalogue_has_nothing_that_the_source_does_not_say() -> None:
    helps = {part for text in helped.sentences() for part in (text, *helped.parts(text))}
    assert [sentence for sentence, _ in PAIRS if sentence not in said.written() | helps] == []
    assert [sentence for sentence, times in Counter(sentence for sentence, _ in PAIRS).items() if times > 1] == []


def test_every_entry_of_a_catalogue_is_read() -> None:
    for name in spoken.catalogues():
        text = (spoken.FOLDER / name).read_text(encoding="utf-8")
        assert text.count("\nmsgid ") - 1 == len(spoken.entries(name)), name


def test_the_walk_finds_sentences_wherever_they_are_written() -> None:
    found = said.sentences()
    for sentence in (
        "`{}` is missing{}.",  # an f-string given to a method
        "a whole number",  # an entry of a table, put into a sentence
        "does not let programs in",  # a table of answers
        "it divides by zero",  # an exception's words
        "The title of the piece.",  # what a key is for
        "Did you mean `{}`?",  # what a function returns
        "{} of {} readers mailed{}.",  # strings that are added up
        "It has {} entries; the first {} were read.",  # what is put into a list
    ):
        assert sentence in found


def lost(english: str, french: str) -> bool:
    """Tell whether a translation leaves out what is put in, or wants more; an English plural may go."""
    holes = [hole[1] for hole in HOLE.finditer(french)]
    used = {int(hole) for hole in holes} if all(holes) else set(range(1, len(holes) + 1))
    wanted = {at: english[hole.start() - 1].isalpha() for at, hole in enumerate(re.finditer(r"\{\}", english), 1)}
    endings = {at for at, ending in wanted.items() if ending}
    return not wanted.keys() - endings <= used <= wanted.keys() or (any(holes) and not all(holes))


def test_what_is_put_in_is_put_into_the_french_too() -> None:
    assert [pair for pair in PAIRS if lost(*pair)] == []


def well_set(text: str) -> str:
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else fix(part, "fr") for part in parts)


def test_the_french_is_set_as_the_house_sets_it() -> None:
    texts = [re.sub(r"(?<=\S) +", " ", french) for _, french in PAIRS]  # columns keep their spaces
    assert [text for text in texts if well_set(text) != text] == []


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fro_FR"}, "en"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "NEWSLETTER_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "NEWSLETTER_LANGUAGE": "fr"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "NEWSLETTER_LANGUAGE": ""}, "fr"),
    ],
)
def test_the_language_is_what_the_environment_says(environ: dict[str, str], wanted: str) -> None:
    assert report.language(environ) == wanted


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("The key `titel` is not known in `news` 2.", "La clé `titel` n’est pas connue dans `news` 2."),
        ("`number` must be a whole number.", "`number` doit être un nombre entier."),
        ("`publish_at` must be a date and a time in `x`.", "`publish_at` doit être une date et une heure dans `x`."),
        ("1 issue checked: no problems.", "1 numéro vérifié\u00a0: aucun problème."),
        ("0 issues checked: no problems.", "0 numéro vérifié\u00a0: aucun problème."),
        (
            "2 issues checked: 8 errors, 1 warning, 3 to know.",
            "2 numéros vérifiés\u00a0: 8 erreurs, 1 avertissement, 3 à savoir.",
        ),
        ("2 of 5 readers mailed, 1 refused, 2 in doubt.", "2 lecteurs servis sur 5, 1 refusé, 2 en suspens."),
        ("https://a.example/ is not there (HTTP 404).", "https://a.example/ n’existe pas (HTTP 404)."),
        ("\n3 built in 1.5 s; 12 files written.", "\n3 construits en 1,5\u00a0s\u202f; 12 fichiers écrits."),
        (
            "`<button>` element: in Outlook, Gmail and 3 more the button does nothing.",
            "`<button>` element\u00a0: dans Outlook, Gmail et 3 de plus le bouton ne fait rien.",
        ),
        (
            "`answers` has 1 in `poll`: it takes at least 2 and at most 6.",
            "`answers` contient 1 dans `poll`\u00a0: il faut au moins 2 et au plus 6.",
        ),
        (
            "Campaign 1 of listmonk is scheduled: it is left as it is.",
            "La campagne 1 de listmonk est programmée\u00a0: elle reste telle quelle.",
        ),
        ("rsync failed: rsync error: error number one.", "rsync a échoué\u00a0: rsync error: error number one."),
        ("It divides by zero.", "Il divise par zéro."),
        ("`18 + 18`: it divides by zero.", "`18 + 18`\u00a0: il divise par zéro."),
        ("`mj-x` must have six digits.", "`mj-x` doit avoir six chiffres."),
        ("`dir` must be `ltr` or `rtl`.", "`dir` doit être `ltr` ou `rtl`."),
        (
            "The mail has no `<h1>`. (out/mail/a/email.html:1:1)",
            "Le courriel n’a pas de `<h1>`. (out/mail/a/email.html:1:1)",
        ),
        (
            "This is not YAML: a text that is not ours in this place.",
            "Ce n’est pas du YAML\u00a0: a text that is not ours in this place.",
        ),
        ("What nobody ever wrote.", "What nobody ever wrote."),
        ("", ""),
    ],
)
def test_sentences_are_found_with_what_was_put_in(english: str, french: str) -> None:
    assert report.speech("fr")(english) == french
    assert report.speech("en")(english) == english


def test_what_stands_in_quotes_is_somebodys_own() -> None:
    speak = report.speech("fr")
    assert speak("«a date» stands twice.") == "«\u00a0a date\u00a0» est écrit deux fois."
    assert speak("There is no block `the sources`.") == "Il n’y a pas de bloc `the sources`."


def test_the_sentence_with_the_most_words_wins() -> None:
    catalogue = Catalogue(
        {"{} is here": "{} est ici", "{} who is here": "{} qui est ici", "a {} of {}": "{2}, {1:al|aux}"}
    )
    assert catalogue.said("one who is here") == "one qui est ici"
    assert [catalogue.said(f"a {number} of b") for number in (1, 2)] == ["b, al", "b, aux"]


TEXTS = st.text(st.sampled_from("ab ,.`«»{}()12\n") | st.characters(codec="utf-8"), max_size=60)


@given(TEXTS)
def test_any_text_can_be_said(text: str) -> None:
    assert isinstance(report.speech("fr")(text), str)


@pytest.mark.parametrize("piece", ["in 1 ", "x in a", "must be ", " and 1 more", "a, ", "No. ", "(a ", "a: ", "` "])
def test_a_text_that_repeats_itself_comes_to_an_end(piece: str) -> None:
    assert isinstance(report.speech("fr")(piece * (2000 // len(piece))), str)


@given(st.sampled_from([pair for pair in PAIRS if "{}" not in pair[0]]))
def test_a_sentence_without_holes_is_its_french(pair: tuple[str, str]) -> None:
    assert report.speech("fr")(pair[0]) == pair[1]


@given(st.sampled_from(PAIRS), st.lists(st.text("xyz", min_size=1, max_size=5), min_size=6, max_size=6))
def test_no_english_is_left_of_a_sentence(pair: tuple[str, str], put_in: list[str]) -> None:
    pieces = pair[0].split("{}")
    # Behind a letter stands its plural, and what has one is counted.
    counted = any(piece[-1:].isalpha() for piece in pieces[:-1])
    values = [
        "s" if piece[-1:].isalpha() else "2" if counted else value
        for piece, value in zip(pieces[:-1], put_in, strict=False)
    ]
    text = "".join(piece + value for piece, value in zip(pieces, [*values, ""], strict=True))
    told = report.speech("fr")(text)
    if re.search(r"[A-Za-z]{2}", "".join(pieces)) and pair[0] != pair[1]:
        assert told != text


def test_a_terminal_without_accents_gets_letters_without_them() -> None:
    problem = Problem(severity=Severity.ERROR, code="schema.empty", message="`ps` has no value.")
    shown = report.as_text([problem], ascii_only=True, spoken=report.speech("fr"))
    assert shown == "erreur : `ps` n'a pas de valeur. [schema.empty]"


def test_the_desk_gets_the_french_beside_the_english() -> None:
    found = Problem(code="schema.empty", message="`ps` has no value.", hint="Write one, or remove the key.")
    (told,) = payload.problems([found])
    assert (told["message"], told["hint"]) == (found.message, found.hint)
    assert told["fr"] == {"message": "`ps` n’a pas de valeur.", "hint": "Écrivez-en une, ou supprimez la clé."}
