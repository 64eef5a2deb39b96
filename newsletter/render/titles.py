"""Titles: a short compound (« est-il », « va-t-elle ») is never broken at its hyphen."""

from __future__ import annotations

import re

LONGEST = 12  # characters that fit a phone's line at the size of a title

_TAG = re.compile(r"(<[^>]*>)")
_COMPOUND = re.compile(r"(?<![\w&;’-])\w+(?:[’]\w+)?(?:-\w+)+(?![\w;’-])")


def together(fragment: str, attributes: str) -> str:
    """Put a span with `attributes` around each short compound of a line of HTML."""
    if "-" not in fragment:
        return fragment
    parts = _TAG.split(fragment)
    parts[::2] = [_COMPOUND.sub(lambda found: _kept(found[0], attributes), part) for part in parts[::2]]
    return "".join(parts)


def _kept(word: str, attributes: str) -> str:
    return f"<span {attributes}>{word}</span>" if len(word) <= LONGEST else word
