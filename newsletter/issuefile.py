"""`issues/*.yaml` read into an Issue that knows the place of each of its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.model import Issue
from newsletter.places import Node, Source
from newsletter.problems import Problem
from newsletter.shape import Reader
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "issues"
_MOST_BROKEN = 8  # blocks of one file that YAML cannot make out


def read(text: str, path: str) -> tuple[Issue | None, tuple[Problem, ...]]:
    """Read the text of an issue. `path` is what messages call it, relative to the newsletter's folder.

    Gives the issue, as far as it can be made out, and everything that is wrong with the file: of one that is not
    YAML, the blocks around the one that is broken.
    """
    source = Source(path=path, text=text)
    root, problems = parse(source)
    if root is None and any(problem.code == "yaml.syntax" for problem in problems):
        return _read_rest(source, problems)
    if root is None:
        empty = Problem(
            code="schema.empty", path=path, line=1, message="The file is empty.", hint="See `newsletter new`."
        )
        return None, problems or (empty,)
    return _read_tree(source, root, problems)


def _read_tree(source: Source, root: Node, problems: Sequence[Problem]) -> tuple[Issue | None, tuple[Problem, ...]]:
    reader = Reader(source, "schema")
    placed = Source(path=source.path, text=source.text, nodes=reader.nodes)
    issue = reader.read(Issue, root, source=placed)
    found = [*problems, *reader.problems]
    if issue is not None and not issue.news and issue.focus is None:
        if not any(problem.code.startswith("schema.") for problem in found):
            hint = "Write at least one piece under `news:`, or a `focus:`."
            found.append(placed.problem("schema.missing", "There is neither `news` nor `focus`.", hint))
        return None, tuple(found)
    return issue, tuple(found)


def _read_rest(source: Source, problems: Sequence[Problem]) -> tuple[Issue | None, tuple[Problem, ...]]:
    """Read a file without the top-level blocks that YAML cannot make out: what is wrong elsewhere is told too."""
    found, text, root = list(problems), source.text, None
    for _ in range(_MOST_BROKEN):
        text = _without_block(text, found[-1].line)
        root, more = parse(Source(path=source.path, text=text))
        found += more
        if root is not None or not any(problem.code == "yaml.syntax" for problem in more):
            break
    if root is None:
        return None, tuple(found)
    reader = Reader(source, "schema")
    issue = reader.read(Issue, root, source=Source(path=source.path, text=source.text, nodes=reader.nodes))
    found += (problem for problem in reader.problems if not _about_whole(problem))
    return (issue if issue and (issue.news or issue.focus) else None), tuple(found)


def _without_block(text: str, broken: int) -> str:
    """Blank out the top-level block that holds a line, every other character staying where it is."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z_]+:", line)]
    first = max((start for start in starts if start < broken), default=0)
    end = min((start for start in starts if start >= broken), default=len(lines))
    return "\n".join(" " * len(line) if first <= number < end else line for number, line in enumerate(lines))


def _about_whole(problem: Problem) -> bool:
    return problem.code == "schema.missing" and " in " not in problem.message
