"""The look as values: colours, fonts, sizes of a theme with the newsletter's own brand over them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError, Problem, did_you_mean
from newsletter.render.contrast import nearest_readable, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsletter.config import Config

ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3, for text


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look. Colours are `#rrggbb`; `width` and `radius` are CSS pixels."""

    name: str
    paper: str
    ink: str
    quiet: str
    accent: str
    tint: str
    rule: str
    paper_dark: str
    ink_dark: str
    quiet_dark: str
    accent_dark: str
    tint_dark: str
    rule_dark: str
    serif: str
    sans: str
    radius: int
    width: int
    logo: str = ""


def load(roots: Sequence[Path], config: Config) -> Theme:
    """Read the newsletter's theme and lay its brand over it.

    Raises NewsletterError for an unknown theme, and for a colour that cannot be read on its ground.
    """
    files = [path for root in roots for path in [root / "themes" / f"{config.theme}.toml"] if path.is_file()]
    if not files:
        known = sorted({path.stem for root in roots for path in (root / "themes").glob("*.toml")})
        hint = did_you_mean(config.theme, known) or f"There are: {', '.join(known)}."
        raise NewsletterError(
            config.source.problem("config.theme", f"There is no theme `{config.theme}`.", hint, at=("theme",))
        )
    data = tomllib.loads(files[0].read_text(encoding="utf-8"))
    theme = Theme(name=config.theme, **data)
    brand = {one.name: getattr(config.brand, one.name) for one in fields(config.brand)}
    theme = replace(theme, **{name: value for name, value in brand.items() if value is not None})
    unreadable = tuple(_unreadable(theme, config))
    if unreadable:
        raise NewsletterError(*unreadable)
    return theme


def _unreadable(theme: Theme, config: Config) -> Iterator[Problem]:
    for mode in ("", "_dark"):
        for name in ("ink", "quiet", "accent"):
            for ground in ("paper", "tint"):
                yield from _pair(theme, config, name + mode, ground + mode)


def _pair(theme: Theme, config: Config, text: str, ground: str) -> Iterator[Problem]:
    colour, behind = getattr(theme, text), getattr(theme, ground)
    found = ratio(colour, behind)
    if found >= ENOUGH:
        return
    better = nearest_readable(colour, behind, ENOUGH)
    at = text if getattr(config.brand, text, None) else ground
    message = f"`{text}` {colour} on `{ground}` {behind} has a contrast of {found:.2f}: text needs {ENOUGH}."
    hint = f'The nearest colour that can be read is `{text} = "{better}"` ({ratio(better, behind):.2f}).'
    yield config.source.problem("config.contrast", message, hint, at=("brand", at))
