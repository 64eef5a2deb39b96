"""The seeds that an issue rests on, read with all that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.model import Issue, Seed
    from newsletter.newsroom import Newsroom
    from newsletter.problems import Problem

_ELSEWHERE = "Pin it with `newsletter pick`, or write the address of the source."


def seeds_of(issue: Issue, room: Newsroom) -> tuple[Mapping[str, Seed], tuple[Problem, ...]]:
    """Read the seeds that an issue names: those that can be read by their ids, and what is wrong with any of them."""
    found: dict[str, Seed] = {}
    problems: list[Problem] = []
    for at, name in walk.citations(issue):
        if walk.is_address(name) or name in found:
            continue
        seed, wrong = room.read_seed(name)
        problems += wrong
        if seed is not None:
            found[name] = seed
        elif not wrong:
            message = f"There is no seed `{name}` (seeds/{name}.md)."
            hint = did_you_mean(name, room.seed_ids()) or _ELSEWHERE
            problems.append(issue.source.problem("source.not-found", message, hint, at=at, length=len(name)))
    return found, tuple(problems)
