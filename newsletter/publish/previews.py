"""Which mail of an issue somebody has seen: what test mailings and the desk leave behind, and publishing compares with.

A test mailing is written down where claims are, for every machine. What the desk has shown is written down on its
machine alone: nothing leaves it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.output import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.publish.claims import Store

_TRIES = 3


def record(store: Store, number: int, content: str, now: datetime) -> None:
    """Write down the hash of the mail that was sent as a test. Raises NewsletterError where it cannot be written."""
    data = _written(content, now)
    for _ in range(_TRIES):
        found = store.read(number)
        if store.swap(number, data, found[1] if found else None):
            return
    message = f"That the mail of issue {number} was seen cannot be written down."
    raise NewsletterError.of("publish.preview", message, "Somebody else tests it just now: try again.")


def see(private: Path, number: int, content: str, now: datetime) -> None:
    """Write down the hash of the mail that the desk shows. `private` is the newsletter's `.newsletter`."""
    write_file(_seen(private, number), _written(content, now))


def last(store: Store, private: Path, number: int) -> str | None:
    """Give the hash of the mail that was seen last, in a test or at the desk; None where nobody saw one."""
    found = store.read(number)
    here = _seen(private, number)
    written = [found[0] if found else b"", here.read_bytes() if here.is_file() else b""]
    seen = [_parsed(number, data) for data in written if data]
    return max(seen)[1] if seen else None


def _seen(private: Path, number: int) -> Path:
    return private / "previews" / "desk" / f"{number}.json"


def _written(content: str, now: datetime) -> bytes:
    return json.dumps({"content": content, "at": now.isoformat()}).encode() + b"\n"


def _parsed(number: int, data: bytes) -> tuple[datetime, str]:
    try:
        read = json.loads(data)
        return datetime.fromisoformat(read["at"]), str(read["content"])
    except (ValueError, KeyError, TypeError) as error:
        message = f"What was previewed of issue {number} cannot be read."
        raise NewsletterError.of("publish.preview", message, "Send a test again.") from error
