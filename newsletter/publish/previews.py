"""Which mail of an issue somebody has seen: what a test mailing leaves behind, and publishing compares with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.publish.claims import Store

_TRIES = 3


def record(store: Store, number: int, content: str, now: datetime) -> None:
    """Write down the hash of the mail that was seen. Raises NewsletterError where it cannot be written."""
    data = json.dumps({"content": content, "at": now.isoformat()}).encode() + b"\n"
    for _ in range(_TRIES):
        found = store.read(number)
        if store.swap(number, data, found[1] if found else None):
            return
    message = f"That the mail of issue {number} was seen cannot be written down."
    raise NewsletterError.of("publish.preview", message, "Somebody else tests it just now: try again.")


def last(store: Store, number: int) -> str | None:
    """Give the hash of the mail that was seen last; None where nobody was sent a test."""
    found = store.read(number)
    try:
        return str(json.loads(found[0])["content"]) if found else None
    except (ValueError, KeyError, TypeError) as error:
        message = f"What was previewed of issue {number} cannot be read."
        raise NewsletterError.of("publish.preview", message, "Send a test again.") from error
