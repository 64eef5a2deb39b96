"""Markdown that other programs know and this one does not: readers would see its signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from newsletter.curate.figures import prose
from newsletter.keys import Kind
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft

_TILDES = re.compile(r"^ {0,3}~{3}.*?(?:^ {0,3}~{3,}[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)  # fenced code
_CELLS = r"[ >]*(?P<{0}>\|)[ \t](?:[^|\n]+\|){{2,}}(?<=[ \t]\|)[ \t]*$"
_DASHES = r"[ >]*(?P<{0}>\|?[ \t]*:?-{{3,}}:?[ \t]*\|)(?:[ \t]*:?-{{3,}}:?[ \t]*\|?)+[ \t]*$"


class _Sign(NamedTuple):
    """What is not understood: how to find it (the group `sign` is shown), what to say, what to write instead."""

    pattern: re.Pattern[str]
    message: str
    hint: str


_SIGNS = (
    _Sign(
        re.compile(rf"^(?:{_CELLS.format('sign')}|{_DASHES.format('dashes')})", re.MULTILINE),
        "There are no tables here: readers see their `|`.",
        "Write a list, an item for each row, or put a picture of the table under `image:`, with its figures in `alt:`.",
    ),
    _Sign(
        re.compile(r"(?<![~\\])(?P<sign>~~)(?=[^\s~])[^~\n]*(?<=[^\s~])~~(?!~)"),
        "`~~` strikes nothing out: readers see it.",
        "Take the words out. What was wrong in an issue that is out goes under `corrections:`.",
    ),
    _Sign(
        re.compile(r"(?<![=\w!<>\\])(?P<sign>==)(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])"),
        "`==` highlights nothing: readers see it.",
        "Write **bold** or *italics*.",
    ),
    _Sign(
        re.compile(r"^[ >]*(?:(?:[-*+]|\d{1,3}[.)]) +|(?=\[ ))(?P<sign>\[[ xX]\])[ \t]+(?=\S)", re.MULTILINE),
        "This makes no box to tick: readers see its brackets.",
        "Write the item without it.",
    ),
)
# Their signs are blanked with addresses: they are looked for in the text with nothing but its code taken out.
_NOTES = (
    _Sign(
        re.compile(r"(?<!\\)(?P<sign>\[\^[^\]\s]{1,80}\])"),
        "There are no footnotes here: readers see this sign.",
        "Put the note between brackets, the address into a link, `[words](https://…)`, or the source under `sources:`.",
    ),
    _Sign(
        re.compile(r"^ {0,3}(?P<sign>\[[^\]^\n]{1,80}\]:)[ \t]*<?https?://", re.MULTILINE),
        "An address is not called by a name here: readers see this line.",
        "Write the address behind its words: `[words](https://…)`.",
    ),
)


def markup(draft: Draft) -> Iterator[Finding]:
    """Find tables, strikes, highlights, boxes, footnotes and named addresses, once in each text."""
    for text, seen in draft.prose:
        if text.kind is Kind.NAME:
            continue
        places = [(sign, _unfenced(seen)) for sign in _SIGNS]
        places += [(sign, _unfenced(prose.without_code(text.value))) for sign in _NOTES]
        for sign, where in places:
            if found := sign.pattern.search(where):
                group = "sign" if found["sign"] else "dashes"
                yield Finding(
                    message=sign.message,
                    hint=sign.hint,
                    at=text.at,
                    offset=found.start(group),
                    length=len(found[group]),
                    block=text.block,
                )


def _unfenced(text: str) -> str:
    return _TILDES.sub(lambda code: prose.BLANK * len(code[0]), text) if "~~~" in text else text


RULES = (Rule("text.markup", Severity.WARNING, markup),)
