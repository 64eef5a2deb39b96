"""Writing into people's YAML: only the bytes that a change needs; comments, order and style stay.

A change is made in the text, at the place that the parser gives, and read back before it is believed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from newsletter import yamledit, yamltext
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
class Splice:
    """Change some characters of the value at a path; every other byte of it stays.

    `pieces` are (offset, length, text to put there), which do not overlap.
    """

    at: Path
    pieces: tuple[tuple[int, int, str], ...]


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


Change: TypeAlias = Set | Splice | Remove | Move | Append
ORDER = [slot.name for slot in slots(Issue)]


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
    replace(path, changed)
    return changed


def replace(path: FilePath, text: str) -> None:
    """Put a whole new text in the place of a file, which stays what it was if that fails."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode)  # noqa: PTH101  the name of an open temporary file
        os.replace(name, path)  # noqa: PTH105  the same
    except OSError:
        os.unlink(name)  # noqa: PTH108  the same
        raise


def edit(text: str, changes: Sequence[Change], path: str = "") -> str:
    """Make changes in the text of a YAML file, one after the other."""
    for change in changes:
        text = _apply(text, change, path)
    return text


def _apply(text: str, change: Change, path: str) -> str:
    root = _root(text, path)
    made = _spliced(text, root, change, path)
    expected = _expected(yamledit.data_of(root), change)
    if yamledit.data_of(_root(made, path)) != expected:
        message = f"`{_dotted(change.at)}` cannot be changed here without touching something else."
        raise NewsletterError.of("edit.refused", message, "Change it in the file.", path=path)
    return made


def _spliced(text: str, root: Node, change: Change, path: str) -> str:
    parent, key = yamledit.find(root, change.at[:-1]), change.at[-1]
    match change:
        case Append(at, value):
            there = yamledit.find(root, at)
            if isinstance(there, List) and there.items:
                return yamledit.appended(text, there, value)
            return _spliced(text, root, Set(at, [value]), path)
        case Set(at, value):
            node = yamledit.find(root, at)
            if node is not None:
                return yamledit.replaced(text, node, value, parent)
            if isinstance(parent, Table) and isinstance(key, str):
                return yamledit.added(text, parent, key, value, ORDER)
        case Splice(at, pieces):
            node = yamledit.find(root, at)
            if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
                return yamledit.respelled(text, node, pieces)
        case Remove() if isinstance(parent, Table):
            return yamledit.cut(text, *yamledit.entry_span(text, parent, str(key)))
        case Remove() if isinstance(parent, List) and isinstance(key, int):
            return yamledit.cut(text, *yamledit.spans(text, parent)[key])
        case Move(_, to) if isinstance(parent, List) and isinstance(key, int):
            return yamledit.moved(text, yamledit.spans(text, parent), key, to)
    message = f"There is no `{_dotted(change.at)}`."
    raise NewsletterError.of("edit.no-such-key", message, "Look at the file again.", path=path)


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
        case Splice(_, pieces):
            for offset, length, new in sorted(pieces, reverse=True):
                holder[key] = holder[key][:offset] + new + holder[key][offset + length :]
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


def _dotted(at: Path) -> str:
    return ".".join(str(part) for part in at)
