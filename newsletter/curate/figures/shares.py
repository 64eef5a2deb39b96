"""Fractions (`un tiers`, `7 sur 10`, `1/3`) and long ranks in words (`vingt-troisième`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures import measures, numbers
from newsletter.curate.figures.numbers import Form
from newsletter.curate.figures.prose import SPACES

if TYPE_CHECKING:
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.numbers import Number
    from newsletter.curate.figures.prose import Prose

_SLASH = re.compile(r"/(\d{1,3})(?![\d/]|[.,]\d)")
_DENOMINATOR = re.compile(rf"[-{SPACES}*]{{1,2}}([^\W\d_]++)")
_SHARED = re.compile(r"[ \u00a0](?:de|des|du|of|d')")
_OF_TIME = re.compile(r" d'heure(?![^\W_])| of an hour(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, as a fraction, and the offset where it ends. `value` 0 is an idiom: 24/7."""

    value: Fraction
    end: int
    of_hour: bool = False


def read(prose: Prose, number: Number) -> Share | None:
    """Read the rest of a fraction after its first number."""
    if number.value.denominator != 1:
        return None
    return _slashed(prose, number) or _named(prose, number) or _out_of(prose, number)


@cache
def _after_article(language: Language) -> re.Pattern[str]:
    words = {phrase.partition(" ")[0] for phrase in language.units}
    words |= {*language.magnitudes, *language.collectives, *language.denominators, *language.half_of}
    one = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    out_of = "|".join(language.out_of)
    return re.compile(rf"[-{SPACES}*_\n]{{1,6}}(?:(?:{one})(?![^\W_])|(?:.{{1,40}} )?(?:{out_of}) )")


def may_follow(prose: Prose, at: int) -> bool:
    """Tell cheaply whether an article may be a number: a unit, a magnitude or `sur dix` follows."""
    return bool(_after_article(prose.language).match(prose.low, at))


def rank(prose: Prose, number: Number) -> tuple[int, int] | None:
    """Read the end of a long rank in words, `vingt-troisième`, `twenty-first`: its value and where it ends."""
    if number.form is not Form.WORDS or number.value % 10:
        return None
    if prose.low.startswith(" et unième", number.end):
        return int(number.value) + 1, number.end + len(" et unième")
    said = measures.word(prose, number.end + 1) if prose.low.startswith("-", number.end) else ""
    value = prose.language.ordinals.get(said)
    return (int(number.value) + value, number.end + 1 + len(said)) if value else None


def _slashed(prose: Prose, number: Number) -> Share | None:
    """Read `1/3`, `7/10`; 24/7 and 16/9 are idioms."""
    found = _SLASH.match(prose.text, number.end)
    if not found or number.form is not Form.PLAIN:
        return None
    whole = int(found[1])
    if number.value >= 1000:  # en 2015/16
        return None
    return Share(number.value / whole if number.value < whole else Fraction(0), found.end())


def _named(prose: Prose, number: Number) -> Share | None:
    """Read `un tiers`, `trois quarts`, `two-thirds`, `a fifth of`."""
    found = _DENOMINATOR.match(prose.low, number.end)
    whole = prose.language.denominators.get(found[1]) if found else None
    if not found or not whole or number.value >= whole:
        return None
    if prose.low.startswith((" de finale", " de confiance"), found.end()):
        return None
    of_hour = _OF_TIME.match(prose.low, found.end())
    if of_hour:
        return Share(number.value / whole, of_hour.end(), of_hour=True)
    sure = number.value > 1 or found[1] in ("tiers", "quart") or prose.low[found.start() - 3 : found.start()] == "one"
    if not sure and not is_shared(prose, found.end()):  # un cinquième homme, a third party
        return None
    return Share(number.value / whole, found.end())


def is_shared(prose: Prose, at: int) -> bool:
    """Tell whether what is shared follows: un tiers *des* voix."""
    return bool(_SHARED.match(prose.low, at))


@cache
def _out_of_pattern(language: Language) -> re.Pattern[str]:
    words = "|".join(language.out_of)
    return re.compile(rf"((?:[{SPACES}*][^\W\d_]{{1,20}}+){{0,3}}?)[{SPACES}*]({words})[{SPACES}*]{{1,2}}")


def _out_of(prose: Prose, number: Number) -> Share | None:
    """Read `7 sur 10`, `un salarié sur trois`, `one in five`: the whole is at most 20, or 100, 1 000, 10 000."""
    found = _out_of_pattern(prose.language).match(prose.low, number.end)
    if not found or not numbers.may_start(prose, found.end()):
        return None
    whole = numbers.read(prose, found.end())
    if not whole or whole.form in (Form.NAME, Form.ARTICLE, Form.HALF) or not number.value < whole.value:
        return None
    elsewhere = found[2] == "in" and found[1] and number.value > 1  # 5 engineers in 10 countries
    usual = whole.value <= 20 or whole.value in (100, 1000, 10_000)
    if elsewhere or not usual or measures.unit(prose, whole.end, large=False)[0]:
        return None
    return Share(number.value / whole.value, whole.end)
