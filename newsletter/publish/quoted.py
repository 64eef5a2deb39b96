"""Quoted-printable (RFC 2045, 6.7), in lines that also survive SMTP and mailbox files as they are."""

from __future__ import annotations

import re
from binascii import b2a_qp

_LONGEST = 76
# A dot is doubled on the way and `From ` quoted by mailbox files; both would break a DKIM signature.
_FRAGILE = re.compile(rb"^(?:\.|From ).*$", re.MULTILINE)
# The standard library's lines reach 78; and one that ends without a soft break must leave room for one.
_LONG = re.compile(rb"^(?:.{77,}|.{75}[^=\n])$", re.MULTILINE)


def quoted_printable(text: str) -> bytes:
    """Encode text as UTF-8 in quoted-printable: lines of at most 76 bytes, CRLF between them, none at the end.

    Every kind of line break counts as one; no line begins with a dot or with `From `. Raises
    UnicodeEncodeError for lone surrogates.
    """
    encoded = _LONG.sub(_cut, b2a_qp(newlines(text).encode(), istext=True))
    while _FRAGILE.search(encoded):
        encoded = _FRAGILE.sub(_shielded, encoded)
    return encoded.replace(b"\n", b"\r\n")


def newlines(text: str) -> str:
    """Give the text with every kind of line break as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cut(found: re.Match[bytes]) -> bytes:
    """Put a soft break into a line that is too long, never within an escape."""
    line, cut = found[0], _LONGEST - 1
    if line[cut - 1 : cut] == b"=":
        cut -= 1
    elif line[cut - 2 : cut - 1] == b"=":
        cut -= 2
    return line[:cut] + b"=\n" + line[cut:]


def _shielded(found: re.Match[bytes]) -> bytes:
    """Escape the first byte of a line; where that makes it too long, the rest goes on a line of its own."""
    head, rest = b"=%02X" % found[0][0], found[0][1:]
    return head + rest if len(head + rest) <= _LONGEST else head + b"=\n" + rest
