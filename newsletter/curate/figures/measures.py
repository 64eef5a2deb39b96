"""What follows a number: its magnitude (`millions`, `Md`, `bn`), its unit, its rate (`par mois`)."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.curate.figures import numbers, units
from newsletter.curate.figures.numbers import AND_A_HALF, Form
from newsletter.curate.figures.prose import SPACES

if TYPE_CHECKING:
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.numbers import Number
    from newsletter.curate.figures.prose import Prose
    from newsletter.curate.figures.units import Unit

# White space and emphasis between a number and its unit; one line break, where the sentence goes on after it.
_GAP = re.compile(rf"[{SPACES}*_]{{0,8}}(?:\n[{SPACES}]{{0,8}}(?=[a-zà-ÿ€%$]))?")
_WORD = re.compile(r"[^\W\d_]++")
_BETWEEN = re.compile(  # dix *prochaines* années
    r"(?:prochaine?s|dernière?s|derniers|première?s|premiers|longue?s|petite?s|bonnes|"
    r"more|full|long|straight|consecutive) "
)
_HYPHEN = re.compile(r"[-‑](?=[^\W\d_])")
_OF = re.compile(rf"[{SPACES}]?(?:de |d'|of |en )?")
_MONEY = re.compile(rf"[{SPACES}]?(?:[€$£¥₹₩]|(?:EUR|USD|GBP|CHF)(?![^\W_]))")
_TITLE = re.compile(r"\.[ \u00a0][A-ZÀ-Ý]")
_AROUND = re.compile(r" ?/ ?(\d{1,2})(?!\d)| sur (\d{1,2})(?!\d)")
_RATE = re.compile(
    r"[ \u00a0]?(?:/[ \u00a0]?|par |per |a |an |each |every |chaque |de l')"
    r"(seconde?|minute|heure|hour|h|jour|day|j|semaine|week|mois|month|année|an|year)(?![^\W_])"
    r"|[ \u00a0](?:(mensuel|annuel|hebdomadaire|quotidien)(?:le)?s?|(monthly|yearly|annually|weekly|daily))(?![^\W_])"
)
_RATES = {
    "second": "seconde second",
    "minute": "minute",
    "hour": "heure hour h",
    "day": "jour day j quotidien daily",
    "week": "semaine week hebdomadaire weekly",
    "month": "mois month mensuel monthly",
    "year": "an année year annuel yearly annually",
}
_RATE_OF = {word: name for name, words in _RATES.items() for word in words.split()}


class Magnitude(NamedTuple):
    """What one of a number is worth, what is added to it (deux millions *trois cent mille*), and where it ends.

    `step` is the place of the last digit of what is added; `collective` marks `une centaine`, `a dozen`.
    """

    end: int
    scale: int = 1
    added: Fraction = Fraction(0)
    step: Fraction | None = None
    collective: bool = False


def gap(prose: Prose, at: int) -> int:
    """Skip the white space and emphasis after an offset."""
    found = _GAP.match(prose.text, at)
    return found.end() if found else at


def word(prose: Prose, at: int) -> str:
    """Give the word in lower case that starts at an offset, or nothing."""
    found = _WORD.match(prose.low, at)
    return found[0] if found else ""


def magnitude(prose: Prose, number: Number, *, money: bool) -> Magnitude:
    """Read the magnitude after a number; `money` says that a currency stands before it."""
    at = gap(prose, number.end)
    if _HYPHEN.match(prose.text, at):  # a 70-billion-parameter model
        at += 1
    symbol = _symbol(prose, at, touching=at == number.end, money=money)
    if symbol:
        return Magnitude(at + len(symbol), units.MAGNITUDES[symbol])
    said = word(prose, at)
    collective = said in prose.language.collectives and number.form in (Form.ARTICLE, Form.WORDS)
    value = prose.language.collectives[said] if collective else prose.language.magnitudes.get(said)
    if not value:
        return Magnitude(number.end)
    if money and said.startswith("billion"):  # $1.2 billion is English, whatever stands around it
        value = 10**9
    end, further = linked(prose, at + len(said))
    value *= further
    if half := AND_A_HALF.match(prose.low, end):
        return Magnitude(half.end(), value, Fraction(value, 2), Fraction(value, 10), collective)
    added, step, end = (Fraction(0), None, end) if collective else _addition(prose, end, value)
    return Magnitude(end, value, added, step, collective)


def linked(prose: Prose, at: int) -> tuple[int, int]:
    """Read a magnitude after another, `une centaine *de millions*`: where it ends, and its value or 1."""
    link = _OF.match(prose.low, at)
    said = word(prose, link.end()) if link else ""
    value = prose.language.magnitudes.get(said)
    return (link.end() + len(said), value) if link and value else (at, 1)


def _symbol(prose: Prose, at: int, *, touching: bool, money: bool) -> str:
    """Read a magnitude's symbol, where it cannot be a unit, a name or a title."""
    found = units.MAGNITUDE.match(prose.text, at)
    if not found:
        return ""
    money = money or bool(_MONEY.match(prose.text, found.end()))
    if not money and (found[0] in units.BESIDE_MONEY or (found[0] in units.TOUCHING and not touching)):
        return ""
    if not touching and _TITLE.match(prose.text, found.end()):  # en 2025 M. Macron
        return ""
    return found[0]


def _addition(prose: Prose, at: int, scale: int) -> tuple[Fraction, Fraction | None, int]:
    """Read what a long number adds to its millions, in thousands at least: the rest is another figure."""
    none = Fraction(0), None, at
    start = gap(prose, at)
    number = numbers.read(prose, start) if scale >= 10**6 and numbers.may_start(prose, start) else None
    if not number or number.form not in (Form.WORDS, Form.MARKED, Form.PLAIN):
        return none
    after = gap(prose, number.end)
    said = word(prose, after)
    times = prose.language.magnitudes.get(said, 1)
    if not 1000 <= number.value * times < scale or (times == 1 and number.form is Form.PLAIN):
        return none
    return number.value * times, number.step * times, after + len(said) if times > 1 else number.end


@cache
def _unit_words(language: Language) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, language.units), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest_first)})(?![^\W_])".replace(r"\ ", "[ \u00a0]"))


def unit(prose: Prose, at: int, *, large: bool) -> tuple[Unit | None, int]:
    """Read the unit after a number and where it ends; `de` may link it to a large one (un million *d'*euros)."""
    start = gap(prose, at)
    if large and (link := _OF.match(prose.low, start)):
        start = link.end()
    symbol = units.SYMBOL.match(prose.text, start)
    if symbol and not (units.SYMBOLS[symbol[0]].name == units.TIMES and start > at):
        return units.SYMBOLS[symbol[0]], symbol.end()
    if start == at and _HYPHEN.match(prose.text, start):  # 12-month, 24-hour
        start += 1
    between = _BETWEEN.match(prose.low, start)
    said = _unit_words(prose.language).match(prose.low, between.end() if between else start)
    return (prose.language.units[said[0].replace("\u00a0", " ")], said.end()) if said else (None, at)


def half(prose: Prose, at: int) -> int:
    """Skip `et demi`, `and a half` after a unit: where it ends, or the offset itself."""
    found = AND_A_HALF.match(prose.low, at)
    return found.end() if found else at


def idiom(prose: Prose, number: Number, at: int) -> int:
    """Tell where `24h/24`, `7 jours sur 7` end that go on from a time, or 0."""
    found = _AROUND.match(prose.low, at)
    return found.end() if found and number.value == int(found[1] or found[2]) else 0


def rate(prose: Prose, at: int) -> tuple[str, int]:
    """Name the time for which an amount is counted, and where it ends: `month` for `par mois`, `/mois`, `a month`."""
    found = _RATE.match(prose.low, at)
    return (_RATE_OF[found[1] or found[2] or found[3]], found.end()) if found else ("", at)
