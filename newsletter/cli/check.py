"""`newsletter check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Check issues: their file, their words, every figure, and the mail that comes of them.

ISSUE is a number, a slug, a date, a name or a path; all issues if left out. Exit code 1 on any error, with
--strict on any warning too.

Examples:

  newsletter check                         all issues

  newsletter check 42 --format github      annotations in a pull request

  newsletter check --explain text.doubled-word
"""
FORMATS = ("text", "json", "github")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=HELP)(check)


def check(
    issues: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...")] = None,
    *,
    form: Annotated[str, typer.Option("--format", help="text, json or github.")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", metavar="CODE", help="Print a rule's page.")] = None,
) -> None:
    from newsletter import clock, config, report
    from newsletter.pipeline import check as pipeline
    from newsletter.problems import NewsletterError, Severity, did_you_mean

    if explain:
        console.say(pipeline.explain(explain))
        return
    if form not in FORMATS:
        hint = did_you_mean(form, FORMATS) or f"There are: {', '.join(FORMATS)}."
        raise NewsletterError.of("check.format", f"There is no format `{form}`.", hint)
    options = pipeline.Options(now=clock.now(), wanted=tuple(issues or ()), on_progress=console.bar("Checking"))
    checked = pipeline.check(config.find(Path.cwd()), options)
    problems = [problem for one in checked for problem in one.problems]
    if form == "json":
        console.say(report.as_json([problem.as_json() for problem in problems]))
    elif form == "github":
        console.say(report.as_github(problems))
    else:
        console.problems(problems)
        console.say(f"{len(checked)} issue{'' if len(checked) == 1 else 's'} checked: {report.count(problems)}.")
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    raise typer.Exit(1 if any(problem.severity in stopping for problem in problems) else 0)
