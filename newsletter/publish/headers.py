"""Header lines as bytes (RFC 5322, RFC 2047): written here because what must stay literal must not be touched.

The standard library turns a List-Unsubscribe longer than a line into encoded words, and with it the
unsubscribe button vanishes from the reader's mailbox.
"""

from __future__ import annotations

import base64
import re

from newsletter.problems import NewsletterError

LINE = 78  # RFC 5322, 2.1.1: what a line should not exceed, without CRLF
HARD = 998  # the same: what it must not
_WORD = 75  # RFC 2047, 2: one encoded word
# C0, DEL, C1, lone surrogates and Unicode's own line breaks.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_Q_LITERAL = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def folded(name: str, *tokens: str) -> bytes:
    """Write one header, folded between tokens where a line would exceed 78; tokens stay whole.

    Raises NewsletterError for control characters, for what is not ASCII and for a line over 998.
    """
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1]) + 1 + len(token) > LINE:
            lines.append("")
        lines[-1] += f" {token}"
    header = "\r\n".join(lines)
    _refuse(name, "".join(tokens))
    if not header.isascii() or max(map(len, lines)) > HARD:
        raise NewsletterError.of(
            "mail.header", f"The value of {name} cannot be written in a mail header.", "Use a shorter one, in ASCII."
        )
    return header.encode() + b"\r\n"


def unstructured(name: str, text: str) -> bytes:
    """Write a header of free text, such as Subject: literal ASCII if it can be, else encoded words.

    Raises NewsletterError for control characters and line breaks.
    """
    _refuse(name, text)
    if not text:
        return folded(name)
    words = text.split(" ")
    if _PLAIN.fullmatch(text) and "=?" not in text and max(map(len, words)) < LINE:
        return folded(name, *words)
    return folded(name, *_encoded_words(text, LINE - len(name) - 2))


def mailbox_header(name: str, display: str, address: str) -> bytes:
    """Write a header of one mailbox, `display <address>`, or the bare address without a display name.

    Raises NewsletterError for control characters and line breaks.
    """
    _refuse(name, display)
    if not display:
        return folded(name, address)
    return folded(name, *_phrase(display, LINE - len(name) - 2), f"<{address}>")


def _refuse(name: str, text: str) -> None:
    bad = _CONTROL.search(text)
    if bad:
        raise NewsletterError.of(
            "mail.header",
            f"{name} holds a control character or a line break (U+{ord(bad[0]):04X}).",
            "Remove it: a header is one line of text.",
        )


def _phrase(display: str, room: int) -> list[str]:
    """Give a display name as atoms, as a quoted string, or as encoded words, whichever is needed first."""
    if _PHRASE.fullmatch(display) and "=?" not in display and len(display) <= room:
        return display.split(" ")
    if _PLAIN.fullmatch(display) and "=?" not in display:
        quoted = '"' + re.sub(r'(["\\])', r"\\\1", display) + '"'
        if len(quoted) <= room:
            return [quoted]
    return _encoded_words(display, room)


def _encoded_words(text: str, room: int) -> list[str]:
    """Cut text into encoded words of whole characters, the first no longer than `room`; Q or B, the shorter."""
    raw = text.encode()
    as_q = sum(1 if byte in _Q_LITERAL or byte == 0x20 else 3 for byte in raw) <= len(raw) * 4 / 3
    words: list[str] = []
    chunk = b""
    for character in text:
        longer = chunk + character.encode()
        limit = _WORD if words else min(_WORD, room)
        if chunk and len(_encoded_word(longer, as_q=as_q)) > limit:
            words.append(_encoded_word(chunk, as_q=as_q))
            longer = character.encode()
        chunk = longer
    return [*words, _encoded_word(chunk, as_q=as_q)]


def _encoded_word(raw: bytes, *, as_q: bool) -> str:
    if not as_q:
        return f"=?utf-8?B?{base64.b64encode(raw).decode()}?="
    coded = (chr(byte) if byte in _Q_LITERAL else "_" if byte == 0x20 else f"={byte:02X}" for byte in raw)
    return f"=?utf-8?Q?{''.join(coded)}?="
