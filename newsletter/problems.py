"""What is wrong, where, and what to do: the one shape in which the desk speaks to people."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Severity(StrEnum):
    """How much a problem matters: an error stops a mailing, a warning asks, an info tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong.

    `line` and `column` count from 1 (0: the whole file); `column` counts characters, `length` is
    how many of them are meant. `excerpt` is the line itself, for showing.
    """

    severity: Severity = Severity.ERROR
    code: str
    path: str = ""
    line: int = 0
    column: int = 0
    message: str
    hint: str = ""
    length: int = 1
    excerpt: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Give the stable machine form: severity, code, path, line, column, message, hint."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
        }


class NewsletterError(Exception):
    """A mistake that the user can mend. Caught once, in the command line's `main`."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems: tuple[Problem, ...] = problems

    @classmethod
    def of(cls, code: str, message: str, hint: str = "", *, path: str = "", line: int = 0) -> NewsletterError:
        """Make an error of a single problem."""
        return cls(Problem(code=code, message=message, hint=hint, path=path, line=line))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is nearest to `word`, as a sentence, or nothing.

    >>> did_you_mean("titel", ["title", "slug"])
    'Did you mean `title`?'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else ""


def has_errors(problems: Sequence[Problem]) -> bool:
    """Tell whether one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
