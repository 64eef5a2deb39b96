"""`newsletter init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Start a newsletter: a small complete one that builds at once. Never overwrites.

With --ci the workflow that checks and publishes is written too; without DIR, into the one you are in.

Examples:

  newsletter init mine

  newsletter init mine --lang en

  newsletter init --ci github
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help=HELP)(init)


def init(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="A new folder.")] = None,
    *,
    lang: Annotated[str, typer.Option("--lang", metavar="LANGUAGE", help="fr or en.")] = "fr",
    ci: Annotated[str | None, typer.Option("--ci", metavar="HOST", help="github or gitlab.")] = None,
    branch: Annotated[str, typer.Option("--branch", metavar="BRANCH", help="What CI publishes from.")] = "main",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
) -> None:
    from newsletter import clock, config, scaffold
    from newsletter.cli.schema import text_of
    from newsletter.pipeline import ci as workflows
    from newsletter.problems import NewsletterError

    if lang not in {"fr", "en"}:
        raise NewsletterError.of(
            "init.language", f"There is no start in `{lang}`.", "Choose `--lang fr` or `--lang en`."
        )
    if ci not in {None, "github", "gitlab"}:
        raise NewsletterError.of("init.ci", f"There is no workflow for `{ci}`.", "Choose `github` or `gitlab`.")
    if folder is None:
        if ci is None:
            raise NewsletterError.of("init.folder", "Where to?", "Name a new folder: `newsletter init mine`.")
        _workflow(config.find(Path.cwd()), ci, branch, dry_run=dry_run)
        return
    files = scaffold.files(lang, text_of("issue"), clock.now().date())
    more = [workflows.path_of("gitlab" if ci == "gitlab" else "github", branch=branch)] if ci else []
    scaffold.look(folder)
    if not dry_run:
        scaffold.lay(folder, files)
    names = sorted([*files, *more] if dry_run else files)
    console.say(f"{'Would write' if dry_run else 'Wrote'} {len(names)} files in {folder}/:")
    for name in names:
        console.give(f"  {name}")
    if ci and not dry_run:
        _workflow(folder, ci, branch, dry_run=False)
    if not dry_run:
        here = folder.resolve() == Path.cwd()
        console.say(
            "\nNext:\n  newsletter build --open" if here else f"\nNext:\n  cd {folder}\n  newsletter build --open"
        )
        console.say("Then write: the first issue is in issues/, and explains itself.")


def _workflow(folder: Path, host: str, branch: str, *, dry_run: bool) -> None:
    """Write the workflow, and say what is to be set by hand."""
    from newsletter.pipeline import ci

    wrote, secrets = ci.lay(folder, "gitlab" if host == "gitlab" else "github", branch=branch, dry_run=dry_run)
    if dry_run:
        console.give(wrote.rstrip("\n"))
        return
    console.say(f"Wrote {wrote}")
    console.say(f"Secrets that CI needs: {', '.join(secrets) or 'none'} (environment «newsletter»).")
