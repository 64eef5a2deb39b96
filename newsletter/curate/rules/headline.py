"""What an inbox shows of a mail before it is opened: the subject, and the line behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.curate.words import words
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft
    from newsletter.places import Path

LONGEST = 60  # characters of a subject that a phone shows
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_SHOUTED = re.compile(r"[!?]{2,}")
_CAPITALS = re.compile(r"\b[^\W\d_]{4,}[ \u00a0]+(?=([^\W\d_]{4,}))[^\W\d_]{4,}")
_SAME = 0.8  # of the words of the shorter of subject and preheader


def _plain(line: str) -> str:
    """Give a line of Markdown as an inbox shows it."""
    return re.sub(r"[*_`]", "", _LINK.sub(r"\1", line))


def _subject(draft: Draft) -> tuple[Path, str]:
    issue = draft.issue
    at: Path = ("subject",) if issue.subject else ("focus", "title") if issue.focus else ("news", 0, "title")
    return at, _plain(issue.title)


def subject_long(draft: Draft) -> Iterator[Finding]:
    """Find a subject that inboxes cut."""
    at, subject = _subject(draft)
    if len(subject) > LONGEST:
        message = f"The subject has {len(subject)} characters: a phone shows about {LONGEST}."
        hint = "Shorten it." if draft.issue.subject else "Write a shorter one under `subject:`."
        yield Finding(message=message, hint=hint, at=at, offset=LONGEST, block="subject")


def subject_shouts(draft: Draft) -> Iterator[Finding]:
    """Find a subject in capitals, or with several marks: filters and readers take it for advertising."""
    at, subject = _subject(draft)
    shouted = _SHOUTED.search(subject) or next((two for two in _CAPITALS.finditer(subject) if two[0].isupper()), None)
    if shouted:
        hint = "Write it as you would say it."
        yield Finding(
            message="The subject shouts.",
            hint=hint,
            at=at,
            offset=shouted.start(),
            length=len(shouted[0]),
            block="subject",
        )


def preheader_missing(draft: Draft) -> Iterator[Finding]:
    """Find an issue with neither preheader nor hook: inboxes show whatever comes first."""
    if draft.sound and not draft.issue.preheader and not draft.issue.hook:
        message = "There is neither a preheader nor a hook to make one from."
        hint = "Write under `preheader:` what an inbox shall show behind the subject."
        yield Finding(message=message, hint=hint, at=_subject(draft)[0], block="preheader")


def preheader_repeats(draft: Draft) -> Iterator[Finding]:
    """Find a preheader that says what the subject says."""
    preheader = draft.issue.preheader
    if not preheader:
        return
    one, other = set(words(_subject(draft)[1])), set(words(_plain(preheader)))
    if min(len(one), len(other)) > 2 and len(one & other) >= _SAME * min(len(one), len(other)):
        message = "The preheader repeats the subject."
        hint = "An inbox shows both in one line: say what the subject leaves open."
        yield Finding(message=message, hint=hint, at=("preheader",), length=len(preheader), block="preheader")


RULES = (
    Rule("text.subject-long", Severity.WARNING, subject_long),
    Rule("text.subject-shouts", Severity.WARNING, subject_shouts),
    Rule("text.preheader-missing", Severity.WARNING, preheader_missing),
    Rule("text.preheader-repeats", Severity.WARNING, preheader_repeats),
)
