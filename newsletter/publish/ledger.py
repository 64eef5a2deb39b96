"""The ledger of one issue's mailing: who was promised a message, who has it, and who is in doubt.

A reader is written down as `sending`, on the disk, before the relay gets the message; the answer
comes after. Many promises and answers share one commit. What a crash leaves in `sending` may or may
not have been mailed: it becomes `in_doubt`, and nobody is mailed twice without having asked for it.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.database import connect, explained, lease, transaction
from newsletter.publish.outcome import Outcome, Policy, Promise, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

UNSUBSCRIBED = "unsubscribed before the mailing"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (sha256 TEXT NOT NULL, since REAL NOT NULL);
CREATE TABLE IF NOT EXISTS reader (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE COLLATE NOCASE,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'in_doubt')),
  tries INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS waiting ON reader (due) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS open ON reader (state) WHERE state IN ('sending', 'in_doubt');
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of the frozen audience stand where; `unsubscribed` is a part of `failed`."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    in_doubt: int = 0
    unsubscribed: int = 0

    @property
    def audience(self) -> int:
        """The size of the frozen audience."""
        return self.pending + self.sending + self.sent + self.failed + self.in_doubt


@contextmanager
def open_ledger(path: Path, *, to_send: bool = True) -> Iterator[Ledger]:
    """Open an issue's ledger, made if it is not there; `to_send` takes the lease, reading needs none.

    Raises NewsletterError: another sender is at work, or the file cannot be used.
    """
    if to_send:
        holder = f"process {os.getpid()} on {socket.gethostname()}, since {time.strftime('%H:%M')}"
        with lease(path.with_suffix(".lease"), holder), open_ledger(path, to_send=False) as ledger:
            yield ledger
        return
    database = connect(path, _SCHEMA)
    try:
        yield Ledger(database, path)
    finally:
        database.close()


class Ledger:
    """An open ledger. Every method that changes it is one transaction, and raises NewsletterError."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self.path = path

    def freeze(self, mail: str, audience: Iterable[str], *, now: float, edited: bool = False) -> int:
        """Write down the audience once, with the hash of the mail; give its size.

        Afterwards the audience given is not looked at. A mail with another hash is refused, unless
        `edited` says that the rest of the audience is to get the edited one.
        """
        with transaction(self._database, self.path) as cursor:
            known = cursor.execute("SELECT sha256 FROM mail ORDER BY rowid DESC LIMIT 1").fetchone()
            if known is None:
                rows = ((address,) for address in audience)
                cursor.executemany("INSERT OR IGNORE INTO reader (address) VALUES (?)", rows)
            elif known[0] != mail and not edited:
                raise NewsletterError.of(
                    "ledger.edited",
                    "The mail was edited after its mailing began.",
                    "Put back the mail as it was, or say that the remaining readers get the edited one.",
                    path=str(self.path),
                )
            if known is None or known[0] != mail:
                cursor.execute("INSERT INTO mail VALUES (?, ?)", (mail, now))
            return int(cursor.execute("SELECT count(*) FROM reader").fetchone()[0])

    def recover(self, policy: Policy) -> int:
        """After a crash, put every open promise in doubt; under RETRY, have those in doubt mailed again.

        Gives how many are in doubt. Needs the lease: an open promise may be another sender's.
        """
        with transaction(self._database, self.path) as cursor:
            cursor.execute("UPDATE reader SET state = 'in_doubt', note = 'crash' WHERE state = 'sending'")
            if policy is Policy.RETRY:
                cursor.execute("UPDATE reader SET state = 'pending', due = 0 WHERE state = 'in_doubt'")
            return int(cursor.execute("SELECT count(*) FROM reader WHERE state = 'in_doubt'").fetchone()[0])

    def exchange(
        self, outcomes: Collection[Outcome], wanted: int, *, now: float, gone: Callable[[list[str]], set[str]]
    ) -> list[Promise]:
        """Write down outcomes and promise up to `wanted` readers more, in one commit.

        `gone` tells which of some addresses have unsubscribed since the audience was frozen.
        """
        with transaction(self._database, self.path) as cursor:
            cursor.executemany(
                "UPDATE reader SET state = ?, tries = ?, due = ?, note = ? WHERE id = ?",
                [(str(one.state), one.tries, one.due, one.note, one.reader) for one in outcomes],
            )
            promises: list[Promise] = []
            while len(promises) < wanted and (due := _due(cursor, wanted - len(promises), now)):
                unsubscribed = gone([promise.address for promise in due])
                _mark(cursor, State.FAILED, UNSUBSCRIBED, [one for one in due if one.address in unsubscribed])
                kept = [one for one in due if one.address not in unsubscribed]
                _mark(cursor, State.SENDING, "", kept)
                promises += kept
            return promises

    def next_due(self) -> float | None:
        """Give when the next pending reader is due, in seconds since 1970; None when nobody is pending."""
        with explained(self.path):
            row = self._database.execute("SELECT min(due) FROM reader WHERE state = 'pending'").fetchone()
        return None if row[0] is None else float(row[0])

    def tally(self) -> Tally:
        """Count the audience by state."""
        with explained(self.path):
            rows = self._database.execute("SELECT state, count(*) FROM reader GROUP BY state").fetchall()
            (gone,) = self._database.execute(
                "SELECT count(*) FROM reader WHERE state = 'failed' AND note = ?", (UNSUBSCRIBED,)
            ).fetchone()
        return Tally(**dict(rows), unsubscribed=gone)

    def listed(self, state: State) -> Iterator[tuple[str, str]]:
        """Give the address and the note of each reader in a state, in the order of the audience."""
        with explained(self.path):
            yield from self._database.execute(
                "SELECT address, note FROM reader WHERE state = ? ORDER BY id", (str(state),)
            )

    def resolve(self, addresses: Collection[str] | None, settled: State) -> int:
        """Let the editor decide about readers in doubt, all of them for None: SENT, or PENDING to mail again.

        Gives how many were in doubt and are no longer.
        """
        if settled not in {State.SENT, State.PENDING}:
            raise ValueError(settled)
        with transaction(self._database, self.path) as cursor:
            change = "UPDATE reader SET state = ?, due = 0, note = 'resolved by hand' WHERE state = 'in_doubt'"
            if addresses is None:
                return cursor.execute(change, (str(settled),)).rowcount
            rows = [(str(settled), address) for address in addresses]
            return cursor.executemany(f"{change} AND address = ?", rows).rowcount


def _due(cursor: sqlite3.Cursor, limit: int, now: float) -> list[Promise]:
    rows = cursor.execute(
        "SELECT id, address, tries FROM reader WHERE state = 'pending' AND due <= ? ORDER BY due, id LIMIT ?",
        (now, limit),
    )
    return [Promise(*row) for row in rows]


def _mark(cursor: sqlite3.Cursor, state: State, note: str, promises: list[Promise]) -> None:
    cursor.executemany(
        "UPDATE reader SET state = ?, note = ? WHERE id = ?", [(str(state), note, one.reader) for one in promises]
    )
