"""`newsletter preview`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import completing, console

HELP = """Open the desk: issues in the browser as readers will see them, live while you write.

Nothing leaves this machine. With --export the same desk is written as static files, for reviewers.

Examples:

  newsletter preview                               the newest issue

  newsletter preview --issue 42 --port 9000

  newsletter preview --export out/desk --against origin/main
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview", help=HELP)(preview)


def preview(
    *,
    issue: Annotated[
        str,
        typer.Option(
            "--issue", metavar="ISSUE", help="What to show first: number, slug, …", autocompletion=completing.issues
        ),
    ] = "",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The next free one if it is in use.")
    ] = 8470,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Other than loopback asks for a token.")
    ] = "127.0.0.1",
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    export: Annotated[Path | None, typer.Option("--export", metavar="DIR", help="Write static files instead.")] = None,
    against: Annotated[
        str, typer.Option("--against", metavar="REV", help="With --export: compare with a git revision.")
    ] = "",
) -> None:
    from newsletter import config
    from newsletter.problems import NewsletterError

    folder = config.find(Path.cwd())
    if against and export is None:
        raise NewsletterError.of("preview.against", "--against compares exported pages.", "Add --export DIR.")
    if export is not None:
        from newsletter.preview import export as exporting

        done = exporting.export(folder, export.absolute(), issue=issue, against=against)
        console.say(f"Wrote the desk with {done} issue{'' if done == 1 else 's'} to {export}/index.html")
        console.say(f"See it with  python3 -m http.server --bind 127.0.0.1 --directory {export}")
        return
    from newsletter.preview import server

    show = None if no_open else _launch
    server.serve(folder, server.Options(host=host, port=port, issue=issue, say=_say, show=show))


def _say(line: str) -> None:
    """Say a line at once, even where nobody reads along: whoever started the desk waits for its address."""
    console.say(line)
    sys.stdout.flush()


def _launch(address: str) -> None:
    typer.launch(address)
