"""What stands around the text of a mail: the line that an inbox shows, and what dark mode needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.render.rules import css
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.render.rules.markup import Element
    from newsletter.render.rules.subject import Mail

_SCHEME = re.compile(r":root\s*\{[^}]*\bcolor-scheme:\s*light dark\b")
_INVERTED = "[data-ogsc]"  # what Outlook on the web and on telephones puts on a mail in dark mode


def preheader(mail: Mail) -> Iterator[Finding]:
    """Find a mail whose inbox line is left to chance: the first words, «Read online», a picture's address."""
    shown = next((one for one in mail.elements if one.text.strip() and _is_in_body(one)), None)
    if shown is None:
        return
    style = css.declarations(shown.attributes.get("style", ""))
    hidden = style.get("display") == "none" and style.get("mso-hide") == "all"
    hint = 'Begin the body with `<div style="display:none;mso-hide:all">`: email/blocks/preheader.mjml.j2.'
    if not hidden:
        message = "The mail has no hidden preheader before its text: inboxes show what comes first."
        yield mail.at(shown.at, message, hint, length=len(shown.tag) + 1)
    elif not any(one.attributes.get("lang") for one in shown.lineage() if one.tag != "html"):
        message = "The preheader does not say its language: it stands outside what does."
        yield mail.at(shown.at, message, "Give it `lang` and `dir`.", length=len(shown.tag) + 1)
    if not any(one.tag == "meta" and one.attributes.get("name") == "description" for one in mail.elements):
        message = 'The mail has no `<meta name="description">`: some inboxes show that one.'
        yield mail.at(0, message, "Put the preheader there too: email/head.mjml.j2.")


def dark_mode(mail: Mail) -> Iterator[Finding]:
    """Find what is missing for dark mode: then clients invert as they like, and some of the text is lost."""
    metas = {one.attributes.get("name") for one in mail.elements if one.tag == "meta"}
    sheets = "".join(mail.html[one.inside : one.end] for one in mail.sheets)
    missing = [
        *(f'`<meta name="{name}">`' for name in ("color-scheme", "supported-color-schemes") if name not in metas),
        *([] if _SCHEME.search(sheets) else ["`:root { color-scheme: light dark; }`"]),
        *([] if css.DARK.search(sheets) else ["`@media (prefers-color-scheme: dark)`"]),
        *([] if _INVERTED in sheets else [f"`{_INVERTED}` rules"]),
    ]
    if missing:
        message = f"The mail is not made for dark mode: it has no {', no '.join(missing)}."
        yield mail.at(0, message, "See email/head.mjml.j2, which has them.")


def _is_in_body(one: Element) -> bool:
    return any(above.tag == "body" for above in one.lineage()) and one.tag not in {"style", "script"}


RULES = (
    Rule("mail.preheader", Severity.WARNING, preheader),
    Rule("mail.dark-mode", Severity.WARNING, dark_mode),
)
