"""What kind of thing some bytes are: by what they say themselves, then by their name, then by what a server says."""

from __future__ import annotations

import re
from enum import StrEnum

from newsletter.problems import NewsletterError


class Kind(StrEnum):
    """What can be read, as `ingest --json` calls it."""

    FEED = "feed"
    JSON_FEED = "jsonfeed"
    OPML = "opml"
    PAGE = "page"
    MAIL = "mail"
    MARKDOWN = "markdown"
    TEXT = "text"


_HEAD = 16_384
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")
_UNREADABLE = (
    (re.compile(rb"%PDF-"), "a PDF", "Open it, copy its text, and ingest that: `newsletter ingest -`."),
    (
        re.compile(
            rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM....\0\0|II\*\0|MM\0\*|....ftyp(?:avif|heic|mif1)", re.DOTALL
        ),
        "a picture",
        "Only text can be read. If it shows an article, give the article's address.",
    ),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document", "Unpack it, or save it as HTML or text."),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an office document", "Save it as HTML or text."),
    (re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!"), "an archive", "Unpack it first."),
    (re.compile(rb"SQLite format 3\0"), "a database", "Only text can be read."),
    (
        re.compile(rb"ID3|OggS|fLaC|RIFF....(?:WAVE|AVI )|....ftyp|\x1aE\xdf\xa3", re.DOTALL),
        "sound or film",
        "Only text can be read.",
    ),
)
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\])?[^>]*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<(!?[a-zA-Z][\w:.-]*)")
_ROOTS = {
    "rss": Kind.FEED,
    "feed": Kind.FEED,
    "rdf": Kind.FEED,
    "channel": Kind.FEED,
    "opml": Kind.OPML,
    "html": Kind.PAGE,
    "!doctype": Kind.PAGE,
}
_SUFFIXES = {
    ".eml": Kind.MAIL,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".html": Kind.PAGE,
    ".htm": Kind.PAGE,
    ".xhtml": Kind.PAGE,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
    ".opml": Kind.OPML,
}
_TYPES = (
    (re.compile(r"(?:application|text)/(?:rss|atom|rdf)\+xml"), Kind.FEED),
    (re.compile(r"application/feed\+json"), Kind.JSON_FEED),
    (re.compile(r"text/html|application/xhtml\+xml"), Kind.PAGE),
    (re.compile(r"message/rfc822"), Kind.MAIL),
    (re.compile(r"text/markdown"), Kind.MARKDOWN),
)
_HEADER = re.compile(
    r"(?:From |(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Date|Subject|From|To): ?\S)", re.IGNORECASE
)
_ELEMENT = re.compile(
    r"</?(?:p|div|a|h[1-6]|br|span|table|article|body|head|meta|ul|li|section)\b[^<>]*>", re.IGNORECASE
)


def kind(body: bytes, text: str, *, name: str = "", content_type: str = "") -> Kind:
    """Name the kind of a body and its text. Raises NewsletterError for what is empty or cannot be read as text."""
    _refuse_binary(body, text)
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    by_name = next((kind for suffix, kind in _SUFFIXES.items() if name.lower().endswith(suffix)), None)
    if by_name in {Kind.MAIL, Kind.MARKDOWN, Kind.TEXT}:
        return by_name
    root = _root(head)
    if root in _ROOTS:
        return _ROOTS[root]
    if head.startswith("{") and ('"items"' in text or "jsonfeed.org/version" in head):
        return Kind.JSON_FEED
    said = next((kind for pattern, kind in _TYPES if pattern.match(content_type.strip().lower())), None)
    if by_name or said:
        return by_name or said or Kind.TEXT
    if _is_mail(head):
        return Kind.MAIL
    return Kind.PAGE if root and len(_ELEMENT.findall(head)) > 1 else Kind.TEXT


def _root(head: str) -> str:
    """Name the first element, without its prefix and in lower case; nothing where there is none."""
    position = 0
    while skipped := _PROLOG.match(head, position):
        position = skipped.end()
    tag = _TAG.match(head, position)
    return tag[1].lower().rpartition(":")[2] if tag else ""


def _refuse_binary(body: bytes, text: str) -> None:
    if not body.strip(b"\0 \t\r\n"):
        raise NewsletterError.of("source.empty", "There is nothing in it.", "Give a source that holds a text.")
    for pattern, what, hint in _UNREADABLE:
        if pattern.match(body[:16]):
            raise NewsletterError.of("source.binary", f"It is {what}, not a text.", hint)
    head = text[:_HEAD]
    odd = len(_ODD.findall(head))
    if odd > len(head) * 0.02:
        raise NewsletterError.of("source.binary", "It is not a text.", "Only text can be read: HTML, Markdown, mail…")


def _is_mail(head: str) -> bool:
    """Tell whether a text starts with the header of a message: three lines of it at least."""
    lines = head.split("\n\n", 1)[0].replace("\r", "").split("\n")
    return len(lines) > 2 and bool(_HEADER.match(lines[0])) and sum(bool(_HEADER.match(line)) for line in lines) >= 3
