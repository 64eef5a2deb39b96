"""Where a value stands in its file: nodes with positions, and problems that point at them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Node:
    """A span of a file: `start` and `end` are character offsets, `line` and `column` count from 0."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """A leaf. `plain` tells that it was written without quotes and may be read as a number or a date."""

    value: Value
    plain: bool


@dataclass(frozen=True, slots=True)
class List(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A mapping, in the order of the file, without duplicate keys."""

    entries: tuple[tuple[Scalar, Node], ...]


_FAR = 2000  # characters of indentation or escapes between two characters of a value, at most


@lru_cache(maxsize=64)
def _line_starts(text: str) -> tuple[int, ...]:
    """Give the offset of each line's first character, so that a place is found without reading the file again."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return tuple(starts[:-1])


@lru_cache(maxsize=1024)
def _alignment(raw: str, value: str) -> tuple[int, ...]:
    """Give for each character of `value` its offset in `raw`, the way it was written.

    Indentation, folding, quotes and escapes make the two differ; matching characters in order
    finds each again, because a scalar's text never changes order.
    """
    offsets: list[int] = []
    position = 0
    for character in value:
        found = raw.find(character, position, position + _FAR)
        if character.isspace() and found < 0:
            found = position
        elif found < 0 or (found - position > 12 and not raw[position:found].isspace()):
            found = min(position, max(len(raw) - 1, 0))
        offsets.append(found)
        position = found + 1
    return tuple(offsets)


def inside(text: str, node: Scalar, offset: int) -> int:
    """Give where in a file's text a character of a leaf's value stands, whatever the style it is written in."""
    value = str(node.value)
    raw = text[node.start : node.end]
    skip = 0
    if raw[:1] in {"|", ">"}:
        skip = raw.find("\n") + 1
    elif raw[:1] in {'"', "'"}:
        skip = 1
    aligned = _alignment(raw[skip:], value)
    return node.start + skip + aligned[min(max(offset, 0), len(aligned) - 1)]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its text, and where each value stands."""

    path: str = ""
    text: str = field(default="", repr=False)
    nodes: Mapping[Path, Node] = field(default_factory=dict, repr=False)

    def line_text(self, line: int) -> str:
        """Give the text of a line, counted from 1; nothing where there is no such line."""
        starts = _line_starts(self.text)
        if not 0 < line <= len(starts):
            return ""
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r")

    def position(self, at: Path, offset: int = 0) -> tuple[int, int]:
        """Give line and column, from 1, of a character of the value at a path (or of the nearest parent)."""
        node = self.nodes.get(at)
        while node is None and at:
            at, offset = at[:-1], 0
            node = self.nodes.get(at)
        if node is None:
            return 0, 0
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
            return node.line + 1, node.column + 1
        index = inside(self.text, node, offset)
        starts = _line_starts(self.text)
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1

    def problem(
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        at: Path = (),
        offset: int = 0,
        length: int = 1,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Make a problem that points at a character of the value at a path."""
        line, column = self.position(at, offset)
        return Problem(
            severity=severity,
            code=code,
            path=self.path,
            line=line,
            column=column,
            message=message,
            hint=hint,
            length=max(length, 1),
            excerpt=self.line_text(line),
        )

    def problem_on(self, node: Node, code: str, message: str, hint: str = "") -> Problem:
        """Make an error that points at a node."""
        line_end = self.text.find("\n", node.start)
        return Problem(
            code=code,
            path=self.path,
            line=node.line + 1,
            column=node.column + 1,
            message=message,
            hint=hint,
            length=max(min(node.end, line_end if line_end >= 0 else len(self.text)) - node.start, 1),
            excerpt=self.line_text(node.line + 1),
        )


def close_up(nodes: dict[Path, Node], at: Path, kept: Sequence[int]) -> None:
    """Number the places in the list at a path as its values are numbered, of which only `kept` could be read."""
    now = {index: number for number, index in enumerate(kept)}
    before, depth = dict(nodes), len(at)
    nodes.clear()
    for path, node in before.items():
        index = path[depth] if len(path) > depth and path[:depth] == at else ""
        if not isinstance(index, int):
            nodes[path] = node
        elif index in now:
            nodes[(*at, now[index], *path[depth + 1 :])] = node
