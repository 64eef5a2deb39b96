"""The HTML of a mail as its rules see it: elements with their place, parents and text, read in one pass.

Forgiving, as mail programs are: what is not closed ends with what holds it. Comments (and so what Outlook alone reads)
are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_RAW = frozenset({"style", "script", "title", "textarea"})  # nothing in them is a tag
_SPACE = re.compile(r"\s+")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A start tag. `at` is its offset, `inside` and `end` those of what it holds; `text` is its own, not children's."""

    tag: str
    attributes: dict[str, str]
    at: int
    inside: int
    end: int
    parent: Element | None
    text: str
    classes: frozenset[str] = frozenset()
    children: list[Element] = field(default_factory=list, repr=False)

    def lineage(self) -> Iterator[Element]:
        """Give the element and those around it, from inside out."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent

    def all_text(self) -> str:
        """Give its text with that of everything in it, and the alternative texts of pictures."""
        own = self.attributes.get("alt", "") if self.tag == "img" else self.text
        said = self.attributes.get("aria-label", "")
        return _SPACE.sub(" ", " ".join([said, own, *(child.all_text() for child in self.children)])).strip()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    at: int
    inside: int
    parent: int
    end: int = -1
    text: list[str] = field(default_factory=list)


def elements(html: str) -> tuple[Element, ...]:
    """Read every element of a document, in its order."""
    read = _read(html)
    made: list[Element] = []
    for one in read:
        parent = made[one.parent] if one.parent >= 0 else None
        text = unescape("".join(one.text)) if one.text else ""
        end = one.end if one.end >= 0 else len(html)
        classes = frozenset(one.attributes["class"].split()) if "class" in one.attributes else _NONE
        element = Element(one.tag, one.attributes, one.at, one.inside, end, parent, text, classes)
        if parent is not None:
            parent.children.append(element)
        made.append(element)
    return tuple(made)


def _read(html: str) -> list[_Open]:
    read: list[_Open] = []
    opened: list[int] = []
    done = 0
    raw = ""
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if raw and not (tag["close"] and name == raw):
            continue
        raw = ""
        if opened and tag.start() > done:
            read[opened[-1]].text.append(html[done : tag.start()])
        done = tag.end()
        if not name:
            continue
        if tag["close"]:
            _close(read, opened, name, tag.start())
            continue
        read.append(_Open(name, _attributes(tag["rest"]), tag.start(), tag.end(), opened[-1] if opened else -1))
        if name in _VOID or tag["rest"].endswith("/"):
            read[-1].end = tag.end()
        else:
            opened.append(len(read) - 1)
            raw = name if name in _RAW else ""
    return read


def _close(read: list[_Open], opened: list[int], name: str, at: int) -> None:
    """End the innermost element of a name, and what is still open in it; a stray end tag ends nothing."""
    for depth in range(len(opened) - 1, max(len(opened) - 50, 0) - 1, -1):
        if read[opened[depth]].tag == name:
            for index in opened[depth:]:
                read[index].end = at
            del opened[depth:]
            return


def _attributes(rest: str) -> dict[str, str]:
    if not rest or rest == "/":
        return {}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        value = double or single or bare
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found
