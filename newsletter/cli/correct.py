"""`newsletter correct`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import completing, console

HELP = """Add a dated correction to an issue: on its web copy, in the archive and in the feeds.

The note goes into the issue's file; commit it, and the next `newsletter publish --due` brings the site up to
date. The mail stays what it was.

Examples:

  newsletter correct 42 "Le chiffre était de 11 %, et non de 12 %."

  newsletter correct 42 "…" --block kosmos --date 2025-11-08
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("correct", help=HELP)(correct)


def correct(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", autocompletion=completing.issues)],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was wrong, and what is right.")],
    *,
    block: Annotated[str | None, typer.Option("--block", metavar="ID", help="The block that it concerns.")] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Today if left out.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    from datetime import date

    from newsletter import clock, config, report
    from newsletter.pipeline import correct as pipeline
    from newsletter.problems import NewsletterError

    folder = config.find(Path.cwd())
    try:
        when = date.fromisoformat(day) if day else clock.now().astimezone(config.load(folder).zone).date()
    except ValueError as error:
        raise NewsletterError.of("correct.date", f"`{day}` is no date.", "Write it as 2025-11-28.") from error
    note = pipeline.Note(text=text, day=when, block=block)
    place = f", block {block}" if block else ""
    done = pipeline.correct(
        folder, issue, note, tell=lambda words: typer.echo(console.spoken(words), err=json), dry_run=dry_run
    )
    if json:
        console.give(
            report.as_json(
                {"issue": done.issue, "path": done.path, "written": done.written, "message_sha256": done.mail}
            )
        )
        return
    verb = "Would add" if dry_run else "Added"
    console.say(f"{verb} a correction of {when} to {done.path}{place}.")
    for path in done.written:
        console.give(f"  out/{path}")
    console.say(f"The mail stays what it was: {done.mail[:12]}.")
