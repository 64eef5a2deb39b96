"""`newsletter schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Print the JSON Schema of issues, seeds or newsletter.toml, for editors that complete and check.

Examples:

  newsletter schema > issue.schema.json

  newsletter schema config
"""
SHAPES = {"issue": "An issue", "seed": "The front matter of a seed", "config": "newsletter.toml"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema", help=HELP)(schema)


def schema(
    what: Annotated[str, typer.Argument(metavar="[issue|seed|config]", autocompletion=lambda: list(SHAPES))] = "issue",
    *,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file instead.")] = None,
) -> None:
    from newsletter.problems import NewsletterError, did_you_mean

    if what not in SHAPES:
        hint = did_you_mean(what, SHAPES) or f"There are: {', '.join(SHAPES)}."
        raise NewsletterError.of("schema.unknown", f"There is no schema `{what}`.", hint)
    text = text_of(what)
    if out is None:
        console.give(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")


def text_of(what: str) -> str:
    """Give the text of a schema file."""
    from newsletter import report, schemas
    from newsletter.config import Config
    from newsletter.model import Issue, Seed

    shapes = {"issue": Issue, "seed": Seed, "config": Config}
    return report.as_json(schemas.schema(shapes[what], SHAPES[what])) + "\n"
