"""What the rules of mail look at: the bytes of a mail, taken apart once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.render.rules import css, markup
from newsletter.rules import Finding

if TYPE_CHECKING:
    from newsletter.problems import Severity
    from newsletter.render.rules.css import Style
    from newsletter.render.rules.markup import Element


@dataclass(frozen=True)
class Mail:
    """A rendered mail.

    `path` is what messages call its HTML; `quoted_bytes` the size of its encoded part; `year` that of the issue.
    """

    path: str
    html: str
    text: str
    subject: str
    quoted_bytes: int
    year: int

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element, in document order."""
        return markup.elements(self.html)

    @cached_property
    def sheets(self) -> tuple[Element, ...]:
        """Every `<style>`, in document order."""
        return tuple(one for one in self.elements if one.tag == "style")

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        """Every rule of every style sheet, in order."""
        return tuple(style for one in self.sheets for style in css.styles(self.html[one.inside : one.end], one.inside))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the HTML."""
        return tuple(self.html.split("\n"))

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def at(self, offset: int, message: str, hint: str, severity: Severity | None = None, length: int = 1) -> Finding:
        """Make a finding at an offset of the HTML."""
        line = bisect_right(self._starts, offset, 0, len(self.lines))
        return Finding(
            message=message,
            hint=hint,
            path=self.path,
            line=line,
            column=offset - self._starts[line - 1] + 1,
            length=length,
            excerpt=self.lines[line - 1],
            severity=severity,
        )
