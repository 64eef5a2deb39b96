"""Values written as YAML the way an editor would write them: plain where it can be, `|` for paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

Data: TypeAlias = "str | int | float | bool | date | datetime | Mapping[str, Data] | tuple[Data, ...] | list[Data]"

_UNSAFE_START = re.compile(r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_UNSAFE_INSIDE = re.compile(r":(?:\s|$)|\s#")
_UNSAFE_FLOW = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}])")
_READ_OTHERWISE = re.compile(r"(?:~|null|true|false|[-+]?[0-9][0-9_]*(?:\.[0-9]*)?)", re.IGNORECASE)
_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
STEP = 2


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Tell whether a text can stand without quotes and be read back as this very text."""
    if not text or text != text.strip() or "\n" in text or "\t" in text or _SPECIAL.search(text):
        return False
    if _UNSAFE_START.match(text) or _UNSAFE_INSIDE.search(text) or _READ_OTHERWISE.fullmatch(text):
        return False
    return not (flow and _UNSAFE_FLOW.search(text))


def is_literal(text: str) -> bool:
    """Tell whether a text can stand after `|`: lines that begin with a letter and have no invisible characters."""
    lines = text.rstrip("\n").split("\n")
    return (
        bool(text.strip())
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[0].strip())
        and not _SPECIAL.search(text)
        and not any(line and not line.strip() for line in lines)
        and "\x85" not in text
    )


def double_quoted(text: str) -> str:
    """Write a text between double quotes, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    escaped = _SPECIAL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'"{escaped}"'


def single_quoted(text: str) -> str:
    """Write a text between single quotes; double ones where that cannot be."""
    if "\n" in text or "\t" in text or _SPECIAL.search(text):
        return double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def literal(text: str, indent: int) -> str:
    """Write paragraphs after `|`, their lines indented by so many spaces."""
    body = text.rstrip("\n")
    header = "|" if text.endswith("\n") else "|-"
    lines = [(" " * indent + line) if line else "" for line in body.split("\n")]
    return header + "\n" + "\n".join(lines)


def scalar(value: Data, *, indent: int, flow: bool = False) -> str:
    """Write a leaf. `indent` is where the lines of a text after `|` stand."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = str(value)
    if is_plain(text, flow=flow):
        return text
    if "\n" in text and not flow and is_literal(text):
        return literal(text.rstrip("\n") + "\n", indent)
    return double_quoted(text) if "'" in text or "\n" in text else single_quoted(text)


def entry(key: str, value: Data, indent: int) -> str:
    """Write `key: value` as whole lines at an indentation, ended by a newline."""
    margin = " " * indent
    if isinstance(value, Mapping):
        return f"{margin}{key}:\n" + "".join(entry(name, one, indent + STEP) for name, one in value.items())
    if isinstance(value, tuple | list):
        if not value:
            return f"{margin}{key}: []\n"
        return f"{margin}{key}:\n" + "".join(item(one, indent + STEP) for one in value)
    return f"{margin}{key}: {scalar(value, indent=indent + STEP)}\n"


def item(value: Data, indent: int) -> str:
    """Write `- value` as whole lines at an indentation, ended by a newline."""
    margin = " " * indent
    if isinstance(value, Mapping) and value:
        lines = "".join(entry(name, one, indent + STEP) for name, one in value.items())
        return margin + "- " + lines[indent + STEP :]
    if isinstance(value, Mapping | tuple | list):
        return f"{margin}- {{}}\n" if isinstance(value, Mapping) else f"{margin}- []\n"
    return f"{margin}- {scalar(value, indent=indent + STEP)}\n"
