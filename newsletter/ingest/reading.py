"""Bytes of whatever kind → the articles in them: what a source holds, once it is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.ingest import discover, extract, feeds, files, jsonfeed, mail, opml
from newsletter.ingest.decoding import decode
from newsletter.ingest.sniff import Kind, kind
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.model import Article

_LISTING = 80
"""Words under which a page that names feeds is a list of articles rather than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Bytes, and what is known of them: `origin` is the source as the editor wrote it, `url` where it was found.

    `name` is a file's name; `pasted` says that they came by standard input.
    """

    data: bytes = field(repr=False)
    origin: str
    url: str = ""
    name: str = ""
    content_type: str = ""
    pasted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was in a body: articles, or the addresses of feeds; and what the editor should know."""

    kind: Kind
    articles: tuple[Article, ...] = ()
    feeds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(body: Body, *, now: datetime) -> Contents:
    """Read a body. A page that is no article but names feeds gives those. Raises NewsletterError."""
    text = decode(body.data, body.content_type)
    found = kind(body.data, text, name=body.name, content_type=body.content_type)
    match found:
        case Kind.FEED:
            feed = feeds.read(body.data, origin=body.origin, url=body.url, content_type=body.content_type, now=now)
            return Contents(kind=found, articles=feed.articles, notes=feed.notes)
        case Kind.JSON_FEED:
            feed = jsonfeed.read(text, origin=body.origin, url=body.url, now=now)
            return Contents(kind=found, articles=feed.articles, notes=feed.notes)
        case Kind.OPML:
            return Contents(kind=found, feeds=tuple(url for url, _ in opml.read(text)))
        case Kind.MAIL:
            return Contents(kind=found, articles=(mail.read(body.data, origin=body.origin, now=now),))
        case Kind.MARKDOWN:
            return Contents(kind=found, articles=(files.markdown(text, origin=body.origin, now=now),))
        case Kind.TEXT:
            article, notes = files.plain(text, origin=body.origin, pasted=body.pasted, now=now)
            return Contents(kind=found, articles=(article,), notes=notes)
        case Kind.PAGE:
            return _page(text, body, now)


def _page(html: str, body: Body, now: datetime) -> Contents:
    """Read a page; one that is no article but names feeds gives those instead."""
    named = discover.feeds_of(html, body.url) if body.url and not discover.is_article(html) else ()
    if named and discover.is_front(html, body.url):
        return Contents(kind=Kind.PAGE, feeds=named)
    try:
        article = extract.read(html, url=body.url, origin=body.origin, pasted=body.pasted, now=now)
    except NewsletterError:
        if named:
            return Contents(kind=Kind.PAGE, feeds=named)
        raise
    if named and len(article.text.split()) < _LISTING:
        return Contents(kind=Kind.PAGE, feeds=named)
    return Contents(kind=Kind.PAGE, articles=(article,))
