"""What the search of the archive looks through: the texts of each issue, block by block, in one script a year.

A script, because a browser lets a page opened from a folder load nothing else; a year, so that one changed issue
changes one small file, and the newest is there first. Why not an index: docs/why/search.md.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from newsletter.render import fragments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsletter.render.context import Edition
    from newsletter.render.site import Card

FOLDER = "assets/search"
SCRIPT = "web/search.js"  # below a folder of templates
Row = list[object]  # name, label, date, title, a list of [anchor, heading, text], and the language of all that

_WHITE = re.compile(r"[ \t\n]+")  # no-break spaces stay
_HEAD, _TAIL = "newsletterSearch([\n", "\n]);\n"


def row(edition: Edition, card: Card) -> Row:
    """Give what is searched of an issue."""
    blocks = [[anchor, heading, text] for anchor, heading, text in _blocks(edition) if heading or text or not anchor]
    return [card.name, card.label, card.shown, card.title, blocks, card.language]


def script(rows: Iterable[Row]) -> str:
    """Write rows, the newest first, as the script of a year: one line an issue."""
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in rows)
    return _HEAD + ",\n".join(lines) + _TAIL


def rows(text: str) -> dict[str, Row]:
    """Read the script of a year back, by the issues' names. Raises ValueError for what is not one of ours."""
    if not (text.startswith(_HEAD) and text.endswith(_TAIL)):
        raise ValueError("not the script of a year")
    return {one[0]: one for one in json.loads(f"[{text[len(_HEAD) : -len(_TAIL)]}]")}


def _blocks(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """List the blocks of an issue: anchor on its page, heading and text, both plain."""
    issue, labels = edition.issue, edition.labels

    def plain(*texts: str | None) -> str:
        lines = (fragments.words_of(edition.setting.block(text)) for text in texts if text)
        return _WHITE.sub(" ", " ".join(lines)).strip(" ")

    yield "", "", plain(issue.hook)
    if issue.comment:
        yield "comment", labels.comment, plain(issue.comment.text, issue.comment.reply)
    for item in issue.news:
        yield item.anchor, plain(item.title), plain(item.intro, *item.essential, item.takeaway)
    if issue.focus:
        yield "focus", plain(issue.focus.title), plain(issue.focus.intro, issue.focus.conclusion)
        for section in issue.focus.sections:
            yield section.anchor, plain(section.title), plain(section.body)
    if issue.results:
        yield "results", plain(issue.results.question), plain(*(tally.answer for tally in issue.results.answers))
    if issue.poll:
        yield "poll", plain(issue.poll.question), ""
    if issue.links:
        yield "links", labels.links, plain(*(text for link in issue.links for text in (link.title, link.note)))
    yield "ps", "", plain(issue.ps)
