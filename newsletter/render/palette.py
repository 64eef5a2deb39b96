"""The colours of a look: those that follow from others, and whether every text can be read on its grounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.render.contrast import mixed, nearest_readable, ratio, readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from newsletter.config import Config
    from newsletter.problems import Problem
    from newsletter.render.theme import Theme

ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3, for text
COMFORTABLE = 6.5  # of an accent that is made for dark mode

# Which text stands on which grounds in the templates.
GROUNDS = {
    "ink": ("paper", "tint"),
    "quiet": ("paper", "tint"),
    "accent": ("paper", "tint"),
    "numeral": ("paper",),
    "band_ink": ("band",),
    "band_accent": ("band",),
    "on_accent": ("accent",),
}


def complete(theme: Theme, given: Collection[str]) -> Theme:
    """Fill in the colours that theme and brand leave open. `given` names those that are the brand's own."""
    if "accent" in given and "accent_dark" not in given:
        lighter = nearest_readable(theme.accent, [theme.paper_dark], COMFORTABLE)
        theme = replace(theme, accent_dark=lighter or theme.accent_dark)
    light = {
        "tint": mixed(theme.paper, theme.accent, 0.06),
        "numeral": theme.quiet,
        "rule": mixed(theme.paper, theme.ink, 0.16),
        "band": mixed(theme.ink, theme.accent, 0.3),
        "band_ink": theme.paper,
        "band_accent": theme.accent_dark,
        "on_accent": _clearer(theme.accent, theme.paper, theme.ink),
    }
    dark = {
        "tint_dark": mixed(theme.paper_dark, theme.accent_dark, 0.08),
        "numeral_dark": theme.quiet_dark,
        "rule_dark": mixed(theme.paper_dark, theme.ink_dark, 0.2),
        "band_dark": mixed(theme.paper_dark, theme.accent_dark, 0.16),
        "band_ink_dark": theme.ink_dark,
        "band_accent_dark": theme.accent_dark,
        "on_accent_dark": _clearer(theme.accent_dark, theme.paper_dark, theme.ink_dark),
    }
    return replace(theme, **{name: value for name, value in (light | dark).items() if not getattr(theme, name)})


def unreadable(theme: Theme, given: Collection[str], config: Config) -> Iterator[Problem]:
    """Find each text that cannot be read on one of its grounds, light or dark, with the nearest colour that can."""
    for mode in ("", "_dark"):
        for text, grounds in GROUNDS.items():
            behind = {ground + mode: getattr(theme, ground + mode) for ground in grounds}
            if not readable(getattr(theme, text + mode), tuple(behind.values()), ENOUGH):
                yield _problem(theme, text + mode, behind, given, config)


def _problem(theme: Theme, text: str, behind: dict[str, str], given: Collection[str], config: Config) -> Problem:
    colour = getattr(theme, text)
    ground = min(behind, key=lambda name: ratio(colour, behind[name]))
    found = ratio(colour, behind[ground])
    better = nearest_readable(colour, tuple(behind.values()), ENOUGH)
    message = f"`{text}` {colour} on `{ground}` {behind[ground]} has a contrast of {found:.2f}: text needs {ENOUGH}."
    hint = f"No colour can be read on both {' and '.join(f'`{name}`' for name in behind)}: bring them nearer together."
    if better:
        hint = f'The nearest colour that can be read is `{text} = "{better}"` ({ratio(better, behind[ground]):.2f}).'
    mode = "_dark" if text.endswith("_dark") else ""
    suspects = (text, ground, f"paper{mode}", f"accent{mode}", f"ink{mode}", "accent")
    at = next((("brand", name) for name in suspects if name in given), ("theme",))
    return config.source.problem("config.contrast", message, hint, at=at)


def _clearer(ground: str, *texts: str) -> str:
    return max(texts, key=lambda text: ratio(text, ground))
