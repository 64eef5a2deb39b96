"""Problems as people read them: where, what, the line with the spot marked, what to do."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_PLAIN = str.maketrans({"«": '"', "»": '"', "’": "'", "œ": "oe", "–": "-", "—": "-"})
_WIDEST = 100  # characters of a line that are shown around the spot


def as_text(
    problems: Sequence[Problem],
    *,
    colour: bool = False,
    ascii_only: bool = False,
    spoken: Callable[[str], str] = str,
) -> str:
    """Give one paragraph a problem: where, what, the line with the spot marked, what to do.

    `spoken` turns our English sentences into the reader's language.
    """
    return "\n".join(_paragraph(one, spoken, colour=colour, ascii_only=ascii_only) for one in problems)


def _paragraph(problem: Problem, spoken: Callable[[str], str], *, colour: bool, ascii_only: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text

    where = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
    word = spoken(f"{problem.severity}:")
    head = paint(word[:-1], _COLOURS[problem.severity]) + word[-1:]
    lines = [f"{paint(where, '1') + ': ' if where else ''}{head} {spoken(problem.message)} [{problem.code}]"]
    if problem.excerpt.strip() and problem.column:
        shown, start = _window(problem.excerpt, problem.column - 1)
        bar = "|" if ascii_only else "│"
        marks = "^" * max(1, min(problem.length, len(shown) - start))
        gutter = " " * len(str(problem.line))
        lines.append(f"  {problem.line} {bar} {shown}")
        lines.append(f"  {gutter} {bar} {' ' * start}{paint(marks, _COLOURS[problem.severity])}")
    if problem.hint:
        lines.append(f"  {'->' if ascii_only else '→'} {spoken(problem.hint)}")
    text = "\n".join(lines)
    return encodable(text, "ascii") if ascii_only else text


def encodable(text: str, encoding: str) -> str:
    """Give what a terminal can show of a text: letters without their accents rather than question marks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", text).translate(_PLAIN)
        kept = "".join(character for character in bare if not unicodedata.combining(character))
        return kept.encode(encoding, "replace").decode(encoding)
    return text


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
    errors, warnings, told = (numbers[one] for one in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    parts = [
        f"{errors} error{'' if errors == 1 else 's'}" if errors else "",
        f"{warnings} warning{'' if warnings == 1 else 's'}" if warnings else "",
        f"{told} to know" if told else "",
    ]
    return ", ".join(part for part in parts if part) or "no problems"
