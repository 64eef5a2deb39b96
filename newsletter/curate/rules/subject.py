"""What the rules look at: an issue with all that is known around it, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from newsletter import walk
from newsletter.curate import links
from newsletter.curate.figures import prose
from newsletter.keys import Kind

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from newsletter.curate.links import Link
    from newsletter.curate.proofs import Proved
    from newsletter.model import Issue, Seed
    from newsletter.places import Path


class Prose(NamedTuple):
    """A text that readers see, and the same with code and addresses blanked out, at the same offsets."""

    text: walk.Text
    seen: str

    @property
    def ours(self) -> bool:
        """Tell whether the newsroom speaks here: no reader, no sponsor, no answer of a poll."""
        at = self.text.at
        return at[0] != "sponsor" and at[:2] != ("comment", "text") and "answers" not in at


class Linked(NamedTuple):
    """A link of the issue: the path of its key, its block, and where in the key's value it stands.

    `written` tells a link that an editor wrote into a text or under `links:` from a source's address.
    """

    at: Path
    block: str
    link: Link
    written: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is known of an image: bytes sent, frames of the file, whether all are sent, whether the first is blank."""

    bytes: int
    frames: int = 1
    moves: bool = True
    blank: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An issue before printing.

    `sound` tells whether its file was read without an error: else what is not there may only be unread, and nothing
    is said of what is missing. `zone` is that of the newsletter, None where it names none; `seeds` are the seeds that
    it cites, by id; `pictures` its images, by `src`; `proved` how its figures stand; `forbidden` and `authors` (their
    names by key) come from newsletter.toml. What only rendering knows comes as functions: `typeset` sets a text as
    readers will see it (its second argument tells whether it is Markdown), `headings` finds Markdown's headings.
    """

    issue: Issue
    language: str
    zone: ZoneInfo | None
    typeset: Callable[[str, bool], str]
    headings: Callable[[str], Sequence[int]]
    seeds: Mapping[str, Seed] = field(default_factory=lambda: MappingProxyType({}))
    pictures: Mapping[str, Picture] = field(default_factory=lambda: MappingProxyType({}))
    proved: Sequence[Proved] = ()
    forbidden: tuple[re.Pattern[str], ...] = ()
    authors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sound: bool = True

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """Every text that readers see, from top to bottom of the file's shape."""
        return tuple(Prose(text, prose.visible(text.value)) for text in walk.texts(self.issue))

    @cached_property
    def links(self) -> tuple[Linked, ...]:
        """Every link and image of the texts, every address that has a key of its own, every address cited."""
        return tuple(self._links())

    @cached_property
    def anchors(self) -> tuple[tuple[Path, str], ...]:
        """The ids of pieces and sections, each with the path of what it names."""
        return tuple(walk.anchors(self.issue))

    def _links(self) -> Iterator[Linked]:
        for text, _ in self.prose:
            if text.kind is not Kind.NAME:
                yield from (Linked(text.at, text.block, link) for link in links.links(text.value))
        for at, url in walk.addresses(self.issue):
            title = self.issue.links[at[1]].title if at[0] == "links" and isinstance(at[1], int) else url
            link = links.Link(url=url, at=0, label=title, label_at=0)
            yield Linked(at, walk.block_of(self.issue, at), link)
        for at, name in walk.citations(self.issue):
            if walk.is_address(name):
                link = links.Link(url=name, at=0, label=name, label_at=0)
                yield Linked(at, walk.block_of(self.issue, at), link, written=False)
