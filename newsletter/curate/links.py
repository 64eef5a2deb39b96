"""The links of a Markdown text, where they stand: what a reader can click, and images."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.figures import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

# The forms that `render.markdown` knows. Each is linear: it cannot run on over the next place where it could begin.
_LABEL = r"(?P<image>!?)\[(?P<label>(?:[^\[\]]|\[[^\[\]]*\])*+)\]"
_TARGET = r"\([ \n]*(?P<target><[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*+)(?:[ \n]+(?:\"[^\"]*\"|'[^']*'))?[ \n]*\)"
_LABELLED = re.compile(_LABEL + _TARGET)
_POINTED = re.compile(r"<(?P<target>(?:https?|mailto|tel):[^<>\s]+)>")
_BARE = re.compile(r"(?<![\w/(<])(?P<target>https?://[^\s<>«»“”\"()\[\]]+(?<![?!.,:;'’*_~…]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or an image: its address, the text it stands under, and the offsets of both."""

    url: str
    at: int
    label: str
    label_at: int
    image: bool = False


def links(text: str) -> Iterator[Link]:
    """Find the links and images of a Markdown text, in order; code holds none."""
    if "](" not in text and "://" not in text and "<" not in text:
        return
    code = tuple(prose.code_spans(text)) if "`" in text else ()
    taken: list[tuple[int, int]] = list(code)
    found = []
    for pattern in (_LABELLED, _POINTED, _BARE):
        matches = [match for match in pattern.finditer(text) if not _within(match.start(), taken)]
        found += [_link(match) for match in matches]
        taken = sorted([*taken, *(match.span() for match in matches)])
    yield from sorted(found, key=lambda link: link.at)


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (at, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= at < spans[index][1]


def _link(match: re.Match[str]) -> Link:
    target, groups = match["target"], match.groupdict()
    at = match.start("target") + target.startswith("<")
    if "label" not in groups:
        return Link(url=target, at=at, label=target, label_at=at)
    url = target.removeprefix("<").removesuffix(">")
    return Link(url=url, at=at, label=match["label"], label_at=match.start("label"), image=bool(match["image"]))
