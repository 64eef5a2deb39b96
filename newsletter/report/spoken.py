"""The language in which people are spoken to. The source speaks English; catalogues in `fr/` have it in French.

Machines are always answered in English: only what a person reads comes through here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsletter.report.catalogue import Catalogue

FOLDER = Path(__file__).parent / "fr"
VARIABLES = ("NEWSLETTER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides (POSIX, gettext)
_ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def language(environ: Mapping[str, str]) -> str:
    """Tell which language the environment asks for: `fr` or `en`.

    >>> language({"LANG": "fr_FR.UTF-8"}), language({"LANG": "fr_FR.UTF-8", "NEWSLETTER_LANGUAGE": "en"})
    ('fr', 'en')
    """
    wanted = next((environ[name] for name in VARIABLES if environ.get(name)), "")
    return "fr" if re.match(r"fr(?![a-z])", wanted.lower()) else "en"


def speech(wanted: str) -> Callable[[str], str]:
    """Give what turns our sentences into a language; English ones stay as they are, and cost nothing."""
    return french().said if wanted == "fr" else str


@cache
def french() -> Catalogue:
    """Read the French catalogues."""
    from newsletter.report.catalogue import Catalogue

    return Catalogue(dict(pair for name in catalogues() for pair in entries(name)))


def catalogues() -> tuple[str, ...]:
    """Name the French catalogues, a file each family of messages."""
    return tuple(sorted(file.name for file in FOLDER.glob("*.po")))


def entries(name: str) -> tuple[tuple[str, str], ...]:
    """Read a catalogue (gettext's PO, each text on one line): pairs of a sentence and its translation."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return tuple((_text(source), _text(target)) for source, target in _ENTRY.findall(text))


def _text(quoted: str) -> str:
    return str(json.loads(f'"{quoted}"')) if "\\" in quoted else quoted
