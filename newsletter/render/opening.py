"""The opening of an issue: the question of its hook is set apart."""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>((?:(?!</p>).)*)</p>", re.DOTALL)
_ENDS_ASKING = re.compile(r"\?[\s»”\"]*(?:</\w+>\s*)*\Z")


def question(fragment: str, attributes: str) -> str:
    """Give the last paragraph that asks something other attributes; a fragment without question stays as it is."""
    asking = [found for found in _PARAGRAPH.finditer(fragment) if _ENDS_ASKING.search(found[1])]
    if not asking:
        return fragment
    last = asking[-1]
    return f"{fragment[: last.start()]}<p {attributes}>{last[1]}</p>{fragment[last.end() :]}"
