"""Questions to the inbox, and what comes back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsletter.ingest.markup import visible
from newsletter.model import Article
from newsletter.problems import NewsletterError
from newsletter.seedfile import body_hash
from newsletter.urls import canonical

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})

_COLUMNS = """
    articles.uid, cluster, url, articles.site, articles.author, published, retrieved, language, obtained, origin,
    articles.title, articles.text,
    (SELECT json_group_array(source) FROM (SELECT source FROM brought WHERE article = articles.id ORDER BY source)),
    (SELECT json_group_array(uid) FROM (
        SELECT twin.uid FROM alike JOIN articles AS twin ON twin.id = alike.other
        WHERE alike.one = articles.id AND relation = 'duplicate' AND NOT twin.dropped ORDER BY twin.id))
"""
_FILTER = """
    NOT dropped AND moment >= :since AND (:source = '' OR instr(lower(coalesce(articles.site, '')), :source)
        OR EXISTS (SELECT 1 FROM brought WHERE article = articles.id AND instr(lower(source), :source)))
"""
_NEWEST = f"SELECT {_COLUMNS} FROM articles WHERE {_FILTER} ORDER BY moment DESC, articles.id"  # noqa: S608  no input
_THESE = f"""
    SELECT {_COLUMNS}, articles.id FROM articles
    WHERE articles.id IN (SELECT value FROM json_each(:ids)) AND {_FILTER}
"""  # noqa: S608  no input
# A word of the title counts as eight of the text.
_BY_RANK = "SELECT rowid FROM words WHERE words MATCH ? AND rank MATCH 'bm25(8.0, 1.0, 2.0, 2.0)' ORDER BY rank"
_BY_AGE = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
_COMMON = 20_000
"""Articles from which a word is too common to rank by: the last that came in are given first."""

_AT_ONCE = 200
_WHOLE = f"SELECT {_COLUMNS}, raw, cut FROM articles WHERE uid >= :start AND uid < :start || 'g' LIMIT 9"  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question. `used` names the issues that used an article, by its uid or its canonical address.

    What has no address goes by `key_of_text` and `key_of_title`. `source` is a part of a source, a site or an
    address. `since` is aware.
    """

    words: str = ""
    since: datetime | None = None
    source: str = ""
    unused: bool = False
    used: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article of the inbox, and what the inbox knows around it: uids of its duplicates, sources that had it."""

    article: Article
    cluster: str
    duplicates: tuple[str, ...]
    sources: tuple[str, ...]
    used_in: tuple[str, ...] = ()

    def as_json(self, *, whole: bool = False) -> dict[str, Any]:
        """Give the stable machine form; with the texts if the whole is wanted."""
        article = self.article
        texts = {"text": article.text, "raw": article.raw, "cut": list(article.cut)} if whole else {}
        return {
            "id": article.uid,
            "title": article.title,
            "url": article.url,
            "site": article.site,
            "author": article.author,
            "published": iso(article.published),
            "language": article.language,
            **texts,
            "cluster": self.cluster,
            "duplicates": list(self.duplicates),
            "used_in": list(self.used_in),
            "sources": list(self.sources),
        }


def key_of_text(sha256: str) -> str:
    """Give the key of what has no address: by the hash of its text, as a seed keeps it."""
    return f"sha256 {sha256}"


def key_of_title(title: str) -> str:
    """Give the other key of what has no address: a seed of the same title is the same to `pick` too."""
    return f"title {' '.join(title.split())}"


def iso(moment: datetime | None) -> str | None:
    """Give a moment in UTC, to the second, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def search(connection: sqlite3.Connection, wanted: Wanted) -> tuple[Found, ...]:
    """Answer a question: the best first where words are asked for, else the newest first."""
    words = match(wanted.words)
    if wanted.words.strip() and not words:
        return ()
    values = {"since": iso(wanted.since) or "", "source": wanted.source.strip().lower()}
    rows = _matching(connection, words, values) if words else connection.execute(_NEWEST, values)
    found = (_found(row, wanted.used) for row in rows)
    return tuple(islice((one for one in found if not (wanted.unused and one.used_in)), wanted.limit))


def _matching(connection: sqlite3.Connection, words: str, values: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Give the rows that hold the words, in their order; only those that are looked at are read whole."""
    (count,) = connection.execute(_COUNT, (words, _COMMON)).fetchone()
    ids = connection.execute(_BY_RANK if count < _COMMON else _BY_AGE, (words,))
    while some := [number for (number,) in ids.fetchmany(_AT_ONCE)]:
        found = connection.execute(_THESE, {**values, "ids": json.dumps(some)})
        rows = {row[-1]: row for row in found}
        yield from (rows[number] for number in some if number in rows)


def get(connection: sqlite3.Connection, start: str) -> Found:
    """Give the one article whose uid starts so. Raises NewsletterError when there is none, or more than one."""
    rows = connection.execute(_WHOLE, {"start": start}).fetchall() if _HEXADECIMAL.fullmatch(start) else []
    if not rows:
        hint = "`newsletter inbox` lists them; the first few characters of an id are enough."
        raise NewsletterError.of("inbox.unknown", f"There is no article `{start[:40]}` in the inbox.", hint)
    if len(rows) > 1:
        some = ", ".join(f"{row[0][:8]} ({row[10][:40]})" for row in rows[:3])
        raise NewsletterError.of("inbox.ambiguous", f"Several ids start with `{start}`.", f"Write more of it: {some}…")
    *row, raw, cut = rows[0]
    found = _found(tuple(row), _NOTHING)
    return replace(found, article=replace(found.article, raw=raw, cut=tuple(json.loads(cut))))


def ids(connection: sqlite3.Connection, start: str, limit: int) -> tuple[tuple[str, str], ...]:
    """Give uid and title of the newest articles whose uid starts so."""
    rows = connection.execute(
        "SELECT uid, title FROM articles WHERE NOT dropped AND substr(uid, 1, length(?1)) = ?1 "
        "ORDER BY moment DESC LIMIT ?2",
        (start, limit),
    )
    return tuple(rows)


def match(words: str) -> str:
    """Turn what a person types into a question to FTS5: every word quoted, "several words" kept together.

    >>> match('l’IA "data center" 14,3 %')
    '"l’IA" "data center" "14,3"'
    """
    phrases = (quoted or word for quoted, word in _PHRASE.findall(visible(words)))
    return " ".join(f'"{phrase.replace(chr(34), "")}"' for phrase in phrases if re.search(r"\w", phrase))


def _found(row: tuple[Any, ...], used: Mapping[str, tuple[str, ...]]) -> Found:
    uid, cluster, url, site, author, published, retrieved, language, obtained, origin, title, text = row[:12]
    article = Article(
        uid=uid,
        title=title,
        text=text,
        url=url,
        site=site,
        author=author,
        published=datetime.fromisoformat(published) if published else None,
        retrieved=datetime.fromisoformat(retrieved) if retrieved else None,
        language=language,
        obtained=obtained,
        origin=origin,
    )
    keys = () if not used else [canonical(url)] if url else [key_of_text(body_hash(text)), key_of_title(title)]
    return Found(
        article=article,
        cluster=cluster,
        sources=tuple(json.loads(row[12])),
        duplicates=tuple(json.loads(row[13])),
        used_in=tuple(dict.fromkeys(number for key in (uid, *keys) for number in used.get(key, ()))),
    )
