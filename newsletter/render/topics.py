"""The archive by theme: which issues are about what."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import urls
from newsletter.urls import anchor, stable_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.render.site import Card


_SIGNS = {"Sc", "Sm", "So"}  # currencies, mathematics, others: not what only parts words


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


def slug(name: str) -> str:
    """Name the page of a theme. Signs and letters that no slug has, as in « C++ », tell it from the one without them.

    It follows from the name alone: a theme keeps its address, whatever others there will be.
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    telling = [letter for letter in folded if unicodedata.category(letter) in _SIGNS or letter in "#@" or _lost(letter)]
    plain = anchor(name)
    return f"{plain}-{stable_hash(*telling)[:6]}" if telling and urls.slug(name) else plain


def _lost(letter: str) -> bool:
    return letter.isalnum() and not urls.slug(letter)


def topics(cards: Sequence[Card]) -> tuple[Topic, ...]:
    """Sort listed issues, the newest first, by theme. Spellings that make one slug are one theme."""
    names: dict[str, str] = {}
    held: dict[str, list[Card]] = {}
    for card in cards:
        for name in card.themes:
            folded = slug(name)
            names.setdefault(folded, name)
            if card not in held.setdefault(folded, []):
                held[folded].append(card)
    return tuple(Topic(name=names[one], slug=one, cards=tuple(held[one])) for one in sorted(names))
