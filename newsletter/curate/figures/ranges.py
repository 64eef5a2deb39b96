"""Two amounts that share a unit: ranges (`10 à 15 %`, `$5-10 million`) and pairs (`12 et 14 %`)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures import amounts, context, numbers
from newsletter.curate.figures.numbers import Form
from newsletter.curate.figures.prose import SPACES
from newsletter.curate.figures.units import Kind

if TYPE_CHECKING:
    from newsletter.curate.figures.amounts import Amount
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

_SYMBOL = re.compile(r"(?:US)?[€$£¥₹₩] ?")
_DASHES = "-–—−‑"


@cache
def _joints(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(language.range_words, key=len, reverse=True))
    pairs = "|".join(sorted(language.pair_words, key=len, reverse=True))
    return (
        re.compile(
            rf"[{SPACES}*]?(?P<dash>[{_DASHES}])[{SPACES}]?|[{SPACES}*]{{1,3}}(?P<word>{words})[{SPACES}*]{{1,2}}"
        ),
        re.compile(rf", |,?[{SPACES}*]{{1,3}}(?:{pairs})[{SPACES}*]{{1,2}}"),
    )


@cache
def _near_words(language: Language) -> re.Pattern[str]:
    phrases = "|".join(sorted(map(re.escape, language.before), key=len, reverse=True))
    return re.compile(rf"(?:{phrases})[{SPACES}*]{{0,2}}")


def read(prose: Prose, first: Amount) -> tuple[Amount, Amount] | None:
    """Read the second end of a range after its first, and give both in their common unit."""
    joint = _joints(prose.language)[0].match(prose.low, first.end)
    if not joint or first.nouns or first.per or context.is_name(prose, first):  # Boeing 737-800
        return None
    between = context.word_before(prose, first.start) in prose.language.between
    if joint["word"] == prose.language.joiner and not between:
        return None
    near = _near_words(prose.language).match(prose.low, joint.end())
    second = _next(prose, near.end() if near else joint.end())
    if not second or (joint["dash"] and second.form is Form.WORDS and first.form is not Form.WORDS):
        return None
    if context.is_year(prose, first):
        return _years(prose, first, second, dash=bool(joint["dash"]))
    return _unified(first, second)


def _years(prose: Prose, first: Amount, second: Amount, *, dash: bool) -> tuple[Amount, Amount] | None:
    """Read `2023-2025`, `2024-25`; `in 2023 to 14%` is no range, `2000 à 2500 salariés` one of counts."""
    year = replace(first, kind=Kind.YEAR, unit="year")
    if context.is_year(prose, second):
        return year, second
    if dash and second.bare and second.form is Form.PLAIN and first.value % 100 < second.value < 100:
        return year, replace(second, value=first.value - first.value % 100 + second.value)
    counts = second.nouns and second.form is Form.PLAIN and second.value >= 1000
    return _unified(first, second) if counts else None


def is_score(prose: Prose, first: Amount, second: Amount) -> bool:
    """Tell a score (`4-2`) from a range: two bare numbers below 100, glued by a dash, the larger first."""
    plain = first.form is second.form is Form.PLAIN and first.bare and not first.sign
    glued = prose.text[first.end : second.start] in _DASHES
    return plain and glued and 100 > first.value > second.value


def pair(prose: Prose, first: Amount) -> Amount:
    """Give a bare number the unit that it shares with the next: the 12 of `12 et 14 %`, `12, 14 et 15 %`."""
    end = first.end
    if not first.bare or first.scale > 1 or first.form is Form.ARTICLE or context.is_year(prose, first):
        return first
    for _ in range(3):
        joint = _joints(prose.language)[1].match(prose.low, end)
        second = _next(prose, joint.end()) if joint else None
        if not joint or not second or second.form is Form.ARTICLE or second.kind in (Kind.ORDINAL, Kind.DATE):
            return first
        if second.unit and not joint[0].startswith(", "):  # «en 12 pays, 14 %» shares nothing
            unified = _unified(first, second)
            return unified[0] if unified else first
        if not second.bare or second.scale > 1:
            return first
        end = second.end
    return first


def _next(prose: Prose, at: int) -> Amount | None:
    """Read the amount at an offset, whose currency may stand before its number."""
    symbol = _SYMBOL.match(prose.text, at)
    start = symbol.end() if symbol else at
    if not numbers.may_start(prose, start):
        return None
    number = numbers.read(prose, start)
    if not number or number.form in (Form.NAME, Form.HALF, Form.ARTICLE):
        return None
    return amounts.read(prose, start, number, at)


def _unified(first: Amount, second: Amount) -> tuple[Amount, Amount] | None:
    """Share what only one of two amounts says: its unit and magnitude, or None where they do not agree."""
    if first.kind is Kind.ORDINAL or second.kind is Kind.ORDINAL:
        return None
    if first.unit and second.unit and first.unit != second.unit:
        return None
    if first.unit and not second.unit:
        if first.kind is not Kind.MONEY or first.scale != 1:  # only $5-10 million has its unit before
            return None
        second = replace(second, unit=first.unit, kind=first.kind, nouns=())
    elif second.unit and not first.unit:
        first = replace(first, unit=second.unit, kind=second.kind)
    if first.scale == 1 and second.scale != 1:
        if first.value >= second.value / second.scale and first.value >= 100:
            return None  # 800 à 1,2 milliard: nobody can tell
        first = replace(first, value=first.value * second.scale, step=first.step * second.scale, scale=second.scale)
    kind = second.kind if first.kind is Kind.COUNT else first.kind
    return replace(first, kind=kind, per=second.per, nouns=second.nouns), replace(second, kind=kind)
