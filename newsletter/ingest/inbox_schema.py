"""The file behind the inbox: its tables, its versions, and what SQLite's complaints mean."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION = 0x4E4C4442
"""`NLDB` in the file's header tells an inbox from other people's databases."""

PATIENCE = 5.0
"""Seconds to wait for another run that is writing."""

# One step for each version; a file of version n gets the steps after the n-th. Steps are never edited, only added.
_STEPS = (
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL,
        cluster TEXT NOT NULL,
        dropped INTEGER NOT NULL DEFAULT 0,
        moment TEXT NOT NULL,
        url TEXT,
        site TEXT,
        author TEXT,
        published TEXT,
        retrieved TEXT,
        language TEXT NOT NULL,
        obtained TEXT NOT NULL,
        origin TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        raw TEXT NOT NULL,
        cut TEXT NOT NULL
    );
    CREATE INDEX articles_by_moment ON articles (moment DESC) WHERE NOT dropped;
    CREATE INDEX articles_by_cluster ON articles (cluster);

    CREATE VIRTUAL TABLE words USING fts5 (
        title, text, author, site,
        content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER words_in AFTER INSERT ON articles BEGIN
        INSERT INTO words (rowid, title, text, author, site)
        VALUES (new.id, new.title, new.text, new.author, new.site);
    END;
    CREATE TRIGGER words_out AFTER DELETE ON articles BEGIN
        INSERT INTO words (words, rowid, title, text, author, site)
        VALUES ('delete', old.id, old.title, old.text, old.author, old.site);
    END;
    CREATE TRIGGER words_anew AFTER UPDATE OF title, text, author, site ON articles BEGIN
        INSERT INTO words (words, rowid, title, text, author, site)
        VALUES ('delete', old.id, old.title, old.text, old.author, old.site);
        INSERT INTO words (rowid, title, text, author, site)
        VALUES (new.id, new.title, new.text, new.author, new.site);
    END;

    CREATE TABLE bands (key INTEGER, article INTEGER, PRIMARY KEY (key, article)) WITHOUT ROWID;
    CREATE TABLE alike (one INTEGER, other INTEGER, relation TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
    CREATE TABLE brought (article INTEGER, source TEXT, PRIMARY KEY (article, source)) WITHOUT ROWID;
    CREATE TABLE sources (
        source TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL, retry_at TEXT
    ) WITHOUT ROWID;
    """,
)

_AGAIN = "All of it can be fetched again: move the file away and run `newsletter ingest`."
_MEANINGS = {
    "SQLITE_BUSY": ("locked", "is in use by another run", "Wait for the other `newsletter` to end, then try again."),
    "SQLITE_LOCKED": ("locked", "is in use by another run", "Wait for the other `newsletter` to end, then try again."),
    "SQLITE_CORRUPT": ("corrupt", "is damaged", _AGAIN),
    "SQLITE_NOTADB": ("corrupt", "is not a database", _AGAIN),
    "SQLITE_FULL": ("full", "cannot grow: the disk is full", "Make room and try again; nothing stored is lost."),
    "SQLITE_IOERR": ("disk", "cannot be read or written", "Check the disk; there may be no room left on it."),
    "SQLITE_READONLY": ("rights", "may not be written", "Check the rights of the file and its folder."),
    "SQLITE_CANTOPEN": ("rights", "cannot be opened", "Check the rights of the folder it is in."),
    "SQLITE_PERM": ("rights", "may not be opened", "Check the rights of the file and its folder."),
}


@contextlib.contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn what SQLite says about the file into a NewsletterError; what is our own mistake rises as it is."""
    try:
        yield
    except sqlite3.Error as error:
        # Extended codes (SQLITE_IOERR_WRITE) start with the primary one.
        name = str(getattr(error, "sqlite_errorname", ""))
        known = next((meaning for code, meaning in _MEANINGS.items() if name.startswith(code)), None)
        if known is None:
            raise
        code, what, hint = known
        raise NewsletterError.of(f"inbox.{code}", f"The inbox {what}.", hint, path=path) from error


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the inbox at a path, made if it is not there; None opens one in memory.

    Raises NewsletterError for a file that is locked, damaged, not an inbox, or of a newer version.
    """
    with explained(str(path)):
        if path is not None:
            _make_folder(path.parent)
        connection = sqlite3.connect(path or ":memory:", timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(connection, str(path))
        except BaseException:
            connection.close()
            raise
        return connection


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Check the rights of the folder above it."
        raise NewsletterError.of("inbox.rights", f"The folder {folder} cannot be made.", hint) from error


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION and tables:
        hint = "Move it away, or see whether the path is right."
        raise NewsletterError.of("inbox.foreign", "This database is not an inbox.", hint, path=path)
    if version > len(_STEPS):
        hint = "Update newsletter-desk, or move the file away and run `newsletter ingest`."
        message = f"The inbox was made by a newer newsletter-desk (its version is {version}, ours {len(_STEPS)})."
        raise NewsletterError.of("inbox.newer", message, hint, path=path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last run, never the file
    connection.execute("PRAGMA wal_autocheckpoint = 16384")  # pages, 64 MB
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    if version < len(_STEPS):
        _upgrade(connection)


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date in one transaction; another run may have been quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in _STEPS[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements; `executescript` would commit what is open."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
