"""How long the text side takes for one article: `python bench/text.py` from the root of the repository."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.curate import dedupe
from newsletter.curate.keypoints import keypoints
from newsletter.curate.language import detect
from newsletter.curate.rank import Candidate, rank, topics
from newsletter.curate.sentences import sentences
from newsletter.ingest.dates import parse
from newsletter.ingest.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable

_CASES = Path(__file__).parents[1] / "tests" / "cases"
_ARTICLE = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((_CASES / "keypoints").glob("fr-*.md"))[:3])
_NOW = datetime(2025, 11, 7, 9, tzinfo=UTC)
_CANDIDATES = [
    Candidate(id=str(at), title=_ARTICLE[at : at + 60], text=_ARTICLE[at:], published=_NOW, site="", language="fr")
    for at in range(500)
]
_PAST = topics([_ARTICLE[at * 100 :] for at in range(25)], "fr")


def median_ms(act: Callable[[], object], rounds: int) -> float:
    def once() -> float:
        start = time.perf_counter()
        act()
        return (time.perf_counter() - start) * 1000

    return statistics.median(once() for _ in range(rounds))


print(f"one French article of {len(_ARTICLE.split())} words, median milliseconds")
for name, act, rounds in (
    ("clean", lambda: clean(_ARTICLE, today=_NOW.date()), 50),
    ("detect", lambda: detect(_ARTICLE, "fr"), 50),
    ("sentences", lambda: sentences(_ARTICLE, "fr"), 50),
    ("signature and bands", lambda: dedupe.bands(dedupe.signature(_ARTICLE)), 50),
    ("keypoints", lambda: keypoints("La fonderie", _ARTICLE, "fr"), 20),
    ("parse a date", lambda: parse("Mon, 20 Jan 2025 10:00:00 CET", now=_NOW), 500),
    ("rank 500 articles", lambda: rank(_CANDIDATES, now=_NOW, topics=_PAST), 5),
):
    print(f"{name:22} {median_ms(act, rounds):8.3f}")
