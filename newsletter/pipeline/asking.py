"""What a check asks of the machine and of the network: a dictionary for the words, the web for the links."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter import rules
from newsletter.curate import rules as draft_rules
from newsletter.curate.rules import online as links, spelling as words
from newsletter.pipeline import dictionary, judge, online
from newsletter.pipeline.ruleset import ASKED, SPELLED
from newsletter.pipeline.sources import seeds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from newsletter.curate.rules import Draft
    from newsletter.model import Issue
    from newsletter.pipeline.desk import Desk
    from newsletter.rules import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was heard: findings by issue, the codes of the rules that could be asked, what to say of the rest."""

    found: Mapping[str, tuple[Found, ...]] = field(default_factory=lambda: MappingProxyType({}))
    codes: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def ask(
    desk: Desk,
    issues: Mapping[str, Issue],
    *,
    online: bool,
    spelling: bool,
    now: datetime,
    on_links: Callable[[int, int], None] | None = None,
) -> Asked:
    """Ask for all issues together: a dictionary is opened once, an address asked for once."""
    config = desk.room.config
    if config.check.severities.get("text.spelling", config.check.severities.get("text")) == rules.OFF:
        spelling = False
    if not (online or spelling):
        return Asked()
    drafts = {path: _draft(desk, issue) for path, issue in issues.items()}
    found: dict[str, tuple[Found, ...]] = dict.fromkeys(issues, ())
    codes: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    if spelling:
        spelled, notes = _spelled(desk, drafts)
        found = {path: (*found[path], *spelled.get(path, ())) for path in found}
        codes |= SPELLED if spelled else frozenset()
    if online:
        heard = _heard(desk, drafts, now, on_links)
        found = {path: (*found[path], *heard[path]) for path in found}
        codes |= ASKED
    return Asked(found=found, codes=codes, notes=notes)


def _draft(desk: Desk, issue: Issue) -> Draft:
    return judge.draft_of(desk, issue, seeds_of(issue, desk.room)[0], (), ())


def _spelled(desk: Desk, drafts: Mapping[str, Draft]) -> tuple[dict[str, tuple[Found, ...]], tuple[str, ...]]:
    check = desk.room.config.check
    own = {word.lower() for word in check.words}
    found: dict[str, tuple[Found, ...]] = {}
    notes = []
    for language in dict.fromkeys(draft.language for draft in drafts.values()):
        chosen = {path: draft for path, draft in drafts.items() if draft.language == language}
        asked = frozenset(word for draft in chosen.values() for word in words.asked(draft)) - own
        unknown = dictionary.unknown(asked, language)
        if unknown is None:
            notes.append(dictionary.missing(language))
            continue
        for path, draft in chosen.items():
            subject = draft_rules.Spelling(draft, unknown)
            found[path] = rules.run(draft_rules.SPELLING, subject, draft.issue.source, check.severities)
    return found, tuple(notes)


def _heard(
    desk: Desk, drafts: Mapping[str, Draft], now: datetime, on_links: Callable[[int, int], None] | None
) -> dict[str, tuple[Found, ...]]:
    wanted = dict.fromkeys(url for draft in drafts.values() for url in links.addresses(draft))
    answers = online.answers(desk.room, tuple(wanted), now=now, on_progress=on_links)
    severities = desk.room.config.check.severities
    return {
        path: rules.run(draft_rules.ONLINE, draft_rules.Online(draft, answers), draft.issue.source, severities)
        for path, draft in drafts.items()
    }
