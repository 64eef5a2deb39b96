"""The inbox: what came in, once each, found again by its words and by its likeness. A cache, never the truth."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from newsletter.ingest import inbox_alike, inbox_schema, inbox_search
from newsletter.ingest.inbox_search import Found, Wanted, iso
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from newsletter.ingest.inbox_alike import Likeness
    from newsletter.model import Article

FOLDER = ".newsletter"
FILE = "inbox.db"

_ALONE = ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
_INSIDE = ("SAVEPOINT one", "RELEASE one", "ROLLBACK TO one")

Change: TypeAlias = Literal["new", "updated", "unchanged"]

_INSERT = """
    INSERT INTO articles (uid, hash, cluster, moment, url, site, author, published, retrieved, language, obtained,
        origin, title, text, raw, cut)
    VALUES (:uid, :hash, :uid, :moment, :url, :site, :author, :published, :retrieved, :language, :obtained,
        :origin, :title, :text, :raw, :cut)
"""
_UPDATE = """
    UPDATE articles SET hash = :hash, cluster = :uid, url = :url, site = :site, author = :author,
        published = :published, retrieved = :retrieved, language = :language, obtained = :obtained, origin = :origin,
        title = :title, text = :text, raw = :raw, cut = :cut
    WHERE uid = :uid
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An article on its way in, with its keys if they are at hand (`Likeness.keys` of its text)."""

    article: Article
    keys: tuple[int, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is remembered of a source from the last time."""

    etag: str = ""
    last_modified: str = ""
    retry_at: datetime | None = None


class Inbox:
    """An open inbox. Use it in a `with`, from one thread."""

    def __init__(self, path: Path | None, likeness: Likeness) -> None:
        """Open the file at a path, or a passing inbox in memory. Raises NewsletterError if that cannot be."""
        self.path = str(path or ":memory:")
        self.likeness = likeness
        self.connection = inbox_schema.connect(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def add(
        self, incoming: Iterable[Incoming], *, source: str, state: State | None = None, keep: bool = True
    ) -> tuple[Change, ...]:
        """Store what a source brought and the source's own state: all or nothing.

        Gives for each article whether it is new, updated or unchanged. `keep=False` only tells.
        """
        with self._writing(keep=keep):
            changes = tuple(self._add(one, source) for one in incoming)
            if state is not None:
                row = (source, state.etag, state.last_modified, iso(state.retry_at))
                self.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", row)
        return changes

    def state(self, source: str) -> State:
        """Give what is remembered of a source; an empty state for one never seen."""
        with inbox_schema.explained(self.path):
            row = self.connection.execute(
                "SELECT etag, last_modified, retry_at FROM sources WHERE source = ?", (source,)
            ).fetchone()
        if row is None:
            return State()
        return State(etag=row[0], last_modified=row[1], retry_at=datetime.fromisoformat(row[2]) if row[2] else None)

    def search(self, wanted: Wanted) -> tuple[Found, ...]:
        """Give the articles that are wanted: the best first where words are asked for, else the newest first."""
        with inbox_schema.explained(self.path):
            return inbox_search.search(self.connection, wanted)

    def get(self, start: str) -> Found:
        """Give the one article whose uid starts so, with its raw text.

        Raises NewsletterError when there is none, or more than one.
        """
        with inbox_schema.explained(self.path):
            return inbox_search.get(self.connection, start)

    def ids(self, start: str = "", limit: int = 50) -> tuple[tuple[str, str], ...]:
        """Give uid and title of the newest articles whose uid starts so: for completion."""
        with inbox_schema.explained(self.path):
            return inbox_search.ids(self.connection, start, limit)

    def drop(self, uids: Iterable[str]) -> int:
        """Put articles out of sight, for good: coming in again does not bring them back. Gives how many."""
        with self._writing():
            return sum(
                self.connection.execute(
                    "UPDATE articles SET dropped = 1 WHERE uid = ? AND NOT dropped", (uid,)
                ).rowcount
                for uid in uids
            )

    def _add(self, one: Incoming, source: str) -> Change:
        article, digest = one.article, _digest(one.article)
        known = self.connection.execute(
            "SELECT id, hash, origin, text FROM articles WHERE uid = ?", (article.uid,)
        ).fetchone()
        change: Change = "new" if known is None else "updated"
        if known is None:
            number = int(self.connection.execute(_INSERT, _row(article, digest)).lastrowid or 0)
        else:
            number, old, origin, text = known
            # Another source's version of the same page wins only if it says more.
            if old == digest or (origin != article.origin and len(article.text) <= len(text)):
                change = "unchanged"
            else:
                inbox_alike.unrelate(self.connection, number, text, self.likeness)
                self.connection.execute(_UPDATE, _row(article, digest))
        self.connection.execute("INSERT OR IGNORE INTO brought VALUES (?, ?)", (number, source))
        if change != "unchanged":
            keys = self.likeness.keys(article.text) if one.keys is None else one.keys
            inbox_alike.relate(self.connection, number, article.text, keys, self.likeness)
        return change

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write what several calls of `add` store in one go; each of them stays all or nothing by itself."""
        with inbox_schema.explained(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self.connection.in_transaction:  # a full disk has rolled back by itself
                    self.connection.execute("COMMIT")

    @contextlib.contextmanager
    def _writing(self, *, keep: bool = True) -> Iterator[None]:
        """Do all or nothing; without `keep` nothing, in the end."""
        with inbox_schema.explained(self.path):
            begin, end, undo = _INSIDE if self.connection.in_transaction else _ALONE
            self.connection.execute(begin)
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # the same
                    self.connection.execute(undo)
                raise
            self.connection.execute(end if keep else undo)


def _digest(article: Article) -> str:
    said = (article.title, article.text, article.author, article.url, iso(article.published))
    return stable_hash(*(part or "" for part in said))


def _row(article: Article, digest: str) -> dict[str, str | None]:
    return {
        "uid": article.uid,
        "hash": digest,
        "moment": iso(article.published or article.retrieved or datetime.now(UTC)),
        "url": article.url,
        "site": article.site,
        "author": article.author,
        "published": iso(article.published),
        "retrieved": iso(article.retrieved),
        "language": article.language,
        "obtained": article.obtained,
        "origin": article.origin,
        "title": article.title,
        "text": article.text,
        "raw": article.raw,
        "cut": json.dumps(article.cut, ensure_ascii=False),
    }
