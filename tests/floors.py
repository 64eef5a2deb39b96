"""Quality floors: what is measured on a corpus may not fall under what is written in its `floors.toml`.

`python tests/floors.py TOPIC…` measures again and raises the floors; a corpus that changed or a floor that would fall asks
for `--lower REASON`, and the reason stays in the file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CASES = Path(__file__).parent / "cases"
_DIGITS = 3  # floors are rounded down to thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What was measured (higher is better), and the text it was measured on."""

    figures: Mapping[str, float]
    corpus: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.corpus.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """What a `floors.toml` holds; `lowered` keeps every reason that was given."""

    sha256: str
    figures: Mapping[str, float]
    lowered: Sequence[str] = ()

    @classmethod
    def load(cls, path: Path) -> Floors:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(sha256=known["corpus"], figures=known["floors"], lowered=known.get("lowered", []))

    def text(self) -> str:
        reasons = "".join(f"  {json.dumps(reason, ensure_ascii=False)},\n" for reason in self.lowered)
        lowered = f"lowered = [\n{reasons}]\n" if reasons else ""
        figures = "".join(f"{name} = {value}\n" for name, value in self.figures.items())
        return f'corpus = "{self.sha256}"\n{lowered}\n[floors]\n{figures}'


def broken(floors: Floors, measure: Measure) -> list[str]:
    """Say which floors the measure breaks, a changed corpus and a figure that is not measured any more included."""
    found = [] if floors.sha256 == measure.sha256 else ["the corpus changed"]
    for name, floor in floors.figures.items():
        value = measure.figures.get(name)
        if value is None:
            found.append(f"{name} is not measured")
        elif value < floor:
            found.append(f"{name} is {value:.4f}, under its floor of {floor}")
    return found


def pinned(known: Floors | None, measure: Measure, reason: str) -> Floors:
    """Give the floors to write; raises SystemExit where something would be lowered without a reason."""
    figures = {name: math.floor(value * 10**_DIGITS + 1e-9) / 10**_DIGITS for name, value in measure.figures.items()}
    if known is None:
        return Floors(sha256=measure.sha256, figures=figures)
    lowered = broken(known, measure)
    if lowered and not reason:
        raise SystemExit(f"{'; '.join(lowered)}: say why with --lower REASON")
    if not lowered:
        figures = {name: max(value, known.figures.get(name, value)) for name, value in figures.items()}
        return Floors(sha256=measure.sha256, figures=figures, lowered=known.lowered)
    return Floors(sha256=measure.sha256, figures=figures, lowered=[*known.lowered, f"{reason} ({'; '.join(lowered)})"])


def main(arguments: Sequence[str], measures: Mapping[str, Callable[[], Measure]]) -> None:
    parser = argparse.ArgumentParser(description="Measure again and pin the floors.")
    parser.add_argument("topics", nargs="+", choices=sorted(measures))
    parser.add_argument("--lower", default="", metavar="REASON")
    given = parser.parse_args(arguments)
    for topic in given.topics:
        path = CASES / topic / "floors.toml"
        floors = pinned(Floors.load(path) if path.exists() else None, measures[topic](), given.lower)
        path.write_text(floors.text(), encoding="utf-8")
        sys.stdout.write(f"{topic}: {dict(floors.figures)}\n")


if __name__ == "__main__":
    from measures import MEASURES

    main(sys.argv[1:], MEASURES)
