"""`newsletter theme`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console, helping

HELP = "List the themes, or copy their templates to change them."
LIST_HELP = """List the themes: which there are, and which is in use.

Choose one in newsletter.toml: `theme = "letter"`.
"""
EJECT_HELP = """Copy templates into your own templates/, where you can change them. Never overwrites.

NAME is a theme, the one in use if left out. FILE is a template or a folder of them; all if left
out. What you do not copy keeps up with new versions: copy little.

Examples:

  newsletter theme eject --dry-run            list what there is

  newsletter theme eject poster theme.toml    only colours, fonts and sizes

  newsletter theme eject focus email/blocks/news.mjml.j2
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=helping.Commands, no_args_is_help=True, rich_markup_mode=None, add_completion=False)
    group.command("list", help=LIST_HELP)(list_)
    group.command("eject", help=EJECT_HELP)(eject)
    app.add_typer(group, name="theme", help=HELP)


def _shipped() -> list[str]:
    """Complete the names of themes."""
    from newsletter.render import environment, theme

    return theme.names((environment.templates_root(),))


def list_() -> None:
    from newsletter import config
    from newsletter.pipeline import themes

    for offer in themes.offers(config.find(Path.cwd())):
        notes = [word for word, told in (("in use", offer.chosen), ("your own", offer.own)) if told]
        told = console.dim(console.spoken(", ".join(notes)))
        console.give(f"{console.bold(offer.name.ljust(10))} {console.spoken(offer.about)} {told}".rstrip())


def eject(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", autocompletion=_shipped)] = None,
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE]...")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be copied.")] = False,
) -> None:
    from newsletter import config
    from newsletter.pipeline import themes

    done = themes.eject(config.find(Path.cwd()), name, files or (), dry_run=dry_run)
    for path in done.copied:
        console.give(f"{console.spoken('would copy' if dry_run else 'copied')}  {path}")
    for path in done.kept:
        console.say(f"kept    {path} (it is there already)")
    if not done.copied:
        console.say("Nothing to copy.")
