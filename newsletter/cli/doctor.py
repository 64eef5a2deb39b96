"""`newsletter doctor`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Look at what a mailing needs: configuration, credentials, and the domain's SPF, DKIM and DMARC.

It says what is missing of what bulk senders are asked for. Whether mail arrives, nobody can know beforehand.

Examples:

  newsletter doctor --selector news             looks the records up in DNS

  newsletter doctor --records records.txt       lines of `name TXT "value"`, as `dig` writes them

  newsletter doctor --offline                   configuration and credentials only
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=HELP)(doctor)


def doctor(
    *,
    records: Annotated[Path | None, typer.Option("--records", metavar="FILE", help="TXT records, as given.")] = None,
    selectors: Annotated[
        list[str] | None, typer.Option("--selector", metavar="NAME", help="Of a DKIM key, and more.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Leave DNS out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    from newsletter import config, report
    from newsletter.pipeline import doctor as pipeline
    from newsletter.problems import has_errors

    options = pipeline.Options(
        environ=os.environ,
        records=records,
        selectors=tuple(selectors or ()),
        offline=offline,
        tell=console.mention,
    )
    found = pipeline.examined(config.find(Path.cwd()), options)
    if json:
        console.give(report.as_json([problem.as_json() for problem in found]))
    else:
        console.problems(found)
        console.say(f"Examined: {report.count(found)}. Nobody can promise that mail arrives.")
    raise typer.Exit(1 if has_errors(found) else 0)
