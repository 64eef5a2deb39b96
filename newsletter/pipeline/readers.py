"""`newsletter subscribers`: who gets the mailing of our own relay, kept on this machine only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import config as configuration
from newsletter.newsroom import PRIVATE
from newsletter.problems import NewsletterError
from newsletter.publish.addresses import mailbox
from newsletter.publish.own_relay import reader_tag, secret
from newsletter.publish.subscribers import open_subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from newsletter.publish.subscribers import Imported

_STORE = "subscribers.sqlite"


def bring_in(folder: Path, file: Path, *, day: str, dry_run: bool = False) -> Imported:
    """Add the addresses of a CSV file, or only say what would come of it."""
    with open_subscribers(_store(folder)) as store:
        return store.import_csv(file, day=day, dry_run=dry_run)


def write_out(folder: Path, stream: TextIO) -> int:
    """Write everybody who ever subscribed as CSV; give their number."""
    with open_subscribers(_store(folder)) as store:
        return store.export_csv(stream)


def private_file(file: Path) -> TextIO:
    """Make a file for its owner alone. Raises NewsletterError where there is one, or none can be."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NewsletterError.of("subscribers.file", f"`{file}`: {error.strerror}.", "Name a new file.") from error
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def count(folder: Path) -> int:
    """Count who is subscribed."""
    with open_subscribers(_store(folder)) as store:
        return store.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What came of it: how many will not be mailed any more, how many tags stood for nobody, and who was a stranger.

    A stranger was never subscribed: the address is blocked from now on, and may be a mistake for another's.
    """

    removed: int
    unknown: int
    strangers: tuple[str, ...]


def remove(folder: Path, words: Sequence[str], environ: Mapping[str, str], *, day: str) -> Removed:
    """Never mail these again: addresses, or the tags that stand for readers in addresses (`{reader}`)."""
    with open_subscribers(_store(folder)) as store:
        tags = {word for word in words if "@" not in word}
        key = secret(folder / PRIVATE, environ) if tags else b""
        named = [address for address in store.audience() if reader_tag(key, address) in tags] if tags else []
        written = [_address(word) for word in words if "@" in word]
        strangers = store.strangers(written)
        removed = store.suppress([*named, *written], day=day) - len(strangers)
        return Removed(removed=max(removed, 0), unknown=len(tags) - len(named), strangers=strangers)


def _address(word: str) -> str:
    try:
        return mailbox(word)
    except ValueError as error:
        raise NewsletterError.of("subscribers.address", f"An address: {error}.", "Write it plainly.") from None


def _store(folder: Path) -> Path:
    configuration.load(folder)
    return folder / PRIVATE / _STORE
