"""The shape of an issue, as far as one key does not show it."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.keys import PATTERNS, Kind
from newsletter.problems import Severity, did_you_mean
from newsletter.rules import Finding, Rule
from newsletter.urls import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft
    from newsletter.places import Path

FEWEST, MOST = 2, 6  # points of « L’essentiel »
_PLACEHOLDER = re.compile(r"(?<![\w$])(?:TK(?:TK)*|TODO|FIXME|XXX+|[ÀA] COMPL[ÉE]TER|[Ll]orem ipsum|LOREM IPSUM)(?!\w)")
# One sentence of each block that `newsletter init` lays down; a test keeps them true.
SCAFFOLD = (
    "Ceci est votre premier numéro.",
    "Un numéro est un fichier YAML.",
    "Le Focus est la pièce longue du numéro.",
    "Le post-scriptum est souvent ce qu’on lit en premier.",
    "This is your first issue.",
    "An issue is a YAML file.",
    "The Focus is the long piece of the issue.",
    "The postscript is often what people read first.",
)
_SYMBOL = re.compile(r"\$([A-Z][A-Z0-9.]{0,9})(?![A-Za-z0-9])")
RESERVED = frozenset({"text", "hook", "comment", "sponsor", "focus", "results", "poll", "links", "ps", "disclosure"})
# What a link within an issue may name beside pieces and sections.
BLOCKS = RESERVED - {"text"} | {"subject", "preheader", "greeting", "teaser", "corrections", "conclusion", "news"}


def placeholder(draft: Draft) -> Iterator[Finding]:
    """Find what was written to be replaced."""
    for text, seen in draft.prose:
        for found in _PLACEHOLDER.finditer(seen):
            message = f"`{found[0]}` stands for something that is not written yet."
            yield Finding(
                message=message,
                hint="Write it, or take it out.",
                at=text.at,
                offset=found.start(),
                length=len(found[0]),
                block=text.block,
            )


def scaffold(draft: Draft) -> Iterator[Finding]:
    """Find each text that `newsletter init` laid down in an issue that is ready to go out."""
    for text, seen in draft.prose if draft.issue.status == "ready" else ():
        if any(sentence in seen for sentence in SCAFFOLD):
            message = "This is still the text that `newsletter init` laid down."
            hint = "Write your own over it, or remove the block."
            yield Finding(message=message, hint=hint, at=text.at, block=text.block)


def author(draft: Draft) -> Iterator[Finding]:
    """Find an author that looks like a key of `[authors]` and is none: the mail would be signed with the key."""
    who, known = draft.issue.author, draft.authors
    if not who or not known or who in known or who in known.values():
        return
    key = slug(who)
    if key not in known and not re.match(PATTERNS[Kind.ID], who):
        return  # a guest, signed as written
    meant = f"Did you mean `{key}`?" if key in known else did_you_mean(who, known)
    hint = meant or f'Add `[authors.{key}]` with its `name = "…"` to newsletter.toml.'
    message = f"There is no author `{who}` in newsletter.toml: readers would see «{who}»."
    yield Finding(message=message, hint=hint, at=("author",), length=len(who))


def points(draft: Draft) -> Iterator[Finding]:
    """Find a piece with one point, or with so many that nothing is essential any more."""
    for index, item in enumerate(draft.issue.news):
        if item.essential and not FEWEST <= len(item.essential) <= MOST:
            number = len(item.essential)
            message = f"« L’essentiel » has {number} point{'' if number == 1 else 's'}: it takes {FEWEST} to {MOST}."
            hint = "Put it into the intro." if number < FEWEST else "Join some, or leave some out."
            yield Finding(message=message, hint=hint, at=("news", index, "essential"), block=item.anchor)


def outline(draft: Draft) -> Iterator[Finding]:
    """Find an outline that announces sections which are not there."""
    focus = draft.issue.focus
    if draft.sound and focus and focus.outline and not focus.sections:
        message = "The outline announces sections, and there are none."
        yield Finding(
            message=message, hint="Write `sections:`, or take `outline:` out.", at=("focus", "outline"), block="focus"
        )


def heading(draft: Draft) -> Iterator[Finding]:
    """Find Markdown headings inside a text: readers would see their `#`."""
    for text, _ in draft.prose:
        if text.kind is Kind.TEXT:
            for offset in draft.headings(text.value):
                message = "A heading inside a text is printed as it was typed."
                hint = "Titles make the headings: put this under a `title:` of its own, or in **bold**."
                yield Finding(message=message, hint=hint, at=text.at, offset=offset, block=text.block)


def ticker_unused(draft: Draft) -> Iterator[Finding]:
    """Find tickers that no text mentions."""
    used = {symbol for _, _, symbol in _symbols(draft)}
    for symbol in draft.issue.tickers:
        if draft.sound and symbol not in used:
            message = f"No text mentions `${symbol}`."
            hint = did_you_mean(symbol, used - set(draft.issue.tickers)) or "Write it into a text, or take it out."
            yield Finding(message=message, hint=hint, at=("tickers", symbol), block="tickers")


def ticker_missing(draft: Draft) -> Iterator[Finding]:
    """Find `$SYMBOL` in a text without its ticker, where the issue has others."""
    known = draft.issue.tickers
    for at, offset, symbol in _symbols(draft):
        if draft.sound and known and symbol not in known:
            message = f"`${symbol}` has no entry under `tickers:`: readers would see it as it is typed."
            hint = did_you_mean(symbol, known) or f"Write `{symbol}: {{ change: …, as_of: … }}` under `tickers:`."
            yield Finding(message=message, hint=hint, at=at, offset=offset, length=len(symbol) + 1)


def ticker_undated(draft: Draft) -> Iterator[Finding]:
    """Find tickers without the day of their figure."""
    for symbol, entry in draft.issue.tickers.items():
        if entry.as_of is None:
            message = f"The change of `{symbol}` has no date."
            yield Finding(
                message=message, hint="Add `as_of:`, the day of the figure.", at=("tickers", symbol), block="tickers"
            )


def _symbols(draft: Draft) -> Iterator[tuple[Path, int, str]]:
    for text, seen in draft.prose:
        if "$" in seen:
            yield from ((text.at, found.start(), found[1].rstrip(".")) for found in _SYMBOL.finditer(seen))


def duplicate_id(draft: Draft) -> Iterator[Finding]:
    """Find two pieces or sections with one id, or one that bears the name of a block."""
    seen: dict[str, Path] = {}
    for at, anchor in draft.anchors:
        written = (*at, "id") in draft.issue.source.nodes
        where = (*at, "id" if written else "title")
        name = f"The id `{anchor}`" + ("" if written else ", made from the title,")
        if anchor in RESERVED:
            message = f"{name} is the name of a block of every issue."
            yield Finding(message=message, hint="Give it another `id:`.", at=where, length=len(anchor), block=anchor)
        elif anchor in seen:
            line = draft.issue.source.position(seen[anchor])[0]
            message = f"{name} is already that of line {line}."
            yield Finding(message=message, hint="Give one of them an `id:` of its own.", at=where, block=anchor)
        seen.setdefault(anchor, at)


def unknown_block(draft: Draft) -> Iterator[Finding]:
    """Find corrections and disclosures about a block that there is not."""
    issue = draft.issue
    known = walk.blocks(issue)
    named: list[tuple[Path, str | None]] = [
        (("corrections", index, "block"), note.block) for index, note in enumerate(issue.corrections)
    ]
    if issue.disclosure:
        named += [(("disclosure", "blocks", index), block) for index, block in enumerate(issue.disclosure.blocks)]
    for at, block in named:
        if draft.sound and block is not None and block not in known:
            hint = did_you_mean(block, known) or f"There are: {', '.join(sorted(known))}."
            yield Finding(message=f"There is no block `{block}`.", hint=hint, at=at, length=len(block))


def time_of_day(draft: Draft) -> Iterator[Finding]:
    """Find a `publish_at` without offset that the change of clocks skips, or that it makes come twice."""
    when = draft.issue.publish_at
    if when is None or when.tzinfo is not None or draft.zone is None:
        return
    first = when.replace(tzinfo=draft.zone)
    back = first.astimezone(UTC).astimezone(draft.zone).replace(tzinfo=None)
    offsets = [first.utcoffset(), first.replace(fold=1).utcoffset()]
    hint = "Write another time, or one with its offset: " + " or ".join(
        f"`{first.replace(fold=fold).isoformat(timespec='minutes')}`" for fold in (0, 1)
    )
    if back != when:
        message = f"{when:%H:%M} does not exist on that day in {draft.zone}: the clocks go forward."
        yield Finding(message=message, hint=hint + ".", at=("publish_at",))
    elif offsets[0] != offsets[1]:
        message = f"{when:%H:%M} comes twice on that day in {draft.zone}: the clocks go back."
        yield Finding(message=message, hint=hint + ".", at=("publish_at",))


def no_zone(draft: Draft) -> Iterator[Finding]:
    """Find a `publish_at` that could be any of 24 hours."""
    when = draft.issue.publish_at
    if when is not None and when.tzinfo is None and draft.zone is None:
        message = f"`{when:%H:%M}` has no offset, and the newsletter has no time zone."
        hint = 'Write `timezone = "Europe/Paris"` into newsletter.toml, or an offset behind the time (`+01:00`).'
        yield Finding(message=message, hint=hint, at=("publish_at",))


RULES = (
    Rule("schema.author", Severity.ERROR, author),
    Rule("schema.placeholder", Severity.ERROR, placeholder),
    Rule("schema.scaffold", Severity.ERROR, scaffold),
    Rule("schema.points", Severity.WARNING, points),
    Rule("schema.outline", Severity.ERROR, outline),
    Rule("schema.heading", Severity.ERROR, heading),
    Rule("schema.ticker-unused", Severity.WARNING, ticker_unused),
    Rule("schema.ticker-missing", Severity.WARNING, ticker_missing),
    Rule("schema.ticker-undated", Severity.ERROR, ticker_undated),
    Rule("schema.duplicate-id", Severity.ERROR, duplicate_id),
    Rule("schema.unknown-block", Severity.ERROR, unknown_block),
    Rule("schema.time-of-day", Severity.ERROR, time_of_day),
    Rule("schema.no-zone", Severity.ERROR, no_zone),
)
