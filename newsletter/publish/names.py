"""Names that an issue keeps in other people's systems, whatever becomes of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.urls import slug

if TYPE_CHECKING:
    from newsletter.config import Config
    from newsletter.model import Issue


def mailing_key(config: Config, issue: Issue) -> str:
    """Give the key of an issue's mailing in an engine: the newsletter's host and the issue's number.

    The slug is no part of it: it follows the title where the file gives none, and an issue whose title
    was mended would be mailed again.
    """
    return f"{slug(urlsplit(config.url).hostname or 'newsletter')}-{issue.number}"
