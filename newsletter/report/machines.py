"""Problems and results as machines read them: JSON, and the annotations of GitHub's workflows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsletter.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.problems import Problem


def as_json(value: Any) -> str:  # noqa: ANN401  whatever JSON can hold
    """Write JSON for machines: one stable form, accents literal."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem]) -> str:
    """Give workflow commands that GitHub shows as annotations beside the line."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    return "\n".join(
        f"::{kinds[problem.severity]} {_place(problem)}title={_property(problem.code)}::{_data(problem)}"
        for problem in problems
    )


def _place(problem: Problem) -> str:
    """Say where, as far as it is known: GitHub minds columns only where the line of the end is said too."""
    if not problem.path:
        return ""
    line, column = max(problem.line, 1), max(problem.column, 1)
    region = f"line={line},endLine={line},col={column},endColumn={column + problem.length}"
    return f"file={_property(problem.path)},{region},"


def _data(problem: Problem) -> str:
    text = f"{problem.message} {problem.hint}".strip()
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return text.replace("%", "%25").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
