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
_PROSE_WORDS: Final = 12
_LONG_PROSE_WORDS: Final = 35

_NOTICES: Final = (Reason.DISCLAIMER, Reason.COPYRIGHT)
_NOT_AT_HEAD: Final = {Reason.POPUP, Reason.AUTHOR}  # titles begin like these
_EDGES: Final = re.compile(r"^[^\w©#(]+|[^\w)]+$")
ENDS: Final = re.compile(r"[.…:;][»”\"’')\]\s]*$")


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
    return size >= _LONG_PROSE_WORDS or (size >= _PROSE_WORDS and bool(ENDS.search(text)))


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
