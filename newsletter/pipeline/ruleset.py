"""All rules by their codes: what a configuration may grade and an issue may allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.curate import rules as draft_rules
from newsletter.pipeline import social
from newsletter.problems import NewsletterError, Problem, did_you_mean
from newsletter.render import rules as mail_rules
from newsletter.rules import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.config import Config
    from newsletter.model import Issue


def _codes(*families: tuple[object, ...]) -> frozenset[str]:
    return frozenset(str(getattr(rule, "code", "")) for family in families for rule in family)


OWN = _codes(draft_rules.RULES, mail_rules.RULES, social.RULES)  # depend on an issue and what it reads alone
AMONG = _codes(draft_rules.SERIES)  # depend on the other issues too
CLOCKED = frozenset({"plan.past"})  # of these, what depends on the time of day
SPELLED, ASKED = _codes(draft_rules.SPELLING), _codes(draft_rules.ONLINE)  # depend on the machine, on the network
CODES = OWN | AMONG | SPELLED | ASKED
FAMILIES = frozenset(code.partition(".")[0] for code in CODES)


def vet(config: Config) -> None:
    """Raise NewsletterError where `[check] severities` names a rule that there is not."""
    wrong = []
    for code in config.check.severities:
        if code not in CODES | FAMILIES:
            message = f"There is no rule `{code}`."
            hint = did_you_mean(code, CODES | FAMILIES) or "See docs/rules/ for all codes."
            at = ("check", "severities", code)
            wrong.append(config.source.problem("config.unknown-rule", message, hint, at=at))
    if wrong:
        raise NewsletterError(*wrong)


def unknown_allowances(issue: Issue) -> Iterator[Found]:
    """Tell of each `allow:` whose code is no rule's: what the readers of files find cannot be allowed."""
    for index, allow in enumerate(issue.allow):
        if allow.code not in CODES:
            message = f"`{allow.code}` is no rule that could be allowed."
            hint = did_you_mean(allow.code, CODES) or "See docs/rules/ for all codes."
            yield Found(_problem(issue, index, message, hint))


def _problem(issue: Issue, index: int, message: str, hint: str) -> Problem:
    length = len(issue.allow[index].code)
    return issue.source.problem("allow.unknown-rule", message, hint, at=("allow", index, "code"), length=length)
