"""The commands put together, and the one place where errors end."""

from __future__ import annotations

import os
import sys
from types import MappingProxyType
from typing import Annotated

import typer

from newsletter import __version__, machine, report
from newsletter.cli import (
    build,
    check,
    console,
    correct,
    doctor,
    evidence,
    feeds,
    helping,
    import_,
    inbox,
    ingest,
    init,
    new,
    preview,
    publish,
    raster,
    schema,
    send,
    subscribers,
    theme,
)
from newsletter.problems import NewsletterError

BUG = 3
INTERRUPTED = 130


class Newsletter(helping.Commands):
    """The commands, in the order in which an issue needs them."""

    panels = MappingProxyType(
        {
            "Start": ("init", "import", "theme"),
            "Collect": ("ingest", "feeds", "inbox", "show", "pick", "drop"),
            "Write": ("new", "check", "evidence", "build", "preview", "raster", "schema"),
            "Send": ("publish", "send", "correct", "subscribers", "doctor"),
        }
    )


helping.install()
app = typer.Typer(
    name="newsletter",
    cls=Newsletter,
    help="The newsroom in a repository: write an issue, see it, check it, publish it.",
    epilog="Start with `newsletter init mine`, then `cd mine` and `newsletter build --open`.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(*, wanted: bool) -> None:
    if wanted:
        console.give(f"newsletter {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=lambda on: _tell_version(wanted=on), is_eager=True
        ),
    ] = False,
    directory: Annotated[
        str, typer.Option("-C", "--directory", metavar="DIR", help="Work as if started in this folder.")
    ] = "",
) -> None:
    try:
        os.chdir(directory or ".")
    except OSError as error:
        message = f"`{directory}`: {os.strerror(error.errno or 0)}."
        raise NewsletterError.of("folder.cannot", message, "Name a folder that you can enter.") from error


for module in (
    init,
    ingest,
    feeds,
    inbox,
    new,
    import_,
    check,
    evidence,
    build,
    preview,
    publish,
    send,
    correct,
    subscribers,
    doctor,
    theme,
    raster,
    schema,
):
    module.register(app)


def main() -> int:
    """Run the command line. Exit codes: 0 fine, 1 problems, 2 usage, 3 our bug, 130 interrupted."""
    try:
        ended = app(prog_name="newsletter", standalone_mode=False)
    except NewsletterError as error:
        console.problems(error.problems)
        return 1
    except (KeyboardInterrupt, typer.Abort):
        ended = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        refused = machine.as_problem(error)
        if refused is None:
            return _bug(error)
        console.problems([refused])
        return 1
    except Exception as error:  # noqa: BLE001  the boundary: what nobody expected becomes a report
        return _usage(error) if hasattr(error, "exit_code") and hasattr(error, "show") else _bug(error)
    if ended == INTERRUPTED:  # typer gives it back where it catches Ctrl-C itself
        console.mention("\nInterrupted. Nothing was left half done.")
    return ended if isinstance(ended, int) else 0


def _usage(error: Exception) -> int:
    sys.stderr.write(report.encodable(helping.usage(error), sys.stderr.encoding or "utf-8") + "\n")
    return int(error.exit_code)  # type: ignore[attr-defined]  # the same


def _bug(error: Exception) -> int:
    import traceback

    trace = "".join(traceback.format_exception(error))
    sys.stderr.write(
        console.spoken("This is a bug in newsletter, not your mistake. Please report it with the lines below.")
        + f"\n\nnewsletter {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n"
        f"command: {' '.join(sys.argv[1:])}\n{trace}"
    )
    return BUG
