"""What becomes of an HTML fragment in each medium: styled for mail, wrapped for the text part, counted, excerpted.

Fragments come from `render.markdown`: they are well-formed XML, and no text of a person is markup in them.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

_BLOCKS = frozenset(("blockquote", "hr", "li", "ol", "p", "pre", "ul"))
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>[^<>]*)>")
_LINK_TAG = re.compile(r"</?a\b[^<>]*>")
_BREAKING_TAG = re.compile(rf"</?(?:br|{'|'.join(sorted(_BLOCKS))})\b[^<>]*>")

# Enclose the address of a link behind its label, until `footnotes` numbers it. Noncharacters: no text holds them.
_NOTE, _END_OF_NOTE = "\ufdd0", "\ufdd1"
_NOTED = re.compile(f"{_NOTE}([^{_END_OF_NOTE}]*){_END_OF_NOTE}")
_WHITE = re.compile(r"[ \t\n]+")


def mail(fragment: str, styles: Mapping[str, str]) -> str:
    """Put on each tag its style, for the clients that drop every style sheet.

    `styles` goes from a tag to declarations. `p:first` and `p:last` (or any block tag's) replace those of `p` for the
    block that begins or ends what holds it: the fragment, an item, a quotation. A block that does both is the last.
    """
    tags = list(_TAG.finditer(fragment))
    places = _places(fragment, tags) if any(":" in key for key in styles) else {}
    pieces: list[str] = []
    done = 0
    for index, tag in enumerate(tags):
        name = tag["name"]
        style = styles.get(f"{name}:{places.get(index, '')}", styles.get(name, ""))
        if style and not tag["close"]:
            rest = tag["rest"]
            content, closing = (rest[:-1].rstrip(), " />") if rest.endswith("/") else (rest, ">")
            pieces += (fragment[done : tag.start()], f'<{name}{content} style="{escape(style)}"{closing}')
            done = tag.end()
    return "".join((*pieces, fragment[done:]))


def _places(fragment: str, tags: Sequence[re.Match[str]]) -> dict[int, str]:
    """Tell which opening tags of blocks are the first or the last of what holds them, by their index."""
    places: dict[int, str] = {}
    opened: list[int] = []
    for index, tag in enumerate(tags):
        if tag["name"] not in _BLOCKS:
            continue
        before = tags[index - 1] if index else None
        after = tags[index + 1] if index + 1 < len(tags) else None
        if not tag["close"]:
            opened.append(index)
            gap = fragment[before.end() if before else 0 : tag.start()]
            if not gap.strip() and (before is None or (not before["close"] and before["name"] in _BLOCKS)):
                places[index] = "first"
        if tag["close"] or tag["rest"].endswith("/"):
            begun = opened.pop()
            gap = fragment[tag.end() : after.start() if after else len(fragment)]
            if not gap.strip() and (after is None or after["close"]):
                places[begun] = "last"
    return places


def plain(fragment: str, width: int = 72) -> str:
    """Give a fragment as plain text of at most `width` columns, with no newline at its end.

    Lines break at ordinary spaces only: never in an address, never at U+00A0 or U+202F. Items begin with `- ` or `1. `,
    quotations with `> `, code is indented. Emphasis is dropped: read aloud, stars are noise. A link is its label with a
    mark that `footnotes` numbers; one whose label is its address is just that.
    """
    return "\n".join(_flow(fromstring(f"<div>{fragment}</div>"), width))  # noqa: S314  made by render.markdown


def footnotes(text: str) -> str:
    """Number the links of a whole text, and list their addresses at its end. An address keeps one number."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"\N{NO-BREAK SPACE}[{numbers.setdefault(found[1], len(numbers) + 1)}]"

    numbered = _NOTED.sub(number, text)
    if not numbers:
        return text
    return "\n".join((numbered.rstrip("\n"), "", *(f"[{at}] {url}" for url, at in numbers.items()), ""))


def linked(label: str, address: str) -> str:
    """Give a link in plain text: its label, marked for `footnotes`, or the address alone where the label is that."""
    shown = address.removeprefix("mailto:")
    if label in ("", shown, shown.partition("://")[2], shown.partition("://")[2].removesuffix("/")):
        return shown
    return f"{label}{_NOTE}{address}{_END_OF_NOTE}"


def unnoted(text: str) -> str:
    """Take the marks that `footnotes` numbers out of a text, with the addresses in them."""
    return _NOTED.sub("", text)


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, at ordinary spaces and newlines; a longer word stands out."""
    lines: list[str] = []
    for row in text.split("\n"):
        line, length = "", 0
        for word in row.split(" "):
            # A link's mark is counted as the note of two digits that it becomes.
            columns = len(_NOTED.sub(" [00]", word)) if _NOTE in word else len(word)
            if line and length + 1 + columns > width:
                lines.append(line)
                line, length = word, columns
            elif word:
                line, length = (f"{line} {word}", length + 1 + columns) if line else (word, columns)
        lines.append(line)
    return lines


def _flow(parent: Element, width: int) -> list[str]:
    """Give the lines of what an element holds: blocks, and runs of text between them."""
    blocks: list[list[str]] = []
    text = [_text(parent.text)]
    for child in parent:
        if child.tag in _BLOCKS:
            blocks += (_paragraph(text, width), list(_block(child, width)))
            text = [_text(child.tail)]
        else:
            text += (_inline(child), _text(child.tail))
    blocks.append(_paragraph(text, width))
    gap = [] if parent.tag == "li" and parent.find("p") is None else [""]
    filled = [block for block in blocks if block]
    return [line for index, block in enumerate(filled) for line in (*(gap if index else ()), *block)]


def _block(element: Element, width: int) -> Iterator[str]:
    """Give the lines of a block."""
    if element.tag == "hr":
        yield "* * *"
    elif element.tag == "pre":
        yield from (f"    {line}".rstrip() for line in "".join(element.itertext()).rstrip("\n").split("\n"))
    elif element.tag == "blockquote":
        yield from (f"> {line}".rstrip() for line in _flow(element, width - 2))
    elif element.tag in ("ul", "ol"):
        loose = element.find("li/p") is not None
        for number, item in enumerate(element, int(element.get("start", "1"))):
            mark = f"{number}. " if element.tag == "ol" else "- "
            if loose and item is not element[0]:
                yield ""
            for index, line in enumerate(_flow(item, width - len(mark)) or [""]):
                yield f"{' ' * len(mark) if index else mark}{line}".rstrip()
    else:
        yield from _flow(element, width)


def _paragraph(pieces: Sequence[str], width: int) -> list[str]:
    text = "".join(pieces).strip(" \n")
    return wrapped(text, width) if text else []


def _inline(element: Element) -> str:
    """Give the text of an inline element; a newline in it is one that was asked for."""
    if element.tag == "br":
        return "\n"
    if element.tag == "img":
        return f"[{element.get('alt')}]" if element.get("alt") else ""
    inside = "".join((_text(element.text), *(_inline(child) + _text(child.tail) for child in element)))
    return linked(inside, element.get("href", "")) if element.tag == "a" else inside


def _text(text: str | None) -> str:
    return _WHITE.sub(" ", text) if text else ""


def unlinked(fragment: str) -> str:
    """Keep the labels of a fragment's links only: for what stands in a link, which can hold no other."""
    return _LINK_TAG.sub("", fragment)


def words_of(fragment: str) -> str:
    """Give the text of a fragment, a line for each of its blocks and lines. It is no HTML: nothing in it is escaped."""
    text = _TAG.sub("", _BREAKING_TAG.sub("\n", fragment))
    return unescape("\n".join(line for line in text.split("\n") if line.strip()))


_JOINED_FIGURES = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]\S*")


def words(text: str) -> int:
    """Count the words of a fragment or of a plain text, for the reading time.

    A word is what stands between spaces and holds a letter or a figure: « l’IA » is one, as for word processors, on
    whose counts reading speeds are measured. So are « 12 000 », « 14 % » and an address; a lone « : » is none.
    """
    if "<" in text or "&" in text:
        text = words_of(text)
    return sum(1 for _ in _WORD.finditer(_JOINED_FIGURES.sub("", text)))


# What may end a sentence, with the quotation and the brackets that end there too.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?:[ \u00a0\u202f]?»|[”’\")\]])*+(?=\s|\Z)")
_ABBREVIATION = re.compile(
    r"(?<![^\W_])(?:MM?|Mmes?|Mlles?|Drs?|Prs?|Me|Mgr|St|Ste|Mr|Mrs|Ms|cf|pp?|vol|chap|art|fig|no|env|av|apr|éd|ex|vs|Inc|"
    r"Ltd|Jr|Sr|[A-Z](?:\.-?[A-Z])*)\.\Z"
)
_LONGEST_ABBREVIATION = 12


def first_sentence(text: str) -> str:
    """Give the first sentence of a plain text: to its full stop, question or exclamation mark, or its first newline.

    `M. Dupont`, `p. 12`, `Yahoo! lance` and a quotation that goes on (`« Vrai ? » demande-t-il`) end nothing.
    """
    line = text.strip().partition("\n")[0].rstrip()
    return line[: next(_ends(line), len(line))]


def last_sentence(text: str) -> int:
    """Give where the last sentence of a plain text begins, as `first_sentence` parts them."""
    text = text.rstrip()
    last = max((end for end in _ends(text) if end < len(text)), default=0)
    return last + len(text[last:]) - len(text[last:].lstrip())


def _ends(text: str) -> Iterator[int]:
    for end in _SENTENCE_END.finditer(text):
        stop = end.start() + 1
        abbreviated = _ABBREVIATION.search(text, max(0, stop - _LONGEST_ABBREVIATION), stop)
        following = text[end.end() :].lstrip(" \n«“\"'(—–\u00a0\u202f")[:1]
        if not (abbreviated or following.islower()):
            yield end.end()
