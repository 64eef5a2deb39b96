"""What is done to the HTML of a mail after the renderer: small pure steps, in this order.

Each takes HTML whose text and attribute values hold no raw `>` (as `mjml.to_html` hands it over) and gives
HTML that means the same in every client. None knows of the others.
"""

from __future__ import annotations

import re
from itertools import pairwise

# Where white space means something, or is not HTML's to judge.
_VERBATIM = re.compile(r"(<(?:pre\b.*?</pre|textarea\b.*?</textarea|style\b.*?</style|!--(?!\[if).*?--)>)", re.DOTALL)

_CONDITION = re.compile(r"(<!--\[if [^\]]+\]>(?:<!-->)?|<!--<!\[endif\]-->|<!\[endif\]-->)")
_TABLE = re.compile(r"<table\b[^>]*>|</table>|<(?:th|caption)\b")
_ROLE = re.compile(r"\srole\s*=")
_INDENTED = re.compile(r"\n[ \t\r\n]+(?=[^<>]*(?:<|$))")
_BLANKS = re.compile(r" [ \t\r\n]+(?=[^<>]*(?:<|$))")
_ROW = re.compile(r"<(?=(?:/?(?:tr|tbody)|td|th)\b)")

# SMTP carries 998 bytes a line (RFC 5321, 4.5.3.1.6), which 240 characters of any script stay under.
_MOST_CHARACTERS = 240


def tidy(html: str) -> str:
    """Apply every pass to the HTML of a mail."""
    for step in (merge_conditions, name_layout_tables, squeeze, fold):
        html = step(html)
    return html


def merge_conditions(html: str) -> str:
    """Join two conditional comments for the same Outlook where one ends and the next begins.

    The renderer closes one and opens the next between any two tags of a ghost table.
    """
    pieces = _CONDITION.split(html)
    condition, kept = "", [pieces[0]]
    for index in range(1, len(pieces), 2):
        mark, text = pieces[index], pieces[index + 1]
        if mark.startswith("<!--[if"):
            if mark == condition and kept[-2:] == ["<![endif]-->", ""]:
                del kept[-2:]
                kept[-1] += text
                continue
            condition = mark
        kept += (mark, text)
    return "".join(kept)


def name_layout_tables(html: str) -> str:
    """Say `role="presentation"` on every table without header cells or caption.

    A screen reader counts out the rows and cells of any other table. The renderer forgets some for Outlook.
    """
    places: list[int] = []
    opened: list[tuple[int, bool]] = []
    for found in _TABLE.finditer(html):
        tag = found[0]
        if tag.startswith("<table"):
            opened.append((found.start(), not _ROLE.search(tag)))
        elif tag != "</table>":
            opened[-1:] = [(at, False) for at, _ in opened[-1:]]
        elif opened:
            at, nameless = opened.pop()
            places += [at + len("<table")] * nameless
    cuts = [0, *sorted(places), len(html)]
    return ' role="presentation"'.join(html[start:end] for start, end in pairwise(cuts))


def squeeze(html: str) -> str:
    """Make one of several blanks in a row: the indentation of templates is not worth sending.

    A line break stays one, so that the lines of a template remain lines.
    """
    pieces = _VERBATIM.split(html)
    for index in range(0, len(pieces), 2):
        lines = _INDENTED.sub("\n", pieces[index])
        pieces[index] = _BLANKS.sub(lambda blanks: "\n" if "\n" in blanks[0] else " ", lines)
    return "".join(pieces)


def fold(html: str) -> str:
    """Break lines before table rows and cells, and longer ones at a blank between attributes or words.

    The renderer writes a mail as one line, and mail servers cut a line of more than 998 bytes wherever that
    falls. A word, an attribute and what stands in `<pre>` stay whole, however long.
    """
    pieces = _VERBATIM.split(html)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = "\n".join(map(_fold_line, _ROW.sub("\n<", piece).replace("\n\n<", "\n<").split("\n")))
        elif piece.startswith("<style"):
            pieces[index] = "\n".join(map(_fold_css, piece.split("\n")))
    return "".join(pieces)


def _fold_line(line: str) -> str:
    kept, start = [], 0
    while len(line) - start > _MOST_CHARACTERS:
        at = _last_break(line, start, start + _MOST_CHARACTERS + 1) or _next_break(line, start + _MOST_CHARACTERS)
        if not at:
            break
        kept.append(line[start:at])
        start = at + 1
    return "\n".join((*kept, line[start:]))


def _last_break(line: str, start: int, end: int) -> int:
    at = line.rfind(" ", start + 1, end)
    while at > 0 and not _is_break(line, at):
        at = line.rfind(" ", start + 1, at)
    return max(at, 0)


def _next_break(line: str, start: int) -> int:
    at = line.find(" ", start)
    while at > 0 and not _is_break(line, at):
        at = line.find(" ", at + 1)
    return max(at, 0)


def _is_break(line: str, at: int) -> bool:
    """Tell whether the blank at `at` may become a line break: it stands between words, or between attributes."""
    tag = line.rfind("<", 0, at)
    if tag > line.rfind(">", 0, at):
        return line[tag + 1] not in "!/" and "'" not in line[tag:at] and line.count('"', tag, at) % 2 == 0
    end, nearest = line.find(">", at), line.find("<", at)
    return end < 0 or 0 <= nearest < end


def _fold_css(line: str) -> str:
    return line if len(line) <= _MOST_CHARACTERS else line.replace("}", "}\n")
