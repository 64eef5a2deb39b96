"""The text of a past edition cut into pieces: headings, points, quotations, images, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from newsletter.ingest import edition_marks
from newsletter.ingest.markup import visible


class Kind(StrEnum):
    """What a piece is by its form."""

    HEADING = "heading"
    POINT = "point"
    QUOTE = "quote"
    IMAGE = "image"
    CODE = "code"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph, or a line where lines are paragraphs. `line` counts from 1; `gap` tells of an empty line before.

    `level` is that of a heading, from 1, or how deep a point is nested, from 0.
    """

    kind: Kind
    text: str
    line: int
    gap: bool = False
    level: int = 0


_UNDERLINE = re.compile(r"={3,}|-{3,}")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*|\*\*([^*]+)\*\*")
_POINT = re.compile(r"(?:[-•*–▪◦‣]|\d{1,2}[.)])\s+(\S.*)")
_QUOTE = re.compile(r">\s?(.*)")
_IMAGE = re.compile(r"\[[^\]]+\]?")
_NOTE = re.compile(r"\[(\d{1,3})\]\s+(https?://\S+)")
_NOTED = re.compile(r"([^\s\[(]+)[\s\u00a0]\[(\d{1,3})\]")
_RULE = re.compile(r"(?:\*\s*){3,}|(?:_\s*){3,}")
_ORDINAL = re.compile(r"^(?:n[°º] ?)?\d{1,2}(?:[.)]| (?=\S))\s*")
_FOOT = "--"


def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text, as a reader copied it out of a mail or as a text part holds it, up to its foot."""
    written = visible(text).split("\n")
    lines = [line.strip() for line in written]
    notes = {note[1]: note[2] for note in map(_NOTE.fullmatch, lines) if note}
    end = lines.index(_FOOT) if _FOOT in lines else len(lines)
    wrapped = _is_wrapped(lines[:end])
    found: list[Piece] = []
    gap = True
    for number, line in enumerate(lines[:end], 1):
        if not line or _RULE.fullmatch(line) or _NOTE.fullmatch(line):
            gap = True
            continue
        above = found[-1] if found and not gap else None
        indent = len(written[number - 1]) - len(written[number - 1].lstrip(" ")) if wrapped else 0
        if above and _UNDERLINE.fullmatch(line):
            found[-1] = _underlined(above, 1 if line[0] == "=" else 2)
        elif above and wrapped and _goes_on(above, line, indent):
            found[-1] = replace(above, text=_joined(above, line))
        else:
            found.append(_piece(line, number, indent, gap=gap, wrapped=wrapped))
        gap = False
    return tuple(replace(piece, text=_linked(piece.text, notes)) for piece in found if piece.text)


def _piece(line: str, number: int, indent: int, *, gap: bool, wrapped: bool) -> Piece:
    kind, text, level = Kind.TEXT, line, 0
    if heading := _HEADING.fullmatch(line):
        kind, level = Kind.HEADING, len(heading[1]) if heading[1] else 3
        text = _ORDINAL.sub("", heading[2] or heading[3])
    elif point := _POINT.fullmatch(line):
        kind, text, level = Kind.POINT, point[1], indent // 2
    elif quote := _QUOTE.fullmatch(line):
        kind, text = Kind.QUOTE, quote[1]
    elif indent >= 4 and gap:
        kind = Kind.CODE
    elif wrapped and gap and _IMAGE.fullmatch(line):
        kind = Kind.IMAGE
    return Piece(kind=kind, text=text, line=number, gap=gap, level=level)


def _underlined(above: Piece, level: int) -> Piece:
    text = _ORDINAL.sub("", " ".join(above.text.split("\n")))
    return replace(above, kind=Kind.HEADING, text=text, level=level)


def _goes_on(above: Piece, line: str, indent: int) -> bool:
    """Tell whether a line goes on with the paragraph, point, quotation or caption above it."""
    if edition_marks.stands_alone(line) or edition_marks.stands_alone(above.text):
        return False
    if above.kind is Kind.QUOTE:
        return _QUOTE.fullmatch(line) is not None
    if above.kind is Kind.CODE:
        return indent >= 4
    return above.kind is not Kind.HEADING and not _POINT.fullmatch(line) and not _QUOTE.fullmatch(line)


def _joined(above: Piece, line: str) -> str:
    if above.kind in {Kind.IMAGE, Kind.CODE}:
        return f"{above.text}\n{line}"
    if above.kind is Kind.QUOTE:
        said = line.removeprefix(">").strip() or "\n\n"
        space = "" if "\n" in {said[0], above.text[-1:]} else " "
        return above.text + space + said
    return f"{above.text} {line}"


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether paragraphs are broken into lines: titles are underlined, or lines end in mid-sentence."""
    pairs = [(one, other) for one, other in pairwise(lines) if one and other]
    if any(_UNDERLINE.fullmatch(other) for _, other in pairs):
        return True
    broken = sum(50 <= len(one) <= 80 and one[-1] not in ".!?:…»" and other[0].islower() for one, other in pairs)
    return broken >= 5 and broken > 0.4 * len(pairs)


def _linked(text: str, notes: dict[str, str]) -> str:
    """Put the addresses of footnotes back: on the word before the number, since nobody knows where a label began."""

    def link(found: re.Match[str]) -> str:
        word, number = found.groups()
        tail = word[len(word.rstrip(".,;:!?")) :]
        return f"[{word.removesuffix(tail)}]({notes[number]}){tail}" if number in notes else found[0]

    return _NOTED.sub(link, text) if notes else text
