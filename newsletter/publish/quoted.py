"""Quoted-printable (RFC 2045, 6.7), in lines that also survive SMTP and mailbox files as they are."""

from __future__ import annotations

import re

_ROOM = 75  # of 76: there is always place for the soft break
_ESCAPED = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]|[\t ]\Z")
# A dot is doubled on the way and `From ` quoted by mailbox files; both would break a DKIM signature.
_FRAGILE = (b".", b"From ")


def quoted_printable(text: str) -> bytes:
    """Encode text as UTF-8 in quoted-printable: lines of at most 76 bytes, CRLF between them, none at the end.

    Every kind of line break counts as one; no line begins with a dot or with `From `. Raises
    UnicodeEncodeError for lone surrogates.
    """
    return b"\r\n".join(map(_line, newlines(text).encode().split(b"\n")))


def newlines(text: str) -> str:
    """Give the text with every kind of line break as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(line: bytes) -> bytes:
    """Encode one line and cut it at soft breaks, never within an escape."""
    escaped = _ESCAPED.sub(_escape, line)
    rows: list[bytes] = []
    start = 0
    while True:
        head = b""
        if escaped.startswith(_FRAGILE, start):
            head = b"=%02X" % escaped[start]
            start += 1
        cut = start + _ROOM - len(head)
        if cut >= len(escaped):
            rows.append(head + escaped[start:])
            return b"=\r\n".join(rows)
        if escaped[cut - 1 : cut] == b"=":
            cut -= 1
        elif escaped[cut - 2 : cut - 1] == b"=":
            cut -= 2
        rows.append(head + escaped[start:cut])
        start = cut


def _escape(found: re.Match[bytes]) -> bytes:
    return b"=%02X" % found[0][0]
