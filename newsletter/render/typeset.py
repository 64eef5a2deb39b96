"""A text field as readers see it: Markdown, French typography and tickers, once for mail, text and web."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.render import markdown, typography
from newsletter.render.wording import long_date, ticker

if TYPE_CHECKING:
    from newsletter.labels import Labels
    from newsletter.model import Issue

_SYMBOL = re.compile(r"\$([A-Z][A-Z0-9.]{0,9})(?![A-Za-z0-9])")
NBSP = "\N{NO-BREAK SPACE}"
_TAG = re.compile(r"(<[^>]*>)")

# Words of scripts that are read from right to left, and what is in brackets behind them.
_LETTER = r"[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc]"
_RIGHT_TO_LEFT = re.compile(rf"{_LETTER}+(?:[\s'’\-]+{_LETTER}+)*(?:\s*\({_LETTER}+(?:\s+{_LETTER}+)*\))?")


class Typesetter:
    """Sets the texts of one issue. Each text is set once and kept, for the three templates need it."""

    def __init__(self, issue: Issue, labels: Labels, language: str, *, narrow: bool = True) -> None:
        self._language = language
        self._narrow = narrow
        self._tickers = {
            symbol: (ticker(symbol, entry, labels), long_date(entry.as_of, labels) if entry.as_of else "")
            for symbol, entry in issue.tickers.items()
        }
        self._set: dict[tuple[str, bool], str] = {}

    def block(self, text: str) -> str:
        """Give paragraphs of Markdown as an HTML fragment."""
        return self._remember(text, inline=False)

    def line(self, text: str) -> str:
        """Give one line of Markdown as HTML without a paragraph around it."""
        return self._remember(text, inline=True)

    def plain(self, text: str, language: str = "") -> str:
        """Give prose without Markdown (a name, an alt text) with its typography. Not HTML: not escaped.

        `language` is that of words from elsewhere, where it is not the issue's.
        """
        return typography.fix(text, language or self._language, narrow=self._narrow)

    def _remember(self, text: str, *, inline: bool) -> str:
        known = self._set.get((text, inline))
        if known is None:
            html = markdown.inline(text) if inline else markdown.to_html(text)
            known = _isolated(self._with_tickers(typography.fix_html(html, self._language, narrow=self._narrow)))
            self._set[(text, inline)] = known
        return known

    def _with_tickers(self, html: str) -> str:
        if "$" not in html or not self._tickers:
            return html
        parts, verbatim = _TAG.split(html), 0
        for index, part in enumerate(parts):
            if part.startswith(("<code", "<pre", "<a ")):
                verbatim += 1
            elif part.startswith(("</code", "</pre", "</a")):
                verbatim -= 1
            elif index % 2 == 0 and not verbatim:
                parts[index] = _SYMBOL.sub(self._chip, part)
        return "".join(parts)

    def _chip(self, found: re.Match[str]) -> str:
        symbol = found[1].rstrip(".")
        if symbol not in self._tickers:
            return found[0]
        shown, day = self._tickers[symbol]
        title = f' title="{day}"' if day else ""
        rest = found[0][len(symbol) + 1 :]
        return f'<span class="ticker"{title}>{shown.replace(" ", NBSP)}</span>{rest}'


def _isolated(html: str) -> str:
    """Keep names in Arabic or Hebrew from turning the figures and marks around them (Unicode UAX #9, isolates)."""
    if not _RIGHT_TO_LEFT.search(html):
        return html
    parts = _TAG.split(html)
    parts[::2] = [_RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", part) for part in parts[::2]]
    return "".join(parts)
