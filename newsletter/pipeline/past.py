"""An edition that went out elsewhere, as this newsletter takes it: ready, dated, signed, without its sources."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter import draftfile, issuefile, rules
from newsletter.curate import proofs
from newsletter.curate.rules import Draft, evidence
from newsletter.ingest import edition_yaml
from newsletter.model import Allow
from newsletter.problems import Severity
from newsletter.urls import slug

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from newsletter.config import Config
    from newsletter.ingest.editions import Imported
    from newsletter.model import Issue


def taken_over(made: Imported, config: Config, today: date) -> tuple[Imported, tuple[str, ...]]:
    """Give an edition as it can be built here, and what was added to it. One that is still to come gets no leave."""
    issue, notes = _signed(made.issue, config)
    if issue.date < today:
        issue = replace(issue, status="ready")
        notes.append("It is past: `status: ready` stands in it.")
        issue = _dated(issue, notes)
        issue = _without_sources(replace(made, issue=issue), config, notes)
    return replace(made, issue=issue), tuple(notes)


def _signed(issue: Issue, config: Config) -> tuple[Issue, list[str]]:
    """Name the author by the key that newsletter.toml has; a stranger's name stands as it was signed."""
    if not issue.author:
        return issue, []
    key = slug(issue.author)
    keys = [one for one, author in config.authors.items() if one == key or slug(author.name) == key]
    if keys:
        return replace(issue, author=keys[0]), []
    return issue, [f"Signed {issue.author}, as it stands: newsletter.toml has no `[authors.{key}]`."]


def _dated(issue: Issue, notes: list[str]) -> Issue:
    undated = [symbol for symbol, ticker in issue.tickers.items() if ticker.as_of is None]
    if not undated:
        return issue
    notes.append(f"The edition's day stands for that of {', '.join(f'`${symbol}`' for symbol in undated)}.")
    tickers = {symbol: replace(one, as_of=one.as_of or issue.date) for symbol, one in issue.tickers.items()}
    return replace(issue, tickers=MappingProxyType(tickers))


def _without_sources(made: Imported, config: Config, notes: list[str]) -> Issue:
    """Allow what the rules about sources say of an edition whose sources nobody has any more, and no more than that."""
    codes = _unborne(made, config)
    if not codes:
        return made.issue
    notes.append(f"Its figures stand without their sources (`allow:` of {', '.join(codes)}).")
    reason = draftfile.words_in(config.language)["gone"]
    return replace(made.issue, allow=tuple(Allow(code=code, reason=reason) for code in codes))


def _unborne(made: Imported, config: Config) -> Sequence[str]:
    path = f"{issuefile.FOLDER}/{made.issue.name}.yaml"
    issue, _ = issuefile.read(edition_yaml.text(made), path)
    if issue is None:
        return ()
    language = issue.language or config.language
    draft = Draft(
        issue=issue,
        language=language,
        zone=None,
        typeset=lambda text, _: text,
        headings=lambda _: (),
        proved=proofs.prove(issue, language, {}),
    )
    found = rules.run(evidence.RULES, draft, issue.source, config.check.severities)
    return sorted({one.problem.code for one in found if one.problem.severity is not Severity.INFO})
