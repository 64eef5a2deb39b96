"""The corpus of `cases/evidence`: one case a line, its outcome, and the measures of each class.

python tests/evidence_corpus.py                     # measure, and raise the floors that can be raised
python tests/evidence_corpus.py --lower "reason"    # the only way to lower one; the reason is written down
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from newsletter.curate.evidence import Pin, Source, State, claims, index, trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLDER = Path(__file__).parent / "cases" / "evidence"
FLOORS = FOLDER / "floors.json"
CHOSEN: set[str] = set()  # the classes to measure; all if none is named
MARKS = str.maketrans({"⍽": "\u00a0", "␣": "\u202f", "¶": "\n\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A claim and its source. `expected` is traced, computed or untraced."""

    topic: str
    number: int
    expected: str
    languages: tuple[str, str]
    claim: str
    source: str
    computed: str = ""

    def outcome(self) -> str:
        """Give `untraced` if one claim of the text is, `none` if nothing was claimed, or how the first stands."""
        cited = index(Source(id="seed", text=self.source, language=self.languages[1], sha256="0" * 64))
        found = claims(self.claim, self.languages[0])
        if not found:
            return "none"
        pin = Pin(figure=found[0].subject.text, computed=self.computed, sources=("seed",))
        report = trace(found, [cited], [pin] if self.computed else [])
        states = [str(one.state) for one in report.evidence]
        return str(State.UNTRACED) if State.UNTRACED in states else states[0]


def cases() -> Iterator[Case]:
    """Read the corpus."""
    for path in sorted(FOLDER.glob("*.yaml")):
        sections = yaml.safe_load(path.read_text(encoding="utf-8"))
        for expected in ("traced", "computed", "untraced"):
            for pair, lines in sections.get(expected, {}).items():
                issue, source = pair.split("-")
                for number, line in enumerate(lines.translate(MARKS).strip().replace("\n\n", "¶").splitlines(), 1):
                    parts = line.replace("¶", "\n\n").split(" <- ")
                    claim, *computed, text = (part.strip() for part in parts)
                    yield Case(
                        topic=path.stem, number=number, expected=expected, languages=(issue, source), claim=claim,
                        source=text, computed="".join(computed),
                    )  # fmt: skip


def measure(chosen: Iterable[Case]) -> dict[str, dict[str, float]]:
    """Give each class's figures: cases, the share of true claims accepted, of false ones caught, of alarms that are true."""
    tally: dict[str, dict[str, int]] = {}
    for case in chosen:
        one = tally.setdefault(case.topic, {"true": 0, "accepted": 0, "false": 0, "caught": 0})
        right = case.outcome() == case.expected
        if case.expected == "untraced":
            one["false"] += 1
            one["caught"] += right
        else:
            one["true"] += 1
            one["accepted"] += right
    return {topic: _shares(one) for topic, one in tally.items()}


def _shares(one: dict[str, int]) -> dict[str, float]:
    alarms = one["caught"] + one["true"] - one["accepted"]
    return {
        "cases": one["true"] + one["false"],
        "accepted": round(one["accepted"] / one["true"], 4) if one["true"] else 1.0,
        "recall": round(one["caught"] / one["false"], 4) if one["false"] else 1.0,
        "precision": round(one["caught"] / alarms, 4) if alarms else 1.0,
    }


def corpus_hash() -> str:
    """Give the SHA-256 of the corpus, whatever the line ends."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_text(encoding="utf-8").encode() + b"\0")
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the floors; refuse to lower one without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lower", metavar="REASON", default="", help="lower floors to what is measured, for this reason"
    )
    reason = parser.parse_args(arguments).lower
    old = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"classes": {}}
    found = measure(case for case in cases() if not CHOSEN or case.topic in CHOSEN)
    lowered = [
        f"{topic}.{name}: {floor} -> {found.get(topic, {}).get(name, 0)}"
        for topic, floors in old["classes"].items()
        for name, floor in floors.items()
        if found.get(topic, {}).get(name, 0) < floor
    ]
    for line in lowered:
        print("lower", line)  # noqa: T201 - a command for people
    if lowered and not reason:
        return 1
    new = {
        "corpus_sha256": corpus_hash(),
        "classes": found,
        "lowered": [*old.get("lowered", []), *([reason] if lowered else [])],
    }
    FLOORS.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
