"""The logo that newsletter.toml names: found in the newsletter's folder, measured, given a name that never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.render.logo import Logo, measure, shown
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from newsletter.newsroom import Newsroom


def read(room: Newsroom) -> tuple[Logo, bytes] | None:
    """Give the logo and its bytes; None where the newsletter has none.

    Raises NewsletterError for one that is missing, outside of the newsletter's folder, or not a PNG.
    """
    name = room.config.brand.logo
    if name is None:
        return None
    path = room.folder / name

    def wrong(message: str, hint: str) -> NewsletterError:
        return NewsletterError(room.config.source.problem("config.logo", message, hint, at=("brand", "logo")))

    if not path.resolve().is_relative_to(room.folder.resolve()):
        raise wrong(f"`{name}` is not in the newsletter's folder.", "Put the logo beside newsletter.toml.")
    if not path.is_file():
        raise wrong(f"There is no logo `{name}`.", "Its path starts at the folder of newsletter.toml.")
    data = path.read_bytes()
    measured = measure(data)
    if measured is None:
        raise wrong(f"`{name}` is not a PNG image.", "Save the logo as PNG, best with a transparent ground.")
    width, height = shown(*measured[:2])
    place = f"assets/logo-{stable_hash(data)[:10]}.png"
    src = f"{room.config.url.rstrip('/')}/{place}"
    return Logo(path=place, src=src, width=width, height=height, opaque=measured[2]), data
