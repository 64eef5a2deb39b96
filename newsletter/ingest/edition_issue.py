"""The segments of a past edition → an issue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from newsletter.ingest import edition_blocks as blocks, edition_marks as marks
from newsletter.ingest.edition_blocks import Leftover
from newsletter.ingest.edition_focus import focus
from newsletter.ingest.edition_marks import Mark
from newsletter.ingest.edition_opening import comment, opening as read_opening
from newsletter.ingest.entries import lead
from newsletter.model import Focus, Issue, Poll, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.ingest.edition_pieces import Piece
    from newsletter.ingest.edition_segments import Segment
    from newsletter.model import NewsItem

_LONG = 120
"""Words from which the parts of an edition without a Focus are its sections rather than news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an edition from elsewhere: a file's name, a mail's header, an export's table."""

    number: int | None = None
    day: date | None = None
    title: str = ""
    language: str = ""


def assembled(segments: Sequence[Segment], known: Known, left: list[Leftover], notes: list[str]) -> Issue:
    """Make each segment its block; number and day are left for the caller. Adds to `left` and `notes`."""
    opening = read_opening(segments[0].pieces)
    issue = Issue(
        number=0,
        date=date.min,
        author=opening.author,
        greeting=opening.greeting,
        hook=opening.hook,
        teaser=opening.teaser,
        news=_news([segment for segment in segments[1:] if segment.mark is None], opening.teaser, left),
    )
    question: Piece | None = None
    for segment in segments[1:]:
        match segment.mark:
            case Mark.COMMENT:
                issue = replace(issue, comment=comment(segment.pieces, left))
                if issue.comment and not issue.comment.text:
                    notes.append("The reader's comment is not in the text: only the reply is.")
            case Mark.FOCUS:
                made, question = focus(segment.title, segment.pieces, left)
                issue = replace(issue, focus=made)
            case Mark.RESULTS:
                issue = replace(issue, results=blocks.results(segment.pieces, left))
            case Mark.POLL:
                issue = replace(issue, poll=_poll(segment.pieces, known, left, notes))
            case Mark.LINKS:
                issue = replace(issue, links=blocks.links(segment.pieces, left))
            case Mark.SPONSOR:
                issue = replace(issue, sponsor=blocks.sponsor(segment.title, segment.pieces, left))
            case Mark.PS:
                issue = replace(issue, ps=blocks.paragraphs(segment.pieces))
            case Mark.DISCLOSURE | Mark.FOOT:
                left += [
                    Leftover(line=piece.line, text=piece.text, block=str(segment.mark)) for piece in segment.pieces
                ]
    if question is not None and issue.poll is None:
        issue = replace(issue, poll=_poll([question], known, left, notes))
    return issue if issue.focus else _with_focus(issue, known)


def _news(parts: Sequence[Segment], teaser: str | None, left: list[Leftover]) -> tuple[NewsItem, ...]:
    """Make the pieces; the teaser names them where it names as many."""
    names = marks.teased(teaser) if teaser else ()
    shorts = names if len(names) == len(parts) else (None,) * len(parts)
    return tuple(blocks.item(part.title, part.pieces, short, left) for part, short in zip(parts, shorts, strict=True))


def _poll(pieces: Sequence[Piece], known: Known, left: list[Leftover], notes: list[str]) -> Poll | None:
    poll, lost = blocks.poll(pieces, known.language, left)
    if lost:
        notes.append("The poll's answers are not in the text: yes and no stand for them.")
    return poll


def _with_focus(issue: Issue, known: Known) -> Issue:
    """Give an edition of another make a Focus: all of it where there are no parts, its parts where they are long."""
    title = known.title or lead(issue.hook or issue.news[0].title if issue.news else issue.hook or "")
    if not issue.news:
        return replace(issue, hook=None, focus=Focus(title=title, intro=issue.hook))
    words = [len(f"{item.intro or ''} {' '.join(item.essential)} {item.takeaway or ''}".split()) for item in issue.news]
    if sum(words) < _LONG * len(words):
        return replace(issue, subject=known.title or None)
    sections = tuple(
        Section(title=item.title, body=_whole(item), sources=item.sources) for item in issue.news if _whole(item)
    )
    return replace(issue, hook=None, news=(), focus=Focus(title=title, intro=issue.hook, sections=sections))


def _whole(item: NewsItem) -> str:
    points = "\n".join(f"- {point}" for point in item.essential)
    return "\n\n".join(part for part in (item.intro, points, item.takeaway) if part)
