"""What the browser tests look for in a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.press import edition_of
from newsletter.render import fragments
from newsletter.render.context import running_texts

if TYPE_CHECKING:
    from browsing import Library
    from playwright.sync_api import Page

TESTS = Path(__file__).parent
AXE = TESTS / "node/node_modules/axe-core/axe.min.js"
CHECKS = (TESTS / "page_checks.js").read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """Drop what may differ between a text and its picture: white space, invisible characters, case."""
    return re.sub(r"[\s\u00ad\u200b\u2068\u2069]", "", text).casefold()


def texts(library: Library, name: str) -> list[str]:
    """Give every text that a reader of an issue must find."""
    issue = library.issue(name)
    setting = edition_of(open_desk(library.room), issue, {}, (), draft=False).setting
    blocks = (fragments.words_of(setting.block(text)).split("\n") for text in running_texts(issue))
    return [line for lines in blocks for line in lines]


class Asked(Protocol):
    """What a page is asked by: a page of Playwright, or a window of another browser."""

    def evaluate(self, expression: str, /) -> Any:
        """Give what an expression of JavaScript comes to."""


def look(page: Asked, wanted: list[str]) -> list[str]:
    """Give what is wrong with what is shown: findings of page_checks.js, and texts that are missing."""
    seen: dict[str, Any] = page.evaluate(f"({CHECKS})()")
    shown = squeezed(seen["text"])
    return [*seen["found"], *(f"is not shown: {text[:60]}" for text in wanted if squeezed(text) not in shown)]


def violations(page: Page) -> list[str]:
    """Give what axe-core finds in what is shown."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} | {node['html'][:160]} | {node['failureSummary'][:300]}"
        for one in result["violations"]
        for node in one["nodes"]
    ]
