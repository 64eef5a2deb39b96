"""What took long to make, kept in `.newsletter/cache` under a hash of all it was made from. Always safe to delete."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(folder: Path, key: str) -> tuple[Mapping[str, Any], bytes] | None:
    """Give what is kept under a key: a few facts, and bytes. None where nothing is, or it is not whole."""
    try:
        head, _, body = (folder / key[:2] / key).read_bytes().partition(b"\n")
        facts = json.loads(head)
    except (OSError, ValueError):
        return None
    return (facts, body) if isinstance(facts, dict) and facts.get("bytes") == len(body) else None


def write(folder: Path, key: str, facts: Mapping[str, Any], body: bytes) -> None:
    """Keep facts and bytes, whole or not at all. A folder that cannot be written to is done without."""
    head = json.dumps({**facts, "bytes": len(body)}, ensure_ascii=False).encode()
    place = folder / key[:2]
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, prefix=".new-", delete=False) as file:
            file.write(head + b"\n" + body)
        Path(file.name).replace(place / key)
    except OSError:
        return
