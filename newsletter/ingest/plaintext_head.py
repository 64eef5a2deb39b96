"""What the top of a pasted article tells: its title, who wrote it, when it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final, TypeVar

from newsletter.ingest import dates
from newsletter.ingest.folding import fold
from newsletter.ingest.plaintext_lines import Reason, count_words
from newsletter.ingest.plaintext_noise import classify, head_end, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from newsletter.ingest.plaintext_lines import Line

_Told = TypeVar("_Told")

_TITLE_WORDS: Final = 4  # a shorter line above is a section or a site
_MOST_TITLE_WORDS: Final = 40
_LONGEST_TITLE: Final = 300  # characters
_SENTENCE_TITLE: Final = 25  # a title that ends in a full stop
_SECTION_WORDS: Final = 8
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
_NAME_WORD: Final = re.compile(
    r"[^\W\d_a-zà-ÿ][\w.’'-]*,?|\([\w.]+\)|&|(?:de|du|des|la|le|van|von|der|et|and|avec|with|the),?"
)
_BULLET: Final = re.compile(r"^[-•*▪◦‣●○■–]\s+")
_SITE: Final = re.compile(r"\s+[-|–—·:]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the top of the text tells: the place of the title, and of the lines that are not text, with the reason."""

    title: int | None
    byline: str
    published: date | None
    reasons: dict[int, Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meta:
    byline: str = ""
    published: date | None = None
    updated: date | None = None


def read(lines: Sequence[Line], *, today: date, language: str, between: frozenset[int]) -> Head:
    """Read title, byline and date from lines without noise.

    `between` holds the numbers of the lines between two copies of the body: the title is the last fit one there.
    """
    inner = [place for place, line in enumerate(lines) if not between.isdisjoint(line.numbers)]
    prose = head_end(lines)
    metas: dict[int, _Meta] = {}
    fit: list[int] = []
    for place in range(max(prose, *(place + 1 for place in inner), 0)):
        text = lines[place].text
        meta = _meta(_BULLET.sub("", text), today=today, language=language, titled=bool(fit)) if text else None
        if meta:
            metas[place] = meta
        elif text and _could_be_title(text):
            fit.append(place)
    title = _pick(lines, fit, inner, prose)
    reasons = {place: Reason.BYLINE if meta.byline else Reason.DATE for place, meta in metas.items()}
    if title is not None:
        reasons |= _around_title(lines, fit, title)
    return Head(
        title=title,
        byline=_first(meta.byline for meta in metas.values()) or "",
        published=_first(meta.published for meta in metas.values()) or _first(meta.updated for meta in metas.values()),
        reasons=reasons,
    )


def _first(found: Iterable[_Told]) -> _Told | None:
    return next((told for told in found if told), None)


def _could_be_title(text: str) -> bool:
    unfit = is_prose(text) or _BULLET.match(text) or text.endswith((",", ";", ":"))
    return not unfit and len(text) <= _LONGEST_TITLE and count_words(text) <= _MOST_TITLE_WORDS


def _pick(lines: Sequence[Line], fit: Sequence[int], inner: Sequence[int], prose: int) -> int | None:
    """Choose the place of the title among the fit ones; None when no line is one."""
    if between := [place for place in fit if place in inner]:
        return between[-1]
    texts = {place: lines[place].text for place in fit}
    marked = [place for place in fit if texts[place].startswith("# ")]
    long = [place for place in fit if count_words(texts[place]) >= _TITLE_WORDS or texts[place][-1] in "?!…"]
    for choice in (marked, long):
        if choice:
            return _without_site(texts, choice)
    if fit:
        return max(fit, key=lambda place: count_words(texts[place]))
    below = [line.text for line in lines[prose:] if line.text][:2]
    is_title = len(below) == 2 and count_words(below[0]) <= min(_SENTENCE_TITLE, count_words(below[1]) - 1)
    return prose if is_title else None


def _without_site(texts: dict[int, str], choice: Sequence[int]) -> int:
    """Prefer to the first line the later one that is the same without the site's name."""
    first = texts[choice[0]]
    bare = {first[: found.start()] for found in _SITE.finditer(first)}
    return next((place for place in choice[1:] if texts[place] in bare), choice[0])


def _around_title(lines: Sequence[Line], fit: Sequence[int], title: int) -> dict[int, Reason]:
    """Say what becomes of the title's own line, of short lines above it, and of its repetitions."""
    text = lines[title].text
    reasons: dict[int, Reason] = {}
    for place in fit:
        other = lines[place].text
        if place != title and (fold(other) == fold(text) or (place < title and other.startswith(text))):
            reasons[place] = Reason.TITLE_REPEATED
        elif place < title and count_words(other) <= _SECTION_WORDS:
            reasons[place] = Reason.BEFORE_TITLE
    return reasons


def _meta(text: str, *, today: date, language: str, titled: bool) -> _Meta | None:
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
        elif not classify(part):
            rest.append(part)
    if not (byline or published or updated):
        return None
    if len(rest) == 1 and rest[0] == parts[0] and (published or updated) and not byline and _is_name(rest.pop()):
        byline = parts[0].strip()
    return None if rest else _Meta(byline=byline, published=published, updated=updated)


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
    return name if titled and _is_name(name) else ""


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= 8 and all(_NAME_WORD.fullmatch(word) for word in words)
