"""The lines of a Markdown field, rewritten so that Python-Markdown reads them the way editors mean them.

A line is what its own signs say: a list needs no blank line before it nor behind it, a quotation ends with its last
`>`, nested items may be indented by two spaces, `1)` numbers an item as `1.` does, a list ends where its kind changes.
Code is what is fenced; indented text is text. A year or a signed figure at the start of a line begins no list. Nothing
nests deeper than `DEEPEST`: beyond that, signs are text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEEPEST = 6

# A fenced code block is replaced by its number between these. They are control characters: no text comes with them.
CODE_START, CODE_END = "\x0e", "\x0f"

_FENCE = re.compile(r" *(`{3,}|~{3,})[^`]*$")
_QUOTE = re.compile(r" *> ?")
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*]|\+(?! *\d)|(?P<number>\d{1,3})[.)]) +(?P<text>.*)")
_RULE = re.compile(r" {0,3}(?:(?:- {0,2}){3,}|(?:\* {0,2}){3,}|(?:_ {0,2}){3,})$")
# What Python-Markdown would take for the sign of a quotation or of an item at the start of a text.
_SIGN = re.compile(r" *(?P<number>\d*)(?P<sign>(?<!\d)>|(?<!\d)[-*+](?= )|(?<=\d)\.(?= ))(?P<figure> *\d)?")
_HEADING = re.compile(r"[ >]*(?:#{1,6}(?:[ \t]|$)|#{2,6}\w)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_PROSE = re.compile(r" {0,3}(?![-*+] |\d{1,3}[.)] |>)\S")


def fences(lines: Sequence[str]) -> dict[int, int]:
    """Find fenced code: the index of each opening line, to the index behind its closing line.

    A fence that nothing closes goes on to the end (CommonMark 0.31, section 4.5).
    """
    found: dict[int, int] = {}
    index = 0
    while index < len(lines):
        opened = _FENCE.match(lines[index])
        start, index = index, index + 1
        if opened:
            closing = re.compile(rf" *{opened[1]}{opened[1][0]}*$")
            while index < len(lines) and not closing.match(lines[index]):
                index += 1
            index = min(index + 1, len(lines))
            found[start] = index
    return found


def headings(text: str) -> list[int]:
    """Give the offset of each line that Markdown at large makes a heading: `# Title`, or an underlined line.

    Here such lines are shown as text, for the titles of an issue make its headings.
    """
    lines = text.split("\n")
    code = fences([line.lstrip("> ") for line in lines])
    found: list[int] = []
    offset = hidden = 0
    for index, line in enumerate(lines):
        hidden = max(hidden, code.get(index, 0))
        below = lines[index + 1] if index + 1 < len(lines) else ""
        underlined = _UNDERLINE.match(below) and _PROSE.match(line) and not _UNDERLINE.match(line)
        if index >= hidden and (underlined or _HEADING.match(line)):
            found.append(offset)
        offset += len(line) + 1
    return found


class Rewriter:
    """Rewrites the lines of one text, and keeps the fenced code that it took out."""

    def __init__(self) -> None:
        self.code: list[str] = []

    def rewrite(self, lines: Sequence[str], depth: int = 0) -> list[str]:
        """Give the lines that Python-Markdown is to read, `depth` containers down, with single blank lines."""
        rewritten: list[str] = []
        for line in self._rewritten(lines, depth):
            if line or (rewritten and rewritten[-1]):
                rewritten.append(line)
        return rewritten if not rewritten or rewritten[-1] else rewritten[:-1]

    def _rewritten(self, lines: Sequence[str], depth: int) -> Iterator[str]:
        code = fences(lines)
        open_ = _List(DEEPEST - depth)
        previous = ""
        index = 0
        while index < len(lines):
            line, start, index = lines[index], index, index + 1
            if start in code:
                index = code[start]
                yield from ("", open_.inset(line) + self._taken(lines[start:index]), "")
                previous = ""
            elif _RULE.match(line):
                open_.end()
                yield from ("", "---", "")
                previous = ""
            elif _QUOTE.match(line) and open_.room > 0:
                while index < len(lines) and _QUOTE.match(lines[index]):
                    index += 1
                inset = open_.inset(line)
                yield ""
                inner = [_QUOTE.sub("", quoted, count=1) for quoted in lines[start:index]]
                yield from (f"{inset}> {quoted}".rstrip() for quoted in self.rewrite(inner, DEEPEST - open_.room + 1))
                previous = "quote"
            elif (item := _ITEM.match(line)) and open_.takes(item, previous):
                yield from open_.item(item, previous)
                previous = "item"
            else:
                yield from open_.text(line, previous)
                previous = line and "text"

    def _taken(self, lines: Sequence[str]) -> str:
        """Put a fenced block aside and give its stand-in."""
        indent = len(lines[0]) - len(lines[0].lstrip(" "))
        closed = len(lines) > 1 and _FENCE.match(lines[-1])
        inside = lines[1:-1] if closed else lines[1:]
        self.code.append("".join(f"{line[min(indent, len(line) - len(line.lstrip(' '))) :]}\n" for line in inside))
        return f"{CODE_START}{len(self.code) - 1}{CODE_END}"


class _List:
    """The list that is open at a line: the indent and the kind of the item at each level."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._levels: list[tuple[int, bool]] = []
        self._apart = False  # whether a paragraph of its own stands in the item, to which the next would stick
        self._shallowest = 1  # how many levels were open behind the last blank line: no item below sees fewer

    @property
    def room(self) -> int:
        """How many more levels may open here."""
        return self._deepest - len(self._levels)

    def end(self) -> None:
        """End the list."""
        self._levels.clear()

    def inset(self, line: str) -> str:
        """Give the indent of a block that belongs to the item under which it is written, and end the deeper ones."""
        indent = len(line) - len(line.lstrip(" "))
        while self._levels and indent < self._levels[-1][0] + 2:
            self._levels.pop()
        return "    " * len(self._levels)

    def takes(self, item: re.Match[str], previous: str) -> bool:
        """Tell whether an item may begin here: amid prose only a bullet or a first number begins a list."""
        return bool(self._levels) or previous != "text" or item["number"] in (None, "1")

    def item(self, item: re.Match[str], previous: str) -> Iterator[str]:
        """Give the line of an item, and the blank line that a list needs before it."""
        indent, numbered = len(item["indent"]), item["number"] is not None
        while len(self._levels) > 1 and indent < self._levels[-1][0]:
            self._levels.pop()
        begins = not self._levels
        deeper = not begins and indent >= self._levels[-1][0] + 2 and self.room > 1
        if begins or deeper:
            self._levels.append((indent, numbered))
        changes = self._levels[-1][1] != numbered
        self._levels[-1] = (self._levels[-1][0], numbered)
        depth = len(self._levels)
        parted = changes or self._apart or previous == "quote" or (begins and previous) or depth < self._shallowest
        if parted:
            yield ""
        if parted or not previous:
            self._shallowest = depth
        self._apart = False
        marker = f"{item['number']}." if numbered else "-"
        yield f"{'    ' * (len(self._levels) - 1)}{marker} {_tamed(item['text'], self.room)}"

    def text(self, line: str, previous: str) -> Iterator[str]:
        """Give a line of prose. It belongs to the item above it only if it is indented, to a quotation never."""
        levels = len(self._levels)
        inset = self.inset(line) if line else ""
        if not line or previous in ("", "quote") or len(self._levels) < levels:
            self._apart = bool(line)
            yield ""
            yield inset + _tamed(line.lstrip(" "), 0)
        else:
            yield _tamed(line.lstrip(" "), 0)


def _tamed(text: str, room: int) -> str:
    """Escape the first sign at the start of a text that opens one level too many, or that is part of a figure."""
    position = 0
    while sign := _SIGN.match(text, position):
        figure = len(sign["number"]) > 3 or (sign["sign"] == "+" and sign["figure"])
        if figure or room <= 0:
            return f"{text[: sign.start('sign')]}\\{text[sign.start('sign') :]}"
        room -= 1
        position = sign.end("sign")
    return text
