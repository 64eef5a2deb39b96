"""How much one source may take of the editor's time and memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """For one address: bytes once unpacked, seconds in all and of silence, redirects."""

    size: int = 16 * 2**20
    seconds: float = 30.0
    silence: float = 10.0
    redirects: int = 5
