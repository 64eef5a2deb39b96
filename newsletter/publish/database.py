"""The one door to SQLite for what is published: files only we can read, durable commits, our errors."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAIT = 5.0  # seconds for another process to finish its transaction


def connect(path: Path, schema: str) -> sqlite3.Connection:
    """Open a database in WAL mode where a commit is on the disk when it returns, made if it is not there.

    The file is for its owner alone: it holds addresses. Raises NewsletterError.
    """
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
        database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.executescript(schema)
        except BaseException:
            database.close()
            raise
        return database


@contextmanager
def transaction(database: sqlite3.Connection, path: Path, *, keep: bool = True) -> Iterator[sqlite3.Cursor]:
    """Do all of it or nothing; when the block is left the change is on the disk, or, unless `keep`, gone.

    Raises NewsletterError.
    """
    with explained(path):
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database.cursor()
            database.execute("COMMIT" if keep else "ROLLBACK")
        except BaseException:
            # A full disk has already rolled back by itself.
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into a NewsletterError."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise NewsletterError.of(
            "store.unusable",
            f"{path.name} cannot be used: {getattr(error, 'strerror', None) or error}.",
            "Make room on the disk, and see that the folder and the file can be written.",
            path=str(path),
        ) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # the others are mistakes of ours
            raise
        raise NewsletterError.of(
            "store.damaged",
            f"{path.name} cannot be read: {error}.",
            "Put back a copy of the file; without it nobody knows who was mailed.",
            path=str(path),
        ) from error


@contextmanager
def lease(path: Path, holder: str) -> Iterator[None]:
    """Hold `path` for this process until the block is left or the process dies, however it dies.

    Raises NewsletterError that names the holder if another process has it.
    """
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        _take(database, path, holder)
        yield
    finally:
        database.close()


def _take(database: sqlite3.Connection, path: Path, holder: str) -> None:
    """Say who we are where others can read it, then hold SQLite's own write lock: it dies with us."""
    try:
        database.executescript("CREATE TABLE IF NOT EXISTS holder (name TEXT NOT NULL); BEGIN IMMEDIATE;")
        database.execute("DELETE FROM holder")
        database.execute("INSERT INTO holder VALUES (?)", (holder,))
        database.execute("COMMIT")
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            with explained(path):
                raise
        raise NewsletterError.of(
            "ledger.held",
            f"Another sender is at work on this issue: {_holder(database)}.",
            "Let it finish; `newsletter send status` shows how far it is.",
            path=str(path),
        ) from None


def _holder(database: sqlite3.Connection) -> str:
    try:
        return str(database.execute("SELECT name FROM holder").fetchone()[0])
    except (sqlite3.OperationalError, TypeError):
        return "it has only just begun"
