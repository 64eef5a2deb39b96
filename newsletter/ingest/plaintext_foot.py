"""Where an article ends and the foot of its page begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsletter.ingest.folding import fold
from newsletter.ingest.plaintext_lines import Line, Reason, count_words
from newsletter.ingest.plaintext_noise import ENDS, classify, is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOOT_SHARE: Final = 0.2  # of the words: what a foot that is cut as one may hold
_FOOT_MARKS: Final = {  # with the length in words of what the article could still say below, which forbids the cut
    Reason.TAGS: 30,
    Reason.COPYRIGHT: 30,
    Reason.RELATED: 12,
    Reason.SUBSCRIBE: 12,
    Reason.COMMUNITY: 12,
    Reason.COMMENTS: 1_000,
    Reason.AUTHOR: 1_000,
}
_LONG_WORDS: Final = 20  # running text of that length is no furniture, unless it is known as such
_SAID_WORDS: Final = 4  # a shorter line says nothing: a button, a name, a section
_FEWEST_LINES: Final = 3
_MANY_LINES: Final = 5  # of so few words in the mean that they need no known furniture among them
_FEW_WORDS: Final = 4
_TO_THE_READER: Final = re.compile(r"\b(?:vous|votre|vos|nous|notre|nos|you|your|we|us|our)\b")
_ITEM: Final = re.compile(r"(?:[-•*▪◦‣●○■–>]|\d{1,3}[.)])\s")


def tail(lines: Sequence[Line]) -> dict[int, Reason]:
    """Find the noise at the end: line by line upwards, and the whole foot that a mark such as «Tags:» opens."""
    start = min(_marked(lines), _crowded(lines))
    found: dict[int, Reason] = {}
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].text:
            kind = classify(lines[place].text)
            if not kind and place < start:
                break
            found[place] = kind or Reason.FOOTER
    return found


def _marked(lines: Sequence[Line]) -> int:
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


def _crowded(lines: Sequence[Line]) -> int:
    """Give the place below the last words of the article, where what follows is a crowd of short lines.

    One of them must be known furniture, or all be very short: no list can know every section, button and name.
    """
    start, known, short, words = len(lines), 0, 0, 0
    for place in range(len(lines) - 1, -1, -1):
        text = lines[place].text
        if not text:
            continue
        kind = classify(text)
        if kind is None and _is_said(text):
            break
        start, known, short, words = place, known + (kind is not None), short + 1, words + count_words(text)
    allowed = _FOOT_SHARE * sum(count_words(line.text) for line in lines)
    is_crowd = (known and short >= _FEWEST_LINES) or (short >= _MANY_LINES and words <= _FEW_WORDS * short)
    return start if is_crowd and words <= allowed else len(lines)


def _is_said(text: str) -> bool:
    """Tell whether a line of no known kind says something: a sentence that does not speak to the reader, an item."""
    size = count_words(text)
    if size >= _LONG_WORDS or (size >= _SAID_WORDS and _ITEM.match(text)):
        return True
    return size >= _SAID_WORDS and bool(ENDS.search(text)) and not _TO_THE_READER.search(fold(text))
