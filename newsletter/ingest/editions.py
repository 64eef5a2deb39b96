"""Past editions → issues: from the text that a reader has, from HTML and mail, every block in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter.ingest import extract, mail, markup
from newsletter.ingest.decoding import decode
from newsletter.ingest.edition_exports import Post, posts
from newsletter.ingest.edition_issue import Known, assembled
from newsletter.ingest.edition_pieces import pieces
from newsletter.ingest.edition_segments import DAY, NUMBER, cut, is_header
from newsletter.ingest.edition_tickers import with_tickers
from newsletter.ingest.entries import moment
from newsletter.ingest.prose import text_of
from newsletter.ingest.sniff import Kind, kind
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from newsletter.ingest.edition_blocks import Leftover
    from newsletter.ingest.edition_pieces import Piece
    from newsletter.model import Issue


_FRENCH, _ENGLISH = r"\b(?:le|la|les|des|une?|est|et)\b", r"\b(?:the|and|of|is|an?|to|in)\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An issue made of a past edition, what found no place in it, and what to look at."""

    issue: Issue
    left: tuple[Leftover, ...] = ()
    notes: tuple[str, ...] = ()


def read(data: bytes, *, name: str, now: datetime, known: Known | None = None) -> Imported:
    """Read an edition from a file: text, Markdown, HTML or a mail. Raises NewsletterError."""
    known = known or Known()
    text = decode(data)
    form = kind(data, text, name=name)
    if form is Kind.MAIL:
        message = mail.parse(data)
        sent = mail.dated(message, now)
        subject = markup.line(mail.header(message, "Subject"))
        known = replace(known, day=known.day or (sent.date() if sent else None), title=known.title or subject)
        html = mail.part(message, "text/html")
        return from_html(html, known, now=now) if html else from_text(mail.part(message, "text/plain"), known, now=now)
    return from_html(text, known, now=now) if form is Kind.PAGE else from_text(text, known, now=now)


def read_export(data: bytes, *, now: datetime) -> tuple[tuple[str, Imported | Problem], ...]:
    """Read the editions of another platform's export, numbered by age.

    Gives for each its name, and the issue or what is wrong. Raises NewsletterError when the file is no export, or
    holds no published post.
    """
    return tuple((post.name or post.title, _post(post, number, now)) for number, post in enumerate(posts(data), 1))


def _post(post: Post, number: int, now: datetime) -> Imported | Problem:
    sent = moment(post.dated, now=now)
    known = Known(number=number, day=sent.date() if sent else None, title=markup.line(post.title))
    try:
        made = from_html(post.html, known, now=now)
    except NewsletterError as error:
        return error.problems[0]
    subtitle = markup.line(post.subtitle) or None
    return replace(made, issue=replace(made.issue, subject=known.title or None, preheader=subtitle))


def from_html(html: str, known: Known, *, now: datetime) -> Imported:
    """Read an edition from a page or the HTML of a mail; its links and emphasis are kept."""
    title = re.search(r"<title\b[^<>]*>([^<]{1,500})", html, re.IGNORECASE)
    language = extract.language_of(html)[:2].lower()
    known = replace(
        known,
        title=known.title or (markup.line(title[1]) if title else ""),
        language=language if language in {"fr", "en"} else known.language,
    )
    return from_text(text_of(markup.as_markdown(markup.safe(html))), known, now=now)


def from_text(text: str, known: Known, *, now: datetime) -> Imported:
    """Read an edition from its text. Raises NewsletterError where there is none.

    The number and the day are `known`, or stand in the text, or are 0 and today: the notes tell.
    """
    found = pieces(text)
    if not found:
        hint = "Give a file that holds the text of an edition."
        raise NewsletterError.of("edition.empty", "There is no text in it.", hint)
    known = known if known.language else replace(known, language=_language(text))
    left: list[Leftover] = []
    notes: list[str] = []
    segments = cut(found)
    number, day = _number_and_day(segments[0].pieces, known, notes, now)
    issue = assembled(segments, known, left, notes)
    issue, tickers = with_tickers(issue, language=known.language, now=now)
    issue = replace(issue, number=number, date=day, tickers=MappingProxyType(tickers))
    return Imported(issue=issue, left=tuple(sorted(left, key=lambda one: one.line)), notes=tuple(notes))


def _number_and_day(head: Sequence[Piece], known: Known, notes: list[str], now: datetime) -> tuple[int, date]:
    """Find number and day in what stands at the top, unless they are known."""
    top = "\n".join(piece.text for piece in head if is_header(piece))
    number, written = NUMBER.search(top), DAY.search(top)
    found = moment(written[0], now=now, language=known.language) if written else None
    if known.number is None and number is None:
        notes.append("Its number is not in the text: 0 stands for it.")
    if known.day is None and found is None:
        notes.append("Its day is not in the text: today stands for it.")
    day = known.day or (found.date() if found else now.date())
    return known.number if known.number is not None else int(number[1]) if number else 0, day


def _language(text: str) -> str:
    """Tell French from English, by the commonest words."""
    french, english = (len(re.findall(words, text, re.IGNORECASE)) for words in (_FRENCH, _ENGLISH))
    return "en" if english > french else "fr"
