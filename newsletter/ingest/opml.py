"""OPML 1.0 and 2.0: lists of feeds, in and out (opml.org/spec2.opml)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from newsletter.ingest import markup
from newsletter.ingest.locations import on_the_web
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsletter.config import Feed

MOST = 5_000
"""Feeds of one list that are read."""


def read(text: str) -> tuple[tuple[str, str], ...]:
    """Give address and name of each feed in a list, once each. Only http and https addresses count.

    Raises NewsletterError for what is not OPML, and for a list without feeds.
    """
    found: dict[str, str] = {}

    def note(_: str, attributes: Mapping[str, str]) -> None:
        named = {name.lower(): value for name, value in attributes.items()}
        url = on_the_web(named.get("xmlurl", ""))
        if url and len(found) < MOST:
            found.setdefault(url, markup.plain_line(named.get("title") or named.get("text") or ""))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = note
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003  positional only
    except (expat.ExpatError, ValueError) as error:
        if not found:
            hint = "Export the list again from the program it came from."
            raise NewsletterError.of("opml.broken", "This is not well-formed OPML.", hint) from error
    if not found:
        raise NewsletterError.of("opml.empty", "There is no feed in this list.", 'Each needs an xmlUrl="https://…".')
    return tuple(found.items())


def _refuse(*_: object) -> None:
    raise ValueError("entities have no place in OPML")


def write(feeds: Iterable[Feed], *, title: str) -> str:
    """Write the feeds of a newsletter as a list that other programs read."""
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(feed.name or feed.url)} xmlUrl={quoteattr(feed.url)}/>\n'
        for feed in feeds
    )
    head = f"  <head>\n    <title>{escape(title)}</title>\n  </head>\n"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}  <body>\n{outlines}  </body>\n</opml>\n'
    )
