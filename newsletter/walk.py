"""Going through an issue: its texts, images and citations, each with the path of its key and its block."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING

from newsletter.keys import Kind
from newsletter.model import Image
from newsletter.shape import slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.model import Issue
    from newsletter.places import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a reader sees: `at` is the path of its key, `block` the id of the block that it stands in."""

    at: Path
    block: str
    kind: Kind
    value: str


PROSE = {Kind.LINE, Kind.TEXT, Kind.NAME}
_SILENT = {"evidence", "allow", "tickers", "themes", "number", "date", "slug"}  # keys that no reader sees as prose


def texts(issue: Issue) -> Iterator[Text]:
    """List every text that readers see, from top to bottom of the file's shape."""
    for at, kind, value in _leaves(issue, ()):
        yield Text(at, block_of(issue, at), kind, value)


def _leaves(value: object, at: Path) -> Iterator[tuple[Path, Kind, str]]:
    for slot in slots(type(value)):
        inner = getattr(value, slot.field)
        if inner is None or slot.name in _SILENT:
            continue
        entries = [((*at, slot.name), inner)]
        if isinstance(inner, tuple):
            entries = [((*at, slot.name, index), entry) for index, entry in enumerate(inner)]
        for where, entry in entries:
            if isinstance(entry, str):
                if slot.key.kind in PROSE:
                    yield where, slot.key.kind, entry
            elif is_dataclass(entry):
                yield from _leaves(entry, where)


def images(issue: Issue) -> Iterator[tuple[Path, Image]]:
    """List the images, each once for each place it stands in."""
    yield from _images(issue, ())


def _images(value: object, at: Path) -> Iterator[tuple[Path, Image]]:
    for slot in slots(type(value)):
        inner = getattr(value, slot.field)
        entries = enumerate(inner) if isinstance(inner, tuple) else [(None, inner)]
        for index, entry in entries:
            where = (*at, slot.name) if index is None else (*at, slot.name, index)
            if isinstance(entry, Image):
                yield where, entry
            elif is_dataclass(entry):
                yield from _images(entry, where)


def addresses(issue: Issue) -> Iterator[tuple[Path, str]]:
    """List the addresses that have a key of their own: of the links and of the sponsor."""
    for index, link in enumerate(issue.links):
        yield ("links", index, "url"), link.url
    if issue.sponsor:
        yield ("sponsor", "url"), issue.sponsor.url


def anchors(issue: Issue) -> Iterator[tuple[Path, str]]:
    """List the ids of pieces and sections, and of a poll that has its own, each with the path of what it names."""
    for index, item in enumerate(issue.news):
        yield ("news", index), item.anchor
    if issue.focus:
        for index, section in enumerate(issue.focus.sections):
            yield ("focus", "sections", index), section.anchor
    if issue.poll and issue.poll.id:
        yield ("poll",), issue.poll.id


def blocks(issue: Issue) -> tuple[str, ...]:
    """Name the blocks that an issue has, as notes about them do: its ids, and the keys of what it gives."""
    focus = issue.focus
    given = {
        "greeting": issue.greeting,
        "hook": issue.hook,
        "teaser": issue.teaser or issue.news,
        "comment": issue.comment,
        "news": issue.news,
        "sponsor": issue.sponsor,
        "focus": focus,
        "conclusion": focus and focus.conclusion,
        "results": issue.results,
        "poll": issue.poll,
        "links": issue.links,
        "ps": issue.ps,
        "corrections": issue.corrections,
        "disclosure": issue.disclosure,
    }
    held = (name for name, value in given.items() if value)
    return tuple(dict.fromkeys(("subject", "preheader", *held, *(anchor for _, anchor in anchors(issue)))))


def citations(issue: Issue) -> Iterator[tuple[Path, str]]:
    """List what the blocks say they rest on: ids of seeds, or addresses."""
    for index, item in enumerate(issue.news):
        yield from _cited(item.sources, ("news", index))
    if issue.focus:
        yield from _cited(issue.focus.sources, ("focus",))
        for index, section in enumerate(issue.focus.sections):
            yield from _cited(section.sources, ("focus", "sections", index))


def _cited(names: tuple[str, ...], at: Path) -> Iterator[tuple[Path, str]]:
    return (((*at, "sources", index), name) for index, name in enumerate(names))


def block_of(issue: Issue, at: Path) -> str:
    """Name the block that a key belongs to: a news id, a section's id, or the top-level key itself."""
    match at:
        case ("news", int(index), *_) if index < len(issue.news):
            return issue.news[index].anchor
        case ("focus", "sections", int(index), *_) if issue.focus and index < len(issue.focus.sections):
            return issue.focus.sections[index].anchor
        case (str(key), *_):
            return key
        case _:
            return ""


def is_address(source: str) -> bool:
    """Tell an address from the id of a seed."""
    return source.startswith(("http://", "https://"))
