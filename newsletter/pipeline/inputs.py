"""The hash of what an issue is made from: whether it must be rendered again is decided by contents, never by dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.newsroom import content
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsletter.pipeline.desk import Desk


def inputs_key(desk: Desk, data: bytes, reads: Sequence[str], *, draft: bool) -> str:
    """Hash what an issue is made from: its file, what it reads beside it (seeds, images), and the desk."""
    parts: list[str | bytes] = [desk.key, data, "draft" if draft else ""]
    for name in reads:
        path = desk.room.folder / name
        parts += [name, content(path)]
    return stable_hash(*parts)


def file_key(path: Path) -> str:
    """Give the hash of a file; nothing where it cannot be read."""
    try:
        return stable_hash(path.read_bytes())
    except OSError:
        return ""
