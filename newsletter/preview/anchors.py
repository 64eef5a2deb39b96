"""Where the words of a page come from: each text of an issue as readers see it, with its key and its lines.

Nothing is added to the bytes of a mail to find a block in them again: the words themselves are the anchor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.keys import Kind
from newsletter.render import fragments
from newsletter.render.typeset import Typesetter

if TYPE_CHECKING:
    from newsletter.model import Issue
    from newsletter.pipeline.desk import Desk
    from newsletter.places import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text: the path of its key, its block, its lines in the file (from 1), its paragraphs as they are read."""

    at: Path
    block: str
    line: int
    end: int
    value: str
    read: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Give the form in which the page gets it."""
        return {
            "at": self.at,
            "block": self.block,
            "line": self.line,
            "end": self.end,
            "value": self.value,
            "read": self.read,
        }


def pieces(desk: Desk, issue: Issue) -> tuple[Piece, ...]:
    """List every text that readers see, in the order of the file's shape."""
    language = issue.language or desk.room.config.language
    narrow = desk.room.config.typography.narrow_spaces
    setting = Typesetter(issue, desk.labels(language), language, narrow=narrow)
    return tuple(_piece(issue, setting, text) for text in walk.texts(issue))


def _piece(issue: Issue, setting: Typesetter, text: walk.Text) -> Piece:
    line, end = lines(issue, text.at)
    return Piece(at=text.at, block=text.block, line=line, end=end, value=text.value, read=_read(setting, text))


def _read(setting: Typesetter, text: walk.Text) -> tuple[str, ...]:
    if text.kind is Kind.NAME:
        return (setting.plain(text.value),)
    html = setting.block(text.value) if text.kind is Kind.TEXT else setting.line(text.value)
    return tuple(line for line in fragments.words_of(html).split("\n") if line.strip())


def lines(issue: Issue, at: Path) -> tuple[int, int]:
    """Give the first and the last line, from 1, of what stands under a path."""
    source = issue.source
    node = source.nodes.get(at)
    if node is None:
        line = source.position(at)[0]
        return line, line
    end = node.start + len(source.text[node.start : node.end].rstrip())
    return node.line + 1, source.text.count("\n", 0, end) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of an issue as its outline lists it. `at` ends in an index where it can change its place."""

    at: Path
    name: str
    title: str
    line: int
    end: int

    def as_json(self) -> dict[str, object]:
        """Give the form in which the page gets it."""
        return {"at": self.at, "block": self.name, "title": self.title, "line": self.line, "end": self.end}


def outline(issue: Issue) -> tuple[Block, ...]:
    """List the parts of an issue from top to bottom."""
    simple = [("hook",), ("comment",)]
    below = [("sponsor",), ("results",), ("poll",), ("links",), ("ps",)]
    places: list[tuple[Path, str]] = [(at, "") for at in simple]
    places += [(("news", index), item.title) for index, item in enumerate(issue.news)]
    if issue.focus:
        places.append((("focus",), issue.focus.title))
        places += [(("focus", "sections", index), one.title) for index, one in enumerate(issue.focus.sections)]
    places += [(at, "") for at in below]
    return tuple(_block(issue, at, title) for at, title in places if at in issue.source.nodes)


def _block(issue: Issue, at: Path, title: str) -> Block:
    line, end = lines(issue, at)
    return Block(at=at, name=walk.block_of(issue, at), title=title, line=line, end=end)
