"""Quotations of a text: « … », “ … ” and " … ", over several paragraphs too.

Single quotes are not read: in both languages they cannot be told from apostrophes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.figures import prose as proses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.figures.prose import Prose

_MARK = re.compile(r"[«»“”\"]|\n[ \t]*+(?=\n)")
_CLOSING = {"«": "»", "“": "”", '"': '"'}
_PARAGRAPHS = 4  # a quotation that runs longer was never closed
_LONGEST = 4000
_LINE_START = re.compile(r"(?:^|\n)[ \t>*_]*$")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What stands between two quotation marks: `text` is the raw text from `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> int:
        """How many words are quoted: one or two are a term held at a distance more often than a quotation."""
        return len(_WORDS.findall(self.text))


def quotations(text: str, language: str) -> tuple[Quotation, ...]:
    """Find the quotations of a Markdown text in order; quotations inside a quotation belong to it."""
    return tuple(within(proses.read(text, language)))


def within(prose: Prose) -> Iterator[Quotation]:
    """Find the quotations of a text that was read already."""
    opened, start, paragraphs = "", 0, 0
    for found in _MARK.finditer(prose.text):
        mark, at = found[0], found.start()
        if mark[0] == "\n":
            paragraphs += 1
            if paragraphs >= _PARAGRAPHS or (opened == '"' and not _goes_on(prose, found.end())):
                opened = ""
        elif opened and _is_continuation(prose, opened, mark, at, start):
            continue
        elif opened and mark == _CLOSING[opened]:
            if quotation := _quotation(prose, start, at):
                yield quotation
            opened = ""
        elif mark in _CLOSING and (not opened or mark == opened) and _may_open(prose, mark, at):
            opened, start, paragraphs = mark, at + 1, 0


def _may_open(prose: Prose, mark: str, at: int) -> bool:
    """Tell an opening straight quote from inches and from one that closes."""
    if mark != '"':
        return True
    following = prose.text[at + 1 : at + 2]
    return bool(following.strip()) and not prose.text[at - 1 : at].isalnum()


def _goes_on(prose: Prose, at: int) -> bool:
    """Tell whether the next paragraph begins with a straight quote, as a long quotation's does."""
    return prose.text[at : at + 4].lstrip("\n >*_").startswith('"')


def _is_continuation(prose: Prose, opened: str, mark: str, at: int, start: int) -> bool:
    """Tell whether a mark only repeats, at the start of a paragraph, that the quotation goes on."""
    behind = prose.text[max(start, at - 8) : at]
    if mark != opened and not (mark == _CLOSING[opened] and "\n\n" in behind):
        return False
    return "\n" in behind and bool(_LINE_START.search(behind))


def _quotation(prose: Prose, start: int, end: int) -> Quotation | None:
    inner = prose.raw[start:end]
    text = inner.strip()
    if len(text) > _LONGEST or not _WORDS.search(prose.text, start, end):
        return None
    start += len(inner) - len(inner.lstrip())
    return Quotation(text=text, start=start, end=start + len(text))
