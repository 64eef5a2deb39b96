"""`newsletter check`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import completing, console

if TYPE_CHECKING:
    from newsletter.pipeline.check import Options, Report
    from newsletter.problems import Problem

HELP = """Check issues: their file, their words, every figure, and the mail that comes of them.

ISSUE is a number, a slug, a date, a name or a path; left out, all issues that have not gone out yet. Exit code 1 on
any error, with --strict on any warning too.

Examples:

  newsletter check                         what is still to go out

  newsletter check 42 --format github      annotations in a pull request

  newsletter check --since main            only what is new since a git revision

  newsletter check --fix                   typography and tracking parameters, written into the files

  newsletter check --explain evidence.untraced
"""
FORMATS = ("text", "json", "github", "sarif")
ROUNDS = 3  # of mending: one mend may make room for another
FEW = 3  # findings of a kind that are only to know, shown in full


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=HELP)(check)


def check(
    issues: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...", autocompletion=completing.issues)] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Also issues that are past their time.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, json, github or sarif.")] = "text",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="REV", help="Only what is new since then.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend typography and tracking parameters first.")] = False,
    online: Annotated[bool, typer.Option("--online", help="Ask the web whether links lead somewhere.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", metavar="CODE", help="Print a code's page.")] = None,
) -> None:
    from newsletter import clock, config
    from newsletter.pipeline import check as pipeline, pages
    from newsletter.problems import NewsletterError, Severity

    if explain:
        console.give(pages.explain(explain))
        return
    form = _format("json" if json else form)
    options = pipeline.Options(
        now=clock.now(),
        wanted=tuple(issues or ()),
        every=every,
        online=online,
        on_progress=console.bar("Checking"),
        on_links=console.bar("Asking for links"),
    )
    folder = config.find(Path.cwd())
    try:
        report = _checked(folder, options, since, fix=fix)
    except NewsletterError as error:
        # What keeps all from being checked: a machine that asked for a format reads it there.
        if form == "text":
            raise
        _print_for_machines(form, folder, error.problems, error.problems)
        raise typer.Exit(1) from error
    if form == "text":
        _print_text(report)
    else:
        _print_for_machines(form, folder, report.problems, report.annotations)
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    raise typer.Exit(1 if any(problem.severity in stopping for problem in report.problems) else 0)


def _format(form: str) -> str:
    from newsletter.problems import NewsletterError, did_you_mean

    if form not in FORMATS:
        hint = did_you_mean(form, FORMATS) or f"There are: {', '.join(FORMATS)}."
        raise NewsletterError.of("check.format", f"There is no format `{form}`.", hint)
    return form


def _checked(folder: Path, options: Options, since: str | None, *, fix: bool) -> Report:
    """Check, mend what can be mended, and check again as long as that changed something."""
    from newsletter.pipeline import check as pipeline, mending
    from newsletter.pipeline.since import only_new

    report = pipeline.check(folder, options)
    for _ in range(ROUNDS if fix else 0):
        written = mending.mend(folder, report.issues)
        for path, number in written.items():
            console.mention(f"{path}: {number} place{'' if number == 1 else 's'} mended.")
        if not written:
            break
        report = pipeline.check(folder, options)
    return only_new(folder, options, report, since) if since is not None else report


def _print_for_machines(form: str, folder: Path, problems: Sequence[Problem], annotations: Sequence[Problem]) -> None:
    """Print problems in a format; annotations are the same as a review of the repository shows them."""
    from newsletter import report

    if form == "json":
        console.give(report.as_json([problem.as_json() for problem in problems]))
    elif form == "github":
        console.give(report.as_github(_in_repository(folder, annotations)))
    else:
        from newsletter.pipeline import pages
        from newsletter.report import sarif

        placed = _in_repository(folder, annotations)
        console.give(report.as_json(sarif.as_sarif(placed, pages.pages())))


def _in_repository(folder: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Name files from the top of the repository, where GitHub tells where that is: it looks for them from there."""
    top = os.environ.get("GITHUB_WORKSPACE", "")
    if not top or not folder.is_relative_to(top):
        return list(problems)
    prefix = folder.relative_to(top)
    return [replace(one, path=(prefix / one.path).as_posix()) if one.path else one for one in problems]


def _print_text(done: Report) -> None:
    from newsletter import report

    kept, left_out = report.folded(done.problems, FEW)
    console.problems(kept)
    for code, number in left_out.items():
        console.say(f"… and {number} more of {code}: `newsletter check --json` lists them.")
    notes: Sequence[str] = done.notes
    for note in notes:
        console.say(note)
    number = len(done.issues)
    console.say(f"{number} issue{'' if number == 1 else 's'} checked: {report.count(done.problems)}.")
