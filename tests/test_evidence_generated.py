"""Sentences made by templates, traced in the source they come from, and altered in one place."""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

import pytest
from evidence_sentences import Sentence, sources

from newsletter.curate.evidence import Claim, Index, Source, State, claims, index, trace
from newsletter.curate.figures import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COUNT = 500 if os.environ.get("NEWSLETTER_PROOF") == "1" else 105
GROUPS = list(sources(COUNT))
MAGNITUDES = {"milliards": "millions", "millions": "milliards", "Md€": "M€", "M€": "Md€", "billion": "million", "million": "billion", "bn": "m", "£": "€"}  # fmt: skip
UNITS = {
    "d’euros": "de dollars", "de dollars": "d’euros", "€": "$", "$": "€", "£": "$", "%": "points", "pour cent": "points", "percent": "points", "per cent": "points",
    "jours": "mois", "heures": "semaines", "mois": "ans", "ans": "jours", "semaines": "mois", "minutes": "heures", "days": "months", "hours": "weeks", "months": "years",
    "years": "days", "weeks": "months", "MW": "MWh", "GW": "GWh", "kWh": "kW", "points": "%", "euros": "dollars", "salariés": "serveurs", "employees": "servers",
}  # fmt: skip


@pytest.fixture(scope="module")
def seeds() -> list[Index]:
    texts = ["\n\n".join(sentence.text for sentence in group) for group in GROUPS]
    return [
        index(Source(id="seed", text=text, language=group[0].language, sha256=""))
        for text, group in zip(texts, GROUPS, strict=True)
    ]


def each(seeds: list[Index]) -> Iterator[tuple[Sentence, Index]]:
    for group, seed in zip(GROUPS, seeds, strict=True):
        for sentence in group:
            yield sentence, seed


def test_a_figure_copied_with_its_sentence_never_alarms(seeds: list[Index]) -> None:
    alarms, found = [], 0
    for sentence, seed in each(seeds):
        evidence = trace(claims(sentence.text, sentence.language), [seed]).evidence
        assert evidence, sentence
        found += len(evidence)
        alarms += [
            (sentence.text, one.claim.subject.text, one.reason) for one in evidence if one.state is not State.TRACED
        ]
    assert sum(map(len, GROUPS)) >= 2000
    assert found >= 3500
    assert alarms == []


def changed(sentence: Sentence, start: int, end: int, text: str) -> Claim | None:
    """Put a text in the place of another, and give the claim that stands there now."""
    altered = sentence.text[:start] + text + sentence.text[end:]
    found = [claim for claim in claims(altered, sentence.language) if isinstance(claim.subject, Figure)]
    return next((claim for claim in found if claim.subject.start <= start < claim.subject.end), None)


def caught(seeds: list[Index], change: Callable[[Sentence, Figure], Claim | None]) -> tuple[int, int]:
    """Count the changes of figures with a unit or from 100 on, and those that are caught."""
    made = seen = 0
    for sentence, seed in each(seeds):
        for claim in claims(sentence.text, sentence.language):
            figure = claim.subject
            if not isinstance(figure, Figure) or figure.kind in {Kind.YEAR, Kind.DATE, Kind.FRACTION}:
                continue
            if (figure.unit or figure.high >= 100) and (altered := change(sentence, figure)):
                made += 1
                seen += trace([altered], [seed]).evidence[0].state is State.UNTRACED
    return made, seen


def test_a_changed_digit_is_caught(seeds: list[Index]) -> None:
    chance = random.Random(3)  # noqa: S311 - the same digits every time

    def one_digit(sentence: Sentence, figure: Figure) -> Claim | None:
        at = chance.choice([at for at in range(figure.start, figure.end) if sentence.text[at].isdigit()])
        digit = chance.choice([digit for digit in "123456789" if digit != sentence.text[at]])
        return changed(sentence, at, at + 1, digit)

    made, seen = caught(seeds, one_digit)
    assert made >= 2500
    assert seen >= 0.97 * made, (made, seen)


def replacing(table: dict[str, str], skip: Callable[[Figure], bool]) -> Callable[[Sentence, Figure], Claim | None]:
    """Replace the first word of a table that a figure (and what it counts) has."""
    words = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))

    def change(sentence: Sentence, figure: Figure) -> Claim | None:
        end = figure.end + (12 if not figure.unit else 0)
        found = None if skip(figure) else words.search(sentence.text, figure.start, end)
        if not found:
            return None
        altered = sentence.text[: found.start()] + table[found[0]] + sentence.text[found.end() :]
        claimed = [claim for claim in claims(altered, sentence.language) if isinstance(claim.subject, Figure)]
        return next((claim for claim in claimed if abs(claim.subject.start - figure.start) <= 1), None)

    return change


def test_a_changed_magnitude_is_caught(seeds: list[Index]) -> None:
    made, seen = caught(seeds, replacing(MAGNITUDES, lambda figure: figure.kind not in {Kind.MONEY, Kind.MAGNITUDE}))
    assert made >= 600
    assert seen >= 0.99 * made, (made, seen)


def test_a_changed_unit_is_caught(seeds: list[Index]) -> None:
    made, seen = caught(seeds, replacing(UNITS, lambda figure: figure.kind is Kind.MAGNITUDE))
    assert made >= 1500
    assert seen >= 0.99 * made, (made, seen)
