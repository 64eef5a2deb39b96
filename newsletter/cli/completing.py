"""What the shell completes: names of issues and seeds of the newsletter that one stands in."""

from __future__ import annotations

from pathlib import Path


def issues(incomplete: str) -> list[str]:
    """Complete an issue: its name, which begins with its date, or its slug."""
    names = _names("issues/*.yaml")
    return [word for word in (*names, *(name[11:] for name in names)) if word.startswith(incomplete)]


def seeds(incomplete: str) -> list[str]:
    """Complete the id of a seed."""
    return [name for name in _names("seeds/*.md") if name.startswith(incomplete)]


def _names(pattern: str) -> list[str]:
    from newsletter import config
    from newsletter.problems import NewsletterError

    try:
        folder = config.find(Path.cwd())
    except NewsletterError:
        return []
    return sorted(path.stem for path in folder.glob(pattern))
