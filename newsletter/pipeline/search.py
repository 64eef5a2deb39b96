"""The scripts that the search of the archive loads, one a year: written again where an issue of the year changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from newsletter.model import Output
from newsletter.pipeline.archive import in_order
from newsletter.render import search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from newsletter.pipeline.state import Built, State
    from newsletter.render.search import Row

Issues = Mapping[str, "Built"]


def path_of(year: int) -> str:
    """Say where the script of a year stands in the output."""
    return f"site/{search.FOLDER}/{year}.js"


def by_year(issues: Issues) -> dict[int, dict[str, Built]]:
    """Sort the listed issues by their years, the oldest first."""
    found: dict[int, dict[str, Built]] = {}
    for path, card in in_order(issues):
        if card.listed:
            found.setdefault(card.year, {})[path] = issues[path]
    return found


def scripts(
    issues: Issues, before: State, out: Path, press: Callable[[Sequence[str]], dict[str, Row]], *, force: bool
) -> list[Output]:
    """Write the script of each year of which an issue changed, or the script is gone.

    Rows of unchanged issues are read back from the script that stands in `out`; `press` gives the others by the
    paths of their issues. What it does not give, for its issue has errors now, stays as it stood.
    """
    then = by_year(before.issues)
    outputs = []
    for year, held in by_year(issues).items():
        standing = _standing(out, before, year)
        if standing is not None and not force and _keys(held) == _keys(then.get(year, {})):
            continue
        same = _keys(held) & _keys(then.get(year, {}))
        kept = {path: standing[held[path].card.name] for path, _ in same} if standing is not None else {}
        rows = kept | press([path for path in held if force or path not in kept])
        text = search.script(rows[path] for path in reversed(held) if path in rows)
        outputs.append(Output(kind="asset", path=path_of(year), data=text.encode()))
    return outputs


def _keys(issues: Issues) -> set[tuple[str, str]]:
    return {(path, built.key) for path, built in issues.items()}


def _standing(out: Path, before: State, year: int) -> dict[str, Row] | None:
    """Read the script of a year as the last build left it; None where there is none, or it is another."""
    made = next((one for one in before.search if one.path == path_of(year)), None)
    try:
        data = (out / path_of(year)).read_bytes()
    except OSError:
        return None
    if made is None or hashlib.sha256(data).hexdigest() != made.sha256:
        return None
    return search.rows(data.decode())
