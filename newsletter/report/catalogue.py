"""Sentences found again: which of a catalogue's an English one is, and what was put into it.

A sentence of the catalogue stands as in the source, with `{}` for what is put in (one `{}` for several in a row). Its
translation has `{}` in the same order, or `{1}`, `{2}` in its own; `{1:s}` is an `s` where the number put in calls for
the plural, `{1:al|aux}` the one ending or the other. What is put in is translated too where the catalogue has it,
unless it stands in quotes: that is somebody's own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 2000  # characters of a sentence that is looked for: what is longer is no sentence of ours
PART = 400  # characters of what may be put into a sentence, and be ours too
REMEMBERED = 50_000  # sentences; a check of ten years of issues says fewer
_HOLE = "{}"
_ANY = ""  # in the place of a word, for sentences that have no whole one, and count something: «{} error{}»
_WORD = re.compile(r"\w+")
_FILL = re.compile(r"\{(\d?)(?::([^{}|]*)(?:\|([^{}]*))?)?\}")
_DECIMAL = re.compile(r"-?\d+\.\d+|\d{1,3}(?:,\d{3})+")
_QUOTED = ("«", "«\u00a0", "« ")
_STARTS = re.compile(r"[ ,;(]")  # where a part may begin
_BETWEEN = (", no ", ", ", " and ", " or ")
_ENDS = (".", "?", "!", ":")
_CODE = re.compile(r"(?:`[^`]*`)?")
_PROSE = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
_MARKS = re.compile(r"«(?!\s)([^«»]*[^«»\s])»")
_SENTENCE = re.compile(r"(?<=[.?!]) (?=\w)")
_ENDING = re.compile(
    r"(?:e?s|[0-9A-Fa-f]{0,6}|[\s,(].*)", re.DOTALL
)  # what may follow a letter: a plural, digits, more
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with holes: the words around them, and its translation."""

    words: tuple[str, ...]
    translation: str

    @property
    def weight(self) -> int:
        """Count the characters that are written out."""
        return sum(map(len, self.words))

    def holes(self, text: str) -> list[str] | None:
        """Give what was put in, if `text`, which begins and ends as it does, is this sentence.

        Each hole is as short as can be; it takes linear time.
        """
        first, *middle, last = self.words
        at, end = len(first), len(text) - len(last)
        found = []
        for words in middle:
            there = text.find(words, at, end)
            if there < 0:
                return None
            found.append(text[at:there])
            at = there + len(words)
        found.append(text[at:end])
        endings = (hole for words, hole in zip(self.words, found, strict=False) if words[-1:].isalpha())
        return found if at <= end and all(map(_ENDING.fullmatch, endings)) else None


class Catalogue:
    """Says sentences in another language; what it does not know stays as it is."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._whole = {source: target for source, target in sentences.items() if _HOLE not in source}
        self._open = {source: target for source, target in sentences.items() if _HOLE in source}
        self._known: dict[str, tuple[str | None, bool]] = {}

    @cached_property
    def _by_word(self) -> dict[str, list[Sentence]]:
        """Put each sentence with holes under the rarest of its whole words: few are then to be tried."""
        words = {source: _whole_words(source) for source in self._open}
        common = Counter(word for some in words.values() for word in some)
        found: dict[str, list[Sentence]] = defaultdict(list)
        for source, target in self._open.items():
            rarest = min(words[source], key=lambda word: (common[word], word), default=_ANY)
            found[rarest].append(Sentence(tuple(source.split(_HOLE)), target))
        return found

    def said(self, text: str) -> str:
        """Say a text: a sentence of the catalogue, a list of such, or several behind each other."""
        if (known := self._listed(text) or self._phrase(text)) is not None:
            return known
        for at, tail in _tails(text) if len(text) <= LONGEST else ():
            if (known := self._phrase(tail)) is not None:
                head = text[:at].rstrip(" ")
                told = (self._found(text[:at]) or self._part(head)).rstrip(" ")
                if told == head and _is_prose(head):
                    break
                return _before(told) + text[len(head) : at] + known
        return self._match(text)[0] or text

    def _part(self, text: str) -> str:
        """Say a part of a text, if it is short: parts within parts must come to an end."""
        return self.said(text) if len(text) <= PART else text

    def _phrase(self, text: str) -> str | None:
        """Say a sentence: as it stands, made from a phrase («it is empty» → «It is empty.»), or with its place."""
        if (known := self._found(text)) is not None:
            return known
        if text.endswith("."):
            known = self._listed(text[:-1]) or self._found(text[:-1])
            if known is None and (known := self._found(text[0].lower() + text[1:-1])) is not None:
                known = known[0].upper() + known[1:]
            return None if known is None else f"{known}."
        sentence, _, place = text.rpartition(" (")
        if text.endswith(")") and (known := self._found(sentence)) is not None:
            return f"{known} ({place}"
        return None

    def _listed(self, text: str) -> str | None:
        """Say a list, if the catalogue has all that it lists."""
        for between in _BETWEEN if not text.endswith(_ENDS) else ():
            if between in text:
                items = [item if _CODE.fullmatch(item) else self._found(item) for item in text.split(between)]
                if None not in items:
                    return self._whole.get(between, between).join(item or "" for item in items)
        return None

    def _found(self, text: str) -> str | None:
        """Say a sentence of the catalogue, if all that was put into it can be said too."""
        if text in self._whole:
            return self._whole[text]
        told, half = self._match(text)
        return None if half else told

    def _match(self, text: str) -> tuple[str | None, bool]:
        """Find the sentence with the most words; tell whether something put into it stays English."""
        if len(text) > LONGEST:
            return None, False
        if text not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[text] = self._matched(text)
        return self._known[text]

    def _matched(self, text: str) -> tuple[str | None, bool]:
        best: tuple[Sentence, list[str]] | None = None
        for word in {*_WORD.findall(text), _ANY}:
            for sentence in self._by_word.get(word, ()):
                if text.startswith(sentence.words[0]) and text.endswith(sentence.words[-1]):
                    holes = sentence.holes(text)
                    if holes is None or (word == _ANY and not _NUMBER.fullmatch(holes[0])):
                        continue
                    if best is None or sentence.weight > best[0].weight:
                        best = sentence, holes
        return (None, False) if best is None else self._filled(best[0], self._parted(*best))

    def _parted(self, sentence: Sentence, holes: list[str]) -> list[str]:
        """Part holes with nothing but a space between them where one of them is known, not at the first space."""
        for at, between in enumerate(sentence.words[1:-1]):
            parted = between != " " or any(self._found(hole) is not None for hole in holes[at : at + 2])
            for space in () if parted else re.finditer(" ", holes[at + 1]):
                one, other = f"{holes[at]} {holes[at + 1][: space.start()]}", holes[at + 1][space.end() :]
                if self._found(other) is not None or self._found(one) is not None:
                    holes[at : at + 2] = [one, other]
                    break
        return holes

    def _filled(self, sentence: Sentence, holes: list[str]) -> tuple[str, bool]:
        said, ticks, half = [], 0, False
        for before, hole in zip(sentence.words, holes, strict=False):
            ticks += before.count("`")
            quoted = ticks % 2 == 1 or before.endswith(_QUOTED)
            said.append(hole if quoted else _number(hole) or _set(self._part(hole)))
            half |= not quoted and _is_prose(hole) and said[-1] == hole
        count = iter(range(len(holes)))

        def fill(hole: re.Match[str]) -> str:
            at = int(hole[1]) - 1 if hole[1] else next(count)
            if hole[2] is None:
                return said[at]
            one, several = ("", hole[2]) if hole[3] is None else (hole[2], hole[3])
            return several if _several(holes[at]) else one

        return _FILL.sub(fill, sentence.translation), half


def _whole_words(source: str) -> list[str]:
    """Give the words of a sentence that no hole can lengthen."""
    return [word for word in _WORD.findall(source.replace(_HOLE, "ǀ")) if "ǀ" not in word]


def _tails(text: str) -> Iterator[tuple[int, str]]:
    """Give the ends of a text that may be said by themselves, whole sentences first, each with where it begins."""
    for start in _SENTENCE.finditer(text):
        yield start.end(), text[start.end() :]
    for start in _STARTS.finditer(text):
        at = start.start()
        if at:
            yield at, text[at:]
        if text[at] == " " and (text.count(" ", at + 1) > 1 or text[at - 1] == ":"):
            yield at + 1, text[at + 1 :]


def _is_prose(text: str) -> bool:
    """Tell words from names, numbers and code."""
    return bool(_PROSE.search(_CODE.sub("", text)))


def _set(text: str) -> str:
    """Set the colons and quotation marks of what is put in the French way."""
    return _MARKS.sub("«\u00a0\\1\u00a0»", text.replace("`: ", "`\u00a0: "))


def _before(text: str) -> str:
    """Set the colon that ends the beginning of a text the French way."""
    return f"{text[:-1]}\u00a0:" if text.endswith(":") and not text.endswith("\u00a0:") else text


def _number(text: str) -> str:
    """Write a number the French way; nothing for what is none."""
    if not _DECIMAL.fullmatch(text):
        return ""
    return text.replace(",", "\u202f").replace(".", ",")


def _several(text: str) -> bool:
    """Tell whether the number that ends a text takes the plural: in French from two on."""
    number = _NUMBER.search(text.replace(",", ""))
    return number is None or abs(float(number[0])) >= 2
