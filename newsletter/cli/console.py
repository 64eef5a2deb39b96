"""What goes to the terminal: problems on standard error, results on standard output, a bar on long work."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from newsletter import report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsletter.problems import Problem


def colours(stream: object = None) -> bool:
    """Tell whether colours are wanted: on a terminal, unless NO_COLOR is set (no-color.org)."""
    stream = stream or sys.stderr
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or bool(getattr(stream, "isatty", bool)())


def ascii_only() -> bool:
    """Tell whether the terminal cannot show more than ASCII."""
    encoding = (getattr(sys.stderr, "encoding", "") or "ascii").lower()
    return not encoding.startswith(("utf", "cp65001"))


def problems(found: Sequence[Problem]) -> None:
    """Show problems on standard error."""
    if found:
        text = report.as_text(found, colour=colours(), ascii_only=ascii_only(), spoken=spoken)
        sys.stderr.write(text + "\n")


def spoken(text: str) -> str:
    """Say a sentence of ours in the user's language."""
    return report.speech(report.language(os.environ))(text)


def say(text: str) -> None:
    """Tell people something on standard output, in their language."""
    give(spoken(text))


def mention(text: str) -> None:
    """Tell people something beside the result, on standard error."""
    sys.stderr.write(report.encodable(spoken(text), sys.stderr.encoding or "utf-8") + "\n")


def give(text: str = "") -> None:
    """Write to standard output as it is; what the terminal cannot show is replaced, never an exception."""
    sys.stdout.write(report.encodable(text, sys.stdout.encoding or "utf-8") + "\n")


def bold(text: str) -> str:
    """Emphasise a word on a terminal."""
    return f"\x1b[1m{text}\x1b[0m" if colours(sys.stdout) else text


def dim(text: str) -> str:
    """Take a word back on a terminal."""
    return f"\x1b[2m{text}\x1b[0m" if colours(sys.stdout) else text


def bar(doing: str, *, least: int = 20) -> Callable[[int, int], None]:
    """Give a progress callback: a bar on a terminal, a line each tenth elsewhere, nothing for short work."""
    live = sys.stderr.isatty()
    doing = spoken(doing)
    told = [-1]

    def progress(done: int, total: int) -> None:
        if total < least:
            return
        tenth = done * 10 // total
        if live:
            full = done * 30 // total
            sys.stderr.write(f"\r{doing} {'█' * full}{'░' * (30 - full)} {done}/{total}")
            sys.stderr.write("\r\x1b[K" if done == total else "")
            sys.stderr.flush()
        elif tenth > told[0]:
            told[0] = tenth
            sys.stderr.write(f"{doing} {done}/{total}\n")

    return progress


def shortened(text: str, most: int) -> str:
    """Cut a text to so many characters, with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
