"""`newsletter build`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli import completing, console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.pipeline.build import Report, Result
    from newsletter.problems import Problem

_ROWS = 30  # issues of one build that are listed
_WARNINGS = 20  # warnings that are shown
HELP = """Build issues: mail, text, web copy, archive and feeds.

ISSUE is a number, a slug, a date, a name or a path; all issues if left out. Only what changed is
rendered again. What is wrong with an issue is shown, and its earlier output stays: an issue with errors
is not written, unless as a draft, marked as one in its subject and at its top. Exit code 1 if an issue was
not written; with --draft that is one that cannot be rendered at all.

Examples:

  newsletter build                 all issues, into out/

  newsletter build 42 --open       one issue, then its web copy in the browser

  newsletter build --json          what was built, for machines
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("build", help=HELP)(build)


def build(
    issues: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...", autocompletion=completing.issues)] = None,
    *,
    draft: Annotated[bool, typer.Option("--draft", help="Build in spite of errors, marked as a draft.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the result in the browser.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Output folder, `out` by default.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Render everything again.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Number of processes.")] = None,
) -> None:
    from newsletter import config, report
    from newsletter.pipeline import build as pipeline

    started = time.perf_counter()
    done = pipeline.build(
        config.find(Path.cwd()),
        pipeline.Options(
            wanted=tuple(issues or ()),
            out=out.absolute() if out else None,
            draft=draft,
            force=force,
            jobs=jobs,
            on_progress=console.bar("Rendering"),
            on_wait=lambda: console.mention("Another build is running; waiting for it."),
        ),
    )
    if json:
        console.give(report.as_json([as_json(result) for result in done.issues]))
    else:
        _problems(done.problems)
        _summary(done, time.perf_counter() - started)
    if open_:
        _open(done)
    raise typer.Exit(1 if any(result.built is None for result in done.issues) else 0)


def as_json(result: Result) -> dict[str, Any]:
    """Give the stable machine form of one issue of a build."""
    built = result.built
    files = built.files if built else ()
    return {
        "issue": built.card.name if built else result.path,
        "outputs": [{"kind": one.kind, "path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in files],
        "reading_time_s": built.seconds if built else None,
        "problems": [problem.as_json() for problem in result.problems],
    }


def _problems(found: Sequence[Problem]) -> None:
    """Show what is wrong: every error, and as many warnings as somebody reads."""
    from newsletter.problems import Severity

    warnings = [one for one in found if one.severity is Severity.WARNING]
    left_out = set(warnings[_WARNINGS:])
    console.problems([one for one in found if one.severity is not Severity.INFO and one not in left_out])
    if left_out:
        console.say(f"… and {len(left_out)} more warnings: `newsletter check` lists them.")


def _summary(done: Report, seconds: float) -> None:
    shown = _shown(done.out)
    if not done.issues:
        console.say("No issues yet. Write one in issues/, or start with `newsletter init`.")
    rows = done.issues if len(done.issues) <= _ROWS else [one for one in done.issues if one.rendered]
    for result in rows[-_ROWS:]:
        console.give(_row(result))
    if len(rows) > _ROWS:
        console.say(f"  and {len(rows) - _ROWS} before these")
    rendered = sum(result.rendered and result.built is not None for result in done.issues)
    unchanged = sum(not result.rendered for result in done.issues)
    failed = sum(result.built is None for result in done.issues)
    parts = [f"{rendered} built", f"{unchanged} unchanged", *([f"{failed} with errors"] if failed else [])]
    console.say(f"\n{', '.join(parts)} in {seconds:.1f} s; {len(done.written)} files written.")
    if done.issues and not failed:
        last = next((one.built for one in reversed(done.issues) if one.built), None)
        console.say(f"Archive  {shown}/site/index.html")
        if last:
            console.say(f"Latest   {shown}/site/issues/{last.card.name}/index.html")
            console.say(f"Mail     {shown}/mail/{last.card.name}/email.html")


def _row(result: Result) -> str:
    if result.built is None:
        return console.spoken(f"  {result.path}: not built, see above")
    card, sizes = result.built.card, {one.kind: one.bytes for one in result.built.files}
    state = ("draft, not in the archive" if not card.listed else "draft") if card.draft else ""
    note = console.spoken(", ".join(part for part in (state, "" if result.rendered else "unchanged") if part))
    columns = console.spoken(
        f"mail {_size(sizes['html']):>6}  text {_size(sizes['text']):>6}  page {_size(sizes['page']):>6}"
    )
    return f"  {card.number:>4}  {console.bold(card.name):<42} {columns}  {console.dim(note)}".rstrip()


def _size(number: int) -> str:
    return f"{number / 1000:.0f} KB" if number >= 1000 else f"{number} B"


def _shown(out: Path) -> str:
    """Name the output folder from where the user stands."""
    try:
        return out.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(out)


def _open(done: Report) -> None:
    built = [result.built for result in done.issues if result.built]
    page = f"issues/{built[-1].card.name}/index.html" if built else "index.html"
    typer.launch((done.out / "site" / page).resolve().as_uri())
