"""The picture that is shown where an issue's address is shared: drawn once for each title, date and look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import __version__, rules
from newsletter.model import Output
from newsletter.newsroom import PRIVATE
from newsletter.pipeline import cache
from newsletter.problems import NewsletterError, Severity
from newsletter.render import context, social, typeface
from newsletter.rules import Finding, Rule
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.model import Issue
    from newsletter.pipeline.desk import Desk
    from newsletter.render.site import Card
    from newsletter.rules import Found

FOLDER = f"{PRIVATE}/cache/social"
FONTS = "fonts"  # below a folder of templates


def letters(lost: str) -> Iterator[Finding]:
    """Find letters that the picture leaves out because no font has them."""
    if lost:
        message = f"The picture for social networks leaves out what no font has: {lost[:20]}."
        hint = f"Put a TrueType font that has it at templates/{FONTS}/others.ttf."
        yield Finding(message=message, hint=hint, at=("number",))


RULES = (Rule("social.letters", Severity.WARNING, letters),)


def picture(desk: Desk, issue: Issue, card: Card) -> tuple[Output, tuple[Found, ...]]:
    """Draw the picture of an issue, or take it from an earlier build, and run its rules.

    Raises NewsletterError for a font that cannot be read.
    """
    sheet = _sheet(desk, card)
    folder = desk.room.folder / FOLDER
    key = stable_hash(__version__, repr(sheet), desk.fonts.key)
    kept = cache.read(folder, key)
    data, lost = (kept[1], str(kept[0]["lost"])) if kept else _drawn(desk, sheet)
    if not kept:
        cache.write(folder, key, {"lost": lost}, data)
    output = Output(kind="asset", path=f"site/issues/{card.name}/{social.NAME}", data=data)
    return output, rules.run(RULES, lost, issue.source, desk.room.config.check.severities)


def _sheet(desk: Desk, card: Card) -> social.Sheet:
    theme = desk.theme
    return social.Sheet(
        newsletter=context.printed(desk.room.config).title,
        line=f"{card.label} · {card.shown}",
        title=card.title,
        names=card.names,
        paper=theme.paper,
        ink=theme.ink,
        quiet=theme.quiet,
        accent=theme.accent,
    )


def _drawn(desk: Desk, sheet: social.Sheet) -> tuple[bytes, str]:
    for path in _files(desk.roots, desk.theme.serif).values():
        if not typeface.read(path.read_bytes()).glyphs:
            raise _no_font(path)
    try:
        return social.draw(sheet, desk.fonts), social.lost_letters(sheet, desk.fonts)
    except OSError as error:
        raise _no_font(Path(f"templates/{FONTS}")) from error


def _no_font(path: Path) -> NewsletterError:
    hint = "Put a TrueType font there, or remove yours: the shipped one is used then."
    return NewsletterError.of("social.font", "This is not a font that can be drawn with.", hint, path=str(path))


def load_fonts(roots: Sequence[Path], family: str) -> social.Fonts:
    """Read the fonts. `family` is the theme's stack of families for titles: its last word tells serif from sans."""
    data = {use: path.read_bytes() for use, path in _files(roots, family).items()}
    return social.Fonts(**data, key=stable_hash(*data.values()))


def _files(roots: Sequence[Path], family: str) -> dict[str, Path]:
    title = "sans" if family.rstrip(" ;").endswith("sans-serif") else "serif"
    names = {"title": title, "text": "sans", "others": "others"}
    return {use: _first(roots, f"{FONTS}/{name}.ttf") for use, name in names.items()}


def _first(roots: Sequence[Path], name: str) -> Path:
    return next(path for root in roots for path in [root / name] if path.is_file())
