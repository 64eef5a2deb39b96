"""Expressions of people's own: those that could take long are refused, with a reason for their author."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from newsletter import config
from newsletter.patterns import MOST_STEPS, PatternError, vetted

REFUSED = {
    "(a+)+b": "no bound",
    "a*": "no bound",
    "(?:très ){2,}": "no bound",
    "(a{1,20}){1,20}b": "steps",
    r"\w{0,50}\w{0,50}x": "steps",
    "(a|a){20}b": "steps",
    "(a{99}){99}": "steps",
    r"(a)\1": "not read here",
    "(?=a)": "begin with `(?`",
    "(?i)a": "begin with `(?`",
    "(a": "never closes",
    "[a": "never closes",
    "a)": "never opened",
    "{3}": "nothing to repeat",
    "a{3}{3}": "is repeated",
    "[[a]": "write `\\[`",
    "[z-a]": "range",
    "x?": "where nothing stands",
    "": "where nothing stands",
    "x" * 301: "300 characters",
    "(" * 11 + "a" + ")" * 11: "brackets stand inside each other",
    "a\\": "not read here",
}


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_bomb_is_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(PatternError, match=re.escape(REFUSED[pattern])):
        vetted(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("révolutionnaires?", "Deux outils Révolutionnaires.", "Révolutionnaires"),
        ("game[- ]changer", "un game-changer", "game-changer"),
        (r"\bIA\b", "l’ia partout", "ia"),
        ("(?:très ){2,5}", "très très bon", "très très "),
        ("a{2}|b.c", "x b_c", "b_c"),
        (r"[\[\]]", "a]", "]"),
    ],
)
def test_words_and_small_patterns_are_read(pattern: str, text: str, found: str) -> None:
    match = vetted(pattern).search(text)
    assert match
    assert match[0] == found


@given(st.text("ab(|)[]{}0123,?*+\\.^$ é-", max_size=40))
def test_what_is_taken_finds_its_way_through_any_text(pattern: str) -> None:
    try:
        compiled = vetted(pattern)
    except PatternError:
        return
    compiled.search("ab" * 2000 + "a" * 2000)


def test_the_worst_that_is_taken_is_bounded() -> None:
    worst = vetted(r"(?:a{0,6}){1,3}b")
    assert not worst.search("a" * 100_000)
    assert MOST_STEPS == 2000


def test_newsletter_toml_is_refused_with_the_place() -> None:
    text = 'title = "a"\nurl = "https://a.example"\n\n[check]\nforbidden = ["bien", "(a+)+"]\n'
    _, problems = config.read(text, "newsletter.toml", Path())
    assert [(one.code, one.line) for one in problems] == [("config.pattern", 5)]
    assert "(a+)+" in problems[0].message
