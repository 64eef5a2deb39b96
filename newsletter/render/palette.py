"""The colours of a look: those that follow from others, and whether every text can be read on its grounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsletter.render.contrast import mixed, nearest, nearest_readable, ratio, readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from newsletter.config import Config
    from newsletter.places import Path
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
    """Fill in the colours that theme and brand leave open; they can be read wherever those they follow from can.

    `given` names the colours that are the brand's own.
    """
    if "accent" in given and "accent_dark" not in given:
        lighter = nearest_readable(theme.accent, [theme.paper_dark], COMFORTABLE)
        theme = replace(theme, accent_dark=lighter or theme.accent_dark)
    light = {
        "tint": mixed(theme.paper, theme.accent, 0.06),
        "numeral": theme.quiet,
        "rule": mixed(theme.paper, theme.ink, 0.16),
        "band": theme.band or mixed(theme.ink, theme.accent, 0.3),
        "on_accent": _clearer(theme.accent, theme.paper, theme.ink),
    }
    dark = {
        "tint_dark": mixed(theme.paper_dark, theme.accent_dark, 0.08),
        "numeral_dark": theme.quiet_dark,
        "rule_dark": mixed(theme.paper_dark, theme.ink_dark, 0.2),
        "band_dark": theme.band_dark or mixed(theme.paper_dark, theme.accent_dark, 0.16),
        "on_accent_dark": _clearer(theme.accent_dark, theme.paper_dark, theme.ink_dark),
    }
    for mode, colours in (("", light), ("_dark", dark)):
        band = colours[f"band{mode}"]
        colours[f"band_ink{mode}"] = _clearer(band, getattr(theme, f"paper{mode}"), getattr(theme, f"ink{mode}"))
        colours[f"band_accent{mode}"] = nearest_readable(theme.accent_dark, [band], ENOUGH) or theme.accent_dark
    left: dict[str, Any] = {name: value for name, value in (light | dark).items() if not getattr(theme, name)}
    return replace(theme, **left)


def unreadable(stated: Theme, given: Collection[str], config: Config) -> Iterator[Problem]:
    """Find each text that cannot be read on one of its grounds, light or dark, with the nearest colour that can.

    `stated` is a look before `complete`: only colours that theme or brand name are judged, the others follow.
    """
    theme = complete(stated, given)
    for mode in ("", "_dark"):
        for name, behind in GROUNDS.items():
            text, grounds = name + mode, [ground + mode for ground in behind]
            if getattr(stated, text) and not _is_readable(theme, text, grounds):
                better = nearest(
                    getattr(theme, text),
                    lambda shade, text=text, grounds=grounds: _is_readable(  # type: ignore[misc]  # bound at once
                        complete(replace(stated, **{text: shade}), given), text, grounds
                    ),
                )
                yield _problem(theme, text, grounds, better, config, at=_culprit(text, grounds, given, mode))


def _is_readable(theme: Theme, text: str, grounds: Sequence[str]) -> bool:
    return readable(getattr(theme, text), [getattr(theme, ground) for ground in grounds], ENOUGH)


def _problem(
    theme: Theme, text: str, grounds: Sequence[str], better: str | None, config: Config, *, at: Path
) -> Problem:
    colour = getattr(theme, text)
    ground = min(grounds, key=lambda name: ratio(colour, getattr(theme, name)))
    behind = getattr(theme, ground)
    message = (
        f"`{text}` {colour} on `{ground}` {behind} has a contrast of {ratio(colour, behind):.2f}: text needs {ENOUGH}."
    )
    hint = f"No colour can be read on both {' and '.join(f'`{name}`' for name in grounds)}: bring them nearer together."
    if better:
        hint = f'The nearest colour that can be read is `{text} = "{better}"`.'
    return config.source.problem("config.contrast", message, hint, at=at)


def _culprit(text: str, grounds: Sequence[str], given: Collection[str], mode: str) -> Path:
    """Say which line of newsletter.toml is at fault: a colour of the brand, or the choice of the theme."""
    suspects = (text, *grounds, f"paper{mode}", f"accent{mode}", f"ink{mode}", "accent")
    return next((("brand", name) for name in suspects if name in given), ("theme",))


def _clearer(ground: str, *texts: str) -> str:
    return max(texts, key=lambda text: ratio(text, ground))
