"""`newsletter import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import console

if TYPE_CHECKING:
    from newsletter.pipeline import imports

HELP = """Turn past editions into issues: text, Markdown, HTML, .eml, or another platform's export (.zip, .csv, .json).

What finds no place stays in the YAML as a comment, and is listed. Never overwrites.

Examples:

  newsletter import edition-41.txt --number 41 --date 2025-10-31

  newsletter import export.zip --dry-run
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help=HELP)(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Past editions.")],
    *,
    number: Annotated[int | None, typer.Option("--number", metavar="N", min=0, help="Of the first one.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Of the edition, if it does not say.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the issues, write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one result an edition as JSON.")] = False,
) -> None:
    from newsletter import clock, config, report
    from newsletter.cli.new import date_of
    from newsletter.pipeline import collect, imports

    room = collect.open_newsroom(config.find(Path.cwd()))
    options = imports.Options(number=number, day=date_of(day), dry_run=dry_run)
    results = imports.bring(room, files, options, now=clock.now())
    if json:
        rows = [
            {
                "name": one.name,
                "path": one.path or None,
                "left": list(one.left),
                "notes": list(one.notes),
                "problem": one.problem.as_json() if one.problem else None,
            }
            for one in results
        ]
        console.give(report.as_json(rows))
    else:
        for result in results:
            _show(result, dry_run=dry_run)
    raise typer.Exit(1 if any(result.problem for result in results) else 0)


def _show(result: imports.Result, *, dry_run: bool) -> None:
    if result.problem:
        console.problems([result.problem])
        return
    if dry_run:
        console.give(result.text.rstrip("\n"))
        return
    console.give(f"{result.name} → {result.path}")
    for line in (*result.notes, *(f"no place for {one}" for one in result.left)):
        console.give(f"  {console.spoken(line)}")
