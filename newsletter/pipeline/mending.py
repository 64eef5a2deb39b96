"""`--fix`: what can be mended without a judgement is written into the issue's file, comments and layout kept."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from newsletter import issueedit
from newsletter.issueedit import Splice
from newsletter.newsroom import read_text
from newsletter.places import Scalar, Source
from newsletter.problems import NewsletterError
from newsletter.yamledit import find
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsletter.pipeline.check import Checked
    from newsletter.rules import Fix


def mend(folder: Path, checked: Sequence[Checked]) -> dict[str, int]:
    """Write what the findings would mend; give how many were written, by file.

    Raises NewsletterError where a file changed meanwhile, or a change cannot be made without touching another.
    """
    written = {}
    for one in checked:
        fixes = [fix for found in one.found for fix in found.fixes]
        if fixes:
            written[one.path] = _mend(folder / one.path, one, fixes)
    return {path: number for path, number in written.items() if number}


def _mend(path: Path, checked: Checked, fixes: Sequence[Fix]) -> int:
    shown = checked.path
    text, problems = read_text(path, shown)
    if text is None:
        raise NewsletterError(*problems)
    if text != checked.text:
        message = "The file changed while it was checked: nothing was written."
        raise NewsletterError.of("edit.conflict", message, "Run the check again.", path=shown)
    read = issueedit.fingerprint(path.read_text(encoding="utf-8"))
    changes, made = [], 0
    for at in dict.fromkeys(fix.at for fix in fixes):
        change = _change(text, shown, [fix for fix in dict.fromkeys(fixes) if fix.at == at])
        if change:
            text = issueedit.edit(text, [change], shown)
            changes.append(change)
            made += len(change.pieces)
    if changes:
        issueedit.save(path, changes, read=read)
    return made


def _change(text: str, shown: str, fixes: Sequence[Fix]) -> Splice | None:
    """Make the change of one value, where it still says what was found and the file can say what is wanted."""
    root, _ = parse(Source(path=shown, text=text))
    node = find(root, fixes[0].at)
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    value, pieces, free = node.value, [], len(node.value) + 1
    lead = len(value) - len(value.lstrip())  # the reader of issues takes space from the start of a value
    for fix in sorted(fixes, key=lambda fix: -fix.offset):
        start = fix.offset + lead
        if value[start : start + len(fix.old)] == fix.old and start + len(fix.old) <= free:
            pieces.append((start, len(fix.old), fix.new))
            free = start
    change = Splice(fixes[0].at, tuple(reversed(pieces)))
    with suppress(NewsletterError):
        issueedit.edit(text, [change], shown)
        return change if pieces else None
    return None
