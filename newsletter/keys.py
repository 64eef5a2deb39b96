"""What can be said of a key in people's files, beside its type: read by `shape` and by the JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a string in a file is for."""

    PLAIN = "plain"  # a technical value, never shown as prose
    LINE = "line"  # one line of Markdown
    TEXT = "text"  # paragraphs of Markdown
    NAME = "name"  # prose without Markdown: a person, a place, a newsletter
    ID = "id"  # lower-case letters, digits, hyphens
    URL = "url"  # absolute https or http address
    FILE = "file"  # a path relative to the folder
    COLOUR = "colour"  # six hexadecimal digits behind a #
    FONTS = "fonts"  # font families as CSS lists them


_UNFIT = r""",;:{}<>()\[\]\\/&!@*=`"'"""  # what no font is named with, and would end a declaration, a tag or a comment
_FAMILY = rf"[^{_UNFIT}]*[^\s{_UNFIT}][^{_UNFIT}]*"
_QUOTED = rf"""(?:{_FAMILY}|\s*"{_FAMILY}"\s*|\s*'{_FAMILY}'\s*)"""


PATTERNS = {
    Kind.ID: r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    Kind.URL: r"^https?://[^\s<>\"]+$",
    Kind.COLOUR: r"^#[0-9A-Fa-f]{6}$",
    Kind.FONTS: rf"^(?!.*--){_QUOTED}(?:,{_QUOTED})*$",
}


@dataclass(frozen=True, slots=True)
class Key:
    """The documentation and limits of one key, put into its type with `Annotated`.

    `least` and `most` bound the number of entries of a list or the value of a number.
    """

    doc: str
    kind: Kind = Kind.PLAIN
    least: float | None = None
    most: float | None = None
    example: str = ""
