"""Checking: an edition of 8 pieces and 12 seeds of 2,000 words, 200 issues in one run, and how cost grows with text."""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bench.corpus import CONFIG, WORDS
from bench.timing import workplace
from newsletter.pipeline.check import Options, check
from newsletter.seedfile import body_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2025, 11, 7, 6, tzinfo=UTC)
UNITS = ("% des réponses", "millions d’euros", "milliards de dollars", "salariés", "heures", "TWh", "pays", "requêtes")
HOSTILE = {
    "words said twice": "encore encore ",
    "open brackets": "[[[[",
    "open links": "[a](",
    "backticks": "`a ``b ",
    "figures": "14 % de 3 millions, ",
    "quotation marks": '« a “b "c ',
    "addresses": "https://a.example/b?utm_source=c ",
    "one long word": "anticonstitutionnellement",
    "signs": ",,;;!!??..",
}


def main() -> None:
    with workplace() as folder:
        _edition(folder / "one")
        _many(folder / "many", 200)
        _growth(folder / "growth")


def edition(folder: Path, number: int, day: date, *, pieces: int = 8, seeds: int = 12, words: int = 2000) -> None:
    """Write an issue whose every figure stands in one of its seeds."""
    chance = random.Random(number)
    known = {f"s{number}-{index}": _seed(folder, f"s{number}-{index}", words, chance) for index in range(seeds)}
    names = list(known)

    def claim(name: str) -> str:
        return f"Le relevé donne {chance.choice(known[name])} cette année, selon l’enquête."

    blocks = []
    for index in range(pieces):
        cited = [names[(index + step) % len(names)] for step in range(2)]
        points = "".join(f'      - "{claim(name)}"\n' for name in cited * 2)
        blocks.append(
            f"  - id: n{number}-p{index}\n    title: La nouvelle du jour {chance.choice(WORDS)}\n"
            f"    intro: |\n      {_words(chance, 40)}.\n\n      {claim(cited[0])}\n    essential:\n{points}"
            f"    takeaway: {_words(chance, 12)}.\n    sources: [{', '.join(cited)}]\n"
        )
    head = f"number: {number}\ndate: {day.isoformat()}\nslug: n{number}\nstatus: ready\nhook: |\n  Une ligne.\n"
    path = folder / "issues" / f"{day.isoformat()}-n{number}.yaml"
    path.write_text(f"{head}news:\n{''.join(blocks)}", encoding="utf-8")


def _seed(folder: Path, name: str, words: int, chance: random.Random) -> list[str]:
    figures = [f"{chance.randrange(2, 900)}\u00a0{chance.choice(UNITS)}" for _ in range(words // 25)]
    body = "\n\n".join(
        f"Le relevé donne {figure} cette année, selon l’enquête. {_words(chance, 17)}." for figure in figures
    )
    head = f"---\ntitle: {name}\nurl: https://exemple.org/{name}\nlanguage: fr\nsha256: {body_hash(body)}\n---\n"
    (folder / "seeds" / f"{name}.md").write_text(head + body + "\n", encoding="utf-8")
    return figures


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize()


def _lay(folder: Path) -> Path:
    (folder / "issues").mkdir(parents=True)
    (folder / "seeds").mkdir()
    (folder / "newsletter.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def _edition(folder: Path) -> None:
    edition(_lay(folder), 1, date(2025, 11, 7))
    options = Options(now=NOW, every=True, spelling=False, jobs=1)
    cold = _seconds(lambda: check(folder, options))
    warm = statistics.median(_seconds(lambda: check(folder, options)) for _ in range(15))
    found = check(folder, options).problems
    kinds = sorted({problem.code for problem in found})
    print(
        f"an edition of 8 pieces, 12 seeds of 2,000 words: {cold * 1000:.0f} ms cold, {warm * 1000:.0f} ms warm; {kinds}"
    )


def _many(folder: Path, count: int) -> None:
    _lay(folder)
    for number in range(1, count + 1):
        edition(folder, number, date(2021, 1, 1) + timedelta(weeks=number), pieces=4, seeds=3, words=600)
    for jobs in (1, None):
        taken = _seconds(lambda: check(folder, Options(now=NOW, every=True, spelling=True, jobs=jobs)))  # noqa: B023
        print(f"{count} issues, 3 seeds of 600 words each, {jobs or 'all'} processes: {taken:.1f} s")


def _growth(folder: Path) -> None:
    """Show the cost of 1×, 2×, 4× and 8× the text: linear is 1, 2, 4, 8."""
    _lay(folder)
    path = folder / "issues" / "2025-11-07-long.yaml"
    head = "number: 1\ndate: 2025-11-07\nslug: long\nstatus: ready\nhook: |\n  Une ligne.\nnews:\n  - title: Long\n    intro: |\n"
    chance = random.Random(1)
    honest = "".join(f"{_words(chance, 18)}, soit {chance.randrange(100)}\u00a0%. " for _ in range(8))
    for name, unit in {"honest prose": honest, **HOSTILE}.items():
        size = max(10_000 // len(unit), 1)
        times = []
        for factor in (1, 2, 4, 8):
            lines = "\n".join(f"      {line}" for line in (unit * (size * factor)).split("\n"))
            path.write_text(head + lines + "\n", encoding="utf-8")
            options = Options(now=NOW, every=True, spelling=False, jobs=1)
            times.append(min(_seconds(lambda: check(folder, options)) for _ in range(2)))  # noqa: B023
        ratios = " ".join(f"{one / times[0]:.1f}×" for one in times)
        print(f"10 kB of {name:<18} {times[0] * 1000:>6.0f} ms; 1, 2, 4, 8 times: {ratios}")


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
