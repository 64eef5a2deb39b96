"""A started issue from pinned articles: titles, sources, candidate points, a Focus where one story weighs most.

Everything that a person must rewrite is marked with a placeholder, which `newsletter check` refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate import dedupe
from newsletter.curate.keypoints import keypoints
from newsletter.urls import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from newsletter.model import Issue, Seed

PLACEHOLDERS = {"fr": "À COMPLÉTER :", "en": "TK"}
POINTS, SECTIONS = 6, 5
_HEADING = re.compile(r"^#{2,3}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_TICKER = re.compile(r"\$([A-Z]{2,5})\b|\((?:NASDAQ|NYSE|Nasdaq|EPA|Euronext)\s?:\s?([A-Z]{1,5})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A candidate point: a sentence of a seed, and where it stands in its body."""

    text: str
    seed: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A news item to be: its seeds, the first of which gives the title."""

    id: str
    title: str
    seeds: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """An issue to be. `outline` holds the headings of the Focus' sources; `focus` the seeds it rests on."""

    number: int
    date: date
    slug: str
    language: str
    items: tuple[Item, ...]
    focus: tuple[str, ...] = ()
    focus_title: str = ""
    outline: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file, without `.yaml`."""
        return f"{self.date.isoformat()}-{self.slug}"


def next_number(issues: Iterable[Issue]) -> int:
    """Give the number after the last one."""
    return max((issue.number for issue in issues), default=0) + 1


def start(seeds: Sequence[Seed], *, number: int, day: date, language: str, wanted_slug: str = "") -> Started:
    """Start an issue from seeds, in the order they were named; those that tell one story become one piece.

    The heaviest story becomes a Focus if several seeds tell it and other stories are left for the news.
    """
    stories = _stories(seeds)
    heaviest = max(stories, key=lambda story: (len(story), sum(len(seed.body) for seed in story)), default=())
    focus = heaviest if len(heaviest) > 1 and len(stories) > 1 else ()
    items = tuple(_item(story) for story in stories if story != focus)
    lead = focus[0].title if focus else seeds[0].title if seeds else ""
    return Started(
        number=number,
        date=day,
        slug=wanted_slug or slug(lead, longest=40) or f"numero-{number}",
        language=language,
        items=items,
        focus=tuple(seed.id for seed in focus),
        focus_title=focus[0].title if focus else "",
        outline=tuple(_headings(focus))[:SECTIONS],
        tickers=tuple(dict.fromkeys(symbol for seed in seeds for symbol in tickers(seed.body))),
    )


def _stories(seeds: Sequence[Seed]) -> list[tuple[Seed, ...]]:
    """Group seeds that tell one story, by containment of their texts."""
    known: Mapping[str, Seed] = {seed.id: seed for seed in seeds}
    cut = {seed.id: dedupe.shingles(seed.body) for seed in seeds}
    ids = list(known)
    links = [
        (one, other)
        for index, one in enumerate(ids)
        for other in ids[index + 1 :]
        if dedupe.relation(cut[one], cut[other]) is not dedupe.Relation.DISTINCT
    ]
    return [tuple(known[one] for one in group) for group in dedupe.clusters(ids, links)]


def _item(story: tuple[Seed, ...]) -> Item:
    lead = story[0]
    found = keypoints(lead.title, lead.body, lead.language or "fr", POINTS)
    points = tuple(Point(text=" ".join(one.text.split()), seed=lead.id, offset=one.offset) for one in found)
    return Item(id=slug(lead.title, longest=30), title=lead.title, seeds=tuple(one.id for one in story), points=points)


def _headings(story: tuple[Seed, ...]) -> Iterable[str]:
    return dict.fromkeys(found[1].strip() for seed in story for found in _HEADING.finditer(seed.body))


def tickers(text: str) -> tuple[str, ...]:
    """Name the shares that a text mentions by their symbol."""
    return tuple(dict.fromkeys(found[1] or found[2] for found in _TICKER.finditer(text)))
