"""A Markdown text as its reader sees it, at the same offsets: what is no prose is blanked out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.figures import languages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.figures.lexicon import Language

BLANK = "\ue000"  # private use: neither letter, digit, space nor punctuation
SPACES = " \t\u00a0\u202f\u2009\u2007"
# What is blanked, by a mark without which it cannot occur. Every quantifier is possessive or bounded: a hostile text
# costs no more than an honest one.
_HIDDEN = {
    "](": re.compile(  # a link's destination and title
        r"\]\([ \t]*+(?:<[^<>\n]*+>|[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+)(?:[ \t]++\"[^\"\n]*+\")?"
    ),
    "]:": re.compile(r"^ {0,3}\[[^\]\n]{1,80}+\]:[^\n]*+", re.MULTILINE),  # a link's definition
    ":": re.compile(r"\b(?:https?:/|ftp:/|mailto:|tel:)[^\s<>\"»]*+"),
    "www.": re.compile(r"\bwww\.[^\s<>\"»]*+"),
    "@": re.compile(r"(?<![\w.+-])[\w.+-]++@[\w.-]++"),
    "/": re.compile(r"(?<![\w./-])(?:[a-z0-9-]{1,63}+\.){1,4}[a-z]{2,6}/[^\s<>\"»)]*+"),  # an address without scheme
    "[": re.compile(r"\[\^?\d{1,3}\](?!\()"),  # a footnote's call
    "<": re.compile(r"<[/!a-zA-Z][^<>\n]{0,300}+>"),  # a tag or a comment
    "+": re.compile(r"\+\d\d[ .]?\d(?:[ .]?\d\d){4}(?!\d)"),  # a telephone number
    "&#": re.compile(r"&#\w{1,8};"),  # a character reference
    "": re.compile(r"(?<=[^\s\dmM⁰¹²³⁴-⁹])[⁰¹²³⁴-⁹]++"),  # a footnote's number: 14 %¹; but m², 10²⁵
}
_SPACE_REFERENCE = re.compile(r"&(?:nbsp|thinsp|#160|#8239|#xa0|#x202f);", re.IGNORECASE)
_FENCES = re.compile(r"`++|\n[ \t]*+(?=\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text to search. `raw`, `text` (blanked) and `low` (lower case, `'` apostrophes) share offsets."""

    raw: str
    text: str
    low: str
    language: Language


def read(raw: str, language: str) -> Prose:
    """Read a Markdown text; `language` is a BCP 47 code."""
    text = visible(raw)
    return Prose(raw=raw, text=text, low=lower(text), language=languages.of(language))


def visible(raw: str) -> str:
    """Blank out code, addresses, link destinations, tags and footnote calls, at the same offsets."""
    text = _SPACE_REFERENCE.sub(lambda found: " " * len(found[0]), raw) if "&" in raw else raw
    for mark, pattern in _HIDDEN.items():
        if mark in text:
            text = pattern.sub(_blank, text)
    return without_code(text)


def without_code(text: str) -> str:
    """Blank out code spans and fenced code alone, at the same offsets."""
    return _without(text, code_spans(text)) if "`" in text else text


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


def lower(text: str) -> str:
    """Give the text in lower case, `’` as `'`, and as long as it was."""
    low = text.lower()
    if len(low) != len(text):  # İ alone grows in lower case
        low = "".join(character.lower()[0] for character in text)
    return low.replace("’", "'")


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find code spans and fenced blocks (CommonMark 6.1): a run of backticks up to the next of that length."""
    marks = list(_FENCES.finditer(text))
    closing: list[int] = []  # for each mark, from the last: the number of the mark that would close it, or its own
    later: dict[int, int] = {}
    for number in reversed(range(len(marks))):
        run = len(marks[number][0])
        if marks[number][0][0] != "`":  # only a fence goes on beyond a paragraph
            later = {length: other for length, other in later.items() if 2 < length < 12}
            closing.append(number)
        else:
            closing.append(later.get(run, number))
            later[run] = number
    done = 0
    for number, other in enumerate(reversed(closing)):
        if number >= done and other > number:
            yield marks[number].start(), marks[other].end()
            done = other + 1


def _without(text: str, spans: Iterator[tuple[int, int]]) -> str:
    kept: list[str] = []
    done = 0
    for start, end in spans:
        kept += (text[done:start], BLANK * (end - start))
        done = end
    return "".join((*kept, text[done:]))
