"""What the rules of mail look at: the bytes of a mail, taken apart once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from newsletter.rules import Finding

if TYPE_CHECKING:
    from newsletter.problems import Severity


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag: name, attributes, where it stands (line and column from 1), and the tags that it is in."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    parents: tuple[str, ...]


@dataclass(frozen=True)
class Mail:
    """A rendered mail. `path` is what messages call its HTML; `quoted_bytes` the size of its encoded part."""

    path: str
    html: str
    text: str
    subject: str
    quoted_bytes: int

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every start tag, in document order."""
        reading = _Reading()
        reading.feed(self.html)
        reading.close()
        return tuple(reading.elements)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the HTML."""
        return tuple(self.html.split("\n"))

    def at(self, line: int, column: int, message: str, hint: str, severity: Severity | None = None) -> Finding:
        """Make a finding at a place of the HTML."""
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Finding(
            message=message, hint=hint, path=self.path, line=line, column=column, excerpt=excerpt, severity=severity
        )


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        given = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, given, line, column + 1, tuple(self._open)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
