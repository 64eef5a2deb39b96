"""Bytes → text, whatever was declared: what is valid UTF-8 is UTF-8, for nothing else looks like it by chance."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:windows-|cp)\d+|iso-8859-\d+|latin-?\d|iso-2022-\w+|koi8-[ru]|gb(?:2312|k|18030)|big5(?:-hkscs)?|euc-(?:jp|kr)|"
    r"shift[_-]jis|macintosh|tis-620",
    re.IGNORECASE,
)
_HEAD = 4096


def decode(body: bytes, content_type: str = "") -> str:
    """Read text: by its byte order mark, as UTF-8, as declared by server or page, at last as Windows-1252."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if encoding := _wide(body[:_HEAD]):
        return body.decode(encoding, "replace")
    for candidate in (*_seven_bit(body, content_type), "utf-8", *_declared(body, content_type)):
        try:
            return body.decode(candidate)
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _wide(head: bytes) -> str:
    """Name the UTF-16 that lacks its mark: mostly ASCII, with every second byte zero."""
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    if head[1::2].count(0) > 0.7 * pairs and head[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _seven_bit(body: bytes, content_type: str) -> list[str]:
    """Name a declared encoding that hides in ASCII behind escapes, and so would pass for UTF-8."""
    return [name for name in _declared(body, content_type) if name.startswith("iso-2022")] if b"\x1b" in body else []


def _declared(body: bytes, content_type: str) -> list[str]:
    named = [match[1] for match in [_CHARSET.search(content_type)] if match]
    named += [match[1].decode() for match in [_META.search(body[:_HEAD])] if match]
    known = [name.lower() for name in named if _KNOWN.fullmatch(name)]
    # ISO 8859-1 means Windows-1252 on the web (WHATWG Encoding).
    return ["cp1252" if name in {"iso-8859-1", "latin1", "latin-1"} else name for name in known]
