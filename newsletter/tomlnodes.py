"""TOML read by the standard library, and the place of each key found again in its text."""

from __future__ import annotations

import re
import tomllib

from newsletter.places import List, Node, Path, Scalar, Source, Table
from newsletter.problems import Problem

_HEADER = re.compile(r"^\s*(\[{1,2})\s*(.+?)\s*\]{1,2}\s*(?:#.*)?$")
_PAIR = re.compile(
    r"""^(\s*)((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*"""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def parse(source: Source) -> tuple[Table | None, tuple[Problem, ...]]:
    """Read a TOML text. Gives its root, or None with the problem where it is not TOML."""
    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (source.text.count("\n") + 1, 1)
        said = str(error).split(" (at ")[0]
        return None, (
            Problem(
                code="toml.syntax",
                path=source.path,
                line=line,
                column=column,
                message=f"This is not TOML: {said}.",
                hint="Texts stand in quotes, tables in [brackets]; a key may stand only once.",
                excerpt=source.line_text(line),
            ),
        )
    keys, texts = _places(source.text)
    node = _node(data, (), keys, texts, Node(0, 0, 0, 0))
    return (node if isinstance(node, Table) else None), ()


def _places(text: str) -> tuple[dict[Path, Node], dict[Path, Node]]:
    """Find every key and table header, and the value behind each key. Arrays of tables are counted as they come."""
    places: dict[Path, Node] = {}
    values: dict[Path, Node] = {}
    prefix: Path = ()
    offset = 0
    for number, line in enumerate(text.split("\n")):
        header, pair = _HEADER.match(line), _PAIR.match(line)
        if header and not pair:
            prefix = tuple(part.strip("\"'") for part in _PART.findall(header[2]))
            if header[1] == "[[":
                index = sum(1 for path in places if path[:-1] == prefix and isinstance(path[-1], int))
                prefix = (*prefix, index)
            column = header.start(2)
            for depth in range(1, len(prefix) + 1):
                places.setdefault(prefix[:depth], Node(offset + column, offset + header.end(2), number, column))
        elif pair:
            path = (*prefix, *(part.strip("\"'") for part in _PART.findall(pair[2])))
            end = offset + len(line)
            places.setdefault(path, Node(offset + pair.start(2), end, number, pair.start(2)))
            values.setdefault(path, Node(offset + pair.end(), end, number, pair.end()))
        offset += len(line) + 1
    return places, values


def _node(value: object, at: Path, places: dict[Path, Node], values: dict[Path, Node], parent: Node) -> Node:
    here = places.get(at, parent)
    span = (here.start, here.end, here.line, here.column)
    if isinstance(value, dict):
        entries = ((name, (*at, name)) for name in value)
        return Table(
            *span,
            tuple(
                (_name(name, places.get(path, here)), _node(value[name], path, places, values, here))
                for name, path in entries
            ),
        )
    if isinstance(value, list):
        return List(*span, tuple(_node(item, (*at, index), places, values, here) for index, item in enumerate(value)))
    if isinstance(value, str):  # what is wrong with a text is wrong with some of its characters
        here = values.get(at, here)
        return Scalar(here.start, here.end, here.line, here.column, value, plain=False)
    return Scalar(*span, value, plain=False)  # type: ignore[arg-type] # tomllib gives the types of Value


def _name(name: str, node: Node) -> Scalar:
    return Scalar(node.start, node.start + len(name), node.line, node.column, name, plain=True)
