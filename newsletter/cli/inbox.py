"""`newsletter inbox`, `show`, `pick`, `drop`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import console

if TYPE_CHECKING:
    from newsletter.curate.rank import Reason
    from newsletter.ingest.inbox_search import Found
    from newsletter.newsroom import Newsroom
    from newsletter.pipeline.collect import Entry

_TWO_DAYS = 48  # hours
_RANKED = 500  # articles, the newest or those that fit the words best: what the ranking orders
INBOX = """List the articles of the inbox, the most promising first, each story once.

QUERY is words; accents do not matter. Every line says why it stands where it stands.

Examples:

  newsletter inbox                       what is worth a look

  newsletter inbox emploi --unused --since 7d

  newsletter inbox --json
"""
SHOW = """Show an article of the inbox: where it comes from, and its text as it was cleaned.

ID is the beginning of an id, as `inbox` lists it. --diff shows what cleaning cut.

Examples:

  newsletter show 3fa2

  newsletter show 3fa2 --diff
"""
PICK = """Pin articles of the inbox as seeds: Markdown files in seeds/ that issues rest on.

A seed that is there already is never written over. --raw keeps the text as it came.

Examples:

  newsletter pick 3fa2 91bc

  newsletter pick 3fa2 --raw
"""
DROP = """Put articles of the inbox out of sight, for good.

Examples:

  newsletter drop 3fa2 91bc
"""


def _ids(incomplete: str) -> list[tuple[str, str]]:
    """Complete the ids of articles."""
    from newsletter.pipeline import collect
    from newsletter.problems import NewsletterError

    try:
        with collect.open_inbox(_room()) as inbox:
            return [(uid[:8], title) for uid, title in inbox.ids(incomplete)]
    except NewsletterError:
        return []


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("inbox", help=INBOX)(inbox)
    app.command("show", help=SHOW)(show)
    app.command("pick", help=PICK)(pick)
    app.command("drop", help=DROP)(drop)


def _room() -> Newsroom:
    from newsletter import config
    from newsletter.pipeline import collect

    return collect.open_newsroom(config.find(Path.cwd()))


def inbox(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]...")] = None,
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="A date, or days: 2025-11-01, 7d.")
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="WORDS", help="Part of a source, a site or an address.")
    ] = "",
    unused: Annotated[bool, typer.Option("--unused", help="Only what no issue has used.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="At most so many.")] = 30,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    from newsletter import clock, report
    from newsletter.ingest.inbox_search import Wanted
    from newsletter.pipeline import collect

    room, now = _room(), clock.now()
    most = max(_RANKED, 2 * limit)
    wanted = Wanted(words=" ".join(query or ()), since=_since(since, now), source=source, unused=unused, limit=most)
    entries = collect.search(room, wanted, now=now)
    if json:
        console.give(report.as_json([entry.found.as_json() for entry in entries[:limit]]))
        return
    for entry in entries[:limit]:
        _line(entry)
    if not entries:
        console.say("Nothing here. Fill the inbox with `newsletter ingest`, or ask for less.")
    elif sum(1 + len(entry.others) for entry in entries) >= most:
        shown = min(limit, len(entries))
        console.say(f"{shown}, the best of the first {most}: ask by words, `--since` or `--source` for others.")
    elif len(entries) > limit:
        console.say(f"{limit} of {len(entries)}: `-n {len(entries)}` lists them all.")


def _line(entry: Entry) -> None:
    article = entry.found.article
    day = article.published.date().isoformat() if article.published else f"{console.spoken('undated'):<10}"
    console.give(f"{console.bold(article.uid[:8])}  {day}  {console.shortened(article.title, 57)}")
    facts = [article.site or ""]
    if entry.found.used_in:
        facts.append(console.spoken(f"used in issue {', '.join(entry.found.used_in)}"))
    if entry.others:
        facts.append(console.spoken(f"also {', '.join(one.article.uid[:8] for one in entry.others)}"))
    facts += [console.spoken(_why(reason)) for reason in entry.ranked.reasons[:3]]
    said = " · ".join(fact for fact in facts if fact) or console.spoken("no date: neither fresh nor old")
    console.give(console.dim(f"          {console.shortened(said, 69)}"))


def _why(reason: Reason) -> str:
    """Say why an article stands where it stands."""
    match reason.code:
        case "fresh" | "stale":
            hours = int(reason.value)
            return f"{hours} h old" if hours < _TWO_DAYS else f"{hours // 24} days old"
        case "site":
            return f"site cited {reason.value} times"
        case "topic":
            return f"your topics: {reason.value}"
        case _:
            return ""  # undated is in the line, the story's others are named


def _since(text: str | None, now: datetime) -> datetime | None:
    from newsletter.problems import NewsletterError

    if text is None:
        return None
    if found := re.fullmatch(r"(\d{1,4})\s*(?:d|j)", text):
        return now - timedelta(days=int(found[1]))
    try:
        return datetime.combine(date.fromisoformat(text), time(), now.tzinfo)
    except ValueError as error:
        message = f"`{text}` is no time: write a date or a number of days."
        raise NewsletterError.of("inbox.since", message, "For example `--since 2025-11-01` or `--since 7d`.") from error


def show(
    wanted: Annotated[str, typer.Argument(metavar="ID", autocompletion=_ids)],
    *,
    diff: Annotated[bool, typer.Option("--diff", help="Show what cleaning cut.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON, with the texts.")] = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import collect

    with collect.open_inbox(_room()) as box:
        found = box.get(wanted)
    if json:
        console.give(report.as_json(found.as_json(whole=True)))
        return
    article = found.article
    console.give(console.bold(article.title))
    facts = [article.author, article.site, article.published and article.published.date().isoformat(), article.language]
    console.give(" · ".join(fact for fact in facts if fact))
    if article.url:
        console.give(article.url)
    if diff:
        console.give()
        for cut in article.cut:
            console.give(f"- {cut}")
        console.say(f"\n{len(article.cut)} cuts. `newsletter pick {article.uid[:8]} --raw` keeps the text as it came.")
    else:
        console.give(f"\n{article.text}")


def pick(
    wanted: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=_ids)],
    *,
    raw: Annotated[bool, typer.Option("--raw", help="Keep the text as it came.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import collect, pin

    room = _room()
    with collect.open_inbox(room) as box:
        found: list[Found] = [box.get(one) for one in wanted]
    pinned = pin.pin(room, found, raw=raw, dry_run=dry_run)
    if json:
        console.give(report.as_json([{"id": one.id, "path": one.path, "status": one.status} for one in pinned]))
        return
    said = {
        "new": "Would pin" if dry_run else "Pinned",
        "known": "Already pinned:",
        "cleaned": "Already pinned without --raw: remove it first,",
        "edited": "Kept, you edited it:",
    }
    for one in pinned:
        console.give(f"{console.spoken(said[one.status])} {one.path}")
    if not dry_run:
        names = " --from ".join(room.short_seed_id(one.id) for one in pinned)
        console.say(f"\nStart an issue with `newsletter new --from {names}`.")


def drop(
    wanted: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=_ids)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    from newsletter import report
    from newsletter.pipeline import collect

    with collect.open_inbox(_room()) as box:
        articles = [box.get(one).article for one in wanted]
        if not dry_run:
            box.drop([article.uid for article in articles])
    if json:
        console.give(report.as_json([{"id": article.uid, "title": article.title} for article in articles]))
        return
    for article in articles:
        said = console.spoken("Would drop" if dry_run else "Dropped")
        console.give(f"{said} {article.uid[:8]}  {article.title}")
