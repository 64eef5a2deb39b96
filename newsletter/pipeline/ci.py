"""`newsletter init --ci`: the workflow of a newsletter that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import config as configuration
from newsletter.destinations import named
from newsletter.problems import NewsletterError
from newsletter.publish.workflows import SECRETS, Engine, Host, workflow

if TYPE_CHECKING:
    from pathlib import Path


def lay(folder: Path, host: Host, *, branch: str = "main", dry_run: bool = False) -> tuple[str, tuple[str, ...]]:
    """Write the workflow for a host; give its path and the names of the secrets that it wants.

    Raises NewsletterError where there is one already: it is the user's.
    """
    config = configuration.load(folder)
    engine = _engine(next(iter(named(config.publish.engine)), "copy"))
    path, text = workflow(host, engine, bucket=config.publish.site.bucket is not None, branch=branch)
    target = folder / path
    if target.exists() or target.is_symlink():
        hint = "Move it away, or take over by hand what has changed (`--dry-run` prints the new one)."
        if not dry_run:
            raise NewsletterError.of("init.workflow", f"`{path}` is there already: it is left as it is.", hint)
    if not dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    return (text if dry_run else path), SECRETS[engine]


def path_of(host: Host, *, branch: str = "main") -> str:
    """Give the path that the workflow for a host has. Raises NewsletterError for a branch that it cannot name."""
    return workflow(host, "folder", branch=branch)[0]


def _engine(name: str) -> Engine:
    """Give the workflow's word for an engine: files pasted by hand are its `folder`."""
    return next((engine for engine in SECRETS if engine == name), "folder")
