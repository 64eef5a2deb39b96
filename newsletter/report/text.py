"""Problems as people read them: where, what, the line with the spot marked, what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDEST = 100  # characters of a line that are shown around the spot


def as_text(problems: Sequence[Problem], *, colour: bool = False, ascii_only: bool = False) -> str:
    """Give one paragraph a problem: where, what, the line with the spot marked, what to do."""
    return "\n".join(_paragraph(problem, colour=colour, ascii_only=ascii_only) for problem in problems)


def _paragraph(problem: Problem, *, colour: bool, ascii_only: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text

    where = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
    head = paint(f"{problem.severity}", _COLOURS[problem.severity])
    lines = [f"{paint(where, '1') + ': ' if where else ''}{head}: {problem.message} [{problem.code}]"]
    if problem.excerpt.strip() and problem.column:
        shown, start = _window(problem.excerpt, problem.column - 1)
        bar = "|" if ascii_only else "│"
        marks = "^" * max(1, min(problem.length, len(shown) - start))
        gutter = " " * len(str(problem.line))
        lines.append(f"  {problem.line} {bar} {shown}")
        lines.append(f"  {gutter} {bar} {' ' * start}{paint(marks, _COLOURS[problem.severity])}")
    if problem.hint:
        lines.append(f"  {'->' if ascii_only else '→'} {problem.hint}")
    text = "\n".join(lines)
    return text.encode("ascii", "replace").decode() if ascii_only else text


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around the spot; give it with the spot's place in it."""
    line = line.replace("\t", " ")
    if len(line) <= _WIDEST:
        return line, column
    start = max(0, min(column - _WIDEST // 2, len(line) - _WIDEST))
    return line[start : start + _WIDEST], column - start


def folded(problems: Sequence[Problem], most: int) -> tuple[tuple[Problem, ...], dict[str, int]]:
    """Leave out what is only to know after so many of a kind; give the rest, and how many of which code went."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.code] += problem.severity is Severity.INFO
        if problem.severity is not Severity.INFO or seen[problem.code] <= most:
            kept.append(problem)
    return tuple(kept), {code: number - most for code, number in seen.items() if number > most}


def count(problems: Sequence[Problem]) -> str:
    """Say how many there are: «2 errors, 1 warning», or «no problems»."""
    numbers = Counter(problem.severity for problem in problems)
    parts = [_plural(numbers[one], str(one)) for one in (Severity.ERROR, Severity.WARNING) if numbers[one]]
    if numbers[Severity.INFO]:
        parts.append(f"{numbers[Severity.INFO]} to know")
    return ", ".join(parts) or "no problems"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
