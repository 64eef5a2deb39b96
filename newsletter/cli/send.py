"""`newsletter send`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import completing, console, helping

if TYPE_CHECKING:
    from newsletter.pipeline.send import Place

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
HELP = "Send tests of an issue, and look after mailings. `newsletter send 42 --test me@example.org` is `send test`."
TEST_HELP = """Mail an issue to a few addresses and to nobody else.

What they get counts as previewed: `newsletter publish` refuses another mail. `newsletter send ISSUE --test
ADDRESS…` is the same. With --dry-run the mail is built and planned, and nobody gets it.

Examples:

  newsletter send 42 --test me@example.org you@example.org

  newsletter send test 42 me@example.org
"""
STATUS_HELP = """Say where mailings stand: who claimed them, what was done, and what the engine or the ledger says.

Example:

  newsletter send status 42
"""
RESUME_HELP = """Go on with a mailing of your own relay that is out, for readers who are to be mailed again.

Nobody who was mailed is mailed again; with --retry those in doubt are, with the same Message-ID.

Examples:

  newsletter send resume 42 --dry-run                 who would be mailed

  newsletter send resume 42
"""
RESOLVE_HELP = """List the readers in doubt of your own relay's mailing, or settle them.

In doubt is who may or may not have the mail: a run died, or the connection broke, at the last moment. All of
them are meant where no address is named.

Examples:

  newsletter send resolve 42                          list them

  newsletter send resolve 42 --sent                   they have it; --dry-run only says who

  newsletter send resolve 42 --again reader@example.org
"""


class Group(helping.Commands):
    """A group in which what is no command is an issue to be tested."""

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> object:  # type: ignore[override]  # click's own
        """Read `send 42 --test …` as `send test 42 --test …`."""
        known = self.get_command(ctx, args[0]) is not None
        return super().resolve_command(ctx, args if known else ["test", *args])


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, add_completion=False)
    group.command("test", help=TEST_HELP)(rehearse)
    group.command("status", help=STATUS_HELP)(status)
    group.command("resume", help=RESUME_HELP)(resume)
    group.command("resolve", help=RESOLVE_HELP)(resolve)
    app.add_typer(group, name="send", help=HELP)


def _place(*, json: bool = False) -> Place:
    from newsletter import clock, config
    from newsletter.pipeline import send as pipeline

    def tell(words: str) -> None:
        typer.echo(console.spoken(words), err=json)

    return pipeline.Place(folder=config.find(Path.cwd()), environ=os.environ, now=clock.now, tell=tell)


def rehearse(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", autocompletion=completing.issues)],
    addresses: Annotated[list[str] | None, typer.Argument(metavar="ADDRESS...")] = None,
    *,
    to: Annotated[list[str] | None, typer.Option("--test", metavar="ADDRESS", help="An address, and more.")] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import send as pipeline
    from newsletter.problems import NewsletterError

    everybody = [*(to or ()), *(addresses or ())]
    if not everybody:
        hint = f"`newsletter send {issue} --test me@example.org`; to mail readers: `newsletter publish {issue}`."
        raise NewsletterError.of("send.whom", "A test wants addresses.", hint)
    done = pipeline.send_test(_place(json=json), issue, everybody, dry_run=dry_run)
    sent = [] if dry_run else [address for address in everybody if address not in done.refused]
    if json:
        said = {"issue": done.issue, "mail_sha256": done.content, "through": done.through, "dry_run": dry_run}
        console.give(report.as_json({**said, "sent": sent, "refused": dict(done.refused)}))
        raise typer.Exit(1 if done.refused else 0)
    many = "" if len(everybody) == 1 else "s"
    for address, words in done.refused.items():
        console.say(f"{address}: refused, {words}")
    if dry_run:
        console.say(f"A dry run: {len(everybody)} test{many} of {done.issue} would be sent, none was.")
    else:
        console.say(f"{len(sent)} of {len(everybody)} test{many} of {done.issue} sent.")
    if sent:
        console.say(f"This mail counts as previewed: {done.content}")
    raise typer.Exit(1 if done.refused else 0)


def status(
    issues: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...", autocompletion=completing.issues)] = None,
    *,
    json: Json = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import send as pipeline

    standings = pipeline.status(_place(json=json), issues or ())
    if json:
        rows = [
            {
                "issue": one.issue,
                "number": one.number,
                "done": one.claim.done,
                "claim": one.claim.words,
                "mailing": one.mailing,
                "receipts": {receipt.step: receipt.id for receipt in one.claim.receipts},
            }
            for one in standings
        ]
        console.give(report.as_json(rows))
        return
    for one in standings:
        console.say(f"{one.issue}: {one.claim.words}")
        console.give(f"  {console.spoken(one.mailing)}")
        for receipt in one.claim.receipts:
            name = " ".join(part for part in (receipt.provider, receipt.id) if part)
            console.give(f"  {receipt.at:%Y-%m-%d %H:%M} UTC  {receipt.step}: {name}  {receipt.content[:12]}")
    if not standings:
        console.say("Nobody has begun to publish any of them.")


def resume(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", autocompletion=completing.issues)],
    *,
    retry: Annotated[bool, typer.Option("--retry", help="Mail those in doubt again.")] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    from dataclasses import asdict

    from newsletter import report
    from newsletter.pipeline import mailings

    done = mailings.resume(_place(json=json), issue, retry=retry, dry_run=dry_run)
    if json:
        said = {"issue": done.issue, "dry_run": dry_run, "words": done.words}
        console.give(report.as_json({**said, "audience": done.tally.audience, **asdict(done.tally)}))
    else:
        console.say(f"A dry run, nobody was mailed. Until now: {done.words}" if dry_run else done.words)


def resolve(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", autocompletion=completing.issues)],
    addresses: Annotated[list[str] | None, typer.Argument(metavar="[ADDRESS]...")] = None,
    *,
    sent: Annotated[bool, typer.Option("--sent", help="They have it.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Mail them again with the next `resume`.")] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import mailings
    from newsletter.problems import NewsletterError

    if sent and again:
        raise NewsletterError.of("send.resolve", "They have it, or are to be mailed again: not both.", "Choose one.")
    place = _place(json=json)
    if not sent and not again:
        listed = mailings.in_doubt(place, issue).addresses
        console.give(report.as_json(listed) if json else "\n".join(listed))
        if not json:
            console.say(f"{len(listed)} in doubt.")
        return
    done = mailings.resolve(place, issue, addresses or (), sent=sent, dry_run=dry_run)
    if json:
        said = {"issue": done.issue, "dry_run": dry_run, "as": "sent" if sent else "again"}
        console.give(report.as_json({**said, "settled": done.settled, "addresses": done.addresses}))
    elif dry_run:
        console.give("\n".join(done.addresses))
        console.say(f"A dry run: {len(done.addresses)} would be settled, none was.")
    else:
        means = "they have it" if sent else f"`newsletter send resume {issue}` mails them"
        console.say(f"{done.settled} settled: {means}.")
