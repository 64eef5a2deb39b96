"""Leaves of a file become values: how each type is written, read and called."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.keys import Key
    from newsletter.places import Scalar

_NAMES: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    datetime: "a date and a time",
}


def called(hint: Any) -> str:  # noqa: ANN401  type hints have no common type
    """Say what a value of a type is."""
    return _NAMES.get(hint, "one of the known words")


def advice(hint: Any, key: Key) -> str:  # noqa: ANN401  the same
    """Say how a value of a type is written."""
    if hint is date:
        return "Year, month, day: `2025-11-07`."
    if hint is datetime:
        return "Date, T, time: `2025-11-07T07:00`, with an offset if you like (`+01:00`)."
    return key.doc + (f" For example `{key.example}`." if key.example else "")


def _text(node: Scalar) -> str | None:
    return str(node.value) if isinstance(node.value, str) else None


def _int(node: Scalar) -> int | None:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    if node.plain and isinstance(node.value, str) and re.fullmatch(r"[-+]?[0-9]{1,15}", node.value):
        return int(node.value)
    return None


def _float(node: Scalar) -> float | None:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if node.plain and isinstance(node.value, str) and re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?", node.value):
        return float(node.value)
    return None


def _bool(node: Scalar) -> bool | None:
    return node.value if isinstance(node.value, bool) else {"true": True, "false": False}.get(str(node.value))


def _date(node: Scalar) -> date | None:
    if isinstance(node.value, date) and not isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.value, re.ASCII):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            return None
    return None


def _datetime(node: Scalar) -> datetime | None:
    if isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, date):
        return datetime.combine(node.value, time())
    pattern = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[-+]\d{2}:\d{2})?"
    if isinstance(node.value, str) and re.fullmatch(pattern, node.value, re.ASCII):
        try:
            return datetime.fromisoformat(node.value)
        except ValueError:
            return None
    return None


SCALARS: dict[Any, Callable[[Scalar], Any]] = {
    str: _text,
    int: _int,
    float: _float,
    bool: _bool,
    date: _date,
    datetime: _datetime,
}
