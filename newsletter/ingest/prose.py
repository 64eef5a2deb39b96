"""Safe HTML → the text that a reader reads, as light Markdown: paragraphs, headings, lists, quotes, code."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_SPACES = re.compile(r"[ \t\n\f]+")
_BREAK, _CELL = "\x01", "\x02"
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_SECTIONS = frozenset({"article", "aside", "details", "div", "footer", "header", "hgroup", "nav", "section", "summary"})
_TABLES = frozenset({"caption", "table", "tbody", "thead", "tr"})
_LISTS = frozenset({"dd", "dl", "dt", "ol", "ul"})
_BLOCKS = _SECTIONS | _TABLES | _LISTS | {"blockquote", "center", "figcaption", "figure", "hr", "p", "pre"}
_SPEAKING = _BLOCKS | _HEADINGS.keys() | {"br", "li", "td", "th"}  # the others only change how words look


def text_of(source: str) -> str:
    """Read HTML as `markup.safe` leaves it: well-formed, no `>` in attributes. Links and emphasis give their text."""
    if "<" not in source:
        return _paragraphs(html.unescape(source))
    writer = _Writer()
    pieces = _TAG.split(source)
    writer.say(pieces[0])
    for ends, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        if name in _SPEAKING:
            writer.tag(name, opens=not ends)
        if text:
            writer.say(text)
    return writer.finish()


def _paragraphs(text: str) -> str:
    return "\n\n".join(
        part for part in (_SPACES.sub(" ", part).strip() for part in re.split(r"\n[ \t]*\n", text)) if part
    )


class _Writer:
    """Collects inline text until a block ends, then sets it with the marks of where it stands."""

    def __init__(self) -> None:
        self.done: list[tuple[bool, str]] = []  # whether it is a list item, and its text
        self.inline: list[str] = []
        self.lists: list[int | None] = []  # for each open list: its next number, or None for bullets
        self.marker = ""  # of the item that has not said anything yet
        self.heading = ""
        self.quotes = 0
        self.verbatim = False

    def say(self, text: str) -> None:
        self.inline.append(text)

    def tag(self, name: str, *, opens: bool) -> None:
        if name == "br":
            self.inline.append("\n" if self.verbatim else _BREAK)
        elif name in {"td", "th"}:
            self.inline.append(_CELL)
        elif name in _HEADINGS:
            self.flush()
            self.heading = _HEADINGS[name] if opens else ""
        elif name == "li":
            self.flush()
            self.marker = self._next_marker() if opens else ""
        elif name in _BLOCKS:
            self.flush()
            self._enter(name) if opens else self._leave(name)

    def _enter(self, name: str) -> None:
        if name in {"ul", "ol"}:
            self.lists.append(1 if name == "ol" else None)
        elif name == "blockquote":
            self.quotes += 1
        elif name == "pre":
            self.verbatim = True

    def _leave(self, name: str) -> None:
        if name in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif name == "blockquote":
            self.quotes = max(self.quotes - 1, 0)
        elif name == "pre":
            self.verbatim = False

    def _next_marker(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def flush(self) -> None:
        """End a block: write what was said since the last one."""
        said = "".join(self.inline)
        self.inline.clear()
        if not said or said.isspace():
            return
        said = html.unescape(said) if "&" in said else said
        if self.verbatim:
            self._write("```\n" + said.strip("\n") + "\n```")
            return
        # Two breaks make a paragraph; more make no more of them.
        lines = "\n".join(_cells(part) for part in said.split(_BREAK))
        for paragraph in lines.split("\n\n"):
            if paragraph.strip():
                self._write(paragraph.strip("\n"))

    def _write(self, paragraph: str) -> None:
        item = bool(self.marker)
        if self.heading and not self.lists:
            paragraph = f"{self.heading} {' '.join(paragraph.splitlines())}"
        lines = paragraph.split("\n")
        if self.lists or item:
            indent = "".join("  " if number is None else "   " for number in self.lists[:-1])
            rest = " " * (len(self.marker) or 2)
            lines = [indent + (rest if index else self.marker or rest) + text for index, text in enumerate(lines)]
        if self.quotes:
            lines = ["> " * self.quotes + text for text in lines]
        self.marker = ""
        self.done.append((item, "\n".join(lines)))

    def finish(self) -> str:
        """Give the whole text: blocks stand apart by a blank line, items of a list follow each other."""
        self.flush()
        text = ""
        before = False
        for item, block in self.done:
            gap = "\n" if item and before else "\n\n"
            text += gap + block if text else block
            before = item
        return text


def _cells(part: str) -> str:
    if _CELL not in part:
        return _SPACES.sub(" ", part).strip(" ")
    cells = (_SPACES.sub(" ", cell).strip(" ") for cell in part.split(_CELL))
    return " | ".join(cell for cell in cells if cell.strip())
