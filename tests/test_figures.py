from __future__ import annotations

import os
import random
import re
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from figure_cases import cases, read
from hostile_texts import HOSTILE, LANGUAGES, TEXTS
from hypothesis import given, settings, strategies as st

from newsletter.curate.figures import Figure, Kind, find, numbers, prose

if TYPE_CHECKING:
    from types import FrameType


def listed(text: str) -> list[str]:
    return text.split()


PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
EXAMPLES = settings(max_examples=3000 if PROOF else 150, deadline=None)


def only(text: str, language: str) -> Figure:
    (figure,) = find(text, language)
    return figure


@pytest.mark.parametrize(("language", "sentence", "reading"), list(cases()))
def test_golden_readings(language: str, sentence: str, reading: str) -> None:
    assert read(sentence, language) == reading


@EXAMPLES
@given(TEXTS, LANGUAGES)
def test_find_never_raises_and_offsets_slice_to_the_text(text: str, language: str) -> None:
    last = 0
    for figure in find(text, language):
        assert text[figure.start : figure.end] == figure.text != ""
        assert figure.start >= last
        assert figure.low <= figure.high or figure.kind is Kind.SCORE
        last = figure.end


FRENCH_MONEY = ["{} Md€", "{}\u00a0Md€", "{} milliards d’euros", "{} Mds €", "{} milliards €", "€{} milliards"]
ENGLISH_MONEY = ["€{}bn", "€{} billion", "{} billion euros", "EUR {} billion"]


@EXAMPLES
@given(st.integers(1, 9999), st.integers(0, 99))
def test_every_way_to_write_an_amount_agrees(whole: int, hundredths: int) -> None:
    value = (whole + Fraction(hundredths, 100)) * 10**9
    french = f"{whole:,}".replace(",", "\u202f") + f",{hundredths:02}"
    english = f"{whole:,}.{hundredths:02}"
    figures = [only(f"Il vaut {form.format(french)}.", "fr") for form in FRENCH_MONEY]
    figures += [only(f"It is worth {form.format(english)}.", "en") for form in ENGLISH_MONEY]
    millions = f"{whole * 1000 + hundredths * 10:,}".replace(",", " ")
    figures.append(only(f"Il vaut {millions} millions d’euros.", "fr"))
    assert {(figure.low, figure.high, figure.unit) for figure in figures} == {(value, value, "EUR")}


@EXAMPLES
@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f", "’", "."]))
def test_grouping_separators_are_read_in_french(number: int, separator: str) -> None:
    grouped = f"{number:,}".replace(",", separator)
    assert only(f"Il a {grouped} €.", "fr").low == number


def test_a_lone_mark_groups_or_divides_by_the_languages_custom() -> None:
    assert [only(f"{text} €", "fr").low for text in ("1.234", "1,234", "1.23", "1,23")] == [
        1234,
        Fraction("1.234"),
        Fraction("1.23"),
        Fraction("1.23"),
    ]
    assert [only(f"€{text}", "en").low for text in ("1.234", "1,234", "1.23", "1,23")] == [
        Fraction("1.234"),
        1234,
        Fraction("1.23"),
        Fraction("1.23"),
    ]


ONES = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
)
TENS = {
    "France": "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
    "Suisse": "vingt trente quarante cinquante soixante septante huitante nonante",
}


def spelled(number: int, country: str) -> str:
    """Spell a number below a million, as in France or in Switzerland."""
    if number >= 1000:
        thousands = "" if number < 2000 else re.sub("(cent|vingt)s$", r"\1", spelled(number // 1000, country)) + " "
        return f"{thousands}mille {spelled(number % 1000, country)}".removesuffix(" zéro")
    if number >= 100:
        hundreds = "" if number < 200 else ONES[number // 100] + " "
        plural = "s" if number >= 200 and number % 100 == 0 else ""
        return f"{hundreds}cent{plural} {spelled(number % 100, country)}".removesuffix(" zéro")
    if number < 20:
        return ONES[number]
    ten, one = divmod(number, 10)
    word = TENS[country].split()[ten - 2]
    if country == "France" and ten in {7, 9}:
        one += 10
    if not one:
        return word + ("s" if word == "quatre-vingt" else "")
    return f"{word} et {ONES[one]}" if one in {1, 11} and word != "quatre-vingt" else f"{word}-{ONES[one]}"


ENGLISH_ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    if number >= 1000:
        return f"{english(number // 1000)} thousand {english(number % 1000)}".removesuffix(" zero")
    if number >= 100:
        return f"{english(number // 100)} hundred and {english(number % 100)}".removesuffix(" and zero")
    if number < 20:
        return ENGLISH_ONES[number]
    return f"{ENGLISH_TENS[number // 10 - 2]}-{english(number % 10)}".removesuffix("-zero")


def read_back(words: str, language: str) -> tuple[Fraction, int] | None:
    found = numbers.read(prose.read(words, language), 0)
    return (found.value, found.end) if found else None


def test_number_words_are_read_back() -> None:
    chance = random.Random(7)  # noqa: S311 - the same numbers every time
    chosen = {
        *range(100 if not PROOF else 20_000),
        *(chance.randrange(10**6) for _ in range(1500 if not PROOF else 20_000)),
    }
    for number in chosen:
        for country in TENS:
            words = spelled(number, country)
            assert read_back(words, "fr") == (number, len(words)), words
        words = english(number)
        assert read_back(words, "en") == (number, len(words)), words


def steps(text: str) -> int:
    """Count the calls that finding the figures of a text takes, of Python and of C alike."""
    count = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        find(text, "fr")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", ["Meta a perdu 11 % et 200 milliards de dollars en 24 heures. ", *HOSTILE])
def test_the_steps_grow_with_the_text_and_no_faster(unit: str) -> None:
    find(unit, "fr")  # the patterns are compiled once
    short, long = (steps((unit * size)[: size * len(unit)]) for size in (100, 800))
    assert long <= 8.5 * short + 100


def test_what_is_no_prose_is_not_searched() -> None:
    text = "Voir [ici](https://a.fr/2025/12%) ou <https://b.fr/33>, `14 %`, ``15 `%` 16``, a1.33@c.fr, www.d.fr/77.\n\n```\n88 %\n```\n[x]: /99%"
    assert find(text, "fr") == ()


def test_a_lone_backtick_hides_nothing_beyond_its_paragraph() -> None:
    assert [figure.text for figure in find("Un ` seul, 14 %.\n\nUn autre ` seul, 15 %.", "fr")] == ["14 %", "15 %"]
