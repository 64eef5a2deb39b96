"""`newsletter init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Start a newsletter: a small complete one that builds at once. Never overwrites.

Examples:

  newsletter init mine

  newsletter init mine --lang en
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help=HELP)(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    *,
    lang: Annotated[str, typer.Option("--lang", help="fr or en.")] = "fr",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
) -> None:
    from newsletter import scaffold
    from newsletter.cli.schema import text_of
    from newsletter.problems import NewsletterError

    if lang not in {"fr", "en"}:
        raise NewsletterError.of(
            "init.language", f"There is no start in `{lang}`.", "Choose `--lang fr` or `--lang en`."
        )
    files = scaffold.files(lang, text_of("issue"))
    if not dry_run:
        scaffold.lay(folder, files)
    console.say(("Would write" if dry_run else "Wrote") + f" {len(files)} files in {folder}/:")
    for name in sorted(files):
        console.say(f"  {name}")
    if not dry_run:
        console.say(f"\nNext:\n  cd {folder}\n  newsletter build --open")
        console.say("Then write: the first issue is in issues/, and explains itself.")
