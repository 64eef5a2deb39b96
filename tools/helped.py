"""Every sentence of `--help`: what the French catalogue must have beside what commands say."""

from __future__ import annotations

import re
from typing import Any

import typer

from newsletter.cli.app import Newsletter, app

HEADINGS = ("Usage: ", *(f"{one}:" for one in ("Options", "Arguments", "Commands", *Newsletter.panels)))
CLICK = "Show this message and exit."
_SENTENCE = re.compile(r"(?<=[.?!]) (?=\S)")
_EXAMPLE = re.compile(r"  \S.*? {2,}(?P<says>.+)", re.DOTALL)


def parts(text: str) -> list[str]:
    """Part a paragraph into its sentences: a catalogue may have it as a whole or sentence by sentence."""
    return _SENTENCE.split(text)


def sentences() -> set[str]:
    """Give paragraphs and what stands beside options, arguments and examples, each on one line."""
    found = {*HEADINGS, CLICK}
    for text in _texts(typer.main.get_command(app)):
        for paragraph in text.split("\n\n"):
            if not paragraph.startswith("  "):
                found.add(" ".join(paragraph.split()))
            elif example := _EXAMPLE.fullmatch(paragraph.rstrip()):
                found.add(" ".join(example["says"].split()))
    return found


def _texts(command: Any) -> list[str]:
    told = [command.help, command.epilog, *(getattr(one, "help", None) for one in command.params)]
    inner = [text for one in getattr(command, "commands", {}).values() for text in _texts(one)]
    return [text for text in told if text] + inner
