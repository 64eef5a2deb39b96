"""Subscribers: the local store of who gets the mailing, and of who must not any more."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity
from newsletter.publish.addresses import mailbox, same_reader
from newsletter.publish.database import connect, explained, transaction
from newsletter.publish.rows import read_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from newsletter.publish.rows import Row

_MOST_PROBLEMS = 1000  # kept; the others are counted
_AT_ONCE = 500  # addresses in one question to the store
_SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriber (
  reader TEXT PRIMARY KEY, address TEXT NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS suppressed (reader TEXT PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE arriving (reader TEXT PRIMARY KEY, address TEXT NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: addresses added, known before, left out because unsubscribed; rows refused.

    `problems` names the first thousand refused rows by their line, and never repeats an address.
    """

    added: int
    known: int
    unsubscribed: int
    refused: int
    problems: tuple[Problem, ...]


@contextmanager
def open_subscribers(path: Path) -> Iterator[Subscribers]:
    """Open the store, made if it is not there. Raises NewsletterError when it cannot be used."""
    database = connect(path, _SCHEMA)
    try:
        yield Subscribers(database, path)
    finally:
        database.close()


class Subscribers:
    """The open store. What changes it is one transaction, and raises NewsletterError. Days are ISO dates."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    def import_csv(self, file: Path, *, day: str, dry_run: bool = False) -> Imported:
        """Add the addresses of a CSV file: bad rows are refused by line, all the others come in.

        A dry run says what would come of it and adds nobody. Raises NewsletterError for a file that cannot be read
        or has no column of addresses.
        """
        problems: list[Problem] = []
        refused = 0
        with transaction(self._database, self._path, keep=not dry_run) as cursor:
            cursor.execute("DELETE FROM arriving")
            for row in read_rows(file):
                reason = _arrived(cursor, row)
                if reason:
                    refused += 1
                    if len(problems) < _MOST_PROBLEMS:
                        problems.append(_refused_row(file, row.line, reason))
            return Imported(**_settled(cursor, day), refused=refused, problems=tuple(problems))

    def export_csv(self, file: TextIO) -> int:
        """Write address, state and date of everybody who ever subscribed; give their number."""
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("email", "state", "since"))
        count = 0
        with explained(self._path):
            for address, gone, since in self._database.execute(
                "SELECT address, suppressed.since, subscriber.since FROM subscriber"
                " LEFT JOIN suppressed USING (reader) ORDER BY reader"
            ):
                writer.writerow((address, "unsubscribed" if gone else "subscribed", gone or since))
                count += 1
        return count

    def audience(self) -> Iterator[str]:
        """Give the address of everybody who is subscribed, in a stable order."""
        with explained(self._path):
            for row in self._database.execute(
                "SELECT address FROM subscriber WHERE reader NOT IN (SELECT reader FROM suppressed) ORDER BY reader"
            ):
                yield row[0]

    def count(self) -> int:
        """Count who is subscribed."""
        with explained(self._path):
            row = self._database.execute(
                "SELECT count(*) FROM subscriber WHERE reader NOT IN (SELECT reader FROM suppressed)"
            ).fetchone()
        return int(row[0])

    def strangers(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Give those of the addresses that were never subscribed."""
        with explained(self._path):
            query = "SELECT 1 FROM subscriber WHERE reader = ?"
            return tuple(one for one in addresses if not self._database.execute(query, (same_reader(one),)).fetchone())

    def suppress(self, addresses: Iterable[str], *, day: str) -> int:
        """Never mail these addresses again, subscribed or not; give how many that is news for."""
        with transaction(self._database, self._path) as cursor:
            rows = ((same_reader(address), day) for address in addresses)
            return cursor.executemany("INSERT OR IGNORE INTO suppressed VALUES (?, ?)", rows).rowcount

    def subscribe(self, addresses: Iterable[str], *, day: str) -> int:
        """Add addresses whose owners asked for it themselves: that ends a suppression. Gives how many are new."""
        rows = [(same_reader(address), address, day) for address in addresses]
        with transaction(self._database, self._path) as cursor:
            cursor.executemany("DELETE FROM suppressed WHERE reader = ?", [row[:1] for row in rows])
            return cursor.executemany("INSERT OR IGNORE INTO subscriber VALUES (?, ?, ?)", rows).rowcount

    def gone(self, addresses: Collection[str]) -> set[str]:
        """Tell which of the addresses are suppressed: what the sender asks before each promise."""
        readers = {same_reader(address): address for address in addresses}
        keys = list(readers)
        found: set[str] = set()
        with explained(self._path):
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                query = f"SELECT reader FROM suppressed WHERE reader IN ({marks})"  # noqa: S608 - question marks only
                found.update(readers[reader] for (reader,) in self._database.execute(query, some))
        return found


def _arrived(cursor: sqlite3.Cursor, row: Row) -> str:
    """Note an address of the file; give why not, or nothing."""
    try:
        address = mailbox(row.cell)
    except ValueError as error:
        return str(error)
    reader = same_reader(address)
    if cursor.execute("INSERT OR IGNORE INTO arriving VALUES (?, ?, ?)", (reader, address, row.line)).rowcount:
        return ""
    (line,) = cursor.execute("SELECT line FROM arriving WHERE reader = ?", (reader,)).fetchone()
    return f"the address of line {line} again"


def _settled(cursor: sqlite3.Cursor, day: str) -> dict[str, int]:
    """Move what arrived into the store, and count what it was."""
    (arrived,) = cursor.execute("SELECT count(*) FROM arriving").fetchone()
    cursor.execute("DELETE FROM arriving WHERE reader IN (SELECT reader FROM suppressed)")
    unsubscribed = cursor.rowcount
    cursor.execute(
        "INSERT OR IGNORE INTO subscriber SELECT reader, address, ? FROM arriving ORDER BY reader",
        (day,),
    )
    added = cursor.rowcount
    cursor.execute("DELETE FROM arriving")
    return {"added": added, "known": arrived - unsubscribed - added, "unsubscribed": unsubscribed}


def _refused_row(file: Path, line: int, reason: str) -> Problem:
    return Problem(
        severity=Severity.WARNING,
        code="subscribers.row",
        path=str(file),
        line=line,
        message=f"Not imported: {reason}.",
        hint="Mend the row and import the file again; what is in already stays.",
    )
