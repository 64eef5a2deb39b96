"""Credentials: taken from the environment when they are needed, and out of every text that leaves."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST = 4  # characters: what is shorter would blank out words


def credential(environ: Mapping[str, str], name: str, engine: str) -> str:
    """Give a credential. Raises NewsletterError where the environment has none, or one that is no header."""
    value = environ.get(name, "").strip()
    if not value:
        hint = f"Set {name} in the environment; in CI, as a secret of the publish job."
        raise NewsletterError.of("engine.no-credentials", f"{engine} wants {name}, which is not set.", hint)
    if not value.isascii() or not value.isprintable():
        hint = "Copy it again, without line ends and spaces."
        raise NewsletterError.of("engine.no-credentials", f"{name} holds characters that no key has.", hint)
    return value


def basic(user: str, password: str) -> str:
    """Give the value of an Authorization header (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Authorization:
    """The headers that let us in, and the secrets that are in them."""

    headers: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    def without(self, text: str) -> str:
        """Leave the secrets out of a text: servers repeat what they were sent."""
        parts = [part for value in self.headers.values() for part in (value, *value.split())]
        for secret in sorted({*self.secrets, *parts}, key=len, reverse=True):
            if len(secret) >= _SHORTEST and secret not in {"Basic", "Token", "Bearer", "Ghost"}:
                text = text.replace(secret, "…")
        return text
