"""Rules: small pure functions, each with a code and a severity, and the engine that runs them.

A rule looks at one subject (an issue before printing, or a rendered mail) and yields findings. The engine
gives them the rule's code, the severity that the newsletter configured, and their place in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from newsletter.model import Allow, Issue
    from newsletter.places import Path, Source

Subject = TypeVar("Subject")
OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What `--fix` would write: the text at a path, with `length` characters at `offset` replaced by `text`."""

    at: Path
    offset: int
    length: int
    text: str


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
    fix: Fix | None = None
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
    """A problem with the block it stands in and the fix that would mend it."""

    problem: Problem
    block: str = ""
    fix: Fix | None = None


def run(
    rules: Sequence[Rule[Subject]], subject: Subject, source: Source, severities: Mapping[str, str]
) -> tuple[Found, ...]:
    """Run rules over a subject. `source` is the issue's file; `severities` overrides by code or by family."""
    return tuple(found for rule in rules for found in _run(rule, subject, source, severities))


def _run(rule: Rule[Subject], subject: Subject, source: Source, severities: Mapping[str, str]) -> Iterator[Found]:
    configured = severities.get(rule.code, severities.get(rule.code.partition(".")[0]))
    if configured == OFF:
        return
    for finding in rule.find(subject):
        severity = Severity(configured) if configured else finding.severity or rule.severity
        yield Found(_problem(rule.code, severity, finding, source), finding.block, finding.fix)


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


def allowed(found: Sequence[Found], issue: Issue) -> tuple[Found, ...]:
    """Take away what the issue allows, and tell of each `allow:` that allows nothing any more."""
    kept = tuple(one for one in found if not any(_covers(allow, one) for allow in issue.allow))
    idle = [
        Found(
            issue.source.problem(
                "allow.idle",
                f"Nothing is found any more that `{allow.code}` would allow.",
                "Remove this entry.",
                at=("allow", index),
                severity=Severity.WARNING,
            )
        )
        for index, allow in enumerate(issue.allow)
        if not any(_covers(allow, one) for one in found)
    ]
    return (*kept, *idle)


def _covers(allow: Allow, found: Found) -> bool:
    return found.problem.code == allow.code and allow.block in {None, found.block}


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems as a reader of the file meets them, each once."""
    ranks = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    unique = dict.fromkeys(replace(problem) for problem in problems)
    return tuple(sorted(unique, key=lambda one: (one.path, one.line, one.column, ranks[one.severity], one.code)))
