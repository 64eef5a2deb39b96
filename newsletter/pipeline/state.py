"""What the last build made and from what: kept at the top of the output, so that the two never part."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from newsletter.render.site import Card

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARKER = ".newsletter-build.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the output: what it is, its path from the top, its size and its SHA-256."""

    kind: str
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Built:
    """One issue of the output: the hash of its inputs, the files it reads beside its own, and what was made."""

    key: str
    reads: tuple[str, ...]
    card: Card
    seconds: int
    files: tuple[Made, ...]
    page_key: str


@dataclass(frozen=True, slots=True)
class State:
    """All issues of the output by their file's path, and the files of the whole site."""

    issues: Mapping[str, Built] = field(default_factory=dict)
    site_key: str = ""
    site: tuple[Made, ...] = ()
    search: tuple[Made, ...] = ()

    def files(self) -> dict[str, Made]:
        """Give every file of the output by its path."""
        made = [*self.site, *self.search, *(one for built in self.issues.values() for one in built.files)]
        return {one.path: one for one in made}


def load(out: Path) -> State:
    """Read the state of an output; an empty one where there is none, or one of another version."""
    try:
        data = json.loads((out / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return State()
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return State()
    try:
        issues = {path: _built(one) for path, one in data["issues"].items()}
        site, search = (tuple(Made(*one) for one in data[name]) for name in ("site", "search"))
    except (KeyError, TypeError):
        return State()
    return State(issues, data["site_key"], site, search)


def _built(data: dict[str, Any]) -> Built:
    known = data["card"]
    card = Card(**(known | {"themes": tuple(known["themes"]), "images": tuple(known["images"])}))
    files = tuple(Made(*one) for one in data["files"])
    return Built(data["key"], tuple(data["reads"]), card, data["seconds"], files, data["page_key"])


def dump(state: State) -> bytes:
    """Write a state so that equal states are equal bytes."""
    data = {
        "format": FORMAT,
        "site_key": state.site_key,
        "site": [_row(one) for one in state.site],
        "search": [_row(one) for one in state.search],
        "issues": {
            path: {
                "key": built.key,
                "reads": built.reads,
                "seconds": built.seconds,
                "page_key": built.page_key,
                "files": [_row(one) for one in built.files],
                "card": asdict(built.card),
            }
            for path, built in sorted(state.issues.items())
        },
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def _row(made: Made) -> list[str | int]:
    return [made.kind, made.path, made.bytes, made.sha256]
