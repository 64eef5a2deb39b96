"""What search engines read of a page: schema.org as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.render.site import Card, Site

HEADLINE = 110  # characters, the most that search engines take


def article(card: Card, site: Site) -> dict[str, Any]:
    """Describe an issue (schema.org/NewsArticle)."""
    publisher = _publisher(site)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": card.title[:HEADLINE],
        "description": card.summary,
        "url": card.address,
        "mainEntityOfPage": card.address,
        "inLanguage": card.language,
        "datePublished": card.published,
        "dateModified": card.updated,
        "author": {"@type": "Person", "name": card.author} if card.author else publisher,
        "publisher": publisher,
        "isPartOf": {"@type": "Periodical", "name": site.config.title, "url": site.archive},
        "isAccessibleForFree": True,
    }
    optional = {"image": [card.social, *card.images], "keywords": list(card.themes)}
    return data | {name: value for name, value in optional.items() if value}


def archive(cards: Sequence[Card], site: Site) -> dict[str, Any]:
    """Describe the archive (schema.org/CollectionPage) with its issues, the newest first."""
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": site.config.title,
        "url": site.archive,
        "inLanguage": site.config.language,
        "publisher": _publisher(site),
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": card.title, "url": card.address}
                for position, card in enumerate(cards, 1)
            ],
        },
    }


def script(data: dict[str, Any]) -> str:
    """Write it so that no text of it can end the script element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _publisher(site: Site) -> dict[str, Any]:
    return {"@type": "Organization", "name": site.config.title, "url": site.archive}
