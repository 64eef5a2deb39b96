"""The feeds of the archive, with full text: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsletter.render import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from newsletter.render.site import Card, Site

ENTRIES = 20
EPOCH = "1970-01-01T00:00:00+00:00"  # of a feed without entries: RFC 4287 wants a date, and there is no clock here


def render(cards: Sequence[Card], site: Site, env: Environment) -> dict[str, str]:
    """Give the feeds by their paths. `cards` are those of the newest issues, with their content."""
    updated = max((card.updated for card in cards), default=EPOCH)
    atom = environment.render(env, "web/feed.xml.j2", **site.names(), cards=cards, updated=updated)
    return {"feed.xml": atom, "feed.json": json.dumps(_json_feed(cards, site), ensure_ascii=False, indent=1) + "\n"}


def _json_feed(cards: Sequence[Card], site: Site) -> dict[str, Any]:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.config.title,
        "home_page_url": site.archive,
        "feed_url": f"{site.archive}feed.json",
        "language": site.config.language,
        "items": [_entry(card) for card in cards],
    }
    if site.config.description:
        feed["description"] = site.config.description
    return feed


def _entry(card: Card) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": card.address,
        "url": card.address,
        "title": card.title,
        "summary": card.summary,
        "content_html": card.content,
        "date_published": card.published,
        "date_modified": card.updated,
        "language": card.language,
        "tags": list(card.themes),
    }
    if card.author:
        entry["authors"] = [{"name": card.author}]
    return entry
