"""The message: one issue as one mail (RFC 5322, 2045, 2369, 2919, 8058), the same bytes for the same values."""

from __future__ import annotations

import functools
import hmac
import html
import re
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.addresses import mailbox
from newsletter.publish.headers import folded, mailbox_header, unstructured
from newsletter.publish.quoted import newlines, quoted_printable
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NOBODY = "undisclosed-recipients:;"
_VALUE = re.compile("[^\x00-\x1f\x7f-\x9f]*")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_HTTPS = re.compile(r"https://[!-;=?-~]+")
_MAILTO = re.compile(r"mailto:[!-;=?-~]+@[!-;=?-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What all readers of an issue get alike.

    `html` and `text` hold the `placeholders` literally, as they stand in a build; so may the two
    unsubscribe addresses. In the HTML a reader's value is put in escaped. `date` has a time zone.
    `list_id` is a name below the newsletter's domain (`weekly.example.org`), `list_name` its title.
    """

    subject: str
    html: str
    text: str
    from_name: str
    from_address: str
    reply_to: str = ""
    date: datetime
    list_id: str
    list_name: str = ""
    archive_url: str
    unsubscribe_url: str
    unsubscribe_mailto: str
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one reader's copy has of its own: the address, the Message-ID, a value for each placeholder."""

    to: str
    message_id: str
    fields: Mapping[str, str] = field(default_factory=dict)


def build(letter: Letter, copy: Copy) -> bytes:
    """Write a reader's message: multipart/alternative, text first, quoted-printable, CRLF.

    Raises NewsletterError for control characters and line breaks in what becomes a header, for
    addresses and URLs that are none, and for text that is not Unicode.
    """
    text = filled(letter.text, letter, copy)
    page = filled(letter.html, letter, copy, escape=True)
    return shared_headers(letter) + own_headers(letter, copy) + body(letter, encoded(text), encoded(page))


def specimen(letter: Letter, *, message_id: str) -> bytes:
    """Write the message of no reader in particular: the `.eml` of a build, placeholders left in place."""
    headers = (
        folded("To", NOBODY)
        + folded("Message-ID", message_id)
        + folded("List-Unsubscribe", f"<{letter.unsubscribe_url}>,", f"<{letter.unsubscribe_mailto}>")
    )
    return shared_headers(letter) + headers + body(letter, encoded(letter.text), encoded(letter.html))


def message_id(key: bytes, issue: str, reader: str, domain: str) -> str:
    """Give the Message-ID of an issue for a reader: stable, and telling nobody who the reader is."""
    digest = hmac.digest(key, f"{issue}\0{reader}".encode(), "sha256")
    return f"<{digest[:16].hex()}@{domain}>"


def shared_headers(letter: Letter) -> bytes:
    """Write the headers that are the same for all readers."""
    list_id = _checked(_LIST_ID, letter.list_id, "List-Id", "a name such as weekly.example.org")
    archive = _checked(_HTTPS, letter.archive_url, "List-Archive", "an https:// address")
    reply_to = folded("Reply-To", _mailbox(letter.reply_to, "Reply-To")) if letter.reply_to else b""
    return b"".join(
        (
            mailbox_header("From", letter.from_name, _mailbox(letter.from_address, "From")),
            unstructured("Subject", letter.subject),
            folded("Date", *format_datetime(letter.date).split(" ")),
            reply_to,
            mailbox_header("List-Id", letter.list_name, list_id),
            folded("List-Archive", f"<{archive}>"),
            folded("List-Post", "NO"),
            folded("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            folded("MIME-Version", "1.0"),
            folded("Content-Type", "multipart/alternative;", f'boundary="{boundary(letter)}"'),
        )
    )


def own_headers(letter: Letter, copy: Copy) -> bytes:
    """Write the headers that each reader has of their own."""
    url = _checked(_HTTPS, filled(letter.unsubscribe_url, letter, copy), "List-Unsubscribe", "an https:// address")
    mailto = filled(letter.unsubscribe_mailto, letter, copy)
    _checked(_MAILTO, mailto, "List-Unsubscribe", "a mailto: address")
    return (
        folded("To", _mailbox(copy.to, "To"))
        + folded("Message-ID", copy.message_id)
        + folded("List-Unsubscribe", f"<{url}>,", f"<{mailto}>")
    )


def body(letter: Letter, text: bytes, page: bytes) -> bytes:
    """Put the two encoded parts between their boundaries, behind the empty line that ends the headers."""
    text_before, page_before, end = frame(letter)
    return b"".join((text_before, text, page_before, page, end))


def frame(letter: Letter) -> tuple[bytes, bytes, bytes]:
    """Give what stands before the text, between text and HTML, and behind the HTML."""
    mark = boundary(letter).encode()
    parts = [
        b"\r\n--%b\r\nContent-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        % (mark, kind)
        for kind in (b"plain", b"html")
    ]
    return parts[0], parts[1], b"\r\n--%b--\r\n" % mark


def boundary(letter: Letter) -> str:
    """Give the boundary: it comes from the content, and `=_` never comes out of quoted-printable."""
    parts = (part.encode("utf-8", "surrogatepass") for part in (letter.text, letter.html))
    return "=_" + stable_hash(*parts)[:32]


def filled(template: str, letter: Letter, copy: Copy, *, escape: bool = False) -> str:
    """Put the reader's values in the template's placeholders, in one pass: a value is never searched again."""
    if not letter.placeholders:
        return template
    search = pattern(letter.placeholders)
    return search.sub(lambda found: field_value(copy, found[0], escape=escape), newlines(template))


def field_value(copy: Copy, placeholder: str, *, escape: bool = False) -> str:
    """Give a reader's value for a placeholder. Raises NewsletterError for control characters and line breaks."""
    value = copy.fields[placeholder]
    if not _VALUE.fullmatch(value):
        raise NewsletterError.of("mail.value", f"The value of {placeholder} holds a control character.", "Remove it.")
    return html.escape(value) if escape else value


@functools.cache
def pattern(placeholders: tuple[str, ...]) -> re.Pattern[str]:
    """Give what finds the placeholders, the longer before one it begins with."""
    longest_first = sorted(placeholders, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def encoded(text: str) -> bytes:
    """Encode a part. Raises NewsletterError for what no encoding can carry."""
    try:
        return quoted_printable(text)
    except UnicodeEncodeError:
        message = "The text holds half a character (a lone surrogate)."
        raise NewsletterError.of("mail.text", message, "Type it again.") from None


def _checked(form: re.Pattern[str], value: str, name: str, wanted: str) -> str:
    if not form.fullmatch(value):
        raise NewsletterError.of("mail.header", f"{name} wants {wanted}.", "See the newsletter's configuration.")
    return value


def _mailbox(address: str, name: str) -> str:
    """Give the address as it goes in a header; the message never repeats it."""
    try:
        return mailbox(address)
    except ValueError as error:
        raise NewsletterError.of("mail.address", f"{name}: {error}.", "Give one plain address.") from None
