"""Lines that tell only who wrote an article and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from newsletter.ingest import dates
from newsletter.ingest.folding import fold
from newsletter.ingest.plaintext_lines import count_words
from newsletter.ingest.plaintext_noise import classify

if TYPE_CHECKING:
    from datetime import date

_LONGEST_META: Final = 160  # characters
_SEPARATORS: Final = re.compile(
    r"\s*[|·•–—]\s*|\s+-\s+|,?\s+(?=(?:publi|post|mis |paru|updat|modifi|actualis)\w*\s+(?:le|on|:|à|\d|\w+ \d))",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"(?P<late>mise? a jour|maj|modifiee?|actualisee?|(?:last )?updated)?"
    r"(?:publiee?|parue?|mise? en ligne|postee?|posted|published|created|date)?(?: on| at)? ?:? ?(?P<rest>.+)"
)
_BYLINE: Final = re.compile(
    r"(?P<mark>par|by|auteure?|author|écrit par|written by|propos recueillis par|rédigé par|posted by|publié par)"
    r"(?P<colon>\s*:\s*|\s+)(?P<name>\S.{0,80})",
    re.IGNORECASE,
)
_NAME_WORD: Final = re.compile(r"[^\W\d_a-zà-ÿ][\w.’'-]*,?|&|(?:de|du|des|la|le|van|von|der|et|and|avec|with|the),?")
_COLLECTIVE: Final = re.compile(
    r"(?:la |notre |the |our )?(?:rédaction|équipe|editorial team|newsroom|staff)"
    r"(?: (?:de|du|avec|with|of|writers?)\b.{0,40})?",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(
    r"(?:mise? a jour|maj|modifiee?|actualisee?|(?:last )?updated)(?: a| at)? \d{1,2} ?[h:] ?\d{0,2}"
)
_REMARK: Final = re.compile(r"\s\([^()]{1,60}\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What such a line tells; at least one of the three."""

    byline: str = ""
    published: date | None = None
    updated: date | None = None


def read_meta(text: str, *, today: date, language: str, titled: bool) -> Meta | None:
    """Read a line that holds nothing but byline, dates and the like; None for any other line."""
    if len(text) > _LONGEST_META:
        return None
    byline, published, updated = "", None, None
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    rest = []
    for part in parts:
        late, day = _day(part, today, language)
        if day and late:
            updated = updated or day
        elif day:
            published = published or day
        elif name := _name(part, titled=titled):
            byline = byline or name
        elif not (classify(part) or _HOUR.fullmatch(fold(part).strip(" ,."))):
            rest.append(part)
    if not (byline or published or updated):
        return None
    if len(rest) == 1 and rest[0] == parts[0] and (published or updated) and not byline and is_name(rest.pop()):
        byline = parts[0].strip()
    return None if rest else Meta(byline=byline, published=published, updated=updated)


def _day(part: str, today: date, language: str) -> tuple[bool, date | None]:
    """Read a date with or without «Publié le»; the first value tells whether it is that of an update."""
    found = _DATED.fullmatch(fold(part).strip(" ,.:()"))
    if not found:
        return False, None
    noon = datetime.combine(today, time(12), UTC)
    moment = dates.parse(found["rest"], now=noon, language=language)
    return bool(found["late"]), dates.day_of(moment) if moment else None


def _name(part: str, *, titled: bool) -> str:
    """Give the name of a byline; without a colon it must look like names and stand below a title."""
    found = _BYLINE.fullmatch(part.strip())
    if not found:
        return ""
    name = found["name"].strip(" ,.")
    if ":" in found["colon"]:
        return name if count_words(name) <= 8 else ""
    if _COLLECTIVE.fullmatch(name):
        return name
    is_plain = found["mark"].lower() in {"par", "by"}  # «By chance» is no byline
    return name if (titled or not is_plain) and is_name(name) else ""


def is_name(text: str) -> bool:
    """Tell whether a text looks like names: capitals and particles, a remark in brackets at the end left out."""
    words = _REMARK.sub("", text).split()
    return 1 < len(words) <= 8 and all(_NAME_WORD.fullmatch(word) for word in words)
