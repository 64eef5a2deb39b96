"""HTML as the world writes it → safe HTML, and the text that a reader would read, as light Markdown."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from newsletter.urls import without_tracking

if TYPE_CHECKING:
    import nh3

DEEPEST = 150
"""Elements inside each other that are kept apart. Browsers stop at 512, libxml2 at 256."""

_START = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements without content, and those that the next of their kind ends: they do not nest by themselves.
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_ENDED = frozenset({"a", "dd", "dt", "form", "li", "option", "p", "tbody", "td", "th", "thead", "tr"})
_FLAT = _VOID | _ENDED
# Elements that an end tag of something outside does not close.
_WALLS = frozenset({"applet", "button", "caption", "html", "marquee", "object", "table", "template"})
# Elements that come back in every later block until they are ended.
_STICKY = frozenset({"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_MOST_STICKY = 16
_DROPPED = frozenset({"script", "style", "noscript", "template", "title", "svg", "math", "iframe", "object"})
_CONTROLS = frozenset({"button", "form", "select", "textarea"})
# Invisible: controls but tab and newline, soft hyphens, zero-width spaces, direction overrides, halves of pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Drop control and invisible characters, and compose accents (NFC). Line ends become line feeds."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines))


def line(text: str) -> str:
    """Give a title or a name that may be HTML as one line of visible text, at most a thousand characters long."""
    return plain_line(_nothing().clean(flatten(text[:10_000])) if "<" in text else text)


def plain_line(text: str) -> str:
    """The same for a text without tags; references (`&amp;`), which many write all the same, are read."""
    text = html.unescape(text[:10_000]) if "&" in text else text[:10_000]
    return " ".join(visible(text).split())[:1_000]


def flatten(source: str, *, harmless: int = 1_000) -> str:
    """Bring HTML to at most `DEEPEST` elements inside each other; deeper ones become line breaks.

    Parsers of HTML take a time that grows with the square of the depth, or a stack that grows with it.
    What has at most `harmless` tags is left alone.
    """
    if source.count("<") <= harmless:
        return source
    inside: list[str] = []
    sticky: Counter[str] = Counter()

    def tame(match: re.Match[str]) -> str:
        ends, name = match[1], match[2].lower()
        if name in _FLAT:
            return match[0]
        if name in _STICKY:
            if not ends and sticky.total() >= _MOST_STICKY:
                return "<wbr"
            sticky[name] += -1 if ends and sticky[name] else not ends
        elif ends:
            _leave(inside, name)
        elif len(inside) >= DEEPEST:
            return "<br"
        else:
            inside.append(name)
        return match[0]

    return _START.sub(tame, source)


def _leave(inside: list[str], name: str) -> None:
    """Close an element as a parser does: with all that is open in it, unless a wall stands between."""
    for index in range(len(inside) - 1, -1, -1):
        if inside[index] == name:
            del inside[index:]
            return
        if inside[index] in _WALLS:
            return


@cache
def _nothing() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(tags=set(), clean_content_tags=set(_DROPPED | _CONTROLS))


def safe(source: str, base: str = "") -> str:
    """Clean a fragment of HTML of scripts, handlers and dangerous addresses; relative ones are resolved with `base`."""
    source = visible(flatten(source))
    try:
        return _cleaner(base).clean(source)
    except ValueError:  # a base that is no address after all
        return _cleaner("").clean(source)


def _cleaner(base: str) -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        clean_content_tags=set(_DROPPED | _CONTROLS),
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base) if base.startswith(("http://", "https://")) else "deny",
    )


_LINK = re.compile(r'<a href="(https?:[^"]*|mailto:[^"]*)"[^<>]*>\s*([^<>]*[^<>\s])\s*</a>')
_STRONG = re.compile(r"<(?:strong|b)>(\S(?:[^<>]*\S)?)</(?:strong|b)>")
_EMPHASIS = re.compile(r"<(?:em|i)>(\S(?:[^<>]*\S)?)</(?:em|i)>")


def as_markdown(clean: str) -> str:
    """Write the simple links and emphasis of HTML that `safe` made as Markdown, for `text_of` to leave as they are."""
    clean = _EMPHASIS.sub(r"*\1*", _STRONG.sub(r"**\1**", clean))
    return _LINK.sub(lambda link: f"[{link[2]}]({without_tracking(html.unescape(link[1]))})", clean)
