"""`newsletter publish`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli import completing, console

if TYPE_CHECKING:
    from newsletter.pipeline.publish import Result

HELP = """Publish issues: the site, then the mailing, each once whoever runs this and however often.

The order is always: build, check, claim, deploy the site, wait until the web copy answers, hand the mail over,
write down what was done. What stops half-way is finished by the next run. With --due everything that is `ready`
and whose `publish_at` has come; where nothing is due, the site is brought up to date.

The mail is scheduled a few minutes ahead, unless --now. It must be the one that was previewed, unless --changed:
the one of the last test (`newsletter send ISSUE --test`), or that the desk of this machine showed since.

Examples:

  newsletter publish --due                what CI runs, twice an hour

  newsletter publish 42 --dry-run         what would be done; nothing is changed anywhere

  newsletter publish 42 --now             at once, before `publish_at` too
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", help=HELP)(publish)


def publish(
    issues: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...", autocompletion=completing.issues)] = None,
    *,
    due: Annotated[bool, typer.Option("--due", help="Everything that is ready and due.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    at_once: Annotated[bool, typer.Option("--now", help="Mail at once.")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="The mail may differ from the preview.")] = False,
    previewed: Annotated[
        str | None, typer.Option("--previewed", metavar="SHA256", help="The mail that was seen (mail_sha256).")
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option("--patience", metavar="SECONDS", min=0, help="Seconds to wait for the web copy, 600 by default."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    from newsletter import config, report
    from newsletter.pipeline import publish as pipeline
    from newsletter.problems import has_errors

    options = pipeline.Options(
        wanted=tuple(issues or ()),
        due=due,
        dry_run=dry_run,
        at_once=at_once,
        changed=changed,
        previewed=previewed,
        patience=patience,
        tell=lambda words: typer.echo(console.spoken(words), err=json),
    )
    results = pipeline.publish(config.find(Path.cwd()), options)
    problems = [problem for one in results for problem in one.problems]
    console.problems(problems)
    if json:
        console.give(report.as_json([as_json(one) for one in results]))
    else:
        for one in results:
            console.say(f"{one.issue}: {one.end}. {one.words}")
        if not results:
            console.say("Nothing is due.")
    raise typer.Exit(1 if has_errors(problems) else 0)


def as_json(result: Result) -> dict[str, Any]:
    """Give the stable machine form of what became of one issue."""
    return {
        "issue": result.issue,
        "number": result.number,
        "end": result.end,
        "words": result.words,
        "mail_sha256": result.content or None,
        "receipts": [
            {"step": one.step, "provider": one.provider, "id": one.id, "content": one.content, "at": one.at.isoformat()}
            for one in result.receipts
        ],
        "problems": [problem.as_json() for problem in result.problems],
    }
