"""The opening of an issue: the question of the hook is set apart, and the teaser leads to what it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>((?:(?!</p>).)*)</p>", re.DOTALL)
_ENDS_ASKING = re.compile(r"\?[\s»”\"]*(?:</\w+>\s*)*\Z")


def question(fragment: str, attributes: str) -> str:
    """Give the last paragraph that asks something other attributes; a fragment without question stays as it is."""
    asking = [found for found in _PARAGRAPH.finditer(fragment) if _ENDS_ASKING.search(found[1])]
    if not asking:
        return fragment
    last = asking[-1]
    return f"{fragment[: last.start()]}<p {attributes}>{last[1]}</p>{fragment[last.end() :]}"


def jumps(fragment: str, names: Iterable[tuple[str, str]], attributes: str = "") -> str:
    """Link each name in a teaser to its anchor. `names` are (HTML of the name, anchor), in the order of the issue.

    A name that the editor put in other words stays text, and so does one within a link or a longer word.
    """
    pieces, at = [], 0
    for name, anchor in names:
        found = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)(?![^<]*>)(?!(?:(?!<a ).)*</a>)").search(fragment, at)
        if name and found:
            pieces += [fragment[at : found.start()], f'<a href="#{anchor}"{attributes}>{name}</a>']
            at = found.end()
    return "".join((*pieces, fragment[at:]))
