"""Units and their symbols: what a number measures, reduced to one unit for each dimension.

Seconds for time up to weeks, months above (a month is no fixed number of days), bytes, watts,
watt-hours, metres, grams; the ISO 4217 code for money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
SECOND, MONTH, TIMES, RANK = "s", "month", "×", "ordinal"
DOLLARS = {"US": "USD", "C": "CAD", "CA": "CAD", "A": "AUD", "AU": "AUD", "HK": "HKD", "S": "SGD", "R": "BRL"}
CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW"}
CODES = {code: code for code in ("EUR", "USD", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "INR", "KRW")} | {"RMB": "CNY"}
_PREFIXES = {"k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
_PREFIX_WORDS = {"kilo": 10**3, "mega": 10**6, "méga": 10**6, "giga": 10**9, "tera": 10**12, "téra": 10**12}
_PREFIX_WORDS |= {"peta": 10**15, "péta": 10**15, "exa": 10**18}


class Kind(StrEnum):
    """What sort of figure it is; how much an untraced one weighs follows from it."""

    MONEY = "money"
    PERCENT = "percent"
    MAGNITUDE = "magnitude"  # a bare number in thousands at least: 14 millions, 70B
    COUNT = "count"
    MEASURE = "measure"
    DURATION = "duration"
    DATE = "date"
    YEAR = "year"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    SCORE = "score"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: its dimension's name, how many of that it is, and its kind."""

    name: str
    scale: Fraction
    kind: Kind


def unit(name: str, kind: Kind, scale: int | str = 1) -> Unit:
    """Make a unit; a scale below one is written as text, `"1/100"`."""
    return Unit(name, Fraction(scale), kind)


def money(code: str, scale: int | str = 1) -> Unit:
    """Make a unit of money."""
    return unit(code, Kind.MONEY, scale)


def measure(name: str, scale: int | str = 1) -> Unit:
    """Make a unit of something that is neither money nor time."""
    return unit(name, Kind.MEASURE, scale)


def plural(words: Mapping[str, T]) -> dict[str, T]:
    """Add to words their plurals in `s`."""
    return {**words, **{word + "s": value for word, value in words.items()}}


def spelled(table: Mapping[Unit, str]) -> dict[str, Unit]:
    """Turn a table of units and their words, parted by `|`, into one of words."""
    return {word: found for found, words in table.items() for word in words.split("|")}


def prefixed(name: str, root: str) -> dict[str, Unit]:
    """Give a unit's word from `kilo…` to `exa…`, singular and plural."""
    scales = {"": 1} | _PREFIX_WORDS
    return plural({prefix + root: measure(name, scale) for prefix, scale in scales.items()})


def _symbols() -> dict[str, Unit]:
    found = {symbol: money(code) for symbol, code in {**CURRENCIES, **CODES}.items()}
    found |= dict.fromkeys(("%", "٪"), unit("%", Kind.PERCENT)) | {"‰": unit("%", Kind.PERCENT, "1/10")}
    found |= dict.fromkeys(("pp", "pt", "pts"), unit("pt", Kind.PERCENT))
    found |= dict.fromkeys(("pb", "bps"), unit("pt", Kind.PERCENT, "1/100"))
    found |= dict.fromkeys(("x", "X", "×"), unit(TIMES, Kind.MULTIPLE))
    times: dict[str, int | str] = {"h": 3600, "H": 3600, "hr": 3600, "hrs": 3600, "min": 60, "mn": 60, "s": 1, "sec": 1}
    times |= {"j": 86400, "ms": "1/1000", "µs": "1/1000000"}
    found |= {symbol: unit(SECOND, Kind.DURATION, scale) for symbol, scale in times.items()}
    for root, name in {"W": "W", "Wh": "Wh", "Hz": "Hz", "o": "B", "B": "B", "m": "m", "g": "g"}.items():
        found |= {prefix + root: measure(name, scale) for prefix, scale in _PREFIXES.items()}
    for root in ("FLOPS", "FLOPs", "FLOP", "flops"):
        found |= {prefix + root: measure("FLOP", scale) for prefix, scale in ({"": 1} | _PREFIXES).items()}
    for root in ("bps", "b/s", "bit/s"):
        found |= {prefix + root: measure("bit/s", _PREFIXES[prefix]) for prefix in "KMGT"}
    found |= {
        name: measure(name) for name in ("W", "Wh", "Hz", "m", "g", "l", "m²", "m³", "°", "°C", "°F", "km/h", "mph")
    }
    found |= {"cm": measure("m", "1/100"), "mm": measure("m", "1/1000"), "nm": measure("m", "1/1000000000")}
    found |= {"mg": measure("g", "1/1000"), "t": measure("g", 10**6), "L": measure("l"), "ml": measure("l", "1/1000")}
    found |= {"ha": measure("m²", 10**4), "km²": measure("m²", 10**6), "km2": measure("m²", 10**6)}
    return found | {"m2": measure("m²"), "m3": measure("m³")}


SYMBOLS = _symbols()
_END = r"(?![^\W_]|['’][^\W\d_])"  # a letter is no unit before an apostrophe: 300 s’opposent


def _alternatives(words: Mapping[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Case matters here: 5 M€, 5 m; 12 Go, 12 go.
SYMBOL = re.compile(f"(?:{_alternatives(SYMBOLS)}){_END}")
MAGNITUDES = {"k": 10**3, "K": 10**3, "M": 10**6, "MM": 10**6, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6}
MAGNITUDES |= dict.fromkeys(
    ("Md", "Mds", "MD", "MDS", "md", "mds", "Mrd", "Mrds", "bn", "Bn", "BN", "B", "b", "G"), 10**9
)
MAGNITUDES |= {"Mio": 10**6, "T": 10**12, "tn": 10**12}
MAGNITUDE = re.compile(f"(?:{_alternatives(MAGNITUDES)}){_END}")
# Letters that say a magnitude only beside a currency (£5m, 5 G€), and those that need one or touch the number (70B).
BESIDE_MONEY = frozenset({"m", "mn", "b", "G"})
TOUCHING = frozenset({"K", "MM", "B", "T"})
