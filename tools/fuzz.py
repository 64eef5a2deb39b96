"""Feed the parsers of ingest whatever coverage leads to: `python tools/fuzz.py -max_total_time=600`.

Needs `pip install atheris` (no wheel for every Python, so it is not among the pinned tools). Options are libFuzzer's.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

atheris: Any = importlib.import_module("atheris")  # installed by hand

with atheris.instrument_imports(include=["newsletter", "feedparser"]):
    import feedparser  # noqa: F401  instrumented here, used by the door

    from newsletter.ingest import reading
    from newsletter.problems import NewsletterError

NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)
NAMES = ("", "a.xml", "a.html", "a.eml", "a.md", "a.txt", "a.json", "a.opml")
TYPES = ("", "text/html", "text/xml; charset=utf-16", "application/rss+xml; charset=latin1")
CASES = Path(__file__).parents[1] / "tests" / "cases"


def read(data: bytes) -> None:
    """Read bytes as whatever their first byte says; only NewsletterError may come out."""
    if not data:
        return
    first = data[0]
    name, content_type = NAMES[first % len(NAMES)], TYPES[first // len(NAMES) % len(TYPES)]
    url = "" if name else "https://e.org/a"
    body = reading.Body(data=data[1:], origin="o", url=url, name=name, content_type=content_type)
    try:
        contents = reading.read(body, now=NOW)
    except NewsletterError:
        return
    for article in contents.articles:
        f"{article.title}{article.text}{article.raw}".encode()


def main() -> None:
    """Start from the cases of the tests."""
    cases = [path for path in (*CASES.glob("feeds/*"), *CASES.glob("pages/*")) if ".golden." not in path.name]
    with tempfile.TemporaryDirectory() as corpus:
        for number, path in enumerate(sorted(cases)):
            Path(corpus, str(number)).write_bytes(bytes([number % 2]) + path.read_bytes())
        atheris.Setup([sys.argv[0], corpus, "-max_len=8192", "-timeout=20", *sys.argv[1:]], read)
        atheris.Fuzz()


main()
