"""What a site asks robots to leave alone (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, section 2.5)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that concern us: each a pattern and whether it allows."""

    lines: tuple[tuple[str, bool], ...] = ()

    def allow(self, target: str) -> bool:
        """Tell whether a path (with its query) may be asked for: the longest rule decides, a tie allows."""
        found = [(len(pattern), allowed) for pattern, allowed in self.lines if _matches(pattern, unquote(target))]
        return max(found, default=(0, True))[1]


def rules(text: str, agent: str) -> Rules:
    """Read a robots.txt for a product name: its own groups, all of them, or else those of `*`."""
    mine: list[tuple[str, bool]] = []
    everybody: list[tuple[str, bool]] = []
    named = False
    agents: list[str] = []
    in_rules = False
    for key, value in _pairs(text):
        if key == "user-agent":
            agents = [*(() if in_rules else agents), value.lower()]
            in_rules = False
            named = named or agent.lower() in agents
        elif key in {"allow", "disallow"}:
            in_rules = True
            for group, wanted in ((mine, agent.lower()), (everybody, "*")):
                if wanted in agents and value:
                    group.append((unquote(value), key == "allow"))
    return Rules(tuple(mine if named else everybody))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _matches(pattern: str, target: str) -> bool:
    """Match from the start; `*` stands for anything and a last `$` for the end. Linear, whatever the pattern."""
    first, *others = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    position = len(first)
    last = others.pop() if others and pattern.endswith("$") else None
    for part in others:
        found = target.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    if last is not None:
        return target.endswith(last) and len(target) - len(last) >= position
    return not pattern.endswith("$") or position == len(target)
