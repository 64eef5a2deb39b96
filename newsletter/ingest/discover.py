"""The feeds that a page names, for who gives a site's address instead of its feed's."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from newsletter.ingest.entries import web_address

_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_LOOKS = re.compile(r"(?:/(?:feed|rss|atom)s?/?|\.(?:rss|atom)|/(?:feed|rss|atom|index)\.(?:xml|json))$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"<meta\b[^<>]{0,500}\bog:type[\"'][^<>]{0,500}\bcontent=[\"']article|<meta\b[^<>]{0,500}content=[\"']article[\"'][^<>]{0,500}og:type|"
    r"\"@type\"\s*:\s*\[?\s*\"(?:News|Blog|Tech|Opinion|Analysis)?\w*(?:Article|BlogPosting)\"",
    re.IGNORECASE,
)
_WEBSITE = re.compile(r"<meta\b[^<>]{0,500}\bog:type[\"'][^<>]{0,500}\bcontent=[\"'](?:website|blog)\b", re.IGNORECASE)
_HEAD = 400_000


def feeds_of(html: str, url: str) -> tuple[str, ...]:
    """Give the addresses of a page's feeds: those it declares, the main one first, else those it links to."""
    declared = []
    for link in _LINK.finditer(html[:_HEAD]):
        values = _attributes(link[1])
        if "alternate" in values.get("rel", "").lower().split() and values.get("type", "").lower() in _TYPES:
            about_comments = bool(
                re.search(r"comment", values.get("title", "") + values.get("href", ""), re.IGNORECASE)
            )
            declared.append((about_comments, values.get("href", "")))
    hrefs = [href for _, href in sorted(declared, key=lambda one: one[0])]
    if not hrefs:
        linked = (_attributes(anchor[1]).get("href", "") for anchor in _ANCHOR.finditer(html[:_HEAD]))
        hrefs = [href for href in linked if _LOOKS.search(href.partition("?")[0])]
    resolved = (web_address(href, url) for href in hrefs if href)
    return tuple(dict.fromkeys(found for found in resolved if found and found != url))


def is_article(html: str) -> bool:
    """Tell whether a page says of itself that it is an article, not a list of them."""
    return _ARTICLE.search(html[:_HEAD]) is not None


def is_front(html: str, url: str) -> bool:
    """Tell whether a page is a site's front page: by its address, or because it says so."""
    return not urlsplit(url).path.strip("/") or _WEBSITE.search(html[:_HEAD]) is not None


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(tag)}
