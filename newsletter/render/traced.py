"""Figures of the web copy that lead to their source: each becomes a link to the passage that bears it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG = re.compile(r"(<[^>]*>)")
_MARKUP = re.compile(r"[*_`\\]")
_SPACE = "[ \\n\u00a0\u202f]"
_PIECE = re.compile(r"\d+|[ \n\t\u00a0\u202f]+|['’]|[\"«»“”]|[^\W\d_]+|.", re.DOTALL)
_WORD = re.compile(r"\S+")
_ENDS = 4  # words at either end of a passage that find it in a page
_LINKS_WITHIN = ("<a ", "<code", "<pre")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A figure of a text: its words, which of the places with these words it is (from 0), where it leads, and a note."""

    words: str
    nth: int
    url: str
    note: str


def linked(fragment: str, marks: Sequence[Mark]) -> str:
    """Make links of the figures in an HTML fragment; one that stands in a link, or in code, stays text."""
    if not marks:
        return fragment
    parts = _TAG.split(fragment)
    text, spans = _text(parts)
    cuts: dict[int, list[tuple[int, int, Mark]]] = {}
    for mark in marks:
        places = list(pattern(mark.words).finditer(text))
        found = places[min(mark.nth, len(places) - 1)] if places else None
        if found:
            _cut(found.start(), found.end(), mark, spans, cuts)
    for index, inside in cuts.items():
        parts[index] = _with_links(parts[index], inside)
    return "".join(parts)


def _text(parts: Sequence[str]) -> tuple[str, list[tuple[int, int, int]]]:
    """Give the text outside of links and code, and for each piece its part, and where it begins and ends in the text."""
    text, length, closed = [], 0, 0
    spans = []
    for index, part in enumerate(parts):
        if index % 2:
            closed += part.startswith(_LINKS_WITHIN) - part.startswith(("</a>", "</code", "</pre"))
            text.append("\n" if part.startswith(("<p", "</p", "<li", "<br")) else "")
        else:
            shown = "\0" * len(part) if closed else part
            spans.append((index, length, length + len(part)))
            text.append(shown)
        length += len(text[-1])
    return "".join(text), spans


def _cut(
    start: int, end: int, mark: Mark, spans: Sequence[tuple[int, int, int]], cuts: dict[int, list[tuple[int, int, Mark]]]
) -> None:
    """Note where in which part a figure stands; of one that tags part, the first part with a letter or digit."""
    for index, first, last in spans:
        if first < end and start < last:
            inside = (max(start, first) - first, min(end, last) - first, mark)
            taken = cuts.setdefault(index, [])
            if all(inside[1] <= other[0] or other[1] <= inside[0] for other in taken):
                taken.append(inside)
            return


def _with_links(part: str, inside: Sequence[tuple[int, int, Mark]]) -> str:
    pieces, done = [], 0
    for start, end, mark in sorted(inside, key=lambda one: one[0]):
        link = f'<a class="traced" href="{escape(mark.url)}" title="{escape(mark.note)}">'
        pieces += [part[done:start], link, part[start:end], "</a>"]
        done = end
    return "".join((*pieces, part[done:]))


@lru_cache(maxsize=512)
def pattern(words: str) -> re.Pattern[str]:
    """Give what finds a figure however it was typeset: other spaces, quotes and apostrophes."""
    pieces = []
    for piece in _PIECE.findall(_MARKUP.sub("", words)):
        if piece.isspace():
            pieces.append(f"{_SPACE}*")
        elif piece in "'’":
            pieces.append("['’]")
        elif piece in '"«»“”':
            pieces.append(f'["«»“”]{_SPACE}*')
        else:
            pieces.append(f"{re.escape(escape(piece, quote=False))}{_SPACE}?")
    return re.compile(r"(?<![^\W_])" + "".join(pieces).removesuffix(f"{_SPACE}?"))


def passage_url(url: str, passage: str) -> str:
    """Give the address of a passage in a page (URL Fragment Text Directives): browsers that know it scroll there."""
    words = _WORD.findall(_MARKUP.sub("", passage.lstrip("-#> ")))
    if not words:
        return url
    ends = [words] if len(words) <= 2 * _ENDS else [words[:_ENDS], words[-_ENDS:]]
    directive = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"
