"""JSON Feed 1.0 and 1.1 (jsonfeed.org) → articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsletter.ingest import markup
from newsletter.ingest.entries import Entry, Feed, articles
from newsletter.ingest.feeds import MOST
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime

_HINT = "Give the address of a feed (RSS, Atom, JSON Feed), of a page, or a file."


def read(body: str, *, origin: str, url: str = "", now: datetime) -> Feed:
    """Read a JSON Feed. Raises NewsletterError for what is not one and for one without items."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NewsletterError.of("feed.broken", "This is not valid JSON.", _HINT) from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise NewsletterError.of("feed.none", "This is JSON, but not a JSON Feed.", _HINT)
    items = [item for item in data["items"] if isinstance(item, dict)]
    if not items:
        raise NewsletterError.of("feed.empty", "The feed has no entries.", "Try again later, or remove it.")
    entries = [_entry(item, data) for item in items[:MOST]]
    notes = (f"It has {len(items)} entries; the first {MOST} were read.",) if len(items) > MOST else ()
    found = articles(entries, origin=origin, base=url, now=now)
    return Feed(title=markup.line(_text(data, "title")), articles=found, notes=notes)


def _entry(item: dict[str, Any], feed: dict[str, Any]) -> Entry:
    html = _text(item, "content_html")
    return Entry(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=markup.plain_line(_text(item, "title")),
        content=html or _text(item, "content_text") or _text(item, "summary"),
        plain=not html,
        author=_author(item) or _author(feed),
        dated=_text(item, "date_published") or _text(item, "date_modified"),
        language=_text(item, "language") or _text(feed, "language"),
        site=_text(feed, "title"),
    )


def _author(values: dict[str, Any]) -> str:
    """Give the names: of `authors` (1.1), or of `author` (1.0)."""
    people = values.get("authors")
    people = people if isinstance(people, list) else [values.get("author")]
    return ", ".join(name for name in (_text(person, "name") for person in people if isinstance(person, dict)) if name)


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
