"""What the rules look at: an issue with all that is known around it, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter import walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from newsletter.model import Issue, Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An issue before printing.

    `others` are the newsletter's other issues, by the path of their file; `seeds` the seeds that this one cites,
    by id; `now` an aware time; `words` and `forbidden` come from newsletter.toml.
    """

    issue: Issue
    language: str
    zone: ZoneInfo
    now: datetime
    others: Mapping[str, Issue] = field(default_factory=lambda: MappingProxyType({}))
    seeds: Mapping[str, Seed] = field(default_factory=lambda: MappingProxyType({}))
    words: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def texts(self) -> tuple[walk.Text, ...]:
        """List every text that readers see."""
        return tuple(walk.texts(self.issue))
