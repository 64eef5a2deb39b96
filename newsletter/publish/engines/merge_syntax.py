"""Every engine runs a mail through a template language of its own: ours must come out literally, its own must work.

Two things in our mail stand for what only the engine knows: `UNSUBSCRIBE`, an address, and `READER`, a
segment of an address. All the rest is literal, also where an issue quotes somebody's merge tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Callable

UNSUBSCRIBE = "https://unsubscribe.newsletter.invalid/"
READER = "READER-TAG-0"
JOINER = "\u2060"  # WORD JOINER: nothing is seen of it, and a tag that has it inside is no tag
_OURS = re.compile(f"({re.escape(UNSUBSCRIBE)}|{READER})")
_REST = re.compile(r"newsletter\.invalid|READER-TAG")
_STYLE = re.compile(r"(<style\b.*?</style>)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """A template language: its two placeholders, and how literal text is written in HTML and in plain text."""

    unsubscribe: str
    reader: str
    html: Callable[[str], str]
    text: Callable[[str], str]
    subject: Callable[[str], str]


def html_for(syntax: Syntax, html: str) -> str:
    """Write the HTML of a mail so that the engine gives back the same, with the reader's addresses in it.

    Raises NewsletterError where there is no way to unsubscribe, or one of our placeholders is damaged.
    """
    return _written(syntax, html, syntax.html)


def text_for(syntax: Syntax, text: str) -> str:
    """Write the plain text of a mail in the same way."""
    return _written(syntax, text, syntax.text)


def _written(syntax: Syntax, content: str, literal: Callable[[str], str]) -> str:
    if UNSUBSCRIBE not in content:
        raise NewsletterError.of(
            "mail.no-unsubscribe",
            "The mail has no link to unsubscribe: it may not be sent.",
            f"Link to {UNSUBSCRIBE} in the templates; the engine's own address takes its place.",
        )
    if READER in content and not syntax.reader:
        raise NewsletterError.of(
            "mail.reader",
            "The poll's links name the reader, and this engine is not told what stands for one.",
            "Name an attribute of its contacts (`reader` in newsletter.toml), or use open poll links.",
        )
    theirs = {UNSUBSCRIBE: syntax.unsubscribe, READER: syntax.reader}
    pieces = _OURS.split(content)
    if damaged := next((piece for piece in pieces[::2] if _REST.search(piece)), None):
        found = _REST.search(damaged)
        near = damaged[max(found.start() - 40, 0) : found.end() + 20] if found else ""
        message = f"A placeholder in the mail is damaged: `{' '.join(near.split())}`."
        raise NewsletterError.of("mail.placeholder", message, f"Write {UNSUBSCRIBE} and {READER} as they are.")
    return "".join(theirs[piece] if piece in theirs else literal(piece) for piece in pieces if piece)


# Go's html/template (listmonk). It drops comments, Outlook's conditionals with them, and changes text by
# where it stands. Raw strings handed to `Safe` pass untouched; before the template is read, listmonk looks
# for some patterns even in there, so these are cut in two.

_CUTS = re.compile(r"(?<=\{)(?=\{)|(?<=@)(?=TrackLink)|(?<=<a)(?=\s)")


def go_safe(content: str) -> str:
    """Write text for html/template so that it comes out byte for byte."""
    return "".join(_go_raw(piece) for piece in _CUTS.split(content))


def _go_raw(piece: str) -> str:
    """Write a raw string; its own quote and carriage returns cannot stand in one and go beside it."""
    quoted = {"`": '{{ Safe "`" }}', "\r": '{{ Safe "\\r" }}'}
    parts = re.split(r"([`\r])", piece)
    return "".join(quoted.get(part) or (f"{{{{ Safe `{part}` }}}}" if part else "") for part in parts)


def go_subject(subject: str) -> str:
    """Write a subject, which goes through text/template where it has two braces."""
    return subject.replace("{{", '{{ "{{" }}')


# Django's language (Buttondown) and what follows it (Brevo). CSS takes a space where a tag takes a name.

_DJANGO = {
    "{{": "{% templatetag openvariable %}",
    "{%": "{% templatetag openblock %}",
    "{#": "{% templatetag opencomment %}",
    "{": "{% templatetag openbrace %}",  # where one of our placeholders, which begins with a brace, follows
}


def django_text(text: str) -> str:
    """Write text for Django's template language so that no tag of it opens."""
    return re.sub(r"\{(?:[{%#]|\Z)", lambda found: _DJANGO[found[0]], text)


def django_html(html: str) -> str:
    """Write HTML in the same way; in style sheets, `{` and what follows part."""
    pieces = _STYLE.split(html)
    return "".join(
        re.sub(r"\{(?=[{%#])", "{ ", piece) if index % 2 else django_text(piece) for index, piece in enumerate(pieces)
    )


def parted(pattern: str) -> Callable[[str], str]:
    """Give a writer for a language that has no way to quote its own tags: JOINER parts what opens one."""
    opening = re.compile(pattern)
    return lambda content: opening.sub(lambda found: f"{found[0][0]}{JOINER}{found[0][1:]}", content)


_MAILGUNS = r"%(?:recipient|unsubscribe_|tag_unsubscribe_|mailing_list_unsubscribe_)"
_MAILGUN, _MAILCHIMP = parted(_MAILGUNS), parted(r"\*\|")
_GHOST = parted(rf"%%\{{|{_MAILGUNS}")  # Ghost mails through Mailgun


def unchanged(content: str) -> str:
    """Write content as it is."""
    return content


SYNTAXES = {
    "listmonk": Syntax(
        unsubscribe="{{ UnsubscribeURL }}",
        reader="{{ .Subscriber.UUID }}",
        html=go_safe,
        text=go_safe,
        subject=go_subject,
    ),
    "buttondown": Syntax(
        unsubscribe="{{ unsubscribe_url }}",
        reader="{{ subscriber.id }}",
        html=django_html,
        text=django_text,
        subject=django_text,
    ),
    "brevo": Syntax(
        unsubscribe="{{ unsubscribe }}",
        reader="",  # an attribute that the newsletter names: Brevo has none of its own
        html=django_html,
        text=django_text,
        subject=django_text,
    ),
    "ghost": Syntax(
        unsubscribe="%%{unsubscribe_url}%%",
        reader="%%{uuid}%%",
        html=_GHOST,
        text=_GHOST,
        subject=unchanged,
    ),
    "mailchimp": Syntax(
        unsubscribe="*|UNSUB|*",
        reader="*|UNIQID|*",
        html=_MAILCHIMP,
        text=_MAILCHIMP,
        subject=_MAILCHIMP,
    ),
    "mailgun": Syntax(
        unsubscribe="%unsubscribe_url%",
        reader="%recipient.id%",
        html=_MAILGUN,
        text=_MAILGUN,
        subject=_MAILGUN,
    ),
}
