"""What was changed in a text, as small edits: for texts that differ in single signs, in time linear in their length."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REACH = 6  # signs that one change may add or take away
_SURE = 2  # equal signs behind a change that tell its end
# Of as many signs a change that keeps their number comes first.
_SIZES = sorted(
    ((gone, come) for gone in range(_REACH + 1) for come in range(_REACH + 1) if gone or come),
    key=lambda size: (sum(size), abs(size[0] - size[1])),
)


def edits(old: str, new: str) -> Iterator[tuple[int, str, str]]:
    """Give the changes from one text to another: where in the old text, what stood there, what stands there now.

    Texts that differ in more than single signs come back as one change to their end.

    >>> list(edits("Vrai ? L'IA", "Vrai\u202f? L’IA"))
    [(4, ' ', '\u202f'), (8, "'", '’')]
    """
    at, there = 0, 0
    while at < len(old) or there < len(new):
        if old[at : at + 1] == new[there : there + 1]:
            at, there = at + 1, there + 1
            continue
        gone, come = _change(old, new, at, there)
        yield at, old[at : at + gone], new[there : there + come]
        at, there = at + gone, there + come


def _change(old: str, new: str, at: int, there: int) -> tuple[int, int]:
    """Give how many signs went and came at a place where two texts part, the fewest that will do."""
    for gone, come in _SIZES:
        behind = old[at + gone : at + gone + _SURE]
        if at + gone <= len(old) and behind == new[there + come : there + come + _SURE]:
            return gone, come
    return len(old) - at, len(new) - there
