"""An edition cut at the lines that announce a block, at headings, and at pieces that hold « L’essentiel »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsletter.ingest import edition_marks as marks
from newsletter.ingest.edition_marks import Mark, mark_of
from newsletter.ingest.edition_pieces import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBER = re.compile(r"(?:n[°ºo]\.?|no\.?|issue|numéro|#)\s?(\d{1,5})\b", re.IGNORECASE)
DAY = re.compile(r"(?:\d{1,2}|1er) [^\W\d_]{3,9}\.? \d{4}|[^\W\d_]{3,9} \d{1,2}, \d{4}|\d{4}-\d{2}-\d{2}")
_OWN = frozenset(
    {Mark.COMMENT, Mark.FOCUS, Mark.RESULTS, Mark.POLL, Mark.LINKS, Mark.SPONSOR, Mark.PS, Mark.DISCLOSURE, Mark.FOOT}
)
_ANYWHERE = frozenset({Mark.FOCUS, Mark.PS, Mark.FOOT})
_SHORT = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of pieces: the opening, which is first, a block of its own (`mark`), or a part and its title, if any."""

    mark: Mark | None
    title: str
    pieces: list[Piece]


def is_header(piece: Piece) -> bool:
    """Tell whether a line gives the edition's number or day, and little else."""
    says_so = NUMBER.search(piece.text) or DAY.search(piece.text)
    return bool(says_so) and len(piece.text.split()) <= _SHORT and piece.text[-1] not in ".!?"


def cut(found: Sequence[Piece]) -> tuple[Segment, ...]:
    """Cut an edition into its opening and what follows. The edition's own title, a heading on top, is left out."""
    headings = [piece for piece in found if piece.kind is Kind.HEADING]
    starts = set() if headings else _unheaded_parts(found)
    title = headings[0] if len(headings) > 1 and headings[0].level == 1 else None
    if title and marks.mark_of_heading(title.text)[0]:
        title = None
    top = [piece for piece in found[: found.index(title)] if not is_header(piece)] if title else []
    segments = [Segment(None, "", [])]
    in_focus = False
    for index, piece in enumerate(found):
        is_heading = piece.kind is Kind.HEADING
        mark, said = marks.mark_of_heading(piece.text) if is_heading else (marks.mark_of(piece.text), "")
        if piece is title or piece in top or mark is Mark.NEWS:
            continue
        if mark in _OWN and (is_heading or mark in _ANYWHERE or piece.gap):
            in_focus = mark is Mark.FOCUS
            segments.append(_own(mark, piece, said))
        elif (mark is None and is_heading and not in_focus) or index in starts:
            segments.append(Segment(None, piece.text if is_heading else "", [] if is_heading else [piece]))
        else:
            segments[-1].pieces.append(piece)
    return (*segments, Segment(Mark.FOOT, "", top)) if top else tuple(segments)


def _own(mark: Mark | None, piece: Piece, said: str) -> Segment:
    """Start a block; what the line says beside its mark is the title, or the first paragraph of a PS or poll."""
    said = said or marks.after(piece.text)
    first = [replace(piece, kind=Kind.TEXT, text=said)] if mark in {Mark.PS, Mark.POLL, Mark.RESULTS} and said else []
    return Segment(mark, said or piece.text, first)


def _unheaded_parts(found: Sequence[Piece]) -> set[int]:
    """Find where parts start that have lost their titles: at the gap before each « L’essentiel »."""
    essentials = (index for index, piece in enumerate(found) if mark_of(piece.text) is Mark.ESSENTIAL)
    return {max((at for at in range(index + 1) if found[at].gap), default=0) for index in essentials}
