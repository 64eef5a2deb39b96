"""What the top of a pasted article tells: its title, who wrote it, when it was published."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from newsletter.ingest.folding import fold
from newsletter.ingest.plaintext_lines import Reason, count_words
from newsletter.ingest.plaintext_meta import Meta, is_name, read_meta
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
_HEADER_WORDS: Final = 12  # above the title
_SHARED: Final = 0.3  # of a title's long words that its text says too
_OPENING: Final = 40  # lines of the text that are looked at for them
_STANDFIRST_WORDS: Final = 70
_LINES_BELOW: Final = 20  # looked at below the standfirst, blank ones counted
_FEWEST_SIGNS: Final = 2  # a single date below the first paragraph begins a chronology

_BULLET: Final = re.compile(r"^[-•*▪◦‣●○■–]\s+")
_SITE: Final = re.compile(r"\s+[-|–—·:]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the top of the text tells: the place of the title, and of the lines that are not text, with the reason."""

    title: int | None
    byline: str
    published: date | None
    reasons: dict[int, Reason]


def reach(lines: Sequence[Line], *, today: date, language: str) -> int:
    """Give the place where the head ends: above the first prose, or behind byline and date below a standfirst."""
    prose = head_end(lines)
    end, signs = prose, 0
    if prose == len(lines) or count_words(lines[prose].text) > _STANDFIRST_WORDS:
        return prose
    for place in range(prose + 1, min(len(lines), prose + 1 + _LINES_BELOW)):
        text = lines[place].text
        kind = classify(text) if text else None
        if kind is None and is_prose(text):
            break
        if kind or (text and read_meta(text, today=today, language=language, titled=True)):
            end, signs = place + 1, signs + 1
    return end if signs >= _FEWEST_SIGNS else prose


def read(lines: Sequence[Line], *, today: date, language: str, between: frozenset[int], furniture: int = 0) -> Head:
    """Read title, byline and date from lines without noise.

    `between` holds the numbers of the lines between two copies of the body: the title is the last fit one there.
    `furniture` is the number of the last line of noise that was cut above.
    """
    inner = [place for place, line in enumerate(lines) if not between.isdisjoint(line.numbers)]
    prose = head_end(lines)
    metas: dict[int, Meta] = {}
    fit: list[int] = []
    for place in range(max(reach(lines, today=today, language=language), *(place + 1 for place in inner), 0)):
        text = lines[place].text
        meta = read_meta(_BULLET.sub("", text), today=today, language=language, titled=bool(fit)) if text else None
        if meta:
            metas[place] = meta
        elif text and (place < prose or place in inner) and _could_be_title(text):
            fit.append(place)
    title = _pick(lines, fit, inner, prose)
    if title is not None and not any(meta.byline for meta in metas.values()):
        metas |= _signed_twice(lines, [place for place in fit if place > title])
    reasons = {place: Reason.BYLINE if meta.byline else Reason.DATE for place, meta in metas.items()}
    if title is not None:
        last = max(furniture, *(lines[place].numbers[-1] for place in metas), 0)
        reasons = _around_title(lines, fit, title, last) | reasons
    return Head(
        title=title,
        byline=_first(meta.byline for meta in metas.values()) or "",
        published=_first(meta.published for meta in metas.values()) or _first(meta.updated for meta in metas.values()),
        reasons=reasons,
    )


def _first(found: Iterable[_Told]) -> _Told | None:
    return next((told for told in found if told), None)


def _signed_twice(lines: Sequence[Line], below_title: Sequence[int]) -> dict[int, Meta]:
    """Read as a byline the name that stands twice below the title: beside the picture and under it."""
    texts = Counter(lines[place].text for place in below_title)
    return {
        place: Meta(byline=lines[place].text)
        for place in below_title
        if texts[lines[place].text] > 1 and is_name(lines[place].text)
    }


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
            return _without_site(texts, _likely(texts, choice, lines[prose:]))
    if fit:
        return max(fit, key=lambda place: count_words(texts[place]))
    below = [line.text for line in lines[prose:] if line.text][:2]
    is_title = len(below) == 2 and count_words(below[0]) <= min(_SENTENCE_TITLE, count_words(below[1]) - 1)
    return prose if is_title else None


def _likely(texts: dict[int, str], choice: Sequence[int], body: Sequence[Line]) -> Sequence[int]:
    """Begin the choice with the first line whose words the text takes up, unless no line has such words."""
    said = _beginnings(" ".join(line.text for line in body[:_OPENING]))

    def shared(place: int) -> float:
        words = _beginnings(texts[place])
        return len(words & said) / len(words) if words else 0.0

    best = max(map(shared, choice))
    start = next(at for at, place in enumerate(choice) if shared(place) >= min(_SHARED, best))
    return choice[start:]


def _beginnings(text: str) -> set[str]:
    return set(re.findall(r"\b\w{5}", fold(text)))  # the beginnings, which inflection leaves alone


def _without_site(texts: dict[int, str], choice: Sequence[int]) -> int:
    """Prefer to the first line the later one that is the same without the site's name."""
    first = texts[choice[0]]
    bare = {first[: found.start()] for found in _SITE.finditer(first)}
    return next((place for place in choice[1:] if texts[place] in bare), choice[0])


def _around_title(lines: Sequence[Line], fit: Sequence[int], title: int, last: int) -> dict[int, Reason]:
    """Say what becomes of the short lines above the title, of its repetitions, and of buttons between it and the text.

    `last` is the number of the last line that is known not to be text: what stands short between is a button too.
    """
    text = lines[title].text
    reasons: dict[int, Reason] = {}
    for place in fit:
        other = lines[place].text
        if place != title and (fold(other) == fold(text) or (place < title and other.startswith(text))):
            reasons[place] = Reason.TITLE_REPEATED
        elif place < title and count_words(other) <= _HEADER_WORDS:
            reasons[place] = Reason.BEFORE_TITLE
        elif place > title and lines[place].numbers[-1] < last and count_words(other) <= _SECTION_WORDS:
            reasons[place] = Reason.HEADER
    return reasons
