"""The golden readings of `cases/figures`: one sentence a line, then the figures read in it.

    Près de 14 milliards d’euros. => 14 milliards d’euros = 14000000000 EUR money nearly ~

`~` marks an approximate figure, `?` an incidental one, `*` a vague one; `nothing` a sentence without figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.curate.figures import Bound, Figure, find

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "cases" / "figures"
MARKS = str.maketrans({"⍽": "\u00a0", "␣": "\u202f", "¶": "\n"})


def written(figure: Figure) -> str:
    """Write a figure as the cases do."""
    value = f"{figure.low}" if figure.low == figure.high else f"{figure.low}..{figure.high}"
    parts = [" ".join(figure.text.split()), "=", value, figure.unit or "-", figure.kind]
    parts += [figure.bound] if figure.bound is not Bound.EXACT else []
    parts += [f"/{figure.per}"] if figure.per else []
    parts += [{1: "+", -1: "-"}[figure.sign]] if figure.sign else []
    marks = "~" * figure.approximate + "*" * figure.vague + "?" * figure.incidental
    return " ".join([*parts, marks] if marks else parts)


def read(sentence: str, language: str) -> str:
    """Write the figures of a sentence as the cases do."""
    return " ; ".join(map(written, find(sentence.translate(MARKS), language))) or "nothing"


def cases() -> Iterator[tuple[str, str, str]]:
    """Give language, sentence and reading of every case."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentence, _, reading = line.partition(" => ")
            if reading:
                yield path.stem.partition("-")[0], sentence, reading
