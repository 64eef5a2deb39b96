"""A letter to test with, and who reads it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta, timezone
from typing import Any

from newsletter.publish.message import Copy, Letter, message_id

UNSUBSCRIBE, WEB, READER = "{{unsubscribe}}", "{{web}}", "{{reader}}"
KEY = b"k" * 32

LETTER = Letter(
    subject="Robots : qui s’en sert ?",
    html=f'<p>Été <a href="{WEB}">copie</a> <a href="{UNSUBSCRIBE}">quitter</a></p>\n',
    text=f"Été : {WEB}\nQuitter : {UNSUBSCRIBE}\n",
    from_name="Théo, de l’Atelier",
    from_address="theo@example.org",
    reply_to="courrier@example.org",
    date=datetime(2025, 11, 7, 7, 0, tzinfo=timezone(timedelta(hours=1))),
    list_id="weekly.example.org",
    list_name="L’Atelier",
    archive_url="https://example.org/archive/",
    unsubscribe_url=UNSUBSCRIBE,
    unsubscribe_mailto=f"mailto:quit@example.org?subject={READER}",
    placeholders=(UNSUBSCRIBE, WEB, READER),
)


def letter(**changes: Any) -> Letter:
    return dataclasses.replace(LETTER, **changes)


def copy_for(address: str) -> Copy:
    tag = address.partition("@")[0]
    return Copy(
        to=address,
        message_id=message_id(KEY, "2025-11-07-robots", address, "example.org"),
        fields={
            UNSUBSCRIBE: f"https://example.org/u/{tag}?a=1&b=2",
            WEB: "https://example.org/issues/2025-11-07-robots/",
            READER: tag,
        },
    )
