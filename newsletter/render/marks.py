"""Source marks: each MJML start tag of a template says where it stands, until the lint has read it.

A mark is the first attribute of its tag: `<mj-text data-at="templates/email/issue.mjml.j2:12" align="left">`.
Only templates can write a `<`: text from people comes escaped, so it can neither fake a mark nor look like one.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ATTRIBUTE = "data-at"

# Jinja may finish what a template begins: `<mj-{{ kind }}`, `<mj-text{% if … %}`. Such tags go unmarked.
_START_TAG = re.compile(r"<(mjml|mj-[a-z-]+)(?=[\s/>])")
_MARKED_TAG = re.compile(rf'(<mj[a-z-]*) {ATTRIBUTE}="[^"]*"')


def mark(literal: str, path: str, line: int) -> str:
    """Mark the MJML start tags of a template's literal text that begins on `line` of `path`."""

    def marked(tag: re.Match[str]) -> str:
        at = line + literal.count("\n", 0, tag.start())
        return f'{tag[0]} {ATTRIBUTE}="{escape(path)}:{at}"'

    return _START_TAG.sub(marked, literal)


def strip(source: str) -> str:
    """Take the marks off again, and nothing else."""
    return _MARKED_TAG.sub(r"\1", source)


def parse(value: str) -> tuple[str, int]:
    """Give the template and the line that a mark's value names."""
    path, _, line = value.rpartition(":")
    return path, int(line) if line.isdecimal() else 0


def locate(lines: Sequence[str], line: int, column: int, tag: str = "", attribute: str = "") -> tuple[int, int]:
    """Find the start tag `tag`, or its `attribute`, from a line and column on; without a tag, the first word there.

    Lines and columns count from 1. What is not found is taken to be where the search began.
    """
    text = "\n".join(lines[line - 1 :])
    if not tag:
        blank = len(lines[line - 1]) - len(lines[line - 1].lstrip())
        return line, column if column > 1 else blank + 1
    start = max(text.find(f"<{tag}", column - 1), 0)
    pattern = rf"<{re.escape(tag)}(?:\s[^>]*?)?\s({re.escape(attribute)})\s*=" if attribute else "()"
    named = re.compile(pattern).match(text, start)
    at = named.start(1) if named else start
    return line + text.count("\n", 0, at), at - text.rfind("\n", 0, at)


def template_lines(path: str) -> list[str]:
    """Give the lines of a template file, or none if there is no such file to read."""
    try:
        return Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError):
        return []
