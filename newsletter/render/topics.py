"""The archive by theme: which issues are about what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.urls import anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.render.site import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A theme: its name as the newest issue writes it, the name of its page, and its issues, the newest first."""

    name: str
    slug: str
    cards: tuple[Card, ...]

    @property
    def path(self) -> str:
        """Where its page stands, from the top of the site."""
        return f"themes/{self.slug}/"

    @property
    def updated(self) -> str:
        """When one of its issues last changed."""
        return max(card.updated for card in self.cards)


def topics(cards: Sequence[Card]) -> tuple[Topic, ...]:
    """Sort listed issues, the newest first, by theme. Spellings that make one slug are one theme."""
    names: dict[str, str] = {}
    held: dict[str, list[Card]] = {}
    for card in cards:
        for name in card.themes:
            slug = anchor(name)
            names.setdefault(slug, name)
            if card not in held.setdefault(slug, []):
                held[slug].append(card)
    return tuple(Topic(name=names[slug], slug=slug, cards=tuple(held[slug])) for slug in sorted(names))
