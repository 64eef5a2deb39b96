"""What an issue leaves for the others to be compared with: kept small, for a build keeps it of every issue."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from newsletter import walk
from newsletter.curate import dedupe, links
from newsletter.curate.words import words
from newsletter.keys import Kind
from newsletter.urls import canonical, stable_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from newsletter.model import Issue, NewsItem
    from newsletter.places import Path

_BANDS = 8  # of three minima each: two texts that are .9 alike share one in 9,999 cases of 10,000
_FEWEST = 12  # words of a piece under which it is like many others


class Use(NamedTuple):
    """Something that may be used once too often: its key, its block and its place in the file."""

    key: str
    block: str
    line: int
    column: int


class Footprint(NamedTuple):
    """One issue among the others. `due` is an ISO time with offset; `places` holds line and column of keys.

    A tuple of tuples, for thousands of them are written as JSON, and read back by `restored`.
    """

    path: str
    name: str
    number: int
    date: str
    due: str
    timed: bool
    status: str
    uses: tuple[Use, ...]
    pieces: tuple[tuple[Use, tuple[int, ...]], ...]
    places: tuple[tuple[str, int, int], ...]

    def place(self, key: str) -> tuple[int, int]:
        """Give line and column of a top-level key; the file's first where it is left out."""
        return next(((line, column) for name, line, column in self.places if name == key), (1, 1))


def footprint(issue: Issue, zone: ZoneInfo) -> Footprint:
    """Sum up an issue. `zone` is that of a time without offset."""
    when = issue.publish_at or datetime.combine(issue.date, time())
    keys = ("number", "slug", "date", "publish_at")
    return Footprint(
        path=issue.source.path,
        name=issue.name,
        number=issue.number,
        date=issue.date.isoformat(),
        due=(when if when.tzinfo else when.replace(tzinfo=zone)).isoformat(),
        timed=issue.publish_at is not None,
        status=issue.status,
        uses=tuple(_uses(issue)),
        pieces=tuple(_pieces(issue)),
        places=tuple((key, *issue.source.position((key,))) for key in keys if (key,) in issue.source.nodes),
    )


def restored(row: Sequence[Any]) -> Footprint:
    """Give the footprint that was written as JSON."""
    *plain, uses, pieces, places = row
    made = tuple(Use(*use) for use in uses)
    alike = tuple((Use(*use), tuple(bands)) for use, bands in pieces)
    return Footprint._make([*plain, made, alike, tuple((key, line, column) for key, line, column in places)])


def _uses(issue: Issue) -> Iterator[Use]:
    """List the links and seeds, each once. A home page is named in many issues, and so is a sponsor's."""
    seen = set()
    for at, offset, url in _links(issue):
        key = _key(url)
        if key and key not in seen:
            seen.add(key)
            yield _use(issue, at, offset, key)
    for at, name in walk.citations(issue):
        if not walk.is_address(name) and name not in seen:
            seen.add(name)
            yield _use(issue, at, 0, f"seed:{name}")


def _links(issue: Issue) -> Iterator[tuple[Path, int, str]]:
    for text in walk.texts(issue):
        if text.kind is not Kind.NAME and text.block != "sponsor":
            yield from ((text.at, link.at, link.url) for link in links.links(text.value) if not link.image)
    yield from ((at, 0, url) for at, url in walk.addresses(issue) if at[0] != "sponsor")
    yield from ((at, 0, name) for at, name in walk.citations(issue) if walk.is_address(name))


def _key(url: str) -> str:
    try:
        if not walk.is_address(url) or urlsplit(url).path in {"", "/"}:
            return ""
        return stable_hash(canonical(url))[:12]
    except ValueError:
        return ""


def _use(issue: Issue, at: Path, offset: int, key: str) -> Use:
    return Use(key, walk.block_of(issue, at), *issue.source.position(at, offset))


def _pieces(issue: Issue) -> Iterator[tuple[Use, tuple[int, ...]]]:
    for index, item in enumerate(issue.news):
        bands = sketch(body_of(item))
        if bands:
            yield _use(issue, ("news", index, "title"), 0, item.anchor), bands


def body_of(item: NewsItem) -> str:
    """Give the text of a piece by which it is compared with others."""
    return "\n".join(text for text in (item.intro, *item.essential, item.takeaway) if text)


def sketch(text: str) -> tuple[int, ...]:
    """Give the keys of a text: two that share none are not nearly identical. None for a text of few words."""
    return dedupe.bands(dedupe.signature(text))[:_BANDS] if len(words(text)) >= _FEWEST else ()
