"""The feeds of a newsletter as a list: what `newsletter.toml` names, more of them, and OPML for other programs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import config, issueedit
from newsletter.ingest import opml
from newsletter.ingest.locations import on_the_web
from newsletter.keys import PATTERNS, Kind
from newsletter.newsroom import read_text
from newsletter.problems import NewsletterError
from newsletter.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of feeds that were to be added: address and name of the new ones, addresses that were there."""

    new: tuple[tuple[str, str], ...]
    known: tuple[str, ...]


def export(known: Config) -> str:
    """Give the feeds of a newsletter as OPML 2.0."""
    return opml.write(known.feeds, title=known.title)


def add(folder: Path, sources: Sequence[str], *, dry_run: bool = False) -> Added:
    """Add feeds to the end of `newsletter.toml`: addresses, and the feeds of OPML files. None is added twice.

    Raises NewsletterError for what is neither; then nothing is written.
    """
    there = {canonical(feed.url) for feed in config.load(folder).feeds}
    new: dict[str, tuple[str, str]] = {}
    known: dict[str, None] = {}
    for url, name in [one for source in sources for one in _feeds(source)]:
        if canonical(url) in there:
            known[url] = None
        else:
            new.setdefault(canonical(url), (url, name))
    if new and not dry_run:
        path = folder / config.FILE
        text = path.read_text(encoding="utf-8")
        tables = "".join(f"\n[[feeds]]\n{_named(name)}url = {_quoted(url)}\n" for url, name in new.values())
        issueedit.replace(path, f"{text.rstrip()}\n{tables}")
    return Added(new=tuple(new.values()), known=tuple(known))


def _feeds(source: str) -> tuple[tuple[str, str], ...]:
    if url := on_the_web(source):
        if not re.fullmatch(PATTERNS[Kind.URL], url):
            hint = "Copy the address once more: it has a space or a sign that none has."
            raise NewsletterError.of("feeds.address", f"`{source}` is no address.", hint)
        return ((url, ""),)
    path = Path(source)
    if not path.is_file():
        hint = "Give the address of a feed, https://…, or the path of an OPML file."
        raise NewsletterError.of("feeds.not-found", f"`{source}` is no address and no file.", hint)
    text, problems = read_text(path, source)
    if text is None:
        raise NewsletterError(*problems)
    return opml.read(text)


def _named(name: str) -> str:
    return f"name = {_quoted(name)}\n" if name else ""


def _quoted(text: str) -> str:
    """Write a basic string of TOML, which JSON's is too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
