"""The names in French and English dates: months, weekdays, zones, units of time. Lower case, no accents."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo

_ENGLISH = """
jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|
nov november|dec december
"""
_FRENCH = """
jan janv janvier|fev fevr fevrier|mars|avr avril|mai|juin|juil juillet|aout|sep sept septembre|oct octobre|
nov novembre|dec decembre
"""


def _numbered(table: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(table.split("|"), start=1) for name in names.split()}


ENGLISH_MONTHS: Final = _numbered(_ENGLISH)
MONTHS: Final = ENGLISH_MONTHS | _numbered(_FRENCH)
WEEKDAY: Final = (
    "(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?|"
    "mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)

# Offsets in minutes; a name that several zones share (IST, CST) has the meaning that RFC 822 or most feeds give it.
_OFFSETS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "cest": 120,
    "mest": 120, "eet": 120, "eest": 180, "msk": 180, "sast": 120, "ist": 330, "hkt": 480, "sgt": 480, "jst": 540,
    "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}  # fmt: skip
_PLACES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "heure de paris": "Europe/Paris", "paris time": "Europe/Paris", "heure de montreal": "America/Toronto",
    "heure de bruxelles": "Europe/Brussels", "london time": "Europe/London",
}  # fmt: skip


def zone(name: str) -> tzinfo | None:
    """Give the zone that a name or an offset (`+0100`, `utc+2`, `cest`, `heure de paris`) means, None if unknown."""
    name = name.strip(" ()")
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if name in _OFFSETS:
        return UTC if not _OFFSETS[name] else timezone(timedelta(minutes=_OFFSETS[name]))
    sign, digits = name.removeprefix("utc").removeprefix("gmt").strip()[:1], "".join(filter(str.isdigit, name))
    if sign not in {"+", "-"} or not digits:
        return None
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)


def _worth(table: dict[str, int]) -> dict[str, int]:
    return {name: value for names, value in table.items() for name in names.split()}


# Seconds for what is counted on the clock; days and months for what is counted on the calendar.
SECONDS: Final = _worth(
    {
        "s sec second seconds seconde secondes": 1,
        "m mn min mins minute minutes": 60,
        "h hr hrs hour hours heure heures": 3600,
    }
)
DAYS: Final = _worth({"d j day days jour jours": 1, "w wk wks week weeks sem semaine semaines": 7})
SPANS_OF_MONTHS: Final = _worth({"mo month months mois": 1, "y yr yrs year years an ans annee annees": 12})
NEAR_DAYS: Final = {"today": 0, "aujourd'hui": 0, "yesterday": 1, "hier": 1, "avant-hier": 2}
