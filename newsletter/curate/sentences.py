"""Sentences with their offsets, in French and English prose.

Own rules rather than a library: the libraries part « from what it closes and stop at `M.` and `av. J.-C.`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsletter.curate.stopwords import STOP_WORDS
from newsletter.curate.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator


def _sets(fr: str, en: str) -> dict[str, frozenset[str]]:
    return {"fr": frozenset(fr.split()), "en": frozenset(en.split())}


_TITLES: Final = _sets(  # never the last word of a sentence
    fr="m mm mme mmes mlle mlles me mgr dr drs pr prs st ste cf p.ex ex c.-a-d bd bld av apr pl coll tel dir red",
    en="mr mrs ms dr prof sen rep gov gen lt col capt sgt hon rev st mt messrs vs cf e.g i.e eg ie viz",
)
_NUMBERED: Final = _sets(  # the same, when a figure follows
    fr="p pp art chap fig vol t no nos n al ed env trim sem tab ann janv fevr avr juil sept oct nov dec",
    en="p pp art ch fig figs vol no nos sec eq approx ca jan feb mar apr jun jul aug sept sep oct nov dec",
)
_MAY_END: Final = _sets(  # ends a sentence when the next word is one that often begins a sentence
    fr="j.-c env min max",
    en="inc ltd corp co jr sr a.m p.m approx dept est",
)
_LONGEST_QUOTE: Final = 240  # characters; a longer quotation is several sentences

_END = re.compile(r"(?<![.!?…])[.!?…]++(?:\s?»|[”\"’')\]]|\[\d{1,3}\])*+(?=\s)")
_NEXT = re.compile(r"\s+[«“\"‘'(\[–—\s-]*([^\W_]*)")
_LAST = re.compile(r"[^\s«“\"‘'’(\[]+\Z")
_QUOTE = re.compile(rf"«[^«»]{{0,{_LONGEST_QUOTE}}}»|“[^“”]{{0,{_LONGEST_QUOTE}}}”")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]")
_MARKER = re.compile(r"\s*(?:#{1,6}\s+|[-*•>]\s+)*")
_BLOCK_START = re.compile(r"\s*(?:#{1,6}\s|[-*•>]\s|\d{1,2}[.)]\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A sentence: `text` is what stands between the character offsets `start` and `end` of the source."""

    start: int
    end: int
    text: str


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """Cut Markdown prose into its sentences, headings and list items included, their markers left out.

    A quotation of up to 240 characters stays whole; a single line break is a space, as in Markdown.
    Languages other than French and English follow the English rules.

    >>> [span.text for span in sentences("« Ça va ? » dit M. Roy. Oui.", "fr")]
    ['« Ça va ? » dit M. Roy.', 'Oui.']
    """
    rules = language if language in _TITLES else "en"
    spans: list[Span] = []
    for start, end in _blocks(text):
        first = start
        for stop in (*_stops(text, start, end, rules), end):
            sentence = text[first:stop]
            body = sentence.strip()
            if body:
                first += len(sentence) - len(sentence.lstrip())
                spans.append(Span(start=first, end=first + len(body), text=body))
            first = stop
    return tuple(spans)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Give where each paragraph, heading and list item starts, behind its marker, and ends."""
    start = position = 0
    above = ""
    for line in text.splitlines(keepends=True):
        if not line.strip() or _BLOCK_START.match(line) or above.endswith(":") or above.startswith("#"):
            yield _behind_marker(text, start, position), position
            start = position
        position += len(line)
        above = line.strip()
    yield _behind_marker(text, start, position), position


def _behind_marker(text: str, start: int, end: int) -> int:
    marker = _MARKER.match(text, start, end)
    return marker.end() if marker else start


def _stops(text: str, start: int, end: int, rules: str) -> Iterator[int]:
    """Give where the sentences of a block end, the last one excepted."""
    quotes = _QUOTE.finditer(text, start, end)
    quote = next(quotes, None)
    first = start
    for mark in _END.finditer(text, start, end):
        while quote and quote.end() < mark.end():
            quote = next(quotes, None)
        quoted = quote is not None and quote.start() < mark.start() and mark.end() < quote.end()
        if not quoted and _is_end(text, first, mark, end, rules):
            first = mark.end()
            yield first


def _is_end(text: str, first: int, mark: re.Match[str], end: int, rules: str) -> bool:
    following = _NEXT.match(text, mark.end(), end)
    word = following[1] if following else ""
    if word[:1].islower() and not word[1:2].isupper():  # iPhone
        return False
    if mark[0].rstrip("»”\"’')] \u00a0\u202f") != ".":
        return True
    before = text[max(first, mark.start() - 40) : mark.start()]
    return not _abbreviates(before, word, rules)


def _abbreviates(before: str, word: str, rules: str) -> bool:
    """Tell whether the full stop between `before` and `word` belongs to an abbreviation, initial or list number."""
    found = _LAST.search(before)
    last = found[0] if found else ""
    key, earlier = fold(last), before[: len(before) - len(last)].split()
    if key in _TITLES[rules] or (key.isdigit() and len(key) <= 2 and not earlier):
        return True
    if key in _NUMBERED[rules] and word.isdigit():
        return True
    begins = fold(word) in STOP_WORDS[rules] or fold(word) in _TITLES[rules]
    if len(last) == 1 and last.isupper():
        named = not earlier or earlier[-1][0].isupper() or fold(earlier[-1]) in STOP_WORDS[rules]
        return named or not begins
    return (key in _MAY_END[rules] or bool(_ACRONYM.fullmatch(last))) and not begins
