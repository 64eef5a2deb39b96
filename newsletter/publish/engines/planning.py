"""What would be sent, worked out without an engine: the same for all of them, but for the syntax."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError, Problem, Severity
from newsletter.publish.engines import merge_syntax
from newsletter.publish.engines.contract import Plan

if TYPE_CHECKING:
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.merge_syntax import Syntax


def planned(engine: str, syntax: Syntax, mail: Mail, *notes: Problem) -> Plan:
    """Write a mail in an engine's syntax. `notes` are what will be different there. Raises NewsletterError."""
    _refuse_unfit(mail)
    plan = Plan(
        engine=engine,
        mail=mail,
        subject=syntax.subject(mail.subject),
        html=merge_syntax.html_for(syntax, mail.html),
        text=merge_syntax.text_for(syntax, mail.text),
        notes=notes,
    )
    before, after = (one.subject + one.html + one.text for one in (mail, plan))
    if after.count(merge_syntax.JOINER) > before.count(merge_syntax.JOINER):
        return replace(plan, notes=(*notes, _quoted(engine)))
    return plan


def different(engine: str, what: str) -> Problem:
    """Note something that the engine does in its own way."""
    return Problem(severity=Severity.INFO, code="engine.different", message=f"{engine} {what}.")


def _quoted(engine: str) -> Problem:
    return Problem(
        severity=Severity.WARNING,
        code="engine.quoted-tags",
        message=f"The issue quotes merge tags of {engine}, which has no way to write them literally.",
        hint="An invisible character (U+2060) was put into them: who copies one gets it too.",
    )


def _refuse_unfit(mail: Mail) -> None:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", mail.key) or len(mail.key) > 90:
        raise NewsletterError.of("mail.key", f"`{mail.key}` is no key for a mailing.", "Use a-z, 0-9 and hyphens.")
    for name, text in {"subject": mail.subject, "sender": " ".join(mail.sender)}.items():
        if any(unicodedata.category(character) == "Cc" for character in text):
            hint = "Write it on one line."
            raise NewsletterError.of("mail.header", f"The {name} holds a control character or a line end.", hint)
    if not mail.subject.strip():
        raise NewsletterError.of("mail.header", "The mail has no subject.", "Write `subject:` into the issue.")
    if "{{" in " ".join(mail.sender) or not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", mail.sender[1]):
        raise NewsletterError.of(
            "mail.header", "The sender is no name and address.", "Look at `email` in newsletter.toml."
        )
