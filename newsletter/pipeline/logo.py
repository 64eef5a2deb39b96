"""The logo that newsletter.toml names: found in the newsletter's folder, mounted, given a name that never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import __version__
from newsletter.newsroom import PRIVATE
from newsletter.pipeline import cache
from newsletter.problems import NewsletterError
from newsletter.render.logo import UNREADABLE, Logo, measure, mounted, shown
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from newsletter.newsroom import Newsroom
    from newsletter.render.theme import Theme

FOLDER = f"{PRIVATE}/cache/logo"


def read(room: Newsroom, look: Theme) -> tuple[Logo, bytes] | None:
    """Give the logo and its bytes, as they are sent; None where the newsletter has none.

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
    size = measure(data)
    if size is None:
        raise wrong(f"`{name}` is not a PNG image.", "Save the logo as PNG.")
    try:
        data, plate = _mounted(room, data, look)
    except UNREADABLE as error:
        raise wrong(f"`{name}` is not a whole PNG image.", "Save the logo as PNG.") from error
    width, height = shown(*size)
    place = f"assets/logo-{stable_hash(data)[:10]}.png"
    src = f"{room.config.url.rstrip('/')}/{place}"
    return Logo(path=place, src=src, width=width, height=height, plate=plate), data


def _mounted(room: Newsroom, data: bytes, look: Theme) -> tuple[bytes, str]:
    """Mount a logo, or take it from an earlier build that did."""
    grounds = (look.paper, look.paper_dark, look.masthead, look.band, look.band_dark)
    folder, key = room.folder / FOLDER, stable_hash(__version__, *grounds, data)
    if kept := cache.read(folder, key):
        return kept[1], str(kept[0]["plate"])
    sent, plate = mounted(data, look)
    cache.write(folder, key, {"plate": plate}, sent)
    return sent, plate
