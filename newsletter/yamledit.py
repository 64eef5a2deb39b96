"""Surgery in the text of a YAML file: one value, key or entry changes, every other byte stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsletter import yamltext
from newsletter.places import List, Node, Path, Scalar, Table, inside
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.yamltext import Data


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


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


def _is_flow(text: str, node: Node | None) -> bool:
    return node is not None and text[node.start : node.start + 1] in {"{", "["}


def replaced(text: str, node: Node, value: Data, parent: Node | None) -> str:
    """Put a value in the place of a node, in the style that it had where that can be."""
    end = node.start + len(text[node.start : node.end].rstrip())
    if not isinstance(node, Scalar) or isinstance(value, dict | list | tuple):
        return text[: node.start] + _flow(value) + text[end:]
    return text[: node.start] + _restyled(text, node, value, flow=_is_flow(text, parent), parent=parent) + text[end:]


def respelled(text: str, node: Scalar, pieces: Sequence[tuple[int, int, str]]) -> str:
    """Change some characters of a leaf, as they are written there: (offset in the value, length, new text)."""
    style = text[node.start : node.start + 1]
    for offset, length, put in sorted(pieces, reverse=True):
        new = put
        start = inside(text, node, offset)
        last = inside(text, node, offset + length - 1) if length else start - 1
        if style == "'":
            new, last = new.replace("'", "''"), last + (text[last : last + 2] == "''")
        elif style == '"':
            new, start = yamltext.double_quoted(new)[1:-1], start - (text[start - 1 : start + 1] == '\\"')
        text = text[:start] + new + text[last + 1 :]
    return text


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


def added(text: str, parent: Table, key: str, value: Data, order: Sequence[str]) -> str:
    """Add a key: at the top of the file behind those that come before it in `order`, elsewhere at the end."""
    if _is_flow(text, parent):
        close = text.rindex("}", parent.start, parent.end)
        comma = "," if parent.entries else ""
        return text[:close].rstrip() + f"{comma} {key}: {_flow(value)} " + text[close:]
    rank = order.index(key) if key in order and not _column(text, parent.start) else len(order)
    earlier = [
        str(name.value)
        for name, _ in parent.entries
        if str(name.value) not in order or order.index(str(name.value)) < rank
    ]
    after = earlier[-1] if earlier else str(parent.entries[-1][0].value)
    end = entry_span(text, parent, after)[1]
    lines = yamltext.entry(key, value, _column(text, parent.start))
    return text[:end] + ("" if text[:end].endswith("\n") or not end else "\n") + lines + text[end:]


def appended(text: str, there: List, value: Data) -> str:
    """Add an entry to the end of a list that has one."""
    if _is_flow(text, there):
        close = text.rindex("]", there.start, there.end)
        return text[:close].rstrip() + f", {_flow(value)}" + text[close:]
    end = spans(text, there)[-1][1]
    lines = yamltext.item(value, _column(text, there.start))
    return text[:end] + ("" if text[:end].endswith("\n") else "\n") + lines + text[end:]


def entry_span(text: str, parent: Table, key: str) -> tuple[int, int]:
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


def spans(text: str, parent: List) -> list[tuple[int, int]]:
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


def cut(text: str, start: int, end: int) -> str:
    """Take a span of text out."""
    return text[:start] + text[end:]


def moved(text: str, spans: list[tuple[int, int]], index: int, to: int) -> str:
    """Exchange the places of whole entries; what stands between them stays where it is."""
    pieces = [text[start:end] for start, end in spans]
    pieces = [piece if piece.endswith("\n") else piece + "\n" for piece in pieces]
    pieces.insert(to, pieces.pop(index))
    made = text[: spans[0][0]]
    for number, piece in enumerate(pieces):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        made += piece + text[spans[number][1] : following]
    return made
