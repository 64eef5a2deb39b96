"""What surrounds an article on its page and is copied with it, in French and English: found line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsletter.ingest.folding import fold
from newsletter.ingest.plaintext_lines import Line, Reason, count_words
from newsletter.ingest.plaintext_marks import PATTERNS, POINTER

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST: Final = 400  # characters; longer lines are prose
_LONGEST_NOTICE: Final = 1_500  # the same for legal notices
_HEAD_LINES: Final = 60
_FOOT_SHARE: Final = 0.2  # of the words: what a foot that is cut as one may hold
_PROSE_WORDS: Final = 12
_LONG_PROSE_WORDS: Final = 35

_NOTICES: Final = (Reason.DISCLAIMER, Reason.COPYRIGHT)
_NOT_AT_HEAD: Final = {Reason.POPUP, Reason.AUTHOR}  # titles begin like these
_FOOT_MARKS: Final = {  # with the length in words of what the article could still say below, which forbids the cut
    Reason.TAGS: 30,
    Reason.COPYRIGHT: 30,
    Reason.RELATED: 12,
    Reason.SUBSCRIBE: 12,
    Reason.COMMUNITY: 12,
    Reason.COMMENTS: 1_000,
    Reason.AUTHOR: 1_000,
}
_EDGES: Final = re.compile(r"^[^\w©#(]+|[^\w)]+$")
_ENDS: Final = re.compile(r"[.…:;][»”\"’')\]\s]*$")


def classify(text: str) -> Reason | None:
    """Say which kind of noise a line would be at an edge of the text, None for what may be the article's own."""
    if not any(letter.isalnum() for letter in text):
        return None if "…" in text or "..." in text else Reason.SYMBOLS
    if len(text) > _LONGEST_NOTICE:
        return None
    core = _EDGES.sub("", fold(text))
    kinds = PATTERNS if len(text) <= _LONGEST else _NOTICES
    return next((kind for kind in kinds if PATTERNS[kind].fullmatch(core)), None)


def is_prose(text: str) -> bool:
    """Tell whether a line is running text: twelve words that end as a sentence does, or thirty-five."""
    size = count_words(text)
    return size >= _LONG_PROSE_WORDS or (size >= _PROSE_WORDS and bool(_ENDS.search(text)))


def inside(lines: Sequence[Line]) -> dict[int, Reason]:
    """Find the few kinds of noise that are nothing else wherever they stand: rules, advertisement marks, pointers."""
    found: dict[int, Reason] = {}
    for place, line in enumerate(lines):
        if not line.text or len(line.text) > _LONGEST:
            continue
        if len(set(line.text) - {" "}) == 1 and not line.text[0].isalnum():
            found[place] = Reason.SYMBOLS
        elif PATTERNS[Reason.ADVERTISEMENT].fullmatch(core := _EDGES.sub("", fold(line.text))):
            found[place] = Reason.ADVERTISEMENT
        elif POINTER.fullmatch(core):
            found[place] = Reason.RELATED
    return found


def head_end(lines: Sequence[Line]) -> int:
    """Give the place of the first line of prose that is not noise: where the head of the text ends."""
    seen = 0
    for place, line in enumerate(lines):
        if not line.text:
            continue
        seen += 1
        if seen > _HEAD_LINES or (is_prose(line.text) and not classify(line.text)):
            return place
    return len(lines)


def head(lines: Sequence[Line], end: int) -> dict[int, Reason]:
    """Find the noise among the lines above the place where the head ends."""
    kinds = {place: classify(lines[place].text) for place in range(end) if lines[place].text}
    return {place: kind for place, kind in kinds.items() if kind and kind not in _NOT_AT_HEAD}


def tail(lines: Sequence[Line]) -> dict[int, Reason]:
    """Find the noise at the end: line by line upwards, and the whole foot that a mark such as «Tags:» opens."""
    start = _foot(lines)
    found: dict[int, Reason] = {}
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].text:
            kind = classify(lines[place].text)
            if not kind and place < start:
                break
            found[place] = kind or Reason.FOOTER
    return found


def _foot(lines: Sequence[Line]) -> int:
    """Give the place of the first mark below which stands little, and nothing that reads like the article."""
    allowed = _FOOT_SHARE * sum(count_words(line.text) for line in lines)
    start = len(lines)
    words = longest = 0
    for place in range(len(lines) - 1, -1, -1):
        text = lines[place].text
        kind = classify(text) if text else None
        words += count_words(text)
        if words > allowed:
            break
        if kind is None and is_prose(text):
            longest = max(longest, count_words(text))
        if kind in _FOOT_MARKS and longest < _FOOT_MARKS[kind]:
            start = place
    return start
