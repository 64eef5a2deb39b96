"""What every site target does, and in which order a site's files become visible."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from newsletter.problems import NewsletterError

_LAST = ("index.html", "feed.xml", "feed.json", "sitemap.xml")  # what points at the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What came of it: where the site is, under which version, what changed. A dry run says what would change."""

    target: str
    where: str
    version: str
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class Target(Protocol):
    """A place for the site."""

    def deploy(self, site: Path, *, dry_run: bool = False) -> Deployed:
        """Make the place hold exactly the files of a folder. Raises NewsletterError."""


def names_of(site: Path) -> tuple[str, ...]:
    """List the files of a site in the order in which they become visible: nothing points at what is not there.

    Names are relative with forward slashes. Raises NewsletterError for a symlink and for a site without a home page.
    """
    names = []
    for folder, folders, files in os.walk(site):
        for name in (*folders, *files):
            if (Path(folder) / name).is_symlink():
                shown = (Path(folder) / name).relative_to(site).as_posix()
                raise NewsletterError.of("site.symlink", f"`{shown}` is a symlink.", "Put the file itself there.")
        names += [(Path(folder) / name).relative_to(site).as_posix() for name in files]
    if "index.html" not in names:
        raise NewsletterError.of("site.empty", f"`{site}` holds no site.", "Build it first: `newsletter build`.")
    return tuple(sorted(names, key=_rank))


def _rank(name: str) -> tuple[int, str]:
    if name in _LAST:
        return 2, name
    return int(name.endswith(".html")), name
