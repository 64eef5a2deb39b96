"""`newsletter subscribers`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console, helping

HELP = "Who gets the mailing of your own relay: kept on this machine, never in git. Engines keep their own."
IMPORT_HELP = """Add the addresses of a CSV file (UTF-8, one address a row, a column `email`).

Bad rows are named by their line and left out, all others come in. Who has unsubscribed stays so.

Example:

  newsletter subscribers import readers.csv --dry-run
"""
EXPORT_HELP = """Write everybody who ever subscribed as CSV: address, state, date. A file is for its owner alone.

Example:

  newsletter subscribers export readers.csv
"""
COUNT_HELP = "Count who is subscribed."
REMOVE_HELP = """Never mail somebody again: addresses, or what stands for a reader in addresses (`{reader}`).

Example:

  newsletter subscribers remove reader@example.org
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=helping.Commands, no_args_is_help=True, rich_markup_mode=None, add_completion=False)
    group.command("import", help=IMPORT_HELP)(import_)
    group.command("export", help=EXPORT_HELP)(export)
    group.command("count", help=COUNT_HELP)(count)
    group.command("remove", help=REMOVE_HELP)(remove)
    app.add_typer(group, name="subscribers", help=HELP)


def _here() -> tuple[Path, str]:
    """Give the newsletter's folder and today."""
    from newsletter import clock, config

    return config.find(Path.cwd()), clock.now().date().isoformat()


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import readers

    folder, day = _here()
    if file.is_file():
        said = console.spoken(f"Read {file}; its addresses join the {readers.count(folder)} who are subscribed.")
        typer.echo(said, err=json)
    done = readers.bring_in(folder, file, day=day, dry_run=dry_run)
    console.problems(done.problems)
    if json:
        counts = {name: getattr(done, name) for name in ("added", "known", "unsubscribed", "refused")}
        console.give(
            report.as_json({**counts, "dry_run": dry_run, "problems": [one.as_json() for one in done.problems]})
        )
    else:
        dry = "A dry run, nobody was added: " if dry_run else ""
        console.say(
            f"{dry}{done.added} added, {done.known} known before, {done.unsubscribed} left out because unsubscribed, "
            f"{done.refused} rows refused."
        )
    raise typer.Exit(1 if done.refused else 0)


def export(file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None) -> None:
    from newsletter.pipeline import readers

    folder, _ = _here()
    if file is None:
        readers.write_out(folder, sys.stdout)
        return
    with readers.private_file(file) as stream:
        written = readers.write_out(folder, stream)
    console.say(f"{written} rows in {file}")


def count(*, json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    from newsletter import report
    from newsletter.pipeline import readers

    number = readers.count(_here()[0])
    if json:
        console.give(report.as_json({"subscribed": number}))
    else:
        console.say(f"{number} subscribed")


def remove(words: Annotated[list[str], typer.Argument(metavar="ADDRESS...")]) -> None:
    from newsletter.pipeline import readers

    folder, day = _here()
    done = readers.remove(folder, words, os.environ, day=day)
    unknown = f" {done.unknown} stood for nobody." if done.unknown else ""
    console.say(f"{done.removed} will not be mailed any more.{unknown}")
    for stranger in done.strangers:
        console.say(f"{stranger} was never subscribed: look whether the reader has another address. It stays blocked.")
    raise typer.Exit(1 if done.unknown or done.strangers else 0)
