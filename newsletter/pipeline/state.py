"""What the last build made and from what: kept at the top of the output, so that the two never part."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from newsletter.problems import Problem, Severity
from newsletter.render.site import Card
from newsletter.rules import Allowance, Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row: TypeAlias = "Sequence[Any]"  # an issue's key and its footprint, as JSON has them
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
    """One issue of the output: the hash of its inputs, the files it reads beside its own, what was made and found.

    `found` is what its own rules found, `among` what those about its place in the series did.
    """

    key: str
    reads: tuple[str, ...]
    card: Card
    seconds: int
    files: tuple[Made, ...]
    page_key: str
    found: tuple[Found, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    among: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """All issues of the output by their file's path, and the files of the whole site.

    `footprints` are what issues leave for others, as JSON has them (`curate.footprint.restored`): few builds need them.
    `series_key` is the hash of what `Built.among` was found from.
    """

    issues: Mapping[str, Built] = field(default_factory=dict)
    site_key: str = ""
    site: tuple[Made, ...] = ()
    series_key: str = ""
    footprints: Mapping[str, Row] = field(default_factory=dict)
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
        site, searched = (tuple(Made(*one) for one in data[name]) for name in ("site", "search"))
        return State(issues, data["site_key"], site, data["series_key"], data["footprints"], searched)
    except (KeyError, TypeError, ValueError):
        return State()


def _built(data: dict[str, Any]) -> Built:
    known = data["card"]
    card = Card(**(known | {"themes": tuple(known["themes"]), "images": tuple(known["images"])}))
    files = tuple(Made(*one) for one in data["files"])
    return Built(
        key=data["key"],
        reads=tuple(data["reads"]),
        card=card,
        seconds=data["seconds"],
        files=files,
        page_key=data["page_key"],
        found=tuple(map(_found, data["found"])),
        allowances=tuple(
            Allowance(code, block, _problem(idle), used) for code, block, idle, used in data["allowances"]
        ),
        among=tuple(map(_found, data["among"])),
    )


def _found(row: list[Any]) -> Found:
    problem, block = row
    return Found(_problem(problem), block)


def _problem(known: dict[str, Any]) -> Problem:
    return Problem(**(known | {"severity": Severity(known["severity"])}))


def dump(state: State) -> bytes:
    """Write a state so that equal states are equal bytes."""
    data = {
        "format": FORMAT,
        "site_key": state.site_key,
        "series_key": state.series_key,
        "footprints": state.footprints,
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
                "found": [[asdict(one.problem), one.block] for one in built.found],
                "allowances": [[one.code, one.block, asdict(one.idle), one.used] for one in built.allowances],
                "among": [[asdict(one.problem), one.block] for one in built.among],
            }
            for path, built in sorted(state.issues.items())
        },
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def _row(made: Made) -> list[str | int]:
    return [made.kind, made.path, made.bytes, made.sha256]
