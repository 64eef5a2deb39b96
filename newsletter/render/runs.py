"""A run of text with what must not be touched taken out of it, so that typography reads across tags.

`<b>Titre</b> : suite` reads as `Titre : suite`: the tags are marks that lie between characters. A URL or a code span
reads as one character that no rule matches. Rules change the text; `joined` puts everything back in its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Replacement = str | Callable[[re.Match[str]], str]
    Edit = tuple[int, int, str]

# Stands for something kept as it is, and reads like a word. A noncharacter: no text has a use for it.
KEPT = "\ufdd2"
# The same for what reads like a line break. `\s` matches it, and no XML may hold it.
BREAK = "\x1e"

# Each alternative starts where no longer match of itself could have started, which keeps the search linear.
_NO_PROSE = re.compile(
    rf"""
    [{KEPT}{BREAK}]
  | \{{\{{[^{{}}]*\}}\}} | \{{%[^{{}}]*%\}}                                     # {{ name }}, {{% if %}}
  | &(?:nbsp|\#160|\#xa0|\#8239|\#x202f);[;:!?»%€]*                              # a space that is written out
  | &(?:\#\d+|\#x[\da-f]+|[a-z][a-z\d]*);
  | (?<![\w+.-])(?:[a-z][a-z\d+.-]*://|www\.|mailto:|tel:)[^\s<>«»"“”{KEPT}]*
  | (?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+
  | (?<![\w.@-])[\w-]+(?:\.[\w-]+)+/[^\s<>«»"“”]*                                # example.org/path
  | (?<!\S)(?:~|\.{{1,2}}|[a-z]:)?[/\\][^\s<>«»"“”]+                             # /path, ./path, C:\path
  | (?<![\w:]):[a-z][a-z\d_+-]*:(?!\w)                                           # :rocket:
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAY_BE_KEPT = re.compile(rf"[/\\@{{&{KEPT}{BREAK}]|:.*:")
_STAND_IN = re.compile(f"[{KEPT}{BREAK}]")


def no_prose(text: str) -> Iterator[re.Match[str]]:
    """Find the URLs, addresses, paths, entities and placeholders of a text."""
    return _NO_PROSE.finditer(text) if _MAY_BE_KEPT.search(text) else iter(())


class Mark(NamedTuple):
    """Something between two characters that rules do not see: a tag, a Markdown `**`."""

    offset: int
    literal: str
    opens: bool


class Run:
    """Text that reads in one go, built piece by piece, then edited by rules."""

    __slots__ = ("_kept", "_marks", "text")

    def __init__(self) -> None:
        self.text = ""
        self._marks: list[Mark] = []
        self._kept: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.text or self._marks)

    def add(self, text: str) -> None:
        """Append text, with its URLs, addresses, paths, entities and placeholders kept as they are."""
        if _MAY_BE_KEPT.search(text):
            text = _NO_PROSE.sub(self._stash, text)
        self.text += text

    def keep(self, literal: str, stand_in: str = KEPT) -> None:
        """Append something that no rule may touch; it reads like a word, or like a line break (`BREAK`)."""
        self._kept.append(literal)
        self.text += stand_in

    def mark(self, literal: str, *, opens: bool) -> None:
        """Append something that rules must see through."""
        self._marks.append(Mark(len(self.text), literal, opens))

    def substitute(self, pattern: re.Pattern[str], replacement: Replacement) -> None:
        """Do what `pattern.sub` does, and move the marks along."""
        if not self._marks:
            self.text = pattern.sub(replacement, self.text)
            return
        self.edit(
            (
                match.start(),
                match.end(),
                match.expand(replacement) if isinstance(replacement, str) else replacement(match),
            )
            for match in pattern.finditer(self.text)
        )

    def edit(self, edits: Iterable[Edit]) -> None:
        """Replace `text[start:end]` by `new` for each `(start, end, new)`, given in order and apart."""
        pieces: list[str] = []
        moved: list[Mark] = []
        waiting = iter((*self._marks, Mark(len(self.text) + 1, "", opens=False)))
        mark = next(waiting)
        done = shift = 0
        for start, end, new in edits:
            old = self.text[start:end]
            pieces += (self.text[done:start], new)
            # What is put before a character goes before the tag that opens there: `a<b>!` is `a <b>!`.
            before = 0
            while mark.offset < end:
                offset = mark.offset + shift
                if mark.offset > start:
                    offset = start + shift + min(mark.offset - start, len(new))
                elif mark.offset == start and mark.opens and new.endswith(old):
                    before = len(new) - len(old)
                moved.append(mark._replace(offset=offset + (before if mark.offset == start else 0)))
                mark = next(waiting)
            shift += len(new) - len(old)
            done = end
        pieces.append(self.text[done:])
        moved += (left._replace(offset=left.offset + shift) for left in (mark, *waiting))
        self.text = "".join(pieces)
        self._marks = moved[:-1]

    def joined(self) -> str:
        """Give the text with all that was kept or marked back in its place."""
        if not self._marks and not self._kept:
            return self.text
        kept = iter(self._kept)
        pieces: list[str] = []
        done = 0
        for mark in self._marks:
            pieces += (self._restored(self.text[done : mark.offset], kept), mark.literal)
            done = mark.offset
        pieces.append(self._restored(self.text[done:], kept))
        return "".join(pieces)

    def _stash(self, match: re.Match[str]) -> str:
        self._kept.append(match[0])
        return KEPT

    @staticmethod
    def _restored(text: str, kept: Iterator[str]) -> str:
        return _STAND_IN.sub(lambda _: next(kept), text)
