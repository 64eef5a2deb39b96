"""Straight quotation marks to the paired ones of a language, by their place and their depth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.render.runs import Edit

# A blank line and a new item of a list end every quotation that was left open.
_END = r"\n[ \t]*(?:\n|(?:[-*+]|\d{1,3}[.)])[ \t])"
_DOUBLE = re.compile(rf"[\"“”«»]|{_END}")
_SINGLE = re.compile(rf"'|{_END}")
_OPENERS = frozenset('([{<«“‘"-—–/=*_')
_OPENER_OF = {'"': '"', "”": "“", "»": "«"}
# English words that lost their beginning: ’90s, ’tis, rock ’n’ roll.
_CLIPPED = re.compile(r"'(?:\d\ds?|tis|twas|twere|til|cause|em|n|bout|round)\b", re.IGNORECASE)


class Pair(NamedTuple):
    """A quotation: the offsets of its two signs, and the sign that opened it."""

    start: int
    end: int
    sign: str


def french(text: str) -> list[Edit]:
    """Turn `"…"` and `“…”` into « … », and into “ … ” within another quotation.

    A `"` without its other half (the inches of a screen) stays. Spaces are not this function's business.
    """
    return _edits(text, outer="«»", convert='"“')


def english(text: str) -> list[Edit]:
    """Turn `"…"` into “ … ”, `'…'` into ‘ … ’, and the other `'` into apostrophes.

    Feet, inches and minutes (`6'2"`) stay.
    """
    return sorted([*_edits(text, outer="“”", convert='"'), *_singles(text)])


def _edits(text: str, *, outer: str, convert: str) -> list[Edit]:
    """Say what each sign becomes: `outer` at depth 0, “ ” deeper, for the pairs that a sign of `convert` opens."""
    edits: list[Edit] = []
    around: list[int] = []
    for pair in sorted(_pairs(text)):
        while around and around[-1] < pair.start:
            around.pop()
        signs = "“”" if around else outer
        around.append(pair.end)
        if pair.sign in convert:
            edits += ((pair.start, pair.start + 1, signs[0]), (pair.end, pair.end + 1, signs[1]))
    return sorted(edit for edit in edits if text[edit[0]] != edit[2])


def _pairs(text: str) -> Iterator[Pair]:
    """Match each sign that closes with the nearest one that it can close."""
    opened: list[tuple[int, str]] = []
    waiting = {'"': 0, "“": 0, "«": 0}
    for match in _DOUBLE.finditer(text):
        sign, at = match[0], match.start()
        if sign not in '"“”«»':
            yield from _left_open(opened, at)
            waiting = dict.fromkeys(waiting, 0)
        elif sign in "“«" or (sign == '"' and _opens(text, at) and not (waiting['"'] and _ends(text, at, opened))):
            opened.append((at, sign))
            waiting[sign] += 1
        elif waiting[_OPENER_OF[sign]]:
            start, opener = opened.pop()
            waiting[opener] -= 1
            while opener != _OPENER_OF[sign]:
                start, opener = opened.pop()
                waiting[opener] -= 1
            if at > start + 1:
                yield Pair(start, at, opener)
    yield from _left_open(opened, len(text))


def _left_open(opened: list[tuple[int, str]], end: int) -> Iterator[Pair]:
    """Count a « that nothing closes as a quotation: it goes on in the next paragraph, and holds what follows."""
    yield from (Pair(at, end, sign) for at, sign in opened if sign == "«")
    opened.clear()


def _opens(text: str, at: int) -> bool:
    """Tell whether a quotation can begin here: after a space, an opening sign or an elision, before something."""
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    if before in "'’":
        return after.isalnum()
    return (before.isspace() or before in _OPENERS) and after != "" and not after.isspace()


def _ends(text: str, at: int, opened: list[tuple[int, str]]) -> bool:
    """Tell whether a quotation can end here: after something that is not an opening sign or an elision."""
    return not text[at - 1].isspace() and text[at - 1] not in "([{«“‘'’" and opened[-1][0] != at - 1


def _singles(text: str) -> Iterator[Edit]:
    """Tell English single quotation marks from apostrophes."""
    opened = -1
    for match in _SINGLE.finditer(text):
        at = match.start()
        if match[0] != "'":
            opened = -1
            continue
        before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
        if _CLIPPED.match(text, at) and not before.isalnum():
            yield at, at + 1, "’"
        elif _opens(text, at):
            opened = at
        elif opened >= 0 and not after.isalnum() and not before.isspace():
            yield from ((opened, opened + 1, "‘"), (at, at + 1, "’"))
            opened = -1
        elif before.isalpha() or (before.isdigit() and after.isalpha()):
            yield at, at + 1, "’"
