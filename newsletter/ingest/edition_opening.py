"""What stands before the news of a past edition: the editor's own words, and the comment of the week."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsletter.ingest import edition_marks as marks
from newsletter.ingest.edition_blocks import Leftover, paragraphs, without_images
from newsletter.ingest.edition_marks import Mark, mark_of
from newsletter.ingest.edition_pieces import Kind, Piece
from newsletter.ingest.edition_segments import is_header
from newsletter.model import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence

_BY = re.compile(r"[—–-]\s*(\S.{0,80})")
_FURNITURE = frozenset({Mark.READING, Mark.WEB, Mark.FOOT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands before the first block: the editor's own words and signature, as it was signed."""

    greeting: str | None = None
    hook: str | None = None
    teaser: str | None = None
    author: str | None = None


def opening(pieces: Sequence[Piece]) -> Opening:
    """Read the opening: a greeting, the hook, a teaser, the signature as its last line."""
    rest = [piece for piece in pieces if not _is_furniture(piece)]
    greeting = rest.pop(0).text if rest and marks.is_greeting(rest[0].text) else None
    author = rest.pop().text if rest and _is_signature(rest[-1]) else None
    teasers = [piece for piece in rest if marks.is_teaser(piece.text)]
    return Opening(
        greeting=greeting,
        hook=paragraphs([piece for piece in rest if piece not in teasers]),
        teaser=" ".join(piece.text for piece in teasers) or None,
        author=author,
    )


def comment(pieces: Sequence[Piece], left: list[Leftover]) -> Comment | None:
    """Read the reader's words, who wrote them, and the reply.

    Where the words were a picture, only the reply is left: it thanks, or is the one paragraph after another.
    """
    rest = without_images(pieces, "comment", left)
    quoted = [replace(piece, kind=Kind.TEXT) for piece in rest if piece.kind is Kind.QUOTE]
    rest = [piece for piece in rest if piece.kind is not Kind.QUOTE]
    author = next((found[1] for piece in rest if (found := _BY.fullmatch(piece.text))), None)
    rest = [piece for piece in rest if not _BY.fullmatch(piece.text)]
    start = next((index for index, piece in enumerate(rest) if mark_of(piece.text) is Mark.REPLY), None)
    if start is not None:
        if author is None and start > 1 and _is_name(rest[start - 1]):
            author = rest.pop(start - 1).text
            start -= 1
        said, answer = [*quoted, *rest[:start]], rest[start:]
        answer = [replace(answer[0], text=marks.after(answer[0].text)), *answer[1:]]
    elif quoted:
        said, answer = quoted, rest
    else:
        thanks = bool(rest) and re.match(r"merci|thank", rest[0].text, re.IGNORECASE) is not None
        said, answer = ([], rest) if thanks else (rest[:1], rest[1:])
    text, reply = paragraphs(said), paragraphs([piece for piece in answer if piece.text])
    return Comment(text=text, author=author, reply=reply) if text or reply else None


def _is_furniture(piece: Piece) -> bool:
    """Tell whether a line is made by the sender's tool: reading time, number and day, the address of a web copy."""
    return mark_of(piece.text) in _FURNITURE or is_header(piece) or piece.text.startswith(("http://", "https://"))


def _is_signature(piece: Piece) -> bool:
    words = piece.text.split()
    return piece.kind is Kind.TEXT and len(words) <= 3 and words[0][:1].isupper() and piece.text[-1] not in ".!?:,;…"


def _is_name(piece: Piece) -> bool:
    return piece.kind is Kind.TEXT and len(piece.text.split()) <= 10 and piece.text[-1] not in ".!?:;…"
