"""Lines without noise as headings, list items and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from newsletter.ingest.plaintext_lines import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.ingest.plaintext_lines import Line


class Kind(StrEnum):
    """What a block is; the text of a numbered item keeps its number."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the text, without its Markdown mark, and the raw lines it comes from."""

    kind: Kind
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that has text, and whether blank lines stand above and below it."""

    line: Line
    above: bool
    below: bool


_BULLET: Final = re.compile(r"(?:[-–*] |[•▪◦‣●○■➤✓✔] ?)(?=\S)")
_NUMBER: Final = re.compile(r"\d{1,2}[.)] (?=\S)")
_OPENING: Final = re.compile("[«“\"'’(\\[ \u00a0]*[^\\W_a-zà-ÿ]|[\u2190-\u2bff\U0001f000-\U0001faff]")
_MARKED: Final = re.compile(r"#{1,6} (?=\S)")
_SENTENCE_END: Final = re.compile(r"[.…:;,!][»”\"’')\]\s]*$")
_QUESTION: Final = re.compile(r"\?[»”\"’')\]\s]*$")
_FULL_STOP: Final = re.compile(r"[.!?…][»”\"’')\]\s]*$")
_HEADING_WORDS: Final = 14
_QUESTION_WORDS: Final = 20
_BELOW_WORDS: Final = 12  # what the text below a heading has at least
_QUESTION_BELOW_WORDS: Final = 20  # the same when no blank lines set the question apart
_SHORT_BELOW_WORDS: Final = 6  # the same when it is a sentence and the heading stands apart
_WRAP: Final = range(45, 101)  # characters of a line that was broken by hand


def blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Tell headings, items and paragraphs apart; lines that were broken by hand are joined."""
    rows = _rows(lines)
    groups: list[list[Block]] = []
    for place, (row, heading) in enumerate(zip(rows, _headings(rows), strict=True)):
        block = _block(row.line, heading=heading)
        if groups and not row.above and _continues(rows[place - 1].line.text, groups[-1][0], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return tuple(_joined(group) for group in groups)


def _joined(group: Sequence[Block]) -> Block:
    text = " ".join(block.text for block in group)
    return Block(kind=group[0].kind, text=text, lines=tuple(number for block in group for number in block.lines))


def markdown(parts: Sequence[Block]) -> str:
    """Write blocks as Markdown: headings of level two, tight lists, a blank line between all else."""
    marks = {Kind.HEADING: "## ", Kind.ITEM: "- "}
    pieces: list[str] = []
    before: Kind | None = None
    for part in parts:
        tight = part.kind is before and part.kind in {Kind.ITEM, Kind.NUMBERED}
        pieces += ["\n" if tight else "\n\n", marks.get(part.kind, ""), part.text]
        before = part.kind
    return "".join(pieces[1:])


def _rows(lines: Sequence[Line]) -> list[_Row]:
    places = [place for place, line in enumerate(lines) if line.text]
    last = len(lines) - 1
    return [
        _Row(
            lines[place],
            above=place == 0 or not lines[place - 1].text,
            below=place == last or not lines[place + 1].text,
        )
        for place in places
    ]


def _block(line: Line, *, heading: bool) -> Block:
    if heading:
        return Block(kind=Kind.HEADING, text=_MARKED.sub("", line.text, count=1), lines=line.numbers)
    if bullet := _BULLET.match(line.text):
        return Block(kind=Kind.ITEM, text=line.text[bullet.end() :], lines=line.numbers)
    kind = Kind.NUMBERED if _NUMBER.match(line.text) else Kind.PARAGRAPH
    return Block(kind=kind, text=line.text, lines=line.numbers)


def _continues(above: str, last: Block, block: Block) -> bool:
    """Tell whether a line goes on with the sentence of the line right above it."""
    if block.kind is not Kind.PARAGRAPH or last.kind is Kind.HEADING:
        return False
    if block.text[0].islower():
        return not _SENTENCE_END.search(above) or above.endswith((",", ";"))
    return len(above) in _WRAP and not _SENTENCE_END.search(above) and not above.endswith("?") and len(block.text) > 45


def _headings(rows: Sequence[_Row]) -> list[bool]:
    """Tell for each row whether it is a heading; at most two follow each other."""
    found = [False] * len(rows)
    for place in range(len(rows) - 1, -1, -1):
        if _MARKED.match(rows[place].line.text):
            found[place] = True
        elif place + 1 < len(rows):
            heads_heading = found[place + 1] and not any(found[place + 2 : place + 3])
            found[place] = _is_heading(rows[place], rows[place + 1], heads_heading=heads_heading)
    return found


def _is_heading(row: _Row, following: _Row, *, heads_heading: bool) -> bool:
    text, below = row.line.text, following.line.text
    size, size_below = count_words(text), count_words(below)
    if not _OPENING.match(text) or _SENTENCE_END.search(text) or size > _QUESTION_WORDS:
        return False
    alone = row.above and row.below
    if heads_heading:
        return alone and size <= _HEADING_WORDS
    if not row.below and size_below < 2 * size:  # two lines of a text that was broken by hand
        return False
    if _QUESTION.search(text):
        return size_below >= (max(_BELOW_WORDS, size) if alone else _QUESTION_BELOW_WORDS)
    enough = _SHORT_BELOW_WORDS if row.above and _FULL_STOP.search(below) else _BELOW_WORDS
    carries = size_below >= max(enough, size) and not _NUMBER.match(below)
    lists = alone and bool(_BULLET.match(below) or _NUMBER.match(below)) and not _NUMBER.match(text)
    return size <= _HEADING_WORDS and (carries or lists)
