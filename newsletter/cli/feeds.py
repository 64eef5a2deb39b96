"""`newsletter feeds`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console, helping

HELP = "List the feeds of newsletter.toml, add to them, hand them to another program."
LIST_HELP = "List the feeds that `newsletter ingest` reads."
ADD_HELP = """Add feeds to newsletter.toml. None is added twice, what stands there stays as it is.

SOURCE is the address of a feed, or an OPML file as feed readers export it.

Examples:

  newsletter feeds add https://example.org/feed.xml

  newsletter feeds add subscriptions.opml --dry-run
"""
EXPORT_HELP = """Print the feeds as OPML 2.0, for another program.

Example:

  newsletter feeds export > feeds.opml
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=helping.Commands, no_args_is_help=True, rich_markup_mode=None, add_completion=False)
    group.command("list", help=LIST_HELP)(list_)
    group.command("add", help=ADD_HELP)(add)
    group.command("export", help=EXPORT_HELP)(export)
    app.add_typer(group, name="feeds", help=HELP)


def list_(*, json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    from newsletter import config, report

    feeds = config.load(config.find(Path.cwd())).feeds
    if json:
        console.give(report.as_json([{"name": one.name, "url": one.url, "weight": one.weight} for one in feeds]))
        return
    for one in feeds:
        console.give(f"{one.name or one.url}{console.dim(f'  {one.url}') if one.name else ''}")
    if not feeds:
        console.say("There are no feeds yet: `newsletter feeds add`.")


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    from newsletter import config, report
    from newsletter.pipeline import feedlist

    done = feedlist.add(config.find(Path.cwd()), sources, dry_run=dry_run)
    if json:
        added = [{"name": name or None, "url": url} for url, name in done.new]
        console.give(report.as_json({"added": added, "known": list(done.known)}))
        return
    for url, name in done.new:
        console.give(f"{console.spoken('would add' if dry_run else 'added')}  {name or url}")
    for url in done.known:
        console.give(f"{console.spoken('known')}  {url}")
    if done.new and not dry_run:
        console.say("\nRead them with `newsletter ingest`.")


def export() -> None:
    from newsletter import config
    from newsletter.pipeline import feedlist

    console.give(feedlist.export(config.load(config.find(Path.cwd()))).rstrip("\n"))
