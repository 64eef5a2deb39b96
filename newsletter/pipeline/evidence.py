"""`newsletter evidence`: the table of an issue's figures, each with its passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import config as configuration, rules
from newsletter.curate import rules as draft_rules, table
from newsletter.newsroom import Newsroom
from newsletter.pipeline import judge
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.sources import seeds_of
from newsletter.problems import NewsletterError, has_errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from newsletter.curate.table import Cell
    from newsletter.problems import Problem

EDITED = tuple(rule for rule in draft_rules.RULES if rule.code == "evidence.seed-changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An issue's file, a row for each figure and quotation (`curate.table.rows`), and what is wrong with its seeds."""

    path: str
    rows: tuple[Mapping[str, Cell], ...]
    problems: tuple[Problem, ...]


def evidence(folder: Path, wanted: str) -> tuple[Table, ...]:
    """Give the evidence of the issues that a word means. Raises NewsletterError where one cannot be read."""
    room = Newsroom(folder, configuration.load(folder))
    paths = room.select((wanted,))
    desk = open_desk(room)
    tables = []
    for path in paths:
        issue, problems = room.read_issue(path)
        if issue is None or has_errors(problems):
            raise NewsletterError(*problems)
        seeds, wrong = seeds_of(issue, room)
        proved = judge.proved(desk, issue, seeds)
        edited = rules.run(EDITED, judge.draft_of(desk, issue, seeds, (), proved), issue.source, {})
        problems = (*wrong, *(one.problem for one in edited))
        tables.append(Table(path=room.relative(path), rows=table.rows(issue, proved), problems=problems))
    return tuple(tables)
