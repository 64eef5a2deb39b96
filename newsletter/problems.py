"""What is wrong, where, and what to do: the one shape in which the desk speaks to people."""

from __future__ import annotations

import difflib
import re
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


_NEAR, _ALIKE = 0.6, 0.75  # from here on two words may be one misspelt, even where they begin with another letter
_TAG = re.compile(r"([a-z]{2,3})[-_][A-Za-z]{2,4}")  # of a language, with its country or script


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is nearest to `word`, as a sentence, or nothing.

    >>> did_you_mean("titel", ["title", "slug"]), did_you_mean("fr-FR", ["fr-CH", "fr"])
    ('Did you mean `title`?', 'Did you mean `fr`?')
    """
    names = list(known)
    tag = _TAG.fullmatch(word)
    if tag and tag[1] in names:
        return f"Did you mean `{tag[1]}`?"
    near = [
        *difflib.get_close_matches(word, names, n=1, cutoff=_ALIKE),
        *difflib.get_close_matches(word, [name for name in names if name[:1] == word[:1]], n=1, cutoff=_NEAR),
    ]
    return f"Did you mean `{near[0]}`?" if near else ""


def has_errors(problems: Sequence[Problem]) -> bool:
    """Tell whether one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
