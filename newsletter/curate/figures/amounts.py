"""One amount: a number with its sign, magnitude, unit, rate and what it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures import measures, nouns, units
from newsletter.curate.figures.numbers import Form
from newsletter.curate.figures.prose import SPACES
from newsletter.curate.figures.units import Kind

if TYPE_CHECKING:
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.measures import Magnitude
    from newsletter.curate.figures.numbers import Number
    from newsletter.curate.figures.prose import Prose
    from newsletter.curate.figures.units import Unit

_ONE = Fraction(1)
_CURRENCY_BEHIND = re.compile(
    rf"(?:([A-Z]{{1,2}})?([€$£¥₹₩])[{SPACES}*]?|(?<![^\W_])(EUR|USD|GBP|CHF|JPY|CNY|CAD|AUD|INR)[{SPACES}]?)$"
)
_SIGN_BEHIND = re.compile(rf"(?:(?<=[{SPACES}(*\n])|^)(?:([+▲▼])[{SPACES}]?|([-−–]))$")
_CLOCK = re.compile(
    rf"(?:[{SPACES}]?(?P<mark>h|mn|min|m)[{SPACES}]?|:)(?P<rest>[0-5]\d)(?!\d)"
    rf"(?:[{SPACES}]?(?:mn|min|s)(?![^\W_])|:[0-5]\d(?!\d))?"
)
_HALF_DAY = re.compile(rf"[{SPACES}]?([ap])(?:m(?![^\W_])|\.m\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number and what it measures, in its dimension's unit: 14 milliards is 14 × 10⁹.

    `step` is the place of its last significant digit, `scale` what one of the written number is worth,
    `per` the time of a rate, `nouns` the words that a bare number counts; `collective` says that it was
    rounded by its very word (une centaine).
    """

    start: int
    end: int
    value: Fraction
    step: Fraction = _ONE
    scale: Fraction = _ONE
    unit: str
    kind: Kind
    form: Form
    sign: int = 0
    per: str = ""
    nouns: tuple[str, ...] = ()
    collective: bool = False

    @property
    def bare(self) -> bool:
        """Whether nothing says what it measures or counts."""
        return not self.unit and not self.nouns


def read(prose: Prose, at: int, number: Number, floor: int = 0) -> Amount | None:
    """Read the amount of the number at `at`; a sign or currency may stand before it, from `floor` on.

    None where the number is glued to letters that are no unit: 5G, 4o, 1080p are names.
    """
    start, currency, sign = _opening(prose, at, floor)
    if not currency and (timed := _time(prose, number, start)):
        return timed
    size = measures.magnitude(prose, number, money=bool(currency))
    found, end = (units.money(currency), size.end) if currency else _unit(prose, number, size)
    if prose.text[end : end + 1].isalnum() and prose.text[end - 1].isalnum():
        return _ordinal(prose, number, start)
    value, step, scale = _scaled(number, size, found)
    if found and size.scale == 1 and (halved := measures.half(prose, end)) > end:
        end, value, step = halved, value + found.scale / 2, found.scale / 10
    kind = found.kind if found else Kind.MAGNITUDE if size.scale >= 1000 else Kind.COUNT
    per, end = measures.rate(prose, end) if kind is Kind.MONEY else ("", end)
    return Amount(
        start=start,
        end=end,
        value=value,
        step=step,
        scale=scale,
        unit=found.name if found else "",
        kind=kind,
        form=number.form,
        sign=sign,
        per=per,
        nouns=() if found else nouns.after(prose, end),
        collective=size.collective,
    )


def _unit(prose: Prose, number: Number, size: Magnitude) -> tuple[Unit | None, int]:
    return measures.unit(prose, size.end, large=size.scale > 1 or number.value >= 10**6)


def _scaled(number: Number, size: Magnitude, found: Unit | None) -> tuple[Fraction, Fraction, Fraction]:
    """Give the value, the step and the scale of a number with its magnitude and unit."""
    value, step, scale = number.value, number.step, _ONE
    if size.scale > 1:
        value, step, scale = value * size.scale + size.added, size.step or step * size.scale, Fraction(size.scale)
    if found and found.scale != 1:
        value, step, scale = value * found.scale, step * found.scale, scale * found.scale
    return value, step, scale


def _opening(prose: Prose, at: int, floor: int) -> tuple[int, str, int]:
    """Read the currency and the sign before a number: where they start, the currency's code, -1, 0 or 1."""
    start, currency, sign = at, "", 0
    behind = prose.text[max(floor, at - 6) : at]
    if found := _CURRENCY_BEHIND.search(behind):
        letters, symbol, code = found.groups()
        currency = code or (units.DOLLARS.get(letters, "USD") if symbol == "$" else units.CURRENCIES[symbol])
        start -= len(behind) - found.start()
        behind = behind[: found.start()]
    if found := _SIGN_BEHIND.search(behind):
        signed = start - len(found[0])
        if not prose.text[signed - 1 : signed].isalnum():  # the search sees nothing before `floor`
            start, sign = signed, 1 if found[0][0] in "+▲" else -1
    return start, currency, sign


@cache
def _suffix(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?:{language.ordinal_suffix})(?![^\W_])")


def _ordinal(prose: Prose, number: Number, start: int) -> Amount | None:
    """Read `3e`, `21st`."""
    found = _suffix(prose.language).match(prose.low, number.end)
    if not found or number.form is not Form.PLAIN:
        return None
    kind, unit = Kind.ORDINAL, units.RANK
    return Amount(start=start, end=found.end(), value=number.value, unit=unit, kind=kind, form=number.form)


def _time(prose: Prose, number: Number, start: int) -> Amount | None:
    """Read `8h30`, `3mn05`, `14:30`, `9 p.m.`: seconds, of a day or of a length alike."""
    if number.form is not Form.PLAIN or number.value >= 100:
        return None
    end, seconds = number.end, number.value * 3600
    clock = _CLOCK.match(prose.low, end)
    if clock:
        hours = clock["mark"] in ("h", None)
        end, seconds = clock.end(), (number.value * 60 + int(clock["rest"])) * (60 if hours else 1)
    half_day = _HALF_DAY.match(prose.low, end) if prose.language.code == "en" and number.value <= 12 else None
    if half_day:
        end, seconds = half_day.end(), seconds % 43200 + (43200 if half_day[1] == "p" else 0)
    if not clock and not half_day:
        return None
    kind, unit = Kind.DURATION, units.SECOND
    return Amount(start=start, end=end, value=seconds, unit=unit, kind=kind, form=Form.MARKED)
