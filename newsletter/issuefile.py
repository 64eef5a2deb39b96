"""`issues/*.yaml` read into an Issue that knows the place of each of its values."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from newsletter.model import Issue
from newsletter.places import Node, Source, Table
from newsletter.problems import Problem
from newsletter.shape import Reader
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = "issues"


def read(text: str, path: str) -> tuple[Issue | None, tuple[Problem, ...]]:
    """Read the text of an issue. `path` is what messages call it, relative to the newsletter's folder.

    Gives the issue, as far as it can be made out, and everything that is wrong with the file.
    """
    source = Source(path=path, text=text)
    root, problems = parse(source)
    if root is None and any(problem.code == "yaml.syntax" for problem in problems):
        return None, (*problems, *_problems_elsewhere(source, problems[-1].line))
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


def _problems_elsewhere(source: Source, broken: int) -> Iterator[Problem]:
    """Read every top-level block that YAML can still make out, for its own problems."""
    lines = source.text.split("\n")
    starts = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z_]+:", line)]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        if start < broken <= end:
            continue
        kept = "\n".join(lines[start:end])
        piece = Source(path=source.path, text="\n" * start + kept)
        root, problems = parse(piece)
        yield from problems
        if isinstance(root, Table):
            reader = Reader(piece, "schema")
            reader.read(Issue, root)
            yield from (problem for problem in reader.problems if not _about_whole(problem))


def _about_whole(problem: Problem) -> bool:
    return problem.code == "schema.missing" and " in " not in problem.message
