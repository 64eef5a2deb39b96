"""One source → what it holds or why it cannot be had. No source can stop another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsletter.ingest.fetch import Failure, Fetched
from newsletter.ingest.inbox import Incoming, State
from newsletter.ingest.locations import shown
from newsletter.ingest.reading import Body
from newsletter.ingest.sniff import Kind
from newsletter.ingest.sources import Source, body_of, read_file
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.ingest.fetch import Fetcher
    from newsletter.ingest.workers import Workers

_ROBOTS_HINT = " If it is a feed, list it in newsletter.toml."


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a source brought: articles, more sources, nothing new (`same`), or a problem; and its state from now on."""

    source: Source
    kind: str
    incoming: tuple[Incoming, ...] = field(default=(), repr=False)
    more: tuple[Source, ...] = ()
    state: State | None = None
    problem: Problem | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringer:
    """All that is needed to bring in a source, whichever. Safe to use from several threads."""

    fetcher: Fetcher
    workers: Workers
    now: datetime
    standard_input: bytes = field(default=b"", repr=False)

    def bring(self, source: Source, state: State) -> Brought:
        """Bring in one source. Nothing is raised for what the world gets wrong."""
        try:
            return self._from_web(source, state) if source.url else self._from_here(source)
        except NewsletterError as error:
            return _failed(source, error.problems[0])

    def _from_here(self, source: Source) -> Brought:
        most = self.fetcher.bounds.size
        if source.path is None:
            return self._read(source, body_of(self.standard_input, origin=source.name, most=most))
        return self._read(source, read_file(source.path, origin=source.name, most=most))

    def _from_web(self, source: Source, state: State) -> Brought:
        if state.retry_at and state.retry_at > self.now:
            message = f"Its host wants to be left alone until {state.retry_at:%Y-%m-%d %H:%M} UTC."
            hint = "Run `newsletter ingest` again after that."
            return _failed(source, Problem(code="fetch.busy", message=message, hint=hint))
        found = self.fetcher.fetch(
            source.url, etag=state.etag, last_modified=state.last_modified, heed_robots=not source.is_feed
        )
        if isinstance(found, Failure):
            return _refused(source, found, state)
        notes = (f"It moved for good: write {found.moved_to} instead.",) if found.moved_to else ()
        if found.not_modified:
            return Brought(source=source, kind=_kind(source), state=replace(state, retry_at=None), notes=notes)
        brought = self._read(source, _body(found, source))
        fresh = State(etag=found.etag, last_modified=found.last_modified)
        # A page that only led to its feed is asked for again: what counts is whether the feed has changed.
        keeps = brought.problem is None and not brought.more and brought.kind != Kind.PAGE
        return replace(brought, state=fresh if keeps else State(), notes=(*notes, *brought.notes))

    def _read(self, source: Source, body: Body) -> Brought:
        read = self.workers.read(body)
        if isinstance(read, Problem):
            return _failed(source, read)
        contents = read.contents
        if contents.kind is Kind.OPML:
            return _list(source, contents.feeds)
        if contents.feeds:
            return self._discovered(source, contents.feeds[0])
        return Brought(source=source, kind=contents.kind, incoming=read.incoming, notes=contents.notes)

    def _discovered(self, source: Source, feed: str) -> Brought:
        """Read the feed that a page names, in the page's stead."""
        found = self.fetcher.fetch(feed, heed_robots=False)
        if isinstance(found, Failure):
            return _refused(source, found, State())
        read = self.workers.read(_body(found, source))
        if isinstance(read, Problem):
            return _failed(source, read)
        if read.contents.kind not in {Kind.FEED, Kind.JSON_FEED}:
            hint = "Look for the address of its feed on the page, and give that."
            return _failed(
                source, Problem(code="feed.none", message=f"{feed} should be its feed, but is none.", hint=hint)
            )
        note = f"Its feed is {feed}: write that instead."
        return Brought(
            source=source, kind=read.contents.kind, incoming=read.incoming, notes=(note, *read.contents.notes)
        )


def _body(found: Fetched, source: Source) -> Body:
    return Body(data=found.body, origin=source.name, url=found.url, content_type=found.content_type)


def _list(source: Source, feeds: tuple[str, ...]) -> Brought:
    """Open a list of feeds, unless it came out of a list itself."""
    if source.is_listed:
        hint = "Give the inner list itself."
        return _failed(source, Problem(code="opml.nested", message="It is a list inside a list.", hint=hint))
    more = tuple(Source(name=shown(url), url=url, is_feed=True, is_listed=True) for url in feeds)
    return Brought(source=source, kind=Kind.OPML, more=more, notes=(f"It lists {len(more)} feeds.",))


def _kind(source: Source) -> str:
    """Name the kind of what could not be read, or was not sent again."""
    if source.url:
        return Kind.FEED if source.is_feed else Kind.PAGE
    return "file" if source.path else "paste"


def _refused(source: Source, failure: Failure, state: State) -> Brought:
    problem = failure.problem
    if problem.code == "fetch.robots":
        problem = replace(problem, hint=problem.hint + _ROBOTS_HINT)
    return replace(_failed(source, problem), state=replace(state, retry_at=failure.retry_at))


def _failed(source: Source, problem: Problem) -> Brought:
    return Brought(source=source, kind=_kind(source), problem=problem)
