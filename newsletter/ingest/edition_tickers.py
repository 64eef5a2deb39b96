"""Shares in a past edition's text, `META ▲ 1.62 %`, → `$META` and its change, as an issue writes it."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from newsletter.ingest import dates
from newsletter.ingest.edition_segments import DAY
from newsletter.model import Ticker

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsletter.model import Issue

_SYMBOL = r"\$?(?P<symbol>[A-Z]{1,6}(?:\.[A-Z]{1,3})?)"
_CHANGE = r"(?P<arrow>[▲▼])\s*[+−-]?\s*(?P<change>\d{1,4}(?:[.,]\d{1,4})?)\s*%"
_DAY = rf"\s*\((?P<day>[^()%]{{6,30}})\)|\s+(?:le|on)\s+(?P<on>{DAY.pattern})"
_TICKER = re.compile(rf"{_SYMBOL}\s*(?P<open>\()?\s*{_CHANGE}(?:{_DAY})?(?(open)\s*\))")
_SPACED = re.compile(r"\(\s*(\$[A-Z.]+)\s*\)")

Value = TypeVar("Value")


def with_tickers(issue: Issue, *, language: str, now: datetime) -> tuple[Issue, dict[str, Ticker]]:
    """Replace each share with its symbol wherever it stands, and give the changes by symbol."""
    tickers: dict[str, Ticker] = {}

    def note(found: re.Match[str]) -> str:
        change = float(found["change"].replace(",", "."))
        written = found["day"] or found["on"]
        day = dates.parse(written, now=now, language=language) if written else None
        as_of = dates.day_of(day) if day else None
        tickers[found["symbol"]] = Ticker(change=change if found["arrow"] == "▲" else -change, as_of=as_of)
        return f"${found['symbol']}"

    return _everywhere(issue, lambda text: _SPACED.sub(r"(\1)", _TICKER.sub(note, text))), tickers


def _everywhere(value: Value, act: Callable[[str], str]) -> Value:
    """Apply to every text inside frozen values."""
    made: Any = value
    if isinstance(value, str):
        made = act(value)
    elif isinstance(value, tuple):
        made = tuple(_everywhere(one, act) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        texts = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        kept = (str, tuple)
        changed = {
            name: _everywhere(one, act) for name, one in texts.items() if isinstance(one, kept) or is_dataclass(one)
        }
        made = replace(value, **changed)
    return made  # type: ignore[no-any-return]  # it has the type of what came in
