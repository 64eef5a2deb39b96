"""The Focus of a past edition: intro, outline, sections, conclusion, and the question that may be its poll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.ingest import edition_marks as marks
from newsletter.ingest.edition_blocks import Leftover, paragraphs, sources_of, without_images
from newsletter.ingest.edition_marks import Mark, mark_of
from newsletter.ingest.edition_pieces import Kind, Piece
from newsletter.ingest.edition_sections import outlined, untitled
from newsletter.model import Focus, Section

if TYPE_CHECKING:
    from collections.abc import Sequence


def focus(title: str, pieces: Sequence[Piece], left: list[Leftover]) -> tuple[Focus, Piece | None]:
    """Read the Focus, and the question at its end where titles were lost and it may be a poll."""
    rest = without_images(pieces, "focus", left)
    intro, outline, body = _parted(rest)
    entries = tuple(piece.text for piece in outline)
    titles = [index for index, piece in enumerate(body) if piece.kind is Kind.HEADING]
    question = None
    if not titles:
        body, question = _asked(body)
        titles = outlined(body, entries) or untitled(body)
    first, ends = titles[0] if titles else len(body), [*titles[1:], len(body)]
    parts = [(body[start], body[start + 1 : end]) for start, end in zip(titles, ends, strict=bool(titles))]
    sections, conclusion, sources = _sections(parts, left)
    made = Focus(
        title=title,
        intro=paragraphs([*intro, *body[:first]]),
        outline=entries,
        sections=sections,
        conclusion=paragraphs(conclusion),
        sources=sources,
    )
    return made, question


def _parted(pieces: Sequence[Piece]) -> tuple[Sequence[Piece], Sequence[Piece], Sequence[Piece]]:
    """Give what stands before the outline, its entries, and what comes after; without one, all comes after."""
    start = next((index for index, piece in enumerate(pieces) if mark_of(piece.text) is Mark.OUTLINE), None)
    if start is None:
        return (), (), pieces
    listed = pieces[start + 1 :]
    ends = (index for index, piece in enumerate(listed) if index and _ends_outline(piece, listed[0]))
    end = next(ends, len(listed))
    return pieces[:start], listed[:end], listed[end:]


def _sections(
    parts: Sequence[tuple[Piece, Sequence[Piece]]], left: list[Leftover]
) -> tuple[tuple[Section, ...], Sequence[Piece], tuple[str, ...]]:
    """Make the sections; the conclusion is the one that says so, or the end of the last that starts to conclude."""
    sections: list[Section] = []
    conclusion: Sequence[Piece] = ()
    sources: tuple[str, ...] = ()
    for number, (title, pieces) in enumerate(parts, 1):
        body, cited = sources_of(pieces)
        if mark_of(title.text) is Mark.CONCLUSION:
            conclusion, sources = body, cited
            continue
        if number == len(parts) and not conclusion:
            half = len(body) // 2
            start = next((at for at, piece in enumerate(body) if at >= half and marks.concludes(piece.text)), len(body))
            body, conclusion = body[:start], body[start:]
        if text := paragraphs(body):
            sections.append(Section(title=title.text, body=text, sources=cited))
        else:
            left.append(Leftover(line=title.line, text=title.text, block="focus"))
    return tuple(sections), conclusion, sources


def _asked(body: Sequence[Piece]) -> tuple[Sequence[Piece], Piece | None]:
    """Take a short question off the end."""
    if len(body) > 2 and body[-1].text.rstrip().endswith("?") and len(body[-1].text.split()) <= 25:
        return body[:-1], body[-1]
    return body, None


def _ends_outline(piece: Piece, first: Piece) -> bool:
    """Tell whether a piece comes after the outline: its entries are points, or lines without a gap between them."""
    return piece.kind is not Kind.POINT if first.kind is Kind.POINT else piece.gap or piece.kind is Kind.HEADING
