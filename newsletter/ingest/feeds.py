"""RSS 0.9 to 2.0 and Atom → articles: the one door to feedparser."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from newsletter.ingest import markup
from newsletter.ingest.entries import Entry, Feed, articles
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

MOST = 2_000
"""Entries of one feed that are read: the first ones, which are the newest."""

_END = re.compile(rb"</(?:[a-z]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def read(body: bytes, *, origin: str, url: str = "", content_type: str = "", now: datetime) -> Feed:
    """Read a feed. `url` is where it was found, `content_type` what its server said of it.

    Raises NewsletterError for what is not a feed and for a feed without entries.
    """
    kept, count = _first_entries(body)
    result = _parse(kept, url, content_type)
    entries = tuple(_entries(result))
    if not entries:
        raise _no_entries(result)
    notes = []
    if count > MOST:
        notes.append(f"It has {count} entries; the first {MOST} were read.")
    if result["bozo"] and not _harmless(result):
        notes.append("It is not well-formed XML; what could be made out was read. Tell its owner.")
    found = articles(entries, origin=origin, base=url, now=now)
    return Feed(title=markup.line(_text(result["feed"], "title")), articles=found, notes=tuple(notes))


def _first_entries(body: bytes) -> tuple[bytes, int]:
    """Leave out all but the first entries, and count them all."""
    ends = [match.end() for match in _END.finditer(body)]
    if len(ends) <= MOST:
        return body, len(ends)
    return body[: ends[MOST - 1]] + body[ends[-1] :], len(ends)


def _parse(body: bytes, url: str, content_type: str) -> Any:  # noqa: ANN401  feedparser has no types
    """Call feedparser with bytes it cannot take for a file name or an address."""
    import feedparser

    feedparser.api.PREFERRED_XML_PARSERS = ["newsletter.ingest.saxdriver"]
    charset = _CHARSET.search(content_type)
    # Without a charset, text/xml would mean ASCII (RFC 3023), which nobody means by it.
    headers = {"content-type": "application/xml" + (f"; charset={charset[1]}" if charset else "")}
    if url:
        headers["content-location"] = url
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser lets errors of every kind through on broken input
        hint = "Open it in a browser; if it looks right there, tell us its address."
        raise NewsletterError.of("feed.broken", "The feed is too broken to be read.", hint) from error


def _harmless(result: Any) -> bool:  # noqa: ANN401  feedparser has no types
    """Tell whether the complaint is about labels only, not about the XML."""
    return type(result.get("bozo_exception")).__name__ in {"CharacterEncodingOverride", "NonXMLContentType"}


def _no_entries(result: Any) -> NewsletterError:  # noqa: ANN401  feedparser has no types
    if result.get("version"):
        return NewsletterError.of("feed.empty", "The feed has no entries.", "Try again later, or remove it.")
    hint = "Give the address of a feed (RSS, Atom, JSON Feed), of a page, or a file."
    return NewsletterError.of("feed.none", "This is not a feed.", hint)


def _entries(result: Any) -> Iterator[Entry]:  # noqa: ANN401  feedparser has no types
    language, site = _text(result["feed"], "language"), _text(result["feed"], "title")
    for entry in result["entries"]:
        content, plain, said = _content(entry)
        source = dict.get(entry, "source") or {}
        yield Entry(
            id=_text(entry, "id"),
            link=_text(entry, "link"),
            title=_title(entry),
            content=content,
            plain=plain,
            author=_author(entry),
            dated=_text(entry, "published") or _text(entry, "updated") or _text(entry, "created"),
            language=said or language,
            site=_text(source, "title") or site,
        )


def _content(entry: Mapping[str, Any]) -> tuple[str, bool, str]:
    """Give the longest text of an entry, whether it is without markup, and its language."""
    details = [*(dict.get(entry, "content") or ()), dict.get(entry, "summary_detail") or {}]  # type: ignore[call-overload]
    longest = max(details, key=lambda detail: len(_text(detail, "value")))
    return _text(longest, "value"), _text(longest, "type") == "text/plain", _text(longest, "language")


def _title(entry: Mapping[str, Any]) -> str:
    """Give the title as one line; `<` is a tag only where the feed says that the title is HTML."""
    title, detail = _text(entry, "title"), dict.get(entry, "title_detail") or {}  # type: ignore[call-overload]
    return markup.plain_line(title) if _text(detail, "type") == "text/plain" else markup.line(title)


def _author(entry: Mapping[str, Any]) -> str:
    return _text(dict.get(entry, "author_detail") or {}, "name") or _text(entry, "author")  # type: ignore[call-overload]


def _text(values: Mapping[str, Any], key: str) -> str:
    """Give a string, or nothing. Asks the plain dict: feedparser's own lookup warns about old names."""
    value = dict.get(values, key)  # type: ignore[call-overload]
    return value if isinstance(value, str) else ""
