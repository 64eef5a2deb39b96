"""Rules: small pure functions, each with a code and a severity, and the engine that runs them.

A rule looks at one subject (an issue before printing, or a rendered mail) and yields findings. The engine
gives them the rule's code, the severity that the newsletter configured, and their place in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from newsletter.model import Issue
    from newsletter.places import Path, Source

Subject = TypeVar("Subject")
OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What `--fix` would write: at `offset` of the value at a path, `new` in the place of `old`."""

    at: Path
    offset: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found: the path of the key, the characters of its value that are meant, what to say, what to do.

    `block` is the id of the block, for waiving one block's finding only. `severity` overrides the rule's own
    where a rule grades what it finds; `line` and `column` are for findings in a rendered mail, counted from 1.
    """

    message: str
    hint: str = ""
    at: Path = ()
    offset: int = 0
    length: int = 1
    block: str = ""
    severity: Severity | None = None
    fixes: tuple[Fix, ...] = ()
    path: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One thing that can be wrong. `code` is stable: people write it into files and configurations."""

    code: str
    severity: Severity
    find: Callable[[Subject], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with the block and the key it stands in, and what would mend it."""

    problem: Problem
    block: str = ""
    fixes: tuple[Fix, ...] = ()
    at: Path = ()


MOST = 50  # findings of one rule in one subject: who has more mends those first


def run(
    rules: Sequence[Rule[Subject]], subject: Subject, source: Source, severities: Mapping[str, str]
) -> tuple[Found, ...]:
    """Run rules over a subject. `source` is the issue's file; `severities` overrides by code or by family."""
    return tuple(found for rule in rules for found in _run(rule, subject, source, severities))


def _run(rule: Rule[Subject], subject: Subject, source: Source, severities: Mapping[str, str]) -> Iterator[Found]:
    configured = severities.get(rule.code, severities.get(rule.code.partition(".")[0]))
    if configured == OFF:
        return
    for number, finding in enumerate(rule.find(subject)):
        if number == MOST:
            break
        severity = Severity(configured) if configured else finding.severity or rule.severity
        found = Found(_problem(rule.code, severity, finding, source), finding.block, finding.fixes, finding.at)
        if number == MOST - 1:
            last = f"{found.problem.message} (There may be more: the first {MOST} of a kind are told.)"
            found = replace(found, problem=replace(found.problem, message=last))
        yield found


def _problem(code: str, severity: Severity, finding: Finding, source: Source) -> Problem:
    if finding.path:
        return Problem(
            severity=severity,
            code=code,
            path=finding.path,
            line=finding.line,
            column=finding.column,
            message=finding.message,
            hint=finding.hint,
            length=finding.length,
            excerpt=finding.excerpt,
        )
    return source.problem(
        code,
        finding.message,
        finding.hint,
        at=finding.at,
        offset=finding.offset,
        length=finding.length,
        severity=severity,
    )


@dataclass(frozen=True, slots=True)
class Allowance:
    """One `allow:` of an issue: what it covers, whether it did, and what to say where it covers nothing."""

    code: str
    block: str | None
    idle: Problem
    used: bool = False

    def covers(self, found: Found) -> bool:
        """Tell whether the editor accepted a finding."""
        return found.problem.code == self.code and self.block in {None, found.block}


def allowances(issue: Issue) -> tuple[Allowance, ...]:
    """List what an issue allows."""
    return tuple(Allowance(allow.code, allow.block, _idle(issue, index)) for index, allow in enumerate(issue.allow))


def _idle(issue: Issue, index: int) -> Problem:
    allow = issue.allow[index]
    where = f" in `{allow.block}`" if allow.block else ""
    message = f"Nothing is found{where} any more that `{allow.code}` would allow."
    at: Path = ("allow", index, "code")
    return issue.source.problem("allow.idle", message, "Remove this entry.", at=at, severity=Severity.WARNING)


def allowed(found: Sequence[Found], given: Sequence[Allowance]) -> tuple[tuple[Found, ...], tuple[Allowance, ...]]:
    """Take away what is allowed; give the allowances back, those that covered something marked as used."""
    kept = tuple(one for one in found if not any(allowance.covers(one) for allowance in given))
    used = tuple(replace(one, used=one.used or any(map(one.covers, found))) for one in given)
    return kept, used


def idle(given: Sequence[Allowance], asked: Container[str]) -> tuple[Found, ...]:
    """Tell of each allowance that covered nothing, of those whose rule was asked."""
    return tuple(Found(one.idle) for one in given if not one.used and one.code in asked)


def settled(
    own: Sequence[Found], more: Sequence[Found], given: Sequence[Allowance], asked: Container[str]
) -> tuple[Found, ...]:
    """End a check: `own` was freed of what is allowed; `more` is now, and idle allowances of rules asked are told."""
    kept, used = allowed(more, given)
    return (*own, *kept, *idle(used, asked))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems as a reader of the file meets them, each once."""
    ranks = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda one: (one.path, one.line, one.column, ranks[one.severity], one.code)))
