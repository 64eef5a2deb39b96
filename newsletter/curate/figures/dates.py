"""Days, months, years and decades, to comparable numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures.prose import SPACES

if TYPE_CHECKING:
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

_ISO = re.compile(r"(\d{4})([-/.])(\d\d)\2(\d\d)(?!\d|[-/.]\d)")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_DECADE = re.compile(r"(1[5-9]\d0|20\d0)s(?![^\W_])|([1-9]0)s(?![^\W_])")
_DECADE_BEHIND = re.compile(r"\b(?:années|décennie)[ \u00a0]$")
_SHORT_DECADE = re.compile(r"(?:1[5-9]\d0|20\d0|[1-9]0)(?!\w|[.,]\d|[ \u00a0\u202f]?%)")
_GAP = rf"[{SPACES}*_-]{{1,3}}"
_AFTER_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:[-–](\d{{1,2}}))?(?!\.?\d|[{SPACES}]?[%€$])(?:,?{_GAP}(\d{{4}})(?!\d))?"
)
_YEAR = re.compile(r"(\d{4})(?!\d|[.,]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as far as it is written: 0 for the parts that are not. `until` is the second day of `12-14 mars`."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    until: int = 0

    def number(self, day: int = 0) -> int:
        """Give the date as the digits YYYYMMDD, zeros for what is not written."""
        return self.year * 10000 + self.month * 100 + (day or self.day)


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    months = "|".join(sorted(language.months, key=len, reverse=True))
    suffix = "(?:er)?" if language.code == "fr" else "(?:st|nd|rd|th)?"
    of = "(?:of )?" if language.code == "en" else ""
    until = r"(?:(?: ?[-–/] ?| au | et | to | and )(\d{1,2})" + suffix + ")?"
    forward = rf"(\d{{1,2}}){suffix}{until}{_GAP}{of}({months})(?![^\W_])\.?(?:,?{_GAP}(?:de |of )?(\d{{4}})(?!\d))?"
    backward = rf"(?<![^\W_])({months})\.?{_GAP}$"
    return re.compile(forward), re.compile(backward)


def read(prose: Prose, at: int) -> Day | None:
    """Read the date around the digits at an offset: `12 mars 2025`, `March 12, 2025`, `mars 2025`, `2025-03-12`."""
    found = _ISO.match(prose.text, at)
    if found:
        return _valid(at, found.end(), year=int(found[1]), month=int(found[3]), day=int(found[4]))
    found = _NUMERIC.match(prose.text, at)
    if found:
        return _numeric(prose, at, found)
    forward, backward = _patterns(prose.language)
    found = forward.match(prose.low, at)
    if found and _is_month(prose, found.start(3)):
        day = _valid(
            at, found.end(), year=int(found[4] or 0), month=prose.language.months[found[3]], day=int(found[1]),
            until=int(found[2] or 0),
        )  # fmt: skip
        if day:
            return day
    before = prose.low[max(0, at - 16) : at]
    behind = backward.search(before)
    if not behind or not _is_month(prose, start := at - len(before) + behind.start()):
        return None
    return _after_month(prose, at, start, prose.language.months[behind[1]])


def _after_month(prose: Prose, at: int, start: int, month: int) -> Day | None:
    """Read what follows a month's name: its year, or in English its day."""
    year = _YEAR.match(prose.text, at)
    if year:
        return _valid(start, year.end(), year=int(year[1]), month=month)
    found = _AFTER_MONTH.match(prose.text, at) if prose.language.code == "en" else None
    if not found:
        return None
    return _valid(start, found.end(), year=int(found[3] or 0), month=month, day=int(found[1]), until=int(found[2] or 0))


def _numeric(prose: Prose, at: int, found: re.Match[str]) -> Day | None:
    """Read `12/03/2025`: the day first, in English the month unless it cannot be one."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if prose.language.code == "en" and found[2] == "/" and first <= 12:
        first, second = second, first
    return _valid(at, found.end(), year=year, month=second, day=first)


def _is_month(prose: Prose, at: int) -> bool:
    """Tell months from words: English months have a capital, `may` and `march` may not be months."""
    return prose.language.code != "en" or prose.text[at].isupper()


def _valid(start: int, end: int, *, year: int = 0, month: int, day: int = 0, until: int = 0) -> Day | None:
    if not 1 <= month <= 12 or not 0 <= day <= 31 or until > 31 or (year and not 1000 <= year <= 2999):
        return None
    if (not year and not day) or (until and until <= day):
        return None
    return Day(start=start, end=end, year=year, month=month, day=day, until=until)


def decade(prose: Prose, at: int) -> tuple[int, int] | None:
    """Read `1990s`, `90s`, `années 1990`, `années 90`: the decade's first year and where it ends."""
    found = _DECADE.match(prose.low, at)
    if not found and _DECADE_BEHIND.search(prose.low[max(0, at - 10) : at]):
        found = _SHORT_DECADE.match(prose.low, at)
    if not found:
        return None
    year = int(found[0].rstrip("s"))
    return year if year > 99 else (1900 if year > 20 else 2000) + year, found.end()
