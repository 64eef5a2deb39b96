"""Writing into people's YAML: only the bytes that a change needs; comments, order and style stay.

A change is made in the text, at the place that the parser gives, and read back before it is believed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from newsletter import yamltext
from newsletter.model import Issue
from newsletter.places import List, Node, Path, Scalar, Source, Table
from newsletter.problems import NewsletterError
from newsletter.shape import slots
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path as FilePath

    from newsletter.yamltext import Data


@dataclass(frozen=True, slots=True)
class Set:
    """Give the key at a path a value; it is added where it is not there."""

    at: Path
    value: Data


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a key, or an entry of a list, away."""

    at: Path


@dataclass(frozen=True, slots=True)
class Move:
    """Put the entry at one place of a list (a path that ends in its index) to another."""

    at: Path
    to: int


@dataclass(frozen=True, slots=True)
class Append:
    """Put a value at the end of a list, which is made where it is not there."""

    at: Path
    value: Data


Change: TypeAlias = Set | Remove | Move | Append


def fingerprint(text: str) -> str:
    """Give the hash by which `save` knows that a file is still the one that was read."""
    return hashlib.sha256(text.encode()).hexdigest()


def save(path: FilePath, changes: Sequence[Change], *, read: str) -> str:
    """Make changes in a file and give its new text. `read` is the fingerprint of what was read.

    Raises NewsletterError where the file changed since, is not YAML, or a change cannot be made.
    """
    text = path.read_text(encoding="utf-8")
    if fingerprint(text) != read:
        message = "The file changed since it was read: nothing was written."
        raise NewsletterError.of("edit.conflict", message, "Look at it again, then repeat the change.", path=str(path))
    changed = edit(text, changes, str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(changed)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode)  # noqa: PTH101  the name of an open temporary file
        os.replace(name, path)  # noqa: PTH105  the same
    except OSError:
        os.unlink(name)  # noqa: PTH108  the same
        raise
    return changed


def edit(text: str, changes: Sequence[Change], path: str = "") -> str:
    """Make changes in the text of a YAML file, one after the other."""
    for change in changes:
        text = _apply(text, change, path)
    return text


def _apply(text: str, change: Change, path: str) -> str:
    root = _root(text, path)
    expected = _expected(data_of(root), change)
    made = _spliced(text, root, change, path)
    if data_of(_root(made, path)) != expected:
        message = f"`{_dotted(change.at)}` cannot be changed here without touching something else."
        raise NewsletterError.of("edit.refused", message, "Change it in the file.", path=path)
    return made


def _spliced(text: str, root: Node, change: Change, path: str) -> str:
    parent, key = find(root, change.at[:-1]), change.at[-1]
    match change:
        case Append(at, value):
            there = find(root, at)
            if isinstance(there, List) and there.items:
                return _appended(text, there, value)
            return _spliced(text, root, Set(at, [value]), path)
        case Set(at, value):
            node = find(root, at)
            if node is not None:
                return _replaced(text, node, value, parent)
            if isinstance(parent, Table) and isinstance(key, str):
                return _added(text, parent, key, value)
        case Remove() if isinstance(parent, Table):
            return _cut(text, *_entry_span(text, parent, str(key)))
        case Remove() if isinstance(parent, List) and isinstance(key, int):
            return _cut(text, *_spans(text, parent)[key])
        case Move(_, to) if isinstance(parent, List) and isinstance(key, int):
            return _moved(text, _spans(text, parent), key, to)
    message = f"There is no `{_dotted(change.at)}`."
    raise NewsletterError.of("edit.no-such-key", message, "Look at the file again.", path=path)


def find(root: Node | None, at: Path) -> Node | None:
    """Give the node at a path, or None."""
    node = root
    for part in at:
        if isinstance(node, Table):
            node = next((value for key, value in node.entries if key.value == part), None)
        elif isinstance(node, List) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            return None
    return node


def data_of(node: Node | None) -> Any:  # noqa: ANN401  YAML as plain Python
    """Give what a node says, without its places."""
    if isinstance(node, Table):
        return {key.value: data_of(value) for key, value in node.entries}
    if isinstance(node, List):
        return [data_of(item) for item in node.items]
    if isinstance(node, Scalar):
        # What reads issues drops line ends at the end of a text, so `|` and `|-` say the same.
        return node.value.rstrip("\n") if isinstance(node.value, str) else node.value
    return None


def _root(text: str, path: str) -> Node:
    root, problems = parse(Source(path=path, text=text))
    if root is None or problems:
        raise NewsletterError(*problems)
    return root


def _expected(data: Any, change: Change) -> Any:  # noqa: ANN401  YAML as plain Python
    holder = data
    for part in change.at[:-1]:
        holder = holder[part]
    key = change.at[-1]
    match change:
        case Set(_, value):
            holder[key] = _as_read(value)
        case Append(_, value):
            holder[key] = [*holder.get(key, []), _as_read(value)]
        case Remove():
            del holder[key]
        case Move(_, to):
            holder.insert(to, holder.pop(key))
    return data


def _as_read(value: Data) -> Any:  # noqa: ANN401  the same
    """Give a value the way the parser gives it back: leaves are text."""
    if isinstance(value, dict):
        return {key: _as_read(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(one) for one in value]
    return value.rstrip("\n") if isinstance(value, str) else yamltext.scalar(value, indent=0)


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


def _is_flow(text: str, node: Node | None) -> bool:
    return node is not None and text[node.start : node.start + 1] in {"{", "["}


def _replaced(text: str, node: Node, value: Data, parent: Node | None) -> str:
    end = node.start + len(text[node.start : node.end].rstrip())
    if not isinstance(node, Scalar) or isinstance(value, dict | list | tuple):
        return text[: node.start] + _flow(value) + text[end:]
    return text[: node.start] + _restyled(text, node, value, flow=_is_flow(text, parent), parent=parent) + text[end:]


def _restyled(text: str, node: Scalar, value: Data, *, flow: bool, parent: Node | None) -> str:
    """Write a leaf in the style that it had, where the new value can stand in it."""
    style = text[node.start : node.start + 1]
    indent = _column(text, parent.start) + yamltext.STEP if parent is not None else yamltext.STEP
    written = str(value) if isinstance(value, str) else yamltext.scalar(value, indent=indent)
    if style in {"|", ">"} and not flow:
        paragraphs = written.rstrip("\n") + ("" if text[node.start + 1 : node.start + 2] == "-" else "\n")
        if yamltext.is_literal(paragraphs):
            return yamltext.literal(paragraphs, indent)
    if isinstance(value, str) and "\n" not in value:
        if style == '"':
            return yamltext.double_quoted(value)
        if style == "'":
            return yamltext.single_quoted(value)
    return yamltext.scalar(value, indent=indent, flow=flow)


def _flow(value: Data) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return yamltext.scalar(value, indent=0, flow=True)


def _added(text: str, parent: Table, key: str, value: Data) -> str:
    """Add a key behind those that come before it in the format, or at the end."""
    if _is_flow(text, parent):
        close = text.rindex("}", parent.start, parent.end)
        comma = "," if parent.entries else ""
        return text[:close].rstrip() + f"{comma} {key}: {_flow(value)} " + text[close:]
    order = [slot.name for slot in slots(Issue)]
    rank = order.index(key) if key in order and not _column(text, parent.start) else len(order)
    earlier = [
        str(name.value)
        for name, _ in parent.entries
        if str(name.value) not in order or order.index(str(name.value)) < rank
    ]
    after = earlier[-1] if earlier else str(parent.entries[-1][0].value)
    end = _entry_span(text, parent, after)[1]
    lines = yamltext.entry(key, value, _column(text, parent.start))
    return text[:end] + ("" if text[:end].endswith("\n") or not end else "\n") + lines + text[end:]


def _appended(text: str, there: List, value: Data) -> str:
    if _is_flow(text, there):
        close = text.rindex("]", there.start, there.end)
        return text[:close].rstrip() + f", {_flow(value)}" + text[close:]
    end = _spans(text, there)[-1][1]
    lines = yamltext.item(value, _column(text, there.start))
    return text[:end] + ("" if text[:end].endswith("\n") else "\n") + lines + text[end:]


def _entry_span(text: str, parent: Table, key: str) -> tuple[int, int]:
    """Give the lines of an entry, from its key to the end of its value."""
    name, value = next(pair for pair in parent.entries if pair[0].value == key)
    start = text.rfind("\n", 0, name.start) + 1
    if text[start : name.start].strip():  # the first key of a list's entry: `- title: …`
        start = name.start
    return start, _line_end(text, value)


def _line_end(text: str, value: Node) -> int:
    end = value.start + len(text[value.start : value.end].rstrip())
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline + 1


def _spans(text: str, parent: List) -> list[tuple[int, int]]:
    """Give the lines of each entry of a block list, with the comments just above it."""
    if _is_flow(text, parent):
        raise NewsletterError.of("edit.flow", "This list is written in brackets.", "Change it in the file.")
    spans = []
    low = text.rfind("\n", 0, parent.start) + 1
    for node in parent.items:
        dash = text.rfind("-", low, node.start + 1) if not isinstance(node, Scalar) or node.value else node.start - 1
        start = text.rfind("\n", 0, dash) + 1
        while start > low and text[text.rfind("\n", 0, start - 1) + 1 : start].lstrip().startswith("#"):
            start = text.rfind("\n", 0, start - 1) + 1
        end = _line_end(text, node)
        spans.append((start, end))
        low = end
    return spans


def _cut(text: str, start: int, end: int) -> str:
    return text[:start] + text[end:]


def _moved(text: str, spans: list[tuple[int, int]], index: int, to: int) -> str:
    """Exchange the places of whole entries; what stands between them stays where it is."""
    pieces = [text[start:end] for start, end in spans]
    pieces = [piece if piece.endswith("\n") else piece + "\n" for piece in pieces]
    pieces.insert(to, pieces.pop(index))
    made = text[: spans[0][0]]
    for number, piece in enumerate(pieces):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        made += piece + text[spans[number][1] : following]
    return made


def _dotted(at: Path) -> str:
    return ".".join(str(part) for part in at)
