"""Time the evidence check: 8 items against 12 seeds of 2,000 words, and how it grows with the text, hostile or not.

    PYTHONPATH=.:tests python bench/evidence.py

Times are of the processor, the best of some runs, everything imported and every pattern compiled.
"""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING

from evidence_sentences import Writer
from hostile_texts import HOSTILE

from newsletter.curate.evidence import Claim, Index, Report, Source, claims, index, trace
from newsletter.curate.figures import find, quotations

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = {
    "fr": "La société affirme que son outil aide les équipes sans les remplacer, et que le travail y gagne. ",
    "en": "The company says that its tool helps teams without replacing them, and that work is better for it. ",
}


def text(language: str, words: int, seed: int) -> str:
    """Give prose of so many words, one sentence in three with figures."""
    writer = Writer(language, random.Random(seed))
    written: list[str] = []
    count = 0
    while count < words:
        sentence = writer.sentence().text + " " if len(written) % 3 == 0 else PLAIN[language]
        written.append(sentence + ("\n\n" if len(written) % 5 == 4 else ""))
        count += len(sentence.split())
    return "".join(written)


def timed(work: Callable[[], object], runs: int = 9) -> float:
    """Give the best of some runs, in milliseconds."""
    found = []
    for _ in range(runs):
        started = time.process_time()
        work()
        found.append((time.process_time() - started) * 1000)
    return min(found)


def edition() -> None:
    """Print the time of an edition: 8 items of 90 words that cite all of 12 seeds."""
    languages = ["fr", "en"] * 6
    seeds = [Source(id=f"s{n}", text=text(code, 2000, n), language=code, sha256="") for n, code in enumerate(languages)]
    words, count = sum(len(seed.text.split()) for seed in seeds), sum(len(index(seed).figures) for seed in seeds)
    print(f"12 seeds of {words} words and {count} figures: index {timed(partial(indexed, seeds)):.1f} ms")
    from_seeds = [seed.text[200:800] for seed in seeds[::2]] + [seed.text[900:1500] for seed in seeds[:4:2]]
    check("from the seeds", from_seeds, seeds)
    check("from nowhere, all untraced", [text("fr", 90, 1000 + n) for n in range(8)], seeds)


def check(name: str, items: list[str], seeds: list[Source]) -> None:
    """Print the time of items that are checked against seeds."""
    indexes, found = indexed(seeds), claimed(items)
    untraced = sum(len(report.untraced) for report in traced(found, indexes))
    print(f"8 items {name}: {sum(map(len, found))} claims, {untraced} untraced")
    steps: dict[str, Callable[[], object]] = {
        "claims": partial(claimed, items),
        "trace": partial(traced, found, indexes),
        "all with the index": partial(whole, items, seeds),
    }
    print("  " + ", ".join(f"{step} {timed(work):.1f} ms" for step, work in steps.items()))


def indexed(seeds: list[Source]) -> list[Index]:
    """Read the seeds."""
    return [index(seed) for seed in seeds]


def claimed(items: list[str]) -> list[tuple[Claim, ...]]:
    """Read the claims of the items."""
    return [claims(item, "fr") for item in items]


def traced(found: list[tuple[Claim, ...]], indexes: list[Index]) -> list[Report]:
    """Trace the claims of the items."""
    return [trace(one, indexes) for one in found]


def whole(items: list[str], seeds: list[Source]) -> list[Report]:
    """Check an edition from its texts."""
    return traced(claimed(items), indexed(seeds))


def growth() -> None:
    """Print how the time grows with the text: 2, 4 and 8 times as long."""
    kinds = {"prose fr": text("fr", 3000, 1), "prose en": text("en", 3000, 2)} | {repr(unit): unit for unit in HOSTILE}
    for name, unit in kinds.items():
        texts = [(unit * (size // len(unit) + 1))[:size] for size in (20_000, 40_000, 80_000, 160_000)]
        times = [timed(partial(read, longer), 3) for longer in texts]
        grown = "  ".join(f"x{2**n}: {taken / times[0]:5.2f}" for n, taken in enumerate(times[1:], 1))
        print(f"{name[:24]:24}{times[0]:8.1f} ms  {grown}")


def read(longer: str) -> None:
    """Read a text's figures and quotations."""
    find(longer, "fr")
    quotations(longer, "fr")


if __name__ == "__main__":
    edition()
    growth()
