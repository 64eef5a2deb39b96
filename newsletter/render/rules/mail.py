"""What mail programs cut off, strip or refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.render.context import UNSUBSCRIBE
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.render.rules.subject import Mail

CLIPPED, LARGE = 100_000, 80_000  # bytes of the quoted-printable part; Gmail clips near 102,400
LONGEST_LINE = 998  # RFC 5322, section 2.1.1
STYLE_BUDGET = 16_384  # characters of all style sheets together: Gmail drops what comes after
_REMOTE_CSS = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|&copy;|\(c\)|copyright|tous droits réservés,?)\s{0,3}(?:\d{4}\s?[-–]\s?)?(\d{4})\b", re.IGNORECASE
)


def size(mail: Mail) -> Iterator[Finding]:
    """Find a mail that clients clip, or soon will."""
    if mail.quoted_bytes < LARGE:
        return
    over = mail.quoted_bytes >= CLIPPED
    limit = CLIPPED if over else LARGE
    message = f"The HTML part has {mail.quoted_bytes / 1000:.0f} KB on its way, over {limit // 1000} KB."
    hint = "Gmail clips a message near 102 KB: shorten the issue, or move a piece to the web copy."
    yield mail.at(0, message, hint, Severity.ERROR if over else Severity.WARNING)


def long_line(mail: Mail) -> Iterator[Finding]:
    """Find lines that mail servers break."""
    start = 0
    for line in mail.lines:
        # A character has four bytes at most: only lines that may be too long are counted.
        if len(line) * 4 > LONGEST_LINE and len(line.encode()) > LONGEST_LINE:
            message = f"A line of {len(line.encode())} bytes: mail servers break lines over {LONGEST_LINE}."
            yield mail.at(start, message, "Put a space or a line end into this text or template.")
        start += len(line) + 1


def style_budget(mail: Mail) -> Iterator[Finding]:
    """Find style sheets that Gmail drops."""
    total = sum(one.end - one.inside for one in mail.sheets)
    if total > STYLE_BUDGET:
        message = (
            f"The style sheets have {total:,} characters together: Gmail reads {STYLE_BUDGET:,} and drops the rest."
        )
        hint = "Take out rules that no element of the mail needs."
        yield mail.at(mail.sheets[-1].at, message, hint, length=len("<style"))


def unsubscribe(mail: Mail) -> Iterator[Finding]:
    """Find a mail whose readers cannot leave: each part needs the placeholder that engines fill."""
    for part, text in (("HTML", mail.html), ("text", mail.text)):
        if UNSUBSCRIBE not in text:
            message = f"The {part} part has no link to unsubscribe."
            hint = "Write `{{ unsubscribe }}` into the footer's template: each engine puts its own address in."
            yield mail.at(0, message, hint)


def remote(mail: Mail) -> Iterator[Finding]:
    """Find fonts, style sheets and scripts that a mail would load or run: clients refuse, filters mistrust them."""
    for one in mail.elements:
        handler = next((name for name in one.attributes if name.startswith("on") and len(name) > 4), "")
        if one.tag in {"script", "iframe", "object", "embed"} or handler:
            what = f"`{handler}`" if handler else f"`<{one.tag}>`"
            yield mail.at(one.at, f"A mail runs no program: {what}.", "Take it out.", length=len(one.tag) + 1)
        elif one.tag == "link" and "stylesheet" in one.attributes.get("rel", "").lower():
            yield mail.at(one.at, "A style sheet is loaded from elsewhere.", "Write the rules into the mail.", length=5)
    for style in mail.styles:
        font = style.selector.lower().startswith("@font-face")
        loads = _REMOTE_CSS.search(f"{style.selector} {style.declarations.get('src', '')}")
        if loads and (font or style.selector.lower().startswith("@import")):
            what = "A font" if font else "A style sheet"
            hint = "Name a family that readers have: see `[brand] serif` and `sans`."
            yield mail.at(style.at, f"{what} is loaded from elsewhere.", hint)


def stale_year(mail: Mail) -> Iterator[Finding]:
    """Find a copyright of another year than the issue's."""
    for found in _COPYRIGHT.finditer(mail.html):
        if int(found[1]) < mail.year:
            message = f"«{' '.join(found[0].split())}» in a mail of {mail.year}."
            hint = "Mend the year where it is written (the footer's template, or the address), or leave it out."
            yield mail.at(found.start(), message, hint, length=len(found[0]))


RULES = (
    Rule("mail.size", Severity.ERROR, size),
    Rule("mail.long-line", Severity.ERROR, long_line),
    Rule("mail.style-budget", Severity.ERROR, style_budget),
    Rule("mail.unsubscribe", Severity.ERROR, unsubscribe),
    Rule("mail.remote", Severity.ERROR, remote),
    Rule("text.stale-year", Severity.WARNING, stale_year),
)
