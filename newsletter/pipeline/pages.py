"""The pages of docs/rules/: what each code means, why it is told, what to do."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLE = re.compile(r"# (.+)\n")
_CODE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")
_ROW = re.compile(r"^## `([a-z0-9-]+\.[a-z0-9-]+)`\n\n((?:(?!^## ).*\n?)*)", re.MULTILINE)
OTHERS = "others.md"  # codes that tell of the machine or of a command: generated, a section each


def explain(code: str) -> str:
    """Give the page of a code. Raises NewsletterError for a code that there is not."""
    found = pages().get(code)
    if found is None:
        hint = did_you_mean(code, pages()) or "See docs/rules/ for all codes."
        raise NewsletterError.of("check.unknown-code", f"There is no rule or problem `{code}`.", hint)
    return found


@cache
def pages() -> Mapping[str, str]:
    """Give every code's page. A page may explain several codes: its title names them all."""
    others = folder() / OTHERS
    rows = _ROW.findall(others.read_text(encoding="utf-8")) if others.is_file() else []
    found = {code: f"# {code}\n\n{body.strip()}" for code, body in rows}
    return MappingProxyType(found | {code: text for code, (_, text) in own_pages().items()})


def own_pages() -> Mapping[str, tuple[str, str]]:
    """Give the codes with a page that was written for them: the page's file name, and its text."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(folder().glob("*.md")):
        text = path.read_text(encoding="utf-8").rstrip("\n")
        title = _TITLE.match(text)
        found |= dict.fromkeys(_CODE.findall(title[1]) if title else [], (path.name, text))
    return MappingProxyType(found)


def folder() -> Path:
    """Say where the pages lie: in the installed package, or in a checkout's docs/."""
    package = Path(__file__).parents[1]
    installed = package / "rule_pages"
    return installed if installed.is_dir() else package.parent / "docs/rules"
