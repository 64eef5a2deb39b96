r"""Regular expressions that people write into newsletter.toml: a small language in which none can take long.

Literals, `.`, `[classes]`, `\\b \\w \\d \\s` and their capitals, groups, `|`, `?` and counted repeats `{1,20}`. What is
left out (`*`, `+`, back-references, look-around) is what makes an expression take the square of a text's length, or
for ever. Of the rest, the steps that one place of a text can cost are counted beforehand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MOST_STEPS = 2000  # that an expression may take from one place of a text
LONGEST = 300  # characters of an expression
_DEEPEST = 10  # brackets inside each other
_ESCAPES = frozenset("bBwWdDsSnt")
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*+\]")
_SET = re.compile(r"(?<!\\)\[|--|&&|~~|\|\|")  # what Python may read as a set operation one day
_COUNT = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")
_BOUND = "write how many at most, for example `{1,20}`"


class PatternError(ValueError):
    """Why an expression is refused, in words for its author."""


class _Cost(NamedTuple):
    """What a part costs at worst: in how many ways it can match from one place, and the steps of trying them all."""

    ways: int
    steps: int

    def then(self, other: _Cost) -> _Cost:
        return _Cost(min(self.ways * other.ways, 10**6), min(self.steps + self.ways * other.steps, 10**6))


_NOTHING = _Cost(1, 0)


@lru_cache(maxsize=256)
def vetted(pattern: str) -> re.Pattern[str]:
    """Compile an expression; capitals and small letters are alike. Raises PatternError for one that is refused."""
    if len(pattern) > LONGEST:
        raise PatternError(f"it has more than {LONGEST} characters")
    reading = _Reading(pattern)
    cost = reading.alternatives(0)
    if reading.at < len(pattern):
        raise PatternError(f"the bracket at character {reading.at + 1} was never opened")
    if cost.steps > MOST_STEPS:
        raise PatternError(f"one place of a text could cost {cost.steps:,} steps or more: shorten its repeats")
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise PatternError(f"{error.msg} at character {(error.pos or 0) + 1}") from error
    if compiled.match(""):
        raise PatternError("it matches where nothing stands")
    return compiled


class _Reading:
    """One reading of an expression, from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def alternatives(self, depth: int) -> _Cost:
        """Read `one|other|…` up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise PatternError(f"more than {_DEEPEST} brackets stand inside each other")
        cost = self._sequence(depth)
        while self.pattern.startswith("|", self.at):
            self.at += 1
            other = self._sequence(depth)
            cost = _Cost(cost.ways + other.ways, cost.steps + other.steps)
        return cost

    def _sequence(self, depth: int) -> _Cost:
        cost = _NOTHING
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            cost = cost.then(self._repeated(depth))
        return cost

    def _repeated(self, depth: int) -> _Cost:
        part = self._atom(depth)
        sign = self.pattern[self.at : self.at + 1]
        if sign in ("*", "+"):
            raise PatternError(f"`{sign}` at character {self.at + 1} has no bound: {_BOUND}")
        count = _COUNT.match(self.pattern, self.at)
        if sign != "?" and not count:
            return part
        least, most = (0, 1) if count is None else self._bounds(count)
        self.at += 1 if count is None else len(count[0])
        if self.pattern[self.at : self.at + 1] in ("?", "+", "*", "{"):
            raise PatternError(f"a repeat is repeated at character {self.at + 1}")
        ways, done = 0, _NOTHING
        for times in range(most + 1):
            ways += done.ways if times >= least else 0
            done = done.then(part) if times < most else done
        return _Cost(min(ways, 10**6), done.steps)

    def _bounds(self, count: re.Match[str]) -> tuple[int, int]:
        if count[2] and not count[3]:
            raise PatternError(f"`{count[0]}` has no bound: {_BOUND}")
        return int(count[1]), int(count[3] if count[2] else count[1])

    def _atom(self, depth: int) -> _Cost:
        sign = self.pattern[self.at]
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            found = _CLASS.match(self.pattern, self.at)
            if not found:
                raise PatternError(f"the bracket at character {self.at + 1} never closes")
            if odd := _SET.search(found[0], 1):
                raise PatternError(f"write `\\{odd[0][0]}` for `{odd[0][0]}` in `{found[0]}`")
            self.at = found.end()
        elif sign == "\\":
            self._escape()
        elif sign in "*+?{":
            raise PatternError(f"there is nothing to repeat at character {self.at + 1}")
        else:
            self.at += 1
        return _Cost(1, 1)

    def _group(self, depth: int) -> _Cost:
        start = self.at
        if self.pattern.startswith("(?", start) and not self.pattern.startswith("(?:", start):
            raise PatternError("of the groups that begin with `(?` only `(?:…)` is read")
        self.at += 3 if self.pattern.startswith("(?:", start) else 1
        cost = self.alternatives(depth + 1)
        if not self.pattern.startswith(")", self.at):
            raise PatternError(f"the bracket at character {start + 1} never closes")
        self.at += 1
        return cost

    def _escape(self) -> None:
        escaped = self.pattern[self.at + 1 : self.at + 2]
        if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
            raise PatternError(f"`\\{escaped}` at character {self.at + 1} is not read here")
        self.at += 2
