"""`newsletter new`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import completing, console

HELP = """Start an issue, from nothing or from pinned articles: their titles, their sources, candidate points.

What a person must write is marked; `newsletter check` refuses the issue until the marks are gone.

Examples:

  newsletter new                                  an empty one, a week after the last

  newsletter new --from kosmos --from gemma       from two seeds

  newsletter new --template weekly --date 2025-11-28
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new", help=HELP)(new)


def new(
    seeds: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="SEED", help="A pinned article.", autocompletion=completing.seeds),
    ] = None,
    *,
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", min=0, help="The last one's plus one if left out.")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="A week after the last issue if left out.")
    ] = None,
    slug: Annotated[str, typer.Option("--slug", metavar="SLUG", help="Its name in addresses.")] = "",
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help="A skeleton of yours in templates/issues/.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print it, write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print path and text as JSON.")] = False,
) -> None:
    from newsletter import clock, config, report
    from newsletter.pipeline import collect, draft

    room = collect.open_newsroom(config.find(Path.cwd()))
    options = draft.Options(
        seeds=tuple(seeds or ()), number=number, day=date_of(day), slug=slug, template=template, dry_run=dry_run
    )
    started = draft.new(room, options, today=clock.now().astimezone(room.config.zone).date())
    if json:
        console.give(report.as_json({"path": started.path, "text": started.text}))
    elif dry_run:
        console.give(started.text.rstrip("\n"))
    else:
        console.say(f"Started {started.path}")
        console.say("Write over what is marked, then `newsletter check` and `newsletter build --open`.")


def date_of(text: str | None) -> date | None:
    """Read a date of the command line. Raises NewsletterError for what is none."""
    from newsletter.problems import NewsletterError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NewsletterError.of("draft.date", f"`{text}` is no date.", "Write it as 2025-11-28.") from error
