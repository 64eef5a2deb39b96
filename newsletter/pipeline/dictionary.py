"""The one door to Hunspell: which words no dictionary of this machine knows."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PROGRAM = "hunspell"
_PATIENCE = 60  # seconds
# The dictionary of a language, where the machine has it: the country's own first.
_NAMES = {"fr": ("fr_FR", "fr"), "en": ("en_US", "en_GB", "en")}
_PACKAGES = {"fr": "hunspell-fr", "en": "hunspell-en-us"}


def unknown(words: Collection[str], language: str) -> Mapping[str, str] | None:
    """Give the words that the dictionary does not know, each with the nearest that it does, or nothing.

    `language` is a BCP 47 tag. Gives None where this machine has no Hunspell, or no dictionary of the language.
    """
    base = language.partition("-")[0]
    for name in (language.replace("-", "_"), *_NAMES.get(base, (base,))):
        answer = _ask(words, name)
        if answer is not None:
            return dict(_read(answer))
    return None


def missing(language: str) -> str:
    """Say that the spelling is not checked, and what would check it."""
    package = _PACKAGES.get(language.partition("-")[0], f"hunspell-{language.partition('-')[0]}")
    return (
        f"Spelling is not checked: this machine has no Hunspell dictionary for {language} (Debian: hunspell {package})."
    )


def _ask(words: Collection[str], name: str) -> str | None:
    """Let Hunspell judge words, a line each; `^` keeps a word from being read as a command."""
    lines = "".join(f"^{word}\n" for word in sorted(words))
    try:
        done = subprocess.run(
            [PROGRAM, "-d", name, "-i", "utf-8", "-a"],
            input=lines.encode(),
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": os.devnull},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _read(answer: str) -> list[tuple[str, str]]:
    """Read Ispell's answers: `& word count offset: near, …` and `# word offset` are the unknown ones."""
    found = []
    for line in answer.split("\n"):
        mark, _, rest = line.partition(" ")
        if mark in {"&", "#"}:
            near = rest.partition(": ")[2].split(", ")[0] if mark == "&" else ""
            found.append((rest.partition(" ")[0], near))
    return found
