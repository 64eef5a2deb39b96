"""`.eml` files: newsletters and articles that came by mail (RFC 5322, MIME)."""

from __future__ import annotations

import email
import email.policy
import re
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from newsletter.ingest import markup
from newsletter.ingest.decoding import decode
from newsletter.ingest.entries import lead, uid_of_text
from newsletter.ingest.prose import text_of
from newsletter.model import Article
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

_PARTS = 200
"""Parts of a message that are looked at."""


def read(body: bytes, *, origin: str, now: datetime) -> Article:
    """Read a message. Its HTML part wins over its text. Raises NewsletterError for one without a text."""
    message = parse(body)
    raw, text = _text(message)
    if not text.strip():
        hint = "Open the mail, copy its text, and ingest that: `newsletter ingest -`."
        raise NewsletterError.of("mail.empty", "There is no text in this mail.", hint)
    sender, address = parseaddr(header(message, "From"))
    name = markup.line(sender)
    title = markup.line(header(message, "Subject")) or lead(text)
    return Article(
        uid=uid_of_text(header(message, "Message-ID") or f"{title}\n{text}"),
        title=title,
        text=text,
        raw=raw,
        site=_list_name(header(message, "List-ID")) or address.rpartition("@")[2] or None,
        author=name or None,
        published=dated(message, now),
        retrieved=now,
        language=header(message, "Content-Language").partition(",")[0].strip(),
        obtained="mail",
        origin=origin,
    )


def parse(body: bytes) -> EmailMessage:
    """Parse a message. Raises NewsletterError for what the parser of the standard library chokes on."""
    try:
        return email.message_from_bytes(body, policy=email.policy.default)
    except Exception as error:  # its modern policy lets errors of every kind through on broken headers
        hint = "Open the mail, copy its text, and ingest that: `newsletter ingest -`."
        raise NewsletterError.of("mail.broken", "The mail is too broken to be read.", hint) from error


def header(message: EmailMessage, name: str) -> str:
    """Give a header as text, encoded words read; nothing where it is missing or too broken."""
    try:
        return str(message.get(name, "")).replace("\n", " ").strip()
    except Exception:  # noqa: BLE001  the header parser lets errors of every kind through
        return ""


def dated(message: EmailMessage, now: datetime) -> datetime | None:
    """Give the date of a message, if it is one and not ahead of `now`."""
    try:
        moment = parsedate_to_datetime(header(message, "Date"))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year >= 1990 and moment <= now else None


def part(message: EmailMessage, kind: str) -> str:
    """Give the text of the first part of a kind (`text/html`), attachments left out."""
    for number, candidate in enumerate(message.walk()):
        if number >= _PARTS:
            break
        if candidate.get_content_type() == kind and candidate.get_content_disposition() != "attachment":
            payload = candidate.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return decode(payload, f"charset={candidate.get_content_charset() or ''}")
    return ""


def _text(message: EmailMessage) -> tuple[str, str]:
    """Give the raw text, as safe HTML or plain, and what a reader reads of it."""
    if html := part(message, "text/html"):
        raw = markup.safe(html)
        if text := text_of(raw):
            return raw, text
    plain = markup.visible(part(message, "text/plain"))
    return plain, plain.strip()


def _list_name(written: str) -> str:
    """Give the name in a List-ID (RFC 2919): what stands before its <id>."""
    return markup.line(re.sub(r"<[^>]*>", "", written)).strip('" ')
