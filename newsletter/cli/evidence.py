"""`newsletter evidence`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from newsletter.cli import completing, console

HELP = """Show where each figure and quotation of an issue comes from.

ISSUE is a number, a slug, a date, a name or a path. A figure is traced to a passage of a cited seed, computed from
such passages, waived by the editor with a reason, or untraced: then the nearest passage is shown.

Examples:

  newsletter evidence 42

  newsletter evidence 42 --json     a list of objects, for machines

Exit code 1 where something is untraced, or a seed that is cited cannot be read or was edited since it was pinned.
The manifest of a build holds the same rows, with the hash of each seed's text, the other end of ranges, and whether a
figure is approximate.
"""
# The keys of --json, which stay; the manifest has more.
KEYS = (
    "block",
    "text",
    "value",
    "unit",
    "kind",
    "line",
    "column",
    "state",
    "seed",
    "offset",
    "passage",
    "reason",
)
MARKS = {"traced": ("✓", "+"), "computed": ("=", "="), "waived": ("–", "-"), "untraced": ("✗", "!")}
COUNTS = {
    "traced": "{} traced",
    "computed": "{} computed",
    "waived": "{} waived",
    "untraced": "{} untraced",
}
_PASSAGE = 110  # characters of a passage on one line


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evidence", help=HELP)(evidence)


def evidence(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", autocompletion=completing.issues)],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
) -> None:
    from newsletter import config, report
    from newsletter.pipeline import evidence as pipeline

    tables = pipeline.evidence(config.find(Path.cwd()), issue)
    problems = [problem for table in tables for problem in table.problems]
    rows = [row for table in tables for row in table.rows]
    console.problems(problems)
    if json:
        console.give(report.as_json([{key: row[key] for key in KEYS} for row in rows]))
    else:
        for table in tables:
            _show(table.path, table.rows)
    untraced = any(row["state"] == "untraced" for row in rows)
    raise typer.Exit(1 if problems or untraced else 0)


def _show(path: str, rows: tuple[Mapping[str, Any], ...]) -> None:
    plain = console.ascii_only()
    block = None
    for row in rows:
        if row["block"] != block:
            block = row["block"]
            console.give(f"\n{console.bold(str(block))}")
        mark = MARKS[row["state"]][plain]
        console.give(
            f"  {mark} {row['text']:<28} {console.dim(path + ':' + str(row['line']) + ':' + str(row['column']))}"
        )
        for line in _because(row):
            console.give(f"      {line}")
    states = Counter(row["state"] for row in rows)
    counts = ", ".join(words.format(states[state]) for state, words in COUNTS.items() if states[state])
    console.give(f"\n{path}: " + console.spoken(counts or "no figures"))


def _because(row: Mapping[str, Any]) -> list[str]:
    lines = [_reason(row)] if row["reason"] else []
    if row["passage"]:
        shown = row["passage"] if len(row["passage"]) <= _PASSAGE else row["passage"][:_PASSAGE].rstrip() + "…"
        nearest = console.spoken("nearest: ") if row["state"] == "untraced" else ""
        lines.append(f"{nearest}{row['seed']}, {row['offset']}: « {shown} »")
    return lines


def _reason(row: Mapping[str, Any]) -> str:
    """Say why: in the editor's own words where a figure was waived, else in the reader's language."""
    return str(row["reason"]) if row["state"] == "waived" else console.spoken(str(row["reason"]))
