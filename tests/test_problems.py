"""What is said of a word that is not known: the one that was meant, or nothing."""

from __future__ import annotations

import pytest

from newsletter.model import Issue
from newsletter.problems import did_you_mean
from newsletter.shape import slots

KEYS = [slot.name for slot in slots(Issue)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("autor", "author"),
        ("auteur", "author"),
        ("uathor", "author"),
        ("sujet", "subject"),
        ("numero", "number"),
        ("commentaire", "comment"),
        ("greting", "greeting"),
        ("new", "news"),
        ("actus", ""),
        ("essentiel", ""),
        ("sondage", ""),
        ("", ""),
    ],
)
def test_a_key_of_an_issue(word: str, meant: str) -> None:
    assert did_you_mean(word, KEYS) == (f"Did you mean `{meant}`?" if meant else "")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("fr-FR", ["fr-CH", "fr-CA", "fr", "en"], "fr"),
        ("fr_FR", ["fr-CH", "fr-CA", "fr", "en"], "fr"),
        ("en-GB", ["fr", "en"], "en"),
        ("zh-Hant", ["fr", "en"], ""),
        ("kosmos-preprnt", ["kosmos", "kosmos-preprint"], "kosmos-preprint"),
    ],
)
def test_a_language_or_a_name(word: str, known: list[str], meant: str) -> None:
    assert did_you_mean(word, known) == (f"Did you mean `{meant}`?" if meant else "")
