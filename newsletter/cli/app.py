"""The commands put together, and the one place where errors end."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.core import TyperGroup

from newsletter import __version__
from newsletter.cli import (
    build,
    check,
    console,
    correct,
    doctor,
    evidence,
    feeds,
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
from newsletter.problems import NewsletterError, did_you_mean

BUG = 3
INTERRUPTED = 130


class Commands(TyperGroup):
    """A group that says which command was meant."""

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, D102  click's own
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            hint = did_you_mean(args[0], self.commands)
            ctx.fail(console.spoken(f"There is no command `{args[0]}`. {hint or 'See `newsletter --help`.'}"))
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="newsletter",
    cls=Commands,
    help="The newsroom in a repository: write an issue, see it, check it, publish it.",
    epilog="Start with `newsletter init mine`, then `cd mine` and `newsletter build --open`.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        console.give(f"newsletter {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=lambda on: _version(wanted=on), is_eager=True),
    ] = False,
) -> None:
    pass


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
        ended = app(standalone_mode=False)
    except NewsletterError as error:
        console.problems(error.problems)
        return 1
    except (KeyboardInterrupt, typer.Abort):
        ended = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  the boundary: what nobody expected becomes a report
        return _usage(error) if hasattr(error, "exit_code") and hasattr(error, "show") else _bug(error)
    if ended == INTERRUPTED:  # typer gives it back where it catches Ctrl-C itself
        console.mention("\nInterrupted. Nothing was left half done.")
    return ended if isinstance(ended, int) else 0


def _usage(error: Exception) -> int:
    error.show()  # type: ignore[attr-defined]  # click's UsageError
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
