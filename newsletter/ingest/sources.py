"""What the editor names as a source → the bytes behind it: addresses, files, folders, standard input."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.config import Feed
from newsletter.ingest.locations import on_the_web, shown
from newsletter.ingest.reading import Body
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD_INPUT = "-"
_MOST_FILES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing to read. `name` may be shown; `url` may hold credentials.

    `is_feed` says that the editor lists it as a feed, `is_listed` that it came out of a list (OPML).
    """

    name: str
    url: str = field(default="", repr=False)
    path: Path | None = None
    is_feed: bool = False
    is_listed: bool = False


def expand(named: str | Feed, *, folder: Path) -> tuple[Source, ...]:
    """Give what one name stands for: itself, or the files of a folder. Paths are relative to `folder`.

    Raises NewsletterError for what is not there.
    """
    is_feed, named = isinstance(named, Feed), named.url if isinstance(named, Feed) else named
    if named == STANDARD_INPUT:
        return (Source(name=named),)
    if url := on_the_web(named):
        return (Source(name=shown(url), url=url, is_feed=is_feed or named.startswith("feed:")),)
    path = folder / Path(named).expanduser()
    try:
        is_folder = path.is_dir()
        if not is_folder and not path.exists():
            raise NewsletterError.of("source.missing", f"There is no file or folder `{named[:200]}`.", _advice(named))
    except OSError as error:
        raise _closed(named) from error
    if not is_folder:
        return (Source(name=named, path=path),)
    return tuple(Source(name=str(Path(named) / found.relative_to(path)), path=found) for found in _files(path, named))


def read_file(path: Path, *, origin: str, most: int) -> Body:
    """Read a file of at most `most` bytes. Raises NewsletterError."""
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise NewsletterError.of("source.special", "It is not a regular file.", "Name a file or a folder.")
            data = file.read(most + 1)
    except OSError as error:
        raise _closed(origin) from error
    return body_of(data, origin=origin, name=path.name, most=most)


def body_of(data: bytes, *, origin: str, most: int, name: str = "") -> Body:
    """Take bytes that are at hand: of a file, or of standard input where there is no name. Raises NewsletterError."""
    if len(data) > most:
        message = f"It is bigger than {most / 2**20:g} MB."
        raise NewsletterError.of("source.too-big", message, "Cut it in pieces, or keep only what you need of it.")
    return Body(data=data, origin=origin, name=name, pasted=not name)


def by_turns(sources: Iterable[Source]) -> Iterator[Source]:
    """Give the sources in an order that goes round the hosts, so that no host has to be waited for."""
    queues: dict[str, list[Source]] = {}
    for source in sources:
        queues.setdefault(source.url.split("/")[2] if source.url.count("/") > 1 else "", []).append(source)
    while queues:
        for host in list(queues):
            yield queues[host].pop(0)
            if not queues[host]:
                del queues[host]


def _files(folder: Path, named: str) -> list[Path]:
    """Walk a folder: hidden files, links, and what browsers save beside a page are left out."""
    found: list[Path] = []
    try:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            beside = any((folder / (entry.name.removesuffix("_files") + end)).exists() for end in (".html", ".htm"))
            if entry.name.startswith(".") or entry.is_symlink() or (entry.name.endswith("_files") and beside):
                continue
            found += _files(Path(entry.path), named) if entry.is_dir() else [Path(entry.path)]
            if len(found) > _MOST_FILES:
                hint = "Name the folders inside it one by one."
                raise NewsletterError.of("source.too-many", f"`{named}` has more than {_MOST_FILES} files.", hint)
    except OSError as error:
        raise _closed(str(folder)) from error
    if not found:
        raise NewsletterError.of("source.empty", f"There is nothing to read in `{named}`.", "Put texts into it.")
    return found


def _advice(named: str) -> str:
    if "." in named.partition("/")[0] and " " not in named:
        return f"If it is an address, write https://{named}."
    return "Check its spelling, and the folder you are in."


def _closed(named: str) -> NewsletterError:
    return NewsletterError.of("source.closed", f"`{named[:200]}` may not be read.", "Check its rights.")
