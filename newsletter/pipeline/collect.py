"""From the world to the inbox, from the inbox to pinned seeds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import config as configuration, walk
from newsletter.curate import dedupe, language, rank
from newsletter.ingest import collect as ingest
from newsletter.ingest.inbox import FILE, Inbox
from newsletter.ingest.inbox_alike import Likeness
from newsletter.ingest.inbox_search import Wanted, key_of_text, key_of_title
from newsletter.newsroom import PRIVATE, Newsroom
from newsletter.problems import NewsletterError
from newsletter.seedfile import body_hash
from newsletter.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsletter.config import Feed
    from newsletter.curate.rank import Ranked
    from newsletter.ingest.collect import SourceResult
    from newsletter.ingest.inbox_search import Found
    from newsletter.model import Issue, Seed


def keys(text: str) -> tuple[int, ...]:
    """Give the keys by which texts that may be alike are found."""
    return dedupe.bands(dedupe.signature(text))


LIKENESS = Likeness(keys=keys, shingles=dedupe.shingles, relation=dedupe.relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article of the inbox with its place in the ranking, and the others that tell its story."""

    found: Found
    ranked: Ranked
    others: tuple[Found, ...] = ()


def open_newsroom(folder: Path) -> Newsroom:
    """Open the newsletter in a folder."""
    return Newsroom(folder, configuration.load(folder))


def open_inbox(room: Newsroom) -> Inbox:
    """Open the newsletter's inbox; use it in a `with`."""
    return Inbox(room.folder / PRIVATE / FILE, LIKENESS)


def ingest_sources(
    room: Newsroom,
    named: Sequence[str],
    *,
    now: datetime,
    keep: bool = True,
    standard_input: bytes = b"",
    on_progress: Callable[[SourceResult, int, int], None] | None = None,
) -> tuple[SourceResult, ...]:
    """Read sources, those of newsletter.toml if none is named, into the inbox."""
    from newsletter.ingest.fetch import Fetcher
    from newsletter.ingest.workers import Judgement, Workers

    wanted: list[str | Feed] = [*named] or [*room.config.feeds]
    if not wanted:
        hint = "Add `[[feeds]]` with a `url` to newsletter.toml, or name feeds, pages, files or folders."
        raise NewsletterError.of("ingest.nothing", "There is nothing to read.", hint)
    judgement = Judgement(keys=keys, language=language.detect)
    with open_inbox(room) as inbox, Workers(judgement, now=now) as workers:
        return ingest.collect(
            wanted,
            inbox=inbox,
            fetcher=Fetcher(contact=room.config.url),
            workers=workers,
            now=now,
            folder=room.folder,
            standard_input=standard_input,
            keep=keep,
            on_progress=on_progress,
        )


def used_in(room: Newsroom, issues: Mapping[str, Issue]) -> Mapping[str, tuple[str, ...]]:
    """Say which issues used what: the keys of what they cite (`inbox_search.Wanted`) to the numbers of issues."""
    used: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for issue in issues.values():
        for _, name in walk.citations(issue):
            seed = None if walk.is_address(name) else room.seed(name)
            for key in [canonical(name)] if walk.is_address(name) else _keys_of(seed) if seed else []:
                used[key][str(issue.number)] = None
    return {key: tuple(numbers) for key, numbers in used.items()}


def _keys_of(seed: Seed) -> list[str]:
    """Give the keys by which a seed's article is found in the inbox: its address, its text, or its title alone."""
    known = canonical(seed.url) if seed.url else key_of_title(seed.title)
    return [known, *(key_of_text(one) for one in (seed.sha256, body_hash(seed.body)) if one)]


def read_issues(room: Newsroom) -> Mapping[str, Issue]:
    """Read every issue that can be read, by the path of its file."""
    return {room.relative(path): one for path in room.issue_files() for one in [room.read_issue(path)[0]] if one}


def search(room: Newsroom, wanted: Wanted, *, now: datetime) -> tuple[Entry, ...]:
    """Give the articles that are wanted, the best first, each story once."""
    issues = read_issues(room)
    used = used_in(room, issues)
    asked = Wanted(
        words=wanted.words,
        since=wanted.since,
        source=wanted.source,
        unused=wanted.unused,
        used=used,
        limit=wanted.limit,
    )
    with open_inbox(room) as inbox:
        found = inbox.search(asked)
    return _folded(found, _ranking(room, found, issues, now))


def _ranking(room: Newsroom, found: Sequence[Found], issues: Mapping[str, Issue], now: datetime) -> dict[str, Ranked]:
    sizes: defaultdict[str, int] = defaultdict(int)
    for one in found:
        sizes[one.cluster] += 1
    weights = {feed.url: feed.weight for feed in room.config.feeds}
    candidates = [
        rank.Candidate(
            id=one.article.uid,
            title=one.article.title,
            text=one.article.text,
            published=one.article.published,
            site=one.article.site or "",
            language=one.article.language,
            cluster=sizes[one.cluster],
            weight=max((weights.get(source, 1.0) for source in one.sources), default=1.0),
        )
        for one in found
    ]
    texts = [" ".join(text.value for text in walk.texts(issue)) for issue in issues.values()]
    sites = [
        seed.site
        for issue in issues.values()
        for _, name in walk.citations(issue)
        for seed in [None if walk.is_address(name) else room.seed(name)]
        if seed and seed.site
    ]
    topics = rank.topics(texts, room.config.language, sites)
    return {one.id: one for one in rank.rank(candidates, now=now, topics=topics)}


def _folded(found: Sequence[Found], ranking: Mapping[str, Ranked]) -> tuple[Entry, ...]:
    """Show each story once: its best article, with the others behind it."""
    clusters: defaultdict[str, list[Found]] = defaultdict(list)
    for one in sorted(found, key=lambda one: -ranking[one.article.uid].score):
        clusters[one.cluster].append(one)
    return tuple(
        Entry(found=group[0], ranked=ranking[group[0].article.uid], others=tuple(group[1:]))
        for group in clusters.values()
    )
