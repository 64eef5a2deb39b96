"""Dates as feeds and pages write them: strict patterns first, dateparser (its one door) only behind another."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from newsletter.ingest.datenames import (
    DAYS,
    ENGLISH_MONTHS,
    MONTHS,
    NEAR_DAYS,
    SECONDS,
    SPANS_OF_MONTHS,
    WEEKDAY,
    zone,
)
from newsletter.ingest.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

_EARLIEST: Final = date(1990, 1, 1)
_AHEAD: Final = timedelta(days=2)  # clocks and zones differ; a later date is a mistake
_LONGEST: Final = 80  # characters
_OTHER_LANGUAGES: Final = ["de", "es", "it", "pt", "nl", "ca", "pl", "sv", "da"]
_DAY_FIRST: Final = frozenset({"fr", "de", "es", "it", "pt", "nl", "ca", "pl", "en-gb", "en-ie", "en-au", "en-nz"})

_ZONE = (
    r"(?: ?\(?(?P<zone>(?:utc|gmt)? ?[+-]\d{1,2}(?::?\d{2})?|heure de [a-z]+|[a-z]+ time|[a-z]{1,4})\)?"
    r"(?: \([a-z]+\))?)?"
)
_TIME = (
    r"(?P<hour>\d{1,2})(?:(?P<mark> ?h ?|:)(?P<minute>\d{2})?(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    rf"(?: ?(?P<half>[ap])\.?m\.?)?{_ZONE}"
)
_AT = rf"(?:(?:,? (?:a|at|-|·) |,? |t){_TIME})?"
_DAY = rf"(?:le )?(?:{WEEKDAY}\.?,? )?(?:le )?"
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{10})\d{3}")
_ISO = re.compile(rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_AT}")
_DAY_MONTH = re.compile(
    rf"{_DAY}(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\.?[ -]?(?:of )?(?P<name>[a-z]{{3,9}})\.?,?"
    rf"(?:[ -]?(?P<year>\d{{4}}|\d{{2}}(?=[ ,t]+\d|$)))?{_AT}"
)
_MONTH_DAY = re.compile(
    rf"{_DAY}(?P<name>[a-z]{{3,9}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?{_AT}"
)
_ASCTIME = re.compile(rf"{WEEKDAY} (?P<name>[a-z]{{3}}) (?P<day>\d{{1,2}}) {_TIME} (?P<year>\d{{4}})")
_NUMERIC = re.compile(
    rf"{_DAY}(?P<first>\d{{1,2}})(?P<sep>[/.-])(?P<second_field>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}){_AT}"
)
_BASIC = re.compile(r"\d{8}t\d{4}(?:\d{2})?(?:z|[+-]\d{4})")
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "un une a an one",
            "deux two",
            "trois three",
            "quatre four",
            "cinq five",
            "six",
            "sept seven",
            "huit eight",
            "neuf nine",
            "dix ten",
        ),
        start=1,
    )
    for word in words.split()
}
_COUNT = rf"\d{{1,4}}|{'|'.join(_NUMBERS)}"
_AGO = re.compile(rf"il y a (?:environ )?(?P<n>{_COUNT}) ?(?P<unit>[a-z]+)|(?P<n_en>{_COUNT}) ?(?P<unit_en>[a-z]+) ago")
_NEAR = re.compile(rf"(?P<near>{'|'.join(NEAR_DAYS)}){_AT}")
_FOREIGN = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,? )?(?P<day>\d{1,2})\.? (?:de |d')?[^\W\d_]{3,12}\.? (?:de |del )?(?P<year>\d{4})"
)
_FOREIGN_AGO = re.compile(r"(?:hace|vor|ha) \d{1,3} [^\W\d_]{3,10}|\d{1,3} [^\W\d_]{3,10} (?:fa|atras|geleden|temu)")


def parse(text: str, *, now: datetime, language: str = "") -> datetime | date | None:
    """Read a date that is the whole of `text`; None for anything else, `37,2 %`, `20` and `mars` included.

    With a time of day, an aware datetime comes back (in the zone of `now` when none is named); without one, or in a
    zone nobody knows, a date. A date without a year is the latest that is not ahead. `03/04/2025` is read in the
    order of `language`, and not at all in `en`, which has two. Before 1990 or more than two days ahead is None.
    Raises ValueError when `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    folded = fold(text[: 2 * _LONGEST])
    if not folded or len(folded) > _LONGEST:
        return None
    readers: tuple[Callable[[], datetime | date | None], ...] = (
        lambda: _epoch(folded),
        lambda: _written(folded, now),
        lambda: _numeric(folded, now, language.lower()),
        lambda: _relative(folded, now),
        lambda: _foreign(text.strip(), folded, now),
    )
    for read in readers:
        try:
            found = read()
        except (ValueError, OverflowError):  # the 31st of February, the year 0
            return None
        if found is not None:
            return found if _is_sane(found, now) else None
    return None


def day_of(moment: datetime | date) -> date:
    """Give the day of what `parse` returned."""
    return moment.date() if isinstance(moment, datetime) else moment


def _is_sane(moment: datetime | date, now: datetime) -> bool:
    if isinstance(moment, datetime):
        return moment.date() >= _EARLIEST and moment <= now + _AHEAD
    return _EARLIEST <= moment <= now.date() + _AHEAD


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1] or found[2]), UTC) if found and text.isascii() else None


def _written(text: str, now: datetime) -> datetime | date | None:
    """Read ISO 8601, RFC 822, RFC 850, asctime, and long French and English dates."""
    if _BASIC.fullmatch(text):
        return datetime.fromisoformat(text.upper())
    if found := _ISO.fullmatch(text):
        return _at(date(int(found["year"]), int(found["month"]), int(found["day"])), found, now)
    for pattern, months in ((_DAY_MONTH, MONTHS), (_MONTH_DAY, ENGLISH_MONTHS), (_ASCTIME, ENGLISH_MONTHS)):
        found = pattern.fullmatch(text)
        month = months.get(found["name"]) if found else None
        if found and month:
            year = found["year"]
            day = (
                _latest(month, int(found["day"]), now) if year is None else date(_year(year), month, int(found["day"]))
            )
            return _at(day, found, now)
    return None


def _year(text: str) -> int:
    """Read a year; two digits as RFC 2822 (section 4.3) says."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _latest(month: int, day: int, now: datetime) -> date:
    """Give the latest such day that is not ahead; the 29th of February may be some years back."""
    last = now.date() + _AHEAD
    years = [year for year in range(last.year, last.year - 9, -1) if day <= calendar.monthrange(year, month)[1]]
    days = [date(year, month, day) for year in years]
    return next((found for found in days if found <= last), date.min)


def _numeric(text: str, now: datetime, language: str) -> datetime | date | None:
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, second = int(found["first"]), int(found["second_field"])
    if first > 12 or first == second or language in _DAY_FIRST or language.partition("-")[0] in _DAY_FIRST:
        day, month = first, second
    elif second > 12 or language == "en-us":
        day, month = second, first
    else:
        return None
    return _at(date(int(found["year"]), month, day), found, now)


def _relative(text: str, now: datetime) -> datetime | date | None:
    if near := _NEAR.fullmatch(text):
        return _at(now.date() - timedelta(days=NEAR_DAYS[near["near"]]), near, now)
    found = _AGO.fullmatch(text)
    if not found:
        return None
    count, unit = found["n"] or found["n_en"], found["unit"] or found["unit_en"]
    number = _NUMBERS.get(count) or int(count)
    if unit in SECONDS:
        elapsed = timedelta(seconds=number * SECONDS[unit])
        return (now.astimezone(UTC) - elapsed).astimezone(now.tzinfo)  # the clocks may have changed since
    if unit in DAYS:
        return now.date() - timedelta(days=number * DAYS[unit])
    if unit in SPANS_OF_MONTHS:
        year, month = divmod(now.year * 12 + now.month - 1 - number * SPANS_OF_MONTHS[unit], 12)
        return date(year, month + 1, min(now.day, calendar.monthrange(year, month + 1)[1]))
    return None


def _at(day: date, found: re.Match[str], now: datetime) -> datetime | date:
    """Put the time of day that a pattern found beside its day. Raises ValueError for what is no time."""
    if found["hour"] is None:
        return day
    if found["mark"] is None and found["half"] is None:
        raise ValueError("a number is not an hour")
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    clock = time(hour, minute, min(second, 59) if second == 60 else second)  # a leap second
    named = zone(found["zone"]) if found["zone"] else now.tzinfo
    return datetime.combine(day, clock, named) if named else day


def _foreign(text: str, folded: str, now: datetime) -> datetime | date | None:
    """Let dateparser read what has the shape of a date in another language, and check what comes back."""
    dated = _FOREIGN.fullmatch(folded)
    if not dated and not _FOREIGN_AGO.fullmatch(folded):
        return None
    import dateparser

    found = dateparser.parse(
        text,
        languages=_OTHER_LANGUAGES,
        settings={"RELATIVE_BASE": now.replace(tzinfo=None), "STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False},
    )
    if found is None or (dated and (found.day, found.year) != (int(dated["day"]), int(dated["year"]))):
        return None
    return found.date()
