"""The evidence of an issue as a table: one row a figure or quotation, for people, machines and the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from newsletter.curate.figures import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from newsletter.curate.proofs import Proof, Proved
    from newsletter.model import Issue

Cell: TypeAlias = "str | int | float | bool | None"


def rows(issue: Issue, proved: Sequence[Proved]) -> tuple[Mapping[str, Cell], ...]:
    """Give a row for each figure and quotation, in the order of the blocks.

    `text` is what is printed; `value` its number (in the base unit), ISO date, or nothing for a quotation, `to` the
    other end of a range; `line` and `column` its place in the issue's file. `seed`, `offset` (in characters) and
    `sha256` say where in which body the `passage` stands: the one that bears it out, or the nearest of an untraced
    one. `reason` is the editor's for a waived figure, the computation of a computed one, and what is missing
    otherwise.
    """
    return tuple(_row(issue, proof) for one in proved for proof in one.proofs)


def _row(issue: Issue, proof: Proof) -> Mapping[str, Cell]:
    subject, found = proof.claim.subject, proof.evidence
    line, column = issue.source.position(proof.text.at, subject.start)
    passage = found.passage or found.nearest
    figure = subject if isinstance(subject, Figure) else None
    return {
        "block": proof.text.block,
        "text": " ".join(subject.text.split()),
        "value": _value(figure, figure.low) if figure else None,
        "to": _value(figure, figure.high) if figure and figure.high != figure.low else None,
        "approximate": figure.approximate if figure else False,
        "unit": figure.unit if figure else "",
        "kind": str(proof.claim.kind),
        "line": line,
        "column": column,
        "state": str(found.state),
        "seed": passage.source if passage else None,
        "offset": passage.offset if passage else None,
        "sha256": passage.sha256 if passage else None,
        "passage": " ".join(passage.text.split()) if passage else None,
        "reason": found.reason or None,
    }


def _value(figure: Figure, value: Fraction) -> Cell:
    if figure.kind is Kind.DATE and figure.unit == "date":
        return _day(int(value))
    return int(value) if value.denominator == 1 else float(value)


def _day(digits: int) -> str:
    """Write YYYYMMDD, with zeros for what is not said, as much of an ISO date as is known: `2025-05`, `--11-12`."""
    year, month, day = digits // 10000, digits // 100 % 100, digits % 100
    parts = [f"{year:04}" if year else "-", f"{month:02}" if month else "", f"{day:02}" if day else ""]
    return "-".join(part for part in parts if part)
