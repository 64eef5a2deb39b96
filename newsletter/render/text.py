"""The text part of a mail: from its own template, 72 columns, links numbered as footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.render import environment, fragments
from newsletter.render.context import Edition, values

if TYPE_CHECKING:
    from jinja2 import Environment

WIDTH = 72
_TICKER = re.compile(r'<span class="ticker"[^>]*? title="([^"]*)"[^>]*>([^<]*)</span>')


def render(edition: Edition, env: Environment) -> str:
    """Give the text part: lines of at most 72 columns (addresses are never broken), one trailing newline."""
    setting, labels = edition.setting, edition.labels

    def block(text: str) -> str:
        return fragments.plain(_dated(setting.block(text)), WIDTH)

    def line(text: str) -> str:
        return fragments.plain(_dated(setting.line(text)), 10_000)

    def point(text: str, mark: str = "- ") -> str:
        return _hanging(line(text), mark)

    made = environment.render(
        env,
        "text/issue.txt.j2",
        **values(edition),
        block=block,
        line=line,
        point_of=point,
        quoted=lambda text: "\n".join(
            f"> {row}".rstrip() for row in fragments.plain(setting.block(text), 70).split("\n")
        ),
        ps=lambda text: fragments.plain(setting.block(f"{labels.ps} : {text}"), WIDTH),
    )
    return re.sub(r"\n{3,}", "\n\n", fragments.footnotes(made)).strip("\n") + "\n"


def _dated(html: str) -> str:
    """Put the day of a ticker behind it: a reader of the text cannot hover."""
    return _TICKER.sub(r"\2 (\1)", html)


def _hanging(text: str, mark: str) -> str:
    """Wrap a point so that its lines stand under its first word."""
    rows = fragments.wrapped(text, WIDTH - len(mark))
    return mark + ("\n" + " " * len(mark)).join(rows)
