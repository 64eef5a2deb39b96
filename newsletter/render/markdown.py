"""Markdown as editors of an issue write it, to an HTML fragment that is well-formed XML.

What is understood: paragraphs, emphasis, links, images, lists, quotations, rules, code spans and fenced code.

- A line break is kept (`<br />`), for editors write a line at a time.
- `<https://…>`, `<name@example.org>` and a bare `https://…` become links. Mail clients make one of the latter anyway;
  made here, it ends where a reader sees it end, and the checks know of it.
- Raw HTML, headings and `[reference][links]` are shown as they were typed. So is a link or an image whose address has
  another scheme than `SCHEMES` (`javascript:`, `data:`…), and whatever stands between `{{ }}` or `{% %}`.
- Entities become their characters; control characters, which XML cannot hold, are dropped.

Python-Markdown is dear: it is built once, and a text never goes there whose markup is plain to see.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from string import punctuation
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element

from newsletter.render.blocks import CODE_END, CODE_START, Rewriter, headings

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

    # Makes what a pattern stands for, given what undoes the escapes in a part of it; None: it is text after all.
    Maker = Callable[[re.Match[str], Callable[[str], str]], Element | str | None]

__all__ = ["headings", "inline", "parsed", "parsed_inline", "to_html"]

SCHEMES = frozenset(("http", "https", "mailto", "tel"))

# Stands for `&` while Python-Markdown works, which takes an `&lt;` that is meant as text for an entity.
_AMPERSAND = "\x04"
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_CONTROL = re.compile(f"[{_CONTROLS}]")
# What begins a block other than a paragraph, or has spaces that Python-Markdown takes away.
_BLOCK = re.compile(r"^(?:[^\S\n]|[-+>~]|\*(?!\*?[^\s*])|\d+[.)])|[^\S\n]$", re.MULTILINE)
_NEVER_SIMPLE = re.compile(rf"[\\`<\t\r{_CONTROLS}]|\{{[{{%]|!\[|&#?\w+;")
_MARKUP = re.compile(r"[*_\[]|://")
# Strong text, emphasis and links that hold no markup, in a text that is escaped already.
_SIMPLE = re.compile(
    r"(?<!\*)\*\*(?![\s*])(?P<strong>[^*\n]+)(?<!\s)\*\*(?!\*)"
    r"|(?<!\*)\*(?![\s*])(?P<em>[^*\n]+)(?<!\s)\*(?!\*)"
    r"|\[(?!\s)(?P<label>[^\[\]\n]+)\]\((?P<url>https?://(?:[^\s()<>\"'&;]|&amp;)+)\)"
)
_BLANK_LINES = re.compile(r"\n{2,}")
_NEWLINES = re.compile(r"[\r\n]+")
_CODE = re.compile(rf"(?:<p>)?{CODE_START}(\d+){CODE_END}(?:</p>)?")
_ESCAPED = re.compile("\x02(\\d+)\x03")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")

# Each pattern is linear: it cannot run on over the next place where it could begin.
_LABEL = r"\[((?:[^\[\]]|\[[^\[\]]*\])*+)\]"
_TARGET = r"\([ \n]*(<[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))++)(?:[ \n]+(\"[^\"]*\"|'[^']*'))?[ \n]*\)"
_ENTITY = rf"{_AMPERSAND}(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,30}});"
_PLACEHOLDER = r"\{\{[^{}]*\}\}|\{%[^{}]*%\}"
_AUTOLINK = r"<((?:https?|mailto|tel):[^<>\s]+|[^<>\s@:]+@[^<>\s@:]+)>"
_IN_ADDRESS = r"[^\s<>«»“”\"()\[\]\x02]|\x02\d+\x03"
_BARE = rf"(?<![\w/])https?://(?:{_IN_ADDRESS}|\((?:{_IN_ADDRESS})*\))+(?<![?!.,:;'’*_~…])"


def to_html(text: str) -> str:
    """Give the HTML of a field of paragraphs; empty for a blank text."""
    text = text.strip()
    if not text:
        return ""
    html = None if _BLOCK.search(text) else _simple(text)
    if html is None:
        return parsed(text)
    paragraphs = _BLANK_LINES.split(html)
    return "\n".join("<p>" + lines.replace("\n", "<br />\n") + "</p>" for lines in paragraphs)


def inline(text: str) -> str:
    """Give the HTML of a field of one line (a title, a point): no paragraph around it, no block within."""
    line = _one_line(text)
    html = _simple(line)
    return parsed_inline(line) if html is None else html


def _simple(text: str) -> str | None:
    """Give the HTML of a text with no markup but simple emphasis and simple links; None for another."""
    if _NEVER_SIMPLE.search(text):
        return None
    html = escape(text, quote=False)
    if not _MARKUP.search(html):
        return html
    return None if _MARKUP.search(_SIMPLE.sub(_bare_words, html)) else _SIMPLE.sub(_simple_markup, html)


def _bare_words(match: re.Match[str]) -> str:
    return match["strong"] or match["em"] or match["label"]


def _simple_markup(match: re.Match[str]) -> str:
    if match["url"]:
        return f'<a href="{match["url"]}">{match["label"]}</a>'
    return f"<{match.lastgroup}>{_bare_words(match)}</{match.lastgroup}>"


def parsed(text: str) -> str:
    """Do what `to_html` does, always by way of Python-Markdown."""
    rewriter = Rewriter()
    lines = [line.rstrip() for line in _cleaned(text).strip().expandtabs(4).split("\n")]
    html = _convert("\n".join(rewriter.rewrite(lines)), blocks=True)
    html = _CODE.sub(lambda found: f"<pre><code>{escape(rewriter.code[int(found[1])], quote=False)}</code></pre>", html)
    return html.replace(_AMPERSAND, "&amp;")


def parsed_inline(text: str) -> str:
    """Do what `inline` does, always by way of Python-Markdown."""
    html = _convert(_cleaned(_one_line(text)).expandtabs(4), blocks=False)
    return html.removeprefix("<p>").removesuffix("</p>").replace(_AMPERSAND, "&amp;")


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in _NEWLINES.split(text) if line.strip())


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).replace("&", _AMPERSAND)


_using = Lock()


def _convert(source: str, *, blocks: bool) -> str:
    """Run the parser, which one thread at a time may use."""
    with _using:
        return _parser(blocks=blocks).reset().convert(source)


@cache
def _parser(*, blocks: bool) -> Markdown:
    """Build the parser of paragraphs and lists, or that of a single line."""
    from markdown import Markdown
    from markdown.extensions.sane_lists import SaneListExtension
    from markdown.inlinepatterns import InlineProcessor

    class Pattern(InlineProcessor):
        def __init__(self, pattern: str, make: Maker) -> None:
            super().__init__(pattern, parser)
            self._make = make

        def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str | None, int, int]:  # type: ignore[override]  # noqa: ARG002, N802  Python-Markdown's names
            return self._make(m, self.unescape), m.start(), m.end()

    class Autolink(Pattern):
        ANCESTOR_EXCLUDES = ("a",)

    parser = Markdown(extensions=[SaneListExtension()])
    parser.ESCAPED_CHARS = [*punctuation, _AMPERSAND]
    parser.preprocessors.deregister("html_block")
    for name in ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"):
        parser.inlinePatterns.deregister(name)
    for name in ("autolink", "automail", "linebreak", "html", "entity"):
        parser.inlinePatterns.deregister(name)
    for name, pattern, make, priority in _PATTERNS:
        kind = Autolink if make in (_autolink, _bare) else Pattern
        parser.inlinePatterns.register(kind(pattern, make), name, priority)
    unused = ("code", "hashheader", "setextheader", "reference")
    for name in unused if blocks else (*unused, "indent", "hr", "olist", "ulist", "quote"):
        parser.parser.blockprocessors.deregister(name)
    return parser


def _link(match: re.Match[str], undo: Callable[[str], str]) -> Element | None:
    label, target, title = match.groups()
    address = _address(target, undo)
    if not address or not label.strip():
        return None
    link = _element("a", href=address, title=_read(title[1:-1], undo) if title else "")
    link.text = label
    return link


def _image(match: re.Match[str], undo: Callable[[str], str]) -> Element | None:
    alt, target, title = match.groups()
    address = _address(target, undo)
    if not address:
        return None
    image = _element("img", src=address, title=_read(title[1:-1], undo) if title else "")
    image.set("alt", _read(alt, undo))
    return image


def _autolink(match: re.Match[str], undo: Callable[[str], str]) -> Element:
    address = match[1]
    return _linked(address if ":" in address else f"mailto:{address}", address.removeprefix("mailto:"), undo)


def _bare(match: re.Match[str], undo: Callable[[str], str]) -> Element:
    return _linked(match[0], match[0], undo)


def _linked(address: str, label: str, undo: Callable[[str], str]) -> Element:
    from markdown.util import AtomicString

    link = _element("a", href=undo(address))
    link.text = AtomicString(undo(label))
    return link


def _placeholder(match: re.Match[str], _undo: Callable[[str], str]) -> str:
    return match[0]


def _entity(match: re.Match[str], _undo: Callable[[str], str]) -> str:
    return _characters(match[0])


def _break(_match: re.Match[str], _undo: Callable[[str], str]) -> Element:
    return Element("br")


# Their priorities place them among those of Python-Markdown: code 190, escapes 180, emphasis 60.
_PATTERNS: tuple[tuple[str, str, Maker, int], ...] = (
    ("placeholder", _PLACEHOLDER, _placeholder, 185),
    ("link", rf"(?<!!){_LABEL}{_TARGET}", _link, 160),
    ("image", rf"!{_LABEL}{_TARGET}", _image, 150),
    ("autolink", _AUTOLINK, _autolink, 120),
    ("bare", _BARE, _bare, 110),
    ("entity", _ENTITY, _entity, 80),
    ("break", r"\n", _break, 5),
)


def _element(tag: str, **attributes: str) -> Element:
    return Element(tag, {name: value for name, value in attributes.items() if value})


def _address(target: str, undo: Callable[[str], str]) -> str | None:
    """Give the address of a link, or None for one of a scheme that a mail must not hold.

    Browsers drop spaces and control characters from a scheme, so they are dropped before it is judged.
    """
    address = _read(target.removeprefix("<").removesuffix(">"), undo).strip()
    scheme = _SCHEME.match("".join(address.split()))
    if scheme and scheme[1].lower() not in SCHEMES:
        return None
    return re.sub(r"\s", lambda space: quote(space[0]), address)


def _read(text: str, undo: Callable[[str], str]) -> str:
    """Give what a reader reads in an attribute: escapes undone, entities as characters."""
    plain = _ESCAPED.sub(lambda escaped: chr(int(escaped[1])), undo(text))
    return re.sub(_ENTITY, lambda entity: _characters(entity[0]), plain).replace("\n", " ")


def _characters(entity: str) -> str:
    """Give the characters of an entity; of an unknown one, the entity as it was typed."""
    known = _CONTROL.sub("", unescape("&" + entity[1:]))
    return known.replace("&", _AMPERSAND)
