"""Pasted text as numbered lines: tidied, lone bullets joined, doubled lines halved, a repeated body found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set as AbstractSet


class Reason(StrEnum):
    """Why a line is not in the article's text."""

    ADVERTISEMENT = "advertisement"
    AUTHOR = "author"
    BEFORE_TITLE = "before-title"
    BYLINE = "byline"
    COMMENTS = "comments"
    COMMUNITY = "community"
    COOKIES = "cookies"
    COPYRIGHT = "copyright"
    CREDIT = "credit"
    DATE = "date"
    DISCLAIMER = "disclaimer"
    DOUBLED = "doubled"
    FOOTER = "footer"
    HEADER = "header"
    NAVIGATION = "navigation"
    ORIGINAL = "original"
    POPUP = "popup"
    READING_TIME = "reading-time"
    RELATED = "related"
    REPEATED = "repeated"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    SYMBOLS = "symbols"
    TAGS = "tags"
    TITLE_REPEATED = "title-repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text: the raw lines it comes from (counted from 1; two when a bullet was joined), and its text."""

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What was left out: the raw lines, their text, and why."""

    lines: tuple[int, ...]
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A body that stands twice: the places of the copy to drop, and of what stands between the copies."""

    drop: range
    between: range


_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS: Final = re.compile(r"[ \t]+")
_BULLET: Final = re.compile(r"[-–•*▪◦‣●○■](?: |$)")
_MOST_COPIES: Final = 4
_BODY_SHARE: Final = 0.35  # of all words: what a body that stands twice makes up at least
_BODY_WORDS: Final = 40
_VOTING_WORDS: Final = 8  # shorter lines recur by chance


def count_words(text: str) -> int:
    """Count what blanks separate."""
    return len(text.split())


def split(raw: str) -> list[Line]:
    """Cut a text into its lines: NFC, no control or invisible characters, no blanks around, single blanks inside."""
    return [Line(numbers=(number,), text=_tidy(text)) for number, text in enumerate(_BREAKS.split(raw), start=1)]


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _UNSEEN.sub("", text))).strip()


def join_bullets(lines: Sequence[Line]) -> list[Line]:
    """Join a line that is only a bullet to the next line that has text, blank lines between them dropped."""
    joined: list[Line] = []
    bullet: Line | None = None
    for line in lines:
        if len(line.text) == 1 and _BULLET.match(line.text):
            joined.extend([bullet] if bullet else [])
            bullet = line
        elif bullet and line.text:
            text = line.text if _BULLET.match(line.text) else f"{bullet.text} {line.text}"
            joined.append(Line(numbers=bullet.numbers + line.numbers, text=text))
            bullet = None
        elif not bullet:
            joined.append(line)
    return [*joined, bullet] if bullet else joined


def halve(lines: Sequence[Line], keep: AbstractSet[int]) -> tuple[list[Line], list[Cut]]:
    """Halve each line that says the same thing twice without a blank between, as in «Our PicksOur Picks»."""
    halved: list[Line] = []
    cuts: list[Cut] = []
    for line in lines:
        half = _half(line.text)
        if not half or not keep.isdisjoint(line.numbers):
            halved.append(line)
            continue
        halved.append(Line(numbers=line.numbers, text=half))
        cuts.append(Cut(lines=line.numbers, text=line.text[len(half) :].strip(), reason=Reason.DOUBLED))
    return halved, cuts


def _half(text: str) -> str:
    """Give the half of a doubled text, or nothing; a blank between the halves asks for four words in each."""
    middle = len(text) // 2
    if len(text) % 2 == 0:
        half = text[:middle]
        doubled = half == text[middle:] and len(half) >= 8 and half == half.strip()
    else:
        half = text[:middle]
        doubled = half == text[middle + 1 :] and text[middle] == " " and count_words(half) >= 4
    return half if doubled and any(letter.isalpha() for letter in half) else ""


def drop_copies(lines: Sequence[Line], keep: AbstractSet[int]) -> tuple[list[Line], list[Cut], frozenset[int]]:
    """Leave one copy of a body that stands several times; the last value numbers the lines between two copies."""
    left, cuts, between = list(lines), list[Cut](), frozenset[int]()
    for _ in range(_MOST_COPIES):
        repeat = find_repeat(left)
        if not repeat:
            break
        between |= {number for place in repeat.between for number in left[place].numbers}
        left, more = cut(left, dict.fromkeys(repeat.drop, Reason.REPEATED), keep)
        cuts += more
    return left, cuts, between


def find_repeat(lines: Sequence[Line]) -> Repeat | None:
    """Find a body that stands twice, word for word and whole, in linear time.

    The copy to drop is the first when a short line, its title, stands between the two; else the second.
    """
    full = [place for place, line in enumerate(lines) if line.text]
    texts = [lines[place].text for place in full]
    sizes = [count_words(text) for text in texts]
    distance = _distance(texts, sizes)
    if not distance:
        return None
    start, end = _longest_run(texts, sizes, distance)
    words = sum(sizes[start:end])
    if words < max(_BODY_WORDS, _BODY_SHARE * sum(sizes)):
        return None
    between = range(full[end - 1] + 1, full[start + distance])
    first = range(full[start], full[end - 1] + 1)
    second = range(full[start + distance], full[end - 1 + distance] + 1)
    titled = any(lines[place].text for place in between)
    return Repeat(drop=first if titled else second, between=between)


def _distance(texts: Sequence[str], sizes: Sequence[int]) -> int:
    """Give how many lines lie between a line and its copy, by vote of the words; 0 when nothing recurs."""
    seen: dict[str, int] = {}
    votes: Counter[int] = Counter()
    for place, text in enumerate(texts):
        if sizes[place] >= _VOTING_WORDS:
            votes[place - seen.setdefault(text, place)] += sizes[place]
    votes.pop(0, None)
    return max(votes, key=lambda distance: (votes[distance], -distance), default=0)


def _longest_run(texts: Sequence[str], sizes: Sequence[int], distance: int) -> tuple[int, int]:
    """Give the run of at most `distance` lines with the most words that stands again `distance` lines on."""
    best, most = (0, 0), 0
    start = words = 0
    for place in range(len(texts) - distance):
        if texts[place] != texts[place + distance]:
            start, words = place + 1, 0
            continue
        words += sizes[place]
        if place - start == distance:
            words -= sizes[start]
            start += 1
        if words > most:
            best, most = (start, place + 1), words
    return best


def cut(lines: Sequence[Line], reasons: Mapping[int, Reason], keep: AbstractSet[int]) -> tuple[list[Line], list[Cut]]:
    """Take out the lines at the given places, those with a number in `keep` excepted; neighbours make one cut."""
    left: list[Line] = []
    runs: list[tuple[Reason, list[Line]]] = []
    running = False
    for place, line in enumerate(lines):
        reason = reasons.get(place)
        if not line.text or reason is None or not keep.isdisjoint(line.numbers):
            left.append(line)
            running = running and not line.text
        elif running and runs[-1][0] is reason:
            runs[-1][1].append(line)
        else:
            runs.append((reason, [line]))
            running = True
    return left, [_cut_of(run, reason) for reason, run in runs]


def _cut_of(run: Sequence[Line], reason: Reason) -> Cut:
    numbers = tuple(number for line in run for number in line.numbers)
    return Cut(lines=numbers, text="\n".join(line.text for line in run), reason=reason)
