"""From sources to the inbox: many at once, one result for each, whatever happens to the others."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsletter.ingest.bring import Bringer
from newsletter.ingest.locations import shown
from newsletter.ingest.sources import by_turns, expand
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from newsletter.config import Feed
    from newsletter.ingest.bring import Brought
    from newsletter.ingest.fetch import Fetcher
    from newsletter.ingest.inbox import Inbox
    from newsletter.ingest.sources import Source
    from newsletter.ingest.workers import Workers

_THREADS = 16
_AHEAD = 32
"""Sources under way at once: what they bring waits in memory until it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What became of one source. `hint` says what to do, or what else there is to know."""

    source: str
    kind: str
    status: Literal["new", "updated", "unchanged", "failed"]
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    error: str | None = None
    hint: str | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """Give the stable machine form."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def collect(
    named: Iterable[str | Feed],
    *,
    inbox: Inbox,
    fetcher: Fetcher,
    workers: Workers,
    now: datetime,
    folder: Path | None = None,
    standard_input: bytes = b"",
    keep: bool = True,
    on_progress: Callable[[SourceResult, int, int], None] | None = None,
) -> tuple[SourceResult, ...]:
    """Read sources and store what is in them. `-` is `standard_input`; paths are relative to `folder`.

    Gives one result for each source, in the order of their names. `on_progress` hears of each as it is done, with
    the number of those done and of those known so far. With `keep=False` nothing is stored. Raises NewsletterError
    when the inbox cannot be used; what was stored before stays.
    """
    bringer = Bringer(fetcher=fetcher, workers=workers, now=now, standard_input=standard_input)
    run = _Run(inbox, bringer, keep=keep, on_progress=on_progress)
    run.name(named, folder or Path())
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="ingest") as pool:
        try:
            run.finish(pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            fetcher.stop()
            raise
    return run.in_order()


class _Run:
    """The sources of one run, and what became of them so far."""

    def __init__(
        self,
        inbox: Inbox,
        bringer: Bringer,
        *,
        keep: bool,
        on_progress: Callable[[SourceResult, int, int], None] | None,
    ) -> None:
        self._inbox = inbox
        self._bringer = bringer
        self._keep = keep
        self._on_progress = on_progress
        self._waiting: deque[Source] = deque()
        self._results: dict[str, SourceResult | None] = {}

    def name(self, named: Iterable[str | Feed], folder: Path) -> None:
        """Note the sources that names stand for, and fail those that stand for nothing."""
        sources: list[Source] = []
        failed: list[SourceResult] = []
        for one in named:
            try:
                sources += self._fresh(expand(one, folder=folder))
            except NewsletterError as error:
                name = shown(one if isinstance(one, str) else one.url)
                self._results[name] = None
                failed.append(_failed(name, "file", error.problems[0].message, error.problems[0].hint))
        self._waiting.extend(by_turns(sources))
        for result in failed:
            self._note(result)

    def finish(self, pool: ThreadPoolExecutor) -> None:
        """Bring in everything; store each as it comes, here, while others are under way."""
        pending: set[Future[Brought]] = set()
        while self._waiting or pending:
            while self._waiting and len(pending) < _AHEAD:
                source = self._waiting.popleft()
                pending.add(pool.submit(self._bringer.bring, source, self._inbox.state(source.name)))
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            arrived = [future.result() for future in done]
            for brought in arrived:
                self._waiting.extend(by_turns(self._fresh(brought.more)))
            for result in self._stored(arrived):
                self._note(result)

    def in_order(self) -> tuple[SourceResult, ...]:
        """Give the results in the order in which the sources were named."""
        return tuple(result for result in self._results.values() if result is not None)

    def _fresh(self, sources: Iterable[Source]) -> list[Source]:
        fresh = {source.name: source for source in sources if source.name not in self._results}
        self._results.update(dict.fromkeys(fresh))
        return list(fresh.values())

    def _stored(self, arrived: Sequence[Brought]) -> list[SourceResult]:
        """Store what has arrived meanwhile, in one go."""
        with self._inbox.together():
            return [self._stored_one(brought) for brought in arrived]

    def _stored_one(self, brought: Brought) -> SourceResult:
        source = brought.source.name
        changes = Counter(self._inbox.add(brought.incoming, source=source, state=brought.state, keep=self._keep))
        if brought.problem is not None:
            return _failed(source, brought.kind, brought.problem.message, brought.problem.hint)
        return SourceResult(
            source=source,
            kind=str(brought.kind),
            status="new" if changes["new"] else "updated" if changes["updated"] else "unchanged",
            new=changes["new"],
            updated=changes["updated"],
            unchanged=changes["unchanged"],
            hint=" ".join(brought.notes) or None,
        )

    def _note(self, result: SourceResult) -> None:
        self._results[result.source] = result
        if self._on_progress is not None:
            done = sum(known is not None for known in self._results.values())
            self._on_progress(result, done, len(self._results))


def _failed(source: str, kind: str, error: str, hint: str) -> SourceResult:
    return SourceResult(source=source, kind=str(kind), status="failed", error=error, hint=hint or None)
