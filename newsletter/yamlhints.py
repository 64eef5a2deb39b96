"""What most often lies behind a YAML parser's words, and what YAML takes away without a word."""

from __future__ import annotations

import re

from newsletter.places import List, Node, Scalar, Table

_COMMENT = re.compile(r"[ \t]+(?=#[^\s#])")  # `# so` is a comment, `#1` was meant as a text
_CUT = re.compile(r"\S[ \t]+#[^\s#]")
_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+:\s+)?(?P<value>\S?.*)")
_KEY = re.compile(r"[a-z_]+")
HASH = "A text that holds ` #` needs quotes: YAML takes what follows for a comment."
COLON = 'A text that holds ": " needs quotes, or put it on its own lines after `|`.'
INDENTATION = "Look at the indentation and the quotes here and just above."


def of_syntax(line: str, before: str, column: int, said: str) -> str:
    """Say what is most often behind the parser's words about a line, at a column from 0; `before` is the line above."""
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said:
        return "Indent with spaces, never with tabs."
    if "mapping values are not allowed" in said:
        return COLON
    if "quoted scalar" in said:
        return "A quote that opens must close; after `|` quotes are only text."
    hint = _of_value(line, column, said)
    if hint:
        return hint
    if "did not find expected" in said and (_CUT.search(line) or _CUT.search(before)):
        return HASH
    if "could not find expected ':'" in said or "block mapping" in said:
        above = before.strip()[:60]
        return f"Look at the indentation here and in the line above (`{above}`)." if above else INDENTATION
    return INDENTATION


def _of_value(line: str, column: int, said: str) -> str:
    """Say which character at the start of a text, or which quote in it, makes something else of it than a text."""
    found = _VALUE.match(line)
    value = found["value"] if found else ""
    if "alias" in said or "anchor" in said or "tag" in said or "cannot start any token" in said:
        first = line[column : column + 1]
        return starts_with(first if first in "%@`" and first else value[:1])
    if "block scalar" in said or "are not allowed in this context" in said:
        return starts_with(value[:1]) if value[:1] in {"|", ">", "?", "-"} else ""
    if "did not find expected" not in said:
        return ""
    ended = line[:column].rstrip()[-1:]
    if ended == "'" and line[column - 1 : column] == "'" and line[column : column + 1].isalnum():
        return 'A text with an apostrophe goes into double quotes: `"l\'été"`.'
    if ended in {'"', "'"} and value[:1] == ended:
        return "Quotes stand around the whole text; put one with quotes inside on its own lines after `|`."
    return starts_with(value[0]) if ended in {"]", "}"} and value[:1] in {"[", "{"} else ""


def starts_with(character: str) -> str:
    """Say what a text needs that starts with a character to which YAML gives a meaning."""
    return f"A text that starts with {character} needs quotes, or put it on its own lines after `|`."


def of_text(text: str, node: Node) -> str:
    """Say why there is a list or a mapping where a person wrote a text; nothing where it may be meant."""
    first = text[node.start : node.start + 1]
    if first in {"[", "{"}:
        return starts_with(first)
    keys = [str(key.value) for key, _ in node.entries] if isinstance(node, Table) else []
    meant = isinstance(node, List) or (len(keys) > 1 and all(map(_KEY.fullmatch, keys)))
    return "" if meant else COLON


def comment(text: str, node: Scalar) -> Node | None:
    """Find the `#1` that ends an unquoted text as a comment, to the end of its line; None where nothing is lost."""
    found = _COMMENT.match(text, node.end) if node.plain else None
    if found is None:
        return None
    start = found.end()
    end = text.find("\n", start)
    line = node.line + text.count("\n", node.start, start)
    return Node(start, end if end >= 0 else len(text), line, start - (text.rfind("\n", 0, start) + 1))
