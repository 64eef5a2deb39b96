"""What mail programs cut off, strip or refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.render.rules.subject import Mail

CLIPPED, LARGE = 100_000, 80_000  # bytes of the quoted-printable part; Gmail clips near 102,400
LONGEST_LINE = 998  # RFC 5322, section 2.1.1


def size(mail: Mail) -> Iterator[Finding]:
    """Find a mail that clients clip, or soon will."""
    if mail.quoted_bytes < LARGE:
        return
    over = mail.quoted_bytes >= CLIPPED
    limit = CLIPPED if over else LARGE
    message = f"The HTML part has {mail.quoted_bytes / 1000:.0f} KB on its way, over {limit // 1000} KB."
    hint = "Gmail clips a message near 102 KB: shorten the issue, or move a piece to the web copy."
    yield mail.at(1, 1, message, hint, Severity.ERROR if over else Severity.WARNING)


def long_line(mail: Mail) -> Iterator[Finding]:
    """Find lines that mail servers break."""
    for number, line in enumerate(mail.lines, start=1):
        if len(line.encode()) > LONGEST_LINE:
            message = f"A line of {len(line.encode())} bytes: mail servers break lines over {LONGEST_LINE}."
            yield mail.at(number, LONGEST_LINE, message, "Put a space or a line end into this text or template.")


RULES = (
    Rule("mail.size", Severity.ERROR, size),
    Rule("mail.long-line", Severity.ERROR, long_line),
)
