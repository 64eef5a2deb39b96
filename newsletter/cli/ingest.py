"""`newsletter ingest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.ingest.collect import SourceResult

HELP = """Read feeds, pages, files and folders into the inbox.

SOURCE is the address of a feed or a page, a file (HTML, Markdown, text, .eml, OPML), a folder, or - for standard
input; the feeds of newsletter.toml if left out. Reading something twice adds nothing.

Examples:

  newsletter ingest                          every feed of newsletter.toml

  newsletter ingest https://example.org/feed.xml saved-pages/

  pbpaste | newsletter ingest -              a text from the clipboard
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest", help=HELP)(ingest)


def ingest(
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one result a source as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read, but store nothing.")] = False,
) -> None:
    from newsletter import clock, config, report
    from newsletter.pipeline import collect

    room = collect.open_newsroom(config.find(Path.cwd()))
    named = [_from_here(source, room.folder) for source in sources or ()]
    results = collect.ingest_sources(
        room,
        named,
        now=clock.now(),
        keep=not dry_run,
        standard_input=sys.stdin.buffer.read() if "-" in named else b"",
        on_progress=_progress(),
    )
    if json:
        console.give(report.as_json([result.as_json() for result in results]))
    else:
        _show(results, dry_run=dry_run)
    raise typer.Exit(1 if any(result.status == "failed" for result in results) else 0)


def _from_here(source: str, folder: Path) -> str:
    """Name a file from the newsletter's folder on, wherever in it the user stands."""
    if source == "-" or "://" in source or not Path(source).exists():
        return source
    path = Path(source).resolve()
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _progress() -> Callable[[SourceResult, int, int], None]:
    bar = console.bar("Reading")
    return lambda _, done, known: bar(done, known)


def _show(results: tuple[SourceResult, ...], *, dry_run: bool) -> None:
    for result in results:
        told = ", ".join(
            words
            for number, words in (
                (result.new, f"{result.new} new"),
                (result.updated, f"{result.updated} updated"),
                (result.unchanged, f"{result.unchanged} known"),
            )
            if number
        )
        status, told = console.spoken(result.status), console.spoken(told)
        console.give(f"  {status:<9}  {console.shortened(result.source, 44):<44}  {told}".rstrip())
        if result.error:
            console.give(f"             {console.spoken(result.error)}")
        if result.hint:
            console.give(f"             → {console.spoken(result.hint)}")
    new = sum(result.new for result in results)
    failed = sum(result.status == "failed" for result in results)
    kept = "would come in" if dry_run else "came in"
    many, lost = "" if len(results) == 1 else "s", "" if failed == 1 else "s"
    end = f", {failed} source{lost} failed." if failed else "."
    console.say(f"\n{len(results)} source{many}: {new} article{'' if new == 1 else 's'} {kept}{end}")
    if new and not dry_run:
        console.say("Look at them with `newsletter inbox`.")
