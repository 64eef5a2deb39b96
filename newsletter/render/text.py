"""The text part of a mail: from its own template, 72 columns, links numbered as footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.render import environment, fragments
from newsletter.render.context import Edition, values

if TYPE_CHECKING:
    from jinja2 import Environment

    from newsletter.labels import Labels

WIDTH = 72
_UNBROKEN = 100_000  # columns of a text that is wrapped later
_TICKER = re.compile(r'<span class="ticker" title="([^"]*)">(.*?)</span>')


def render(edition: Edition, env: Environment) -> str:
    """Give the text part: lines of at most 72 columns (addresses are never broken), one trailing newline."""
    setting, labels = edition.setting, edition.labels

    colon = setting.plain(f"x{labels.colon}")[1:]  # with the space that it has behind a word

    def line(text: str) -> str:
        return fragments.plain(_dated(setting.line(text), labels), _UNBROKEN)

    def block(text: str, width: int = WIDTH) -> str:
        return fragments.plain(_dated(setting.block(text), labels), width)

    made = environment.render(
        env,
        "text/issue.txt.j2",
        **values(edition),
        line=line,
        block=block,
        filled=lambda text: "\n".join(fragments.wrapped(text, WIDTH)),
        hanging=_hanging,
        label=lambda text: setting.plain(text + labels.colon),
        pair=lambda address: f"{colon} {address}",
        ruled=_ruled,
        quoted=lambda text: "\n".join(f"> {row}".rstrip() for row in block(text, WIDTH - 2).split("\n")),
        ps=lambda text: block(f"{labels.ps}{labels.colon} {text}"),
    )
    return re.sub(r"\n{3,}", "\n\n", fragments.footnotes(made)).strip("\n") + "\n"


def _dated(html: str, labels: Labels) -> str:
    """Write out behind each share the day of its figure, which other media show on hover."""
    return _TICKER.sub(lambda found: found[2] + labels.ticker_day.format(date=found[1]), html)


def _ruled(text: str, sign: str) -> str:
    """Put a rule under a title, as long as its longest line; marks of notes stand out, their addresses elsewhere."""
    longest = max(map(len, fragments.unnoted(text).split("\n")))
    return f"{text}\n{sign * min(WIDTH, longest)}"


def _hanging(text: str, mark: str = "- ") -> str:
    """Wrap a point so that its lines stand under its first word."""
    rows = fragments.wrapped(text, WIDTH - len(mark))
    return mark + ("\n" + " " * len(mark)).join(rows)
