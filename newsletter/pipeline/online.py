"""Links asked for: several at a time, two of one host, each at most once a day, private machines never."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.curate.rules.online import Answer, State
from newsletter.newsroom import PRIVATE
from newsletter.publish.output import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from newsletter.ingest.fetch import Failure, Fetched, Fetcher
    from newsletter.newsroom import Newsroom

FILE = "links.json"
_THREADS = 16
_GOOD_FOR = {State.FINE: timedelta(days=1), State.MOVED: timedelta(days=1), State.PRIVATE: timedelta(days=1)}
_NO_NAME = "No machine is known as "  # what fetch.name says
_OFFLINE = "No name on the web could be looked up: this machine seems to be offline."
_DOUBTED = timedelta(hours=1)  # what was wrong may be mended soon
_STATES = {
    "fetch.not-found": State.DEAD,
    "fetch.gone": State.DEAD,
    "fetch.name": State.DEAD,
    "fetch.address": State.PRIVATE,
    # The page is there: only a reader of feeds could do nothing with it.
    "fetch.too-big": State.FINE,
    "fetch.encoding": State.FINE,
    "fetch.packing": State.FINE,
}


def answers(
    room: Newsroom,
    urls: Sequence[str],
    *,
    now: datetime,
    fetcher: Fetcher | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Mapping[str, Answer]:
    """Ask for addresses, and give what came of each. What was heard lately is not asked for again."""
    path = room.folder / PRIVATE / FILE
    known = {url: answer for url, (answer, at) in _read(path).items() if _is_fresh(answer, at, now)}
    missing = _by_turns([url for url in urls if url not in known])
    if missing:
        heard = _ask(fetcher or _fetcher(room), missing, on_progress)
        if _is_offline(heard):
            return known | dict.fromkeys(missing, Answer(state=State.UNSURE, said=_OFFLINE))
        known |= heard
        _write(path, {**_read(path), **{url: (answer, now) for url, answer in heard.items()}})
    return {url: known[url] for url in urls}


def _is_offline(heard: Mapping[str, Answer]) -> bool:
    """Tell whether it is this machine that finds nobody: no name of several is known."""
    hosts = {urlsplit(url).netloc for url in heard}
    return len(hosts) > 1 and all(answer.said.startswith(_NO_NAME) for answer in heard.values())


def _fetcher(room: Newsroom) -> Fetcher:
    from newsletter.ingest.bounds import Bounds
    from newsletter.ingest.fetch import Fetcher

    return Fetcher(contact=room.config.url, bounds=Bounds(size=2**20, seconds=15.0))


def _ask(fetcher: Fetcher, urls: Sequence[str], on_progress: Callable[[int, int], None] | None) -> dict[str, Answer]:
    """Ask for each address once. robots.txt is for robots that go from page to page; an editor names these."""
    heard: dict[str, Answer] = {}
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="links") as pool:
        try:
            asked = {pool.submit(fetcher.fetch, url, heed_robots=False): url for url in urls}
            for number, done in enumerate(as_completed(asked), start=1):
                heard[asked[done]] = _answer(done.result(), asked[done])
                if on_progress:
                    on_progress(number, len(urls))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            fetcher.stop()
            raise
    return heard


def _answer(found: Fetched | Failure, url: str) -> Answer:
    from newsletter.ingest.fetch import Fetched

    if isinstance(found, Fetched):
        if found.moved_to and found.moved_to != url.partition("#")[0]:
            return Answer(state=State.MOVED, said="The page has moved for good.", moved_to=found.moved_to)
        return Answer(state=State.FINE)
    return Answer(state=_STATES.get(found.problem.code, State.UNSURE), said=found.problem.message)


def _by_turns(urls: Sequence[str]) -> list[str]:
    """Order addresses so that no host's many keep the others waiting."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc, []).append(url)
    return [url for url in chain.from_iterable(zip_longest(*hosts.values())) if url is not None]


def _is_fresh(answer: Answer, at: datetime, now: datetime) -> bool:
    return timedelta() <= now - at < _GOOD_FOR.get(answer.state, _DOUBTED)


def _read(path: Path) -> dict[str, tuple[Answer, datetime]]:
    """Read what was heard; nothing where there is no such file, or one of another make."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {
            url: (Answer(state=State(state), said=said, moved_to=moved), datetime.fromisoformat(at))
            for url, (state, said, moved, at) in rows.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write(path: Path, heard: Mapping[str, tuple[Answer, datetime]]) -> None:
    rows = {url: [one.state, one.said, one.moved_to, at.isoformat()] for url, (one, at) in sorted(heard.items())}
    write_file(path, json.dumps(rows, ensure_ascii=False, indent=0).encode())
