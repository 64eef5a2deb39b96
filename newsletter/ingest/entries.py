"""Entries of feeds, whatever their format → Articles with a name that stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsletter.ingest import dates, markup
from newsletter.ingest.locations import locate, shown
from newsletter.ingest.prose import text_of
from newsletter.model import Article
from newsletter.problems import NewsletterError
from newsletter.urls import canonical, stable_hash, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 1_000_000
"""Characters of an entry that are read."""

_UID = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as a feed gives it: content unclean, addresses as written; the title is text already."""

    id: str = ""
    link: str = ""
    title: str = ""
    content: str = field(default="", repr=False)
    plain: bool = False
    author: str = ""
    dated: str = ""
    language: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds, and what the editor should know about it."""

    title: str
    articles: tuple[Article, ...]
    notes: tuple[str, ...] = ()


def web_address(link: str, base: str) -> str | None:
    """Give an http or https address, resolved, without tracking and credentials; None for anything else."""
    if not link.strip():
        return None
    try:
        whole = shown(urljoin(base, link.strip()))
        locate(whole)
    except (ValueError, NewsletterError):
        return None
    return without_tracking(whole)


def moment(written: str, *, now: datetime, language: str = "") -> datetime | None:
    """Read a date; one without a time of day is midnight in the zone of `now`. In UTC, or None."""
    found = dates.parse(written, now=now, language=language)
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    if isinstance(found, date):
        return datetime.combine(found, time(), now.tzinfo).astimezone(UTC)
    return None


def articles(entries: Sequence[Entry], *, origin: str, base: str, now: datetime) -> tuple[Article, ...]:
    """Make the articles of a feed. `origin` is the source as the editor wrote it, `base` where it was found.

    Entries that say nothing at all are left out, and so are exact repetitions.
    """
    known = {(entry.id, entry.link, entry.title, entry.content): entry for entry in entries}
    return tuple(
        _article(entry, uid, origin, base, now)
        for entry, uid in _named(tuple(known.values()), base)
        if entry.title.strip() or entry.content.strip() or entry.link.strip()
    )


def _named(entries: Sequence[Entry], base: str) -> Iterator[tuple[Entry, str]]:
    """Give each entry a uid: of the first of link, id and content that no other entry of the feed has.

    Real feeds repeat one link, or one id, in all their entries, or have neither.
    """
    names = [tuple(_names(entry, base)) for entry in entries]
    seen = Counter(name for alternatives in names for name in set(alternatives))
    for entry, alternatives in zip(entries, names, strict=True):
        alone = next((name for name in alternatives if seen[name] == 1), "")
        yield entry, alone or stable_hash("content", base, entry.title, entry.content)[:_UID]


def _names(entry: Entry, base: str) -> Iterator[str]:
    if link := web_address(entry.link, base):
        yield uid_of_address(link)
    if entry.id.strip():
        yield stable_hash("id", base, entry.id.strip())[:_UID]


def uid_of_address(url: str) -> str:
    """Give the uid of what stands at an address, whichever way it came here."""
    return stable_hash("url", canonical(url))[:_UID]


def uid_of_text(*parts: str) -> str:
    """Give the uid of what has no address."""
    return stable_hash("text", *parts)[:_UID]


def _article(entry: Entry, uid: str, origin: str, base: str, now: datetime) -> Article:
    link = web_address(entry.link, base)
    content = entry.content[:LONGEST]
    raw = markup.visible(content) if entry.plain else markup.safe(content, link or base)
    text = raw.strip() if entry.plain else text_of(raw)
    author = markup.line(entry.author)
    return Article(
        uid=uid,
        title=entry.title or lead(text or link or ""),
        text=text,
        raw=raw,
        url=link,
        site=markup.line(entry.site) or None,
        author=author if author and "@" not in author else None,
        published=moment(entry.dated, now=now, language=entry.language),
        retrieved=now,
        language=entry.language,
        obtained="feed",
        origin=origin,
    )


def lead(text: str, longest: int = 80) -> str:
    """Give the first words of a text, to stand for a title; an ellipsis where there are none."""
    first = next((line.lstrip("#>-* ") for line in text.splitlines() if line.strip("#>-* ")), "…")
    if len(first) <= longest:
        return first
    return first[: longest + 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
