"""Numbers as people write them, in digits or in words, to exact values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

LONGEST = 48  # characters; more is an identifier, and int() itself refuses thousands of digits
# The forms that say by themselves what their separators are, then digits with at most one mark. Every repetition is
# bounded or possessive, so that reading stays linear.
_NUMBER = re.compile(
    r"""
      (?P<telephone> 0\d (?:[ .\u00a0]\d\d){3,6} (?!\d) )
    | (?P<spaced> \d{1,3} (?P<by>[ '’\u00a0\u202f\u2009\u2007]) \d{3} (?:(?P=by)\d{3}){0,6} (?!\d) )
      (?: [.,٫] (?P<spaced_tenths>\d++) )?
    | (?P<commas> \d{1,3} (?:[,٬]\d{3}){2,7} (?!\d) ) (?: [.٫] (?P<commas_tenths>\d++) )?
    | (?P<comma> \d{1,3} [,٬]\d{3} ) [.٫] (?P<comma_tenths>\d++)
    | (?P<dots> \d{1,3} (?:\.\d{3}){2,7} (?![.\d]) ) (?: , (?P<dots_tenths>\d++) )?
    | (?P<dot> \d{1,3} \.\d{3} ) , (?P<dot_tenths>\d++)
    | (?P<lakhs> \d{1,2} (?:,\d\d){1,5} ,\d{3} (?!\d) )
    | (?P<version> \d++ (?:\.\d++){2,}+ )
    | (?P<plain> \d++ ) (?: (?P<mark>[.,٫]) (?P<rest>\d++) (?!,\d) )?
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"\D")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"(?:[ \u00a0]?[×x·][ \u00a0]?10)?(?:\^(\d{1,2})(?!\d)|([⁰¹²³⁴-⁹]{1,2}))")
_VULGAR = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
VULGAR = "".join(_VULGAR)
AND_A_HALF = re.compile(r" et demie?(?![^\W_])| and a half(?![^\W_])")
_HALF_LINK = re.compile(r"-(?=[^\W\d_])| (?:an? )?(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]++")
_LINK = re.compile(r"[-‐‑]|[ \u00a0\u202f]{1,2}")


class Form(Enum):
    """How a number is written."""

    PLAIN = "plain"  # digits alone
    MARKED = "marked"  # digits with a separator
    WORDS = "words"
    ARTICLE = "article"  # un, a: a number only before a unit
    HALF = "half"  # demi-heure, half a million: the same
    NAME = "name"  # a version, a telephone number, an identifier: no number


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the place of its last significant digit (0: exact), and the offset where it ends."""

    value: Fraction
    step: Fraction
    end: int
    form: Form


def may_start(prose: Prose, at: int) -> bool:
    """Tell cheaply whether a number may start at an offset: a digit or a letter stands there."""
    return prose.text[at : at + 1].isalnum()


def read(prose: Prose, at: int) -> Number | None:
    """Read the number that starts at an offset, if one does."""
    first = prose.text[at : at + 1]
    if first.isdecimal():
        return _and_a_half(prose, _digits(prose, at))
    if first in _VULGAR:
        return Number(_VULGAR[first], Fraction(0), at + 1, Form.MARKED)
    words = _words(prose, at)
    return _and_a_half(prose, words) if words else _half_of(prose, at)


def step_of(whole: int) -> Fraction:
    """Give the place of the last significant digit of a whole number.

    >>> step_of(1200)
    Fraction(100, 1)
    """
    step = 1
    while whole and whole % (step * 10) == 0:
        step *= 10
    return Fraction(step)


def _digits(prose: Prose, at: int) -> Number:
    found = _NUMBER.match(prose.text, at)
    if not found or found["telephone"] or found["version"] or found.end() - at > LONGEST:
        return Number(Fraction(0), Fraction(1), found.end() if found else at + 1, Form.NAME)
    if found["plain"]:
        return _plain(prose, found)
    shape = found.lastgroup or ""
    tenths = found[shape] if shape.endswith("_tenths") else ""
    whole = _SEPARATORS.sub("", found[shape.removesuffix("_tenths")])
    return _marked(int(whole), tenths, found.end())


def _plain(prose: Prose, found: re.Match[str]) -> Number:
    """Read digits with at most one mark: `1,234` and `1.234` group or divide by the language's custom."""
    whole, mark, rest = found["plain"], found["mark"], found["rest"]
    if not mark:
        return _raised(prose, Number(Fraction(int(whole)), step_of(int(whole)), found.end(), Form.PLAIN))
    if len(rest) == 3 and len(whole) < 4 and whole[0] != "0" and mark not in (prose.language.decimal, "٫"):
        return _marked(int(whole + rest), "", found.end())
    return _raised(prose, _marked(int(whole), rest, found.end()))


def _marked(whole: int, tenths: str, end: int) -> Number:
    if not tenths:
        return Number(Fraction(whole), step_of(whole), end, Form.MARKED)
    place = 10 ** len(tenths)
    return Number(whole + Fraction(int(tenths), place), Fraction(1, place), end, Form.MARKED)


def _raised(prose: Prose, number: Number) -> Number:
    """Add what touches the number: `2½`, `10²⁵`, `3 × 10^25`."""
    following = prose.text[number.end : number.end + 1]
    if following in _VULGAR:
        return Number(number.value + _VULGAR[following], Fraction(0), number.end + 1, Form.MARKED)
    power = _POWER.match(prose.text, number.end)
    alone = following in _RAISED
    if not power or (alone and number.value != 10):
        return number
    times = Fraction(10 ** int(power[1] or power[2].translate(_SUPERSCRIPTS)))
    if alone:
        return Number(times, times, power.end(), Form.MARKED)
    return Number(number.value * times, number.step * times, power.end(), Form.MARKED)


def _and_a_half(prose: Prose, number: Number) -> Number:
    """Add the half of `two and a half years`."""
    half = AND_A_HALF.match(prose.low, number.end)
    if not half or number.form is Form.NAME:
        return number
    form = Form.WORDS if number.form is Form.ARTICLE else number.form
    return Number(number.value + Fraction(1, 2), Fraction(1, 10), half.end(), form)


def _half_of(prose: Prose, at: int) -> Number | None:
    """Read half of what follows: `demi-heure`, `half a million`."""
    found = _WORD.match(prose.low, at)
    if not found or found[0] not in prose.language.half_of:
        return None
    link = _HALF_LINK.match(prose.low, found.end())
    return Number(Fraction(1, 2), Fraction(0), link.end() if link else found.end(), Form.HALF)


class _Said(NamedTuple):
    """Number words so far: the thousands, what is below them, and the last word's value."""

    thousands: int = 0
    below: int = 0
    last: int = -1


def _words(prose: Prose, start: int) -> Number | None:
    """Read number words: `quatre-vingt-dix-sept`, `two hundred and five`."""
    language = prose.language
    said, at, end, joined = _Said(), start, start, False
    while found := _WORD.match(prose.low, at):
        value = language.numerals.get(found[0])
        if value is not None:
            longer = _say(language, said, value, joined=joined)
            if longer is None or (end > start and found[0] in language.only_first):
                break
            said, end, joined = longer, found.end(), False
        elif end == start or joined or found[0] != language.joiner:
            break
        else:
            joined = True
        link = _LINK.match(prose.low, found.end())
        if not link:
            break
        at = link.end()
    if end == start:
        return None
    value = said.thousands + said.below
    form = Form.ARTICLE if prose.low[start:end] in language.articles else Form.WORDS
    return Number(Fraction(value), step_of(value), end, form)


def _say(language: Language, said: _Said, value: int, *, joined: bool) -> _Said | None:
    """Add a number word to those said, or None where it begins another number."""
    thousands, below, last = said
    if joined and not (value in language.joined and last in language.joined_after):
        return None
    if value == 1000:
        return _Said(max(below, 1) * 1000, 0, 1000) if not thousands and last != 0 else None
    if value == 100:
        fits = last in (-1, 1000) or language.hundreds[0] <= below <= language.hundreds[1]
        return _Said(thousands, max(below, 1) * 100, 100) if fits else None
    if value == 20 and last == 4 and language.code == "fr":
        return _Said(thousands, below + 76, 80)
    return _Said(thousands, below + value, value) if value in _next(language, last) else None


def _next(language: Language, last: int) -> Collection[int]:
    """Tell which values below a hundred may follow a word."""
    if last < 0:
        return range(100)
    if last >= 100:
        return range(1, 100)
    if last in language.long_tens:
        return range(1, 20)
    if last == 10:
        return language.after_ten
    return range(1, 10) if last >= 20 else ()
