"""Ingest beside the parsers it stands on: a corpus of feeds from disk, a thousand unchanged ones, a full inbox."""

from __future__ import annotations

import io
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Any

from bench import feed_corpus
from bench.timing import interleaved, row, workplace
from newsletter.curate.language import detect
from newsletter.ingest.addresses import Policy
from newsletter.ingest.collect import collect
from newsletter.ingest.entries import uid_of_text
from newsletter.ingest.fetch import Fetcher
from newsletter.ingest.inbox import Inbox, Incoming
from newsletter.ingest.inbox_alike import relate
from newsletter.ingest.inbox_search import Wanted
from newsletter.ingest.workers import Judgement, Workers
from newsletter.model import Article
from newsletter.pipeline.collect import LIKENESS, keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsletter.config import Feed
    from newsletter.ingest.collect import SourceResult

NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)
UNCHANGED = 1_000
FULL = 100_000


JUDGEMENT = Judgement(keys=keys, language=detect)


def ingest(path: Path, named: Sequence[str | Feed], **more: Any) -> tuple[SourceResult, ...]:
    door = Fetcher(contact="https://letter.example.org", policy=Policy.allowing(["127.0.0.0/8"]), per_host=8)
    with Inbox(path, LIKENESS) as box, Workers(JUDGEMENT, now=NOW) as workers:
        return collect(named, inbox=box, fetcher=door, workers=workers, now=NOW, **more)


def ours(corpus: str) -> None:
    """Read the corpus into a new inbox; fail unless every entry is there."""
    path = Path(corpus).with_name("inbox.db")
    for old in path.parent.glob("inbox.db*"):
        old.unlink()
    results = ingest(path, [corpus])
    assert sum(result.new for result in results) == feed_corpus.ENTRIES, Counter(result.status for result in results)
    processes = os.cpu_count() or 1
    peak = getrusage(RUSAGE_SELF).ru_maxrss + processes * getrusage(RUSAGE_CHILDREN).ru_maxrss
    path.with_name("peak").write_text(str(peak // 1024), encoding="utf-8")


def feedparser_alone(corpus: str) -> None:
    import feedparser

    count = 0
    for path in sorted(Path(corpus).iterdir()):
        found = feedparser.parse(io.BytesIO(path.read_bytes()), sanitize_html=False, resolve_relative_uris=False)
        count += len(found.entries)
    assert count == feed_corpus.ENTRIES


def feedparser_by_default(corpus: str) -> None:
    import feedparser

    assert sum(len(feedparser.parse(str(path)).entries) for path in Path(corpus).iterdir()) == feed_corpus.ENTRIES


def fastfeedparser_alone(corpus: str) -> None:
    import fastfeedparser

    count = sum(len(fastfeedparser.parse(path.read_bytes()).entries) for path in Path(corpus).iterdir())
    assert count == feed_corpus.ENTRIES


PARTS: dict[str, Callable[[str], None]] = {
    "ours": ours,
    "feedparser": feedparser_alone,
    "feedparser-default": feedparser_by_default,
    "fastfeedparser": fastfeedparser_alone,
}


def from_disk(folder: Path) -> None:
    """Time a whole run of ingest beside the parsers alone."""
    corpus = folder / "corpus"
    corpus.mkdir()
    size = feed_corpus.write(corpus)
    print(f"{feed_corpus.ENTRIES} entries of {feed_corpus.FEEDS} feeds, {size / 1e6:.0f} MB, from disk")
    commands = {name: [sys.executable, "-m", "bench.ingest", name, str(corpus)] for name in PARTS}
    found = interleaved(commands, Path(__file__).parents[1], runs=3)
    alone = found["feedparser"].seconds
    for name, timed in found.items():
        note = f"{timed.seconds / alone:.2f} × feedparser"
        if name == "ours":
            note += f", into the inbox; all processes together {(folder / 'peak').read_text(encoding='utf-8')} MB"
        row(name, timed, note)


class _Unchanged(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = "If-None-Match" in self.headers
        body = b"" if known else feed(self.path)
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def feed(path: str) -> bytes:
    return (
        f"<rss version='2.0'><channel><title>{path}</title><item><title>{path}</title></item></channel></rss>".encode()
    )


def unchanged(folder: Path) -> None:
    """Time a second run over feeds that have not changed, from a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Unchanged)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = [f"feed:http://127.0.0.1:{server.server_port}/{number}" for number in range(UNCHANGED)]
    ingest(folder / "unchanged.db", named)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        results = ingest(folder / "unchanged.db", named)
        seconds.append(time.perf_counter() - started)
        assert all(result.status == "unchanged" for result in results)
    server.shutdown()
    server.server_close()
    print(f"\n{UNCHANGED} local feeds, unchanged (304): {statistics.median(seconds):.2f} s, server included")


def percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    at = {share: ordered[int(share / 100 * (len(ordered) - 1))] * 1000 for share in (50, 95, 100)}
    return ", ".join(f"p{share} {value:.1f} ms" for share, value in at.items())


def full(folder: Path) -> None:
    """Time questions to an inbox of 100,000 articles."""
    writer = feed_corpus.Writer("fr", 3)
    chance = random.Random(3)
    texts = [writer.text(chance.choice((300, 900, 1_800))) for _ in range(4_000)]
    with Inbox(folder / "full.db", LIKENESS) as box:
        spent = 0.0
        for start in range(0, FULL, 500):
            some = [Incoming(article=article(number, texts, writer)) for number in range(start, start + 500)]
            spent += timed(partial(box.add, some, source="s"))
        size = sum(path.stat().st_size for path in folder.glob("full.db*")) / 1e6
        print(f"\n{FULL} articles in an inbox of {size:.0f} MB, written at {FULL / spent:.0f} articles a second")
        # Words from the commonest to the rarest thousand, two at a time and alone.
        asked = [" ".join(chance.sample(writer.words[: 10 ** chance.choice((1, 2, 3))], 2)) for _ in range(200)]
        questions = [Wanted(words=words) for words in (*asked, *writer.words[:20])]
        print("search    ", percentiles([timed(partial(box.search, wanted)) for wanted in questions]))
        print("newest    ", percentiles([timed(partial(box.search, Wanted())) for _ in range(20)]))
        some_days = Wanted(since=NOW - timedelta(days=2), source="site7")
        print("filtered  ", percentiles([timed(partial(box.search, some_days)) for _ in range(20)]))
        print("duplicates", percentiles(duplicates(box, texts, writer)))


def duplicates(box: Inbox, texts: list[str], writer: feed_corpus.Writer) -> list[float]:
    """Time finding the likes of an altered text, and noting them."""
    spans = []
    box.connection.execute("BEGIN")
    for known in texts[:200]:
        text = f"{known} {writer.sentence()}"
        spans.append(timed(partial(relate, box.connection, -1, text, keys(text), LIKENESS)))
    box.connection.execute("ROLLBACK")
    return spans


def article(number: int, texts: list[str], writer: feed_corpus.Writer) -> Article:
    """Make an article of two known texts, so that each is unlike the others as a whole."""
    text = " ".join((writer.text(900), texts[number])) if number < len(texts) else writer.text(900)
    title = writer.title()
    return Article(
        uid=uid_of_text(str(number)),
        title=title,
        text=text,
        site=f"site{number % 200}",
        published=NOW - timedelta(minutes=number),
        retrieved=NOW,
        language="fr",
    )


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def main() -> None:
    with workplace() as folder:
        from_disk(folder)
        unchanged(folder)
        full(folder)


if __name__ == "__main__":
    if sys.argv[1:]:
        PARTS[sys.argv[1]](sys.argv[2])
    else:
        main()
