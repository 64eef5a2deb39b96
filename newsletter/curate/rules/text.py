"""The words themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft

# One to four words that stand twice in a row, told apart from «nous nous», «vous vous» and «bla-bla».
_TWICE = re.compile(r"\b(\w+(?:['’ ]\w+){0,3})[ \u00a0]+\1\b(?![-’'])", re.IGNORECASE)
_MAY_STAND_TWICE = {"nous", "vous", "had", "that", "très", "bien"}
_MARKS_TWICE = re.compile(r"(?<![.…!?,;:])(?:,{2,}|;{2,}|:{2,}(?!\w)|\?{2,}|!{2,}|(?<!\.)\.\.(?!\.))")


def doubled_word(draft: Draft) -> Iterator[Finding]:
    """Find words that stand twice in a row."""
    for text in draft.texts():
        for found in _TWICE.finditer(text.value):
            if found[1].lower() in _MAY_STAND_TWICE or found[1].isdigit():
                continue
            start = found.start() + len(found[0]) - len(found[1])
            yield Finding(
                message=f"«{found[1]}» stands twice.",
                hint="Remove one of the two.",
                at=text.at,
                offset=start,
                length=len(found[1]),
                block=text.block,
            )


def doubled_mark(draft: Draft) -> Iterator[Finding]:
    """Find punctuation marks that stand twice."""
    for text in draft.texts():
        for found in _MARKS_TWICE.finditer(text.value):
            yield Finding(
                message=f"The mark `{found[0]}` is doubled.",
                hint=f"Write `{found[0][0]}`, or `…` for an ellipsis.",
                at=text.at,
                offset=found.start(),
                length=len(found[0]),
                block=text.block,
            )


RULES = (
    Rule("text.doubled-word", Severity.WARNING, doubled_word),
    Rule("text.doubled-mark", Severity.WARNING, doubled_mark),
)
