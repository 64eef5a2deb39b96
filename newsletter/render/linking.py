"""Links laid over text that is already set: the teaser's jumps, and each traced figure's way to its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TAG = re.compile(r"(<[^>]*>)")
_CLOSED = re.compile(r"<(/?)(?:a|code|pre)[\s>]")
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"[*_`\\]")
_ENDS = 4  # words at either end of a passage that find it in a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A figure that leads to its source: its words as they were typed, the address, what is read on hover.

    `language` is that of the note, empty where it is not known.
    """

    words: str
    url: str
    note: str
    language: str = ""


def passage_url(url: str, passage: str) -> str:
    """Give the address of a passage in a page (URL Fragment Text Directives): browsers that know it scroll there."""
    words = _MARKUP.sub("", passage.lstrip("-#> ")).split()
    if not words:
        return url
    ends = [words] if len(words) <= 2 * _ENDS else [words[:_ENDS], words[-_ENDS:]]
    directive = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def link(fragment: str, text: str, attributes: str, start: int = 0) -> tuple[str, int]:
    """Link the first place from `start` on where `text` (HTML, whose tags stand there too) stands by itself.

    Any white space in it stands for any other. Nothing within a link, code or a longer word or number is touched. Gives
    the fragment and where the link ends in it, or the fragment as it was and -1.
    """
    wanted = re.compile(r"\s+".join(map(re.escape, _SPACE.split(text))))
    if "<" in text:
        return _link_marked(fragment, wanted, attributes, start)
    at, closed = 0, 0
    for index, piece in enumerate(_TAG.split(fragment)):
        if index % 2:
            mark = _CLOSED.match(piece)
            closed += 0 if mark is None else -1 if mark[1] else 1
        elif not closed and at + len(piece) > start:
            found = _alone(wanted, piece, max(start - at, 0))
            if found:
                opening = f"<a {attributes}>"
                end = at + found.end() + len(opening) + len("</a>")
                return f"{fragment[: at + found.start()]}{opening}{found[0]}</a>{fragment[at + found.end() :]}", end
        at += len(piece)
    return fragment, -1


def _link_marked(fragment: str, wanted: re.Pattern[str], attributes: str, start: int) -> tuple[str, int]:
    """Do what `link` does for a text with markup of its own."""
    for found in wanted.finditer(fragment, start):
        before, after = _TAG.sub("", fragment[: found.start()]), _TAG.sub("", fragment[found.end() :])
        marks = [mark for tag in _TAG.findall(fragment[: found.start()]) if (mark := _CLOSED.match(tag))]
        within = sum(-1 if mark[1] else 1 for mark in marks)
        if not within and not re.search(r"<a[\s>]", found[0]) and _is_free(before, after):
            linked = f"<a {attributes}>{found[0]}</a>"
            return f"{fragment[: found.start()]}{linked}{fragment[found.end() :]}", found.start() + len(linked)
    return fragment, -1


def _alone(wanted: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    for found in wanted.finditer(text, start):
        if _is_free(text[: found.start()], text[found.end() :]):
            return found
    return None


def _is_free(before: str, after: str) -> bool:
    """Tell whether what stands between two texts is no part of a longer word or number."""
    return not (re.search(r"\w\Z|\d[.,\s]\Z", before[-2:]) or re.match(r"\w|[.,\s]\d", after[:2]))


def jumps(fragment: str, names: Iterable[tuple[str, str]], attributes: str = "") -> str:
    """Link each name in a teaser to its anchor. `names` are (HTML of the name, anchor), in the order of the issue.

    A name that the editor put in other words stays text.
    """
    at = 0
    for name, anchor in names:
        fragment, end = link(fragment, name, f'href="#{anchor}"{attributes}', at)
        at = max(at, end)
    return fragment


class Tracer:
    """Links the figures of one block to their sources, each where it stands first, as its texts pass by in order."""

    def __init__(self, figures: Sequence[tuple[str, str]]) -> None:
        """Take the figures as (HTML of the figure, attributes of its link)."""
        self._left = list(figures)

    def __call__(self, fragment: str) -> str:
        """Give a text with links on the figures that have not been met before."""
        left = []
        for figure, attributes in self._left:
            fragment, end = link(fragment, figure, attributes)
            if end < 0:
                left.append((figure, attributes))
        self._left = left
        return fragment
