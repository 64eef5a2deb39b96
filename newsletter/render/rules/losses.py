"""What a reader loses where a mail program does not show a feature: all of it, its place, or nothing to speak of.

The facts of who shows what are in clients.json; what it means for a reader is judged here, feature by feature. What
stands in none of the three tables costs nothing that a reader would notice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Readers miss what stands there: an error.
CONTENT = {
    "html-audio": "there is nothing to play",
    "html-button-reset": "the button does nothing",
    "html-button-submit": "the button does nothing",
    "html-dialog": "what stands in it is not shown, or always",
    "html-form": "nothing can be filled in or sent",
    "html-input-checkbox": "there is nothing to tick",
    "html-input-radio": "there is nothing to choose",
    "html-input-reset": "the button does nothing",
    "html-input-submit": "the button does nothing",
    "html-input-text": "there is nothing to fill in",
    "html-image-maps": "the parts of the picture cannot be clicked",
    "html-meter": "the measure is not shown",
    "html-object": "what it embeds is not shown",
    "html-progress": "the measure is not shown",
    "html-select": "there is nothing to choose",
    "html-svg": "the drawing is not shown",
    "html-textarea": "there is nothing to fill in",
    "html-video": "there is nothing to watch",
    "image-apng": "the animation is not shown",
    "image-avif": "the picture is not shown",
    "image-base64": "the picture is not shown",
    "image-bmp": "the picture is not shown",
    "image-hdr": "the picture is not shown",
    "image-heif": "the picture is not shown",
    "image-ico": "the picture is not shown",
    "image-mp4": "there is nothing to watch",
    "image-svg": "the picture is not shown",
    "image-tiff": "the picture is not shown",
    "image-webp": "the picture is not shown",
}
# All is there, but not where or how it was meant: a warning.
LAYOUT = {
    "css-aspect-ratio": "it has another height",
    "css-clip-path": "what was cut off is shown",
    "css-column-count": "the columns become one",
    "css-display-flex": "what stood side by side stands below each other",
    "css-display-grid": "what stood side by side stands below each other",
    "css-display-none": "what was hidden is shown",
    "css-filter": "the colours are others",
    "css-float": "what stood side by side stands below each other",
    "css-function-clamp": "the declaration is dropped",
    "css-function-light-dark": "the colour is dropped",
    "css-function-max": "the declaration is dropped",
    "css-function-min": "the declaration is dropped",
    "css-grid-template": "what stood side by side stands below each other",
    "css-mask-image": "what was masked is shown",
    "css-modern-color": "the colour is dropped",
    "css-object-fit": "the picture is squeezed",
    "css-position": "it stands where it is written, over or under other things",
    "css-transform": "it stands unturned, in its first size",
    "css-unit-calc": "the declaration is dropped",
    "css-unit-rem": "the size is another",
    "css-unit-vh": "the size is another",
    "css-unit-vmax": "the size is another",
    "css-unit-vmin": "the size is another",
    "css-unit-vw": "the size is another",
    "css-variables": "the colour or size that they hold is dropped",
    "css-visibility": "what was hidden is shown",
    "css-writing-mode": "the text runs the usual way",
    "html-background": "the picture behind is not shown",
    "css-background-image": "the picture behind is not shown",
}
# Nothing that a reader would miss; the reasons stand in docs/reference/clients.md.
FINE = {
    "css-border-radius": "corners are square",
    "css-height": "lines and spacers are as high as what is in them",
    "css-max-height": "it only helps to hide the preheader, which other declarations hide too",
    "css-opacity": "it only helps to hide the preheader, which other declarations hide too",
    "css-overflow": "it only helps to hide the preheader, which other declarations hide too",
    "css-text-decoration": "a link keeps, or lacks, its line: its colour and words tell it too",
    "css-white-space": "a line may break inside a short label",
    "css-word-break": "a very long word stands out",
    "css-word-spacing": "`normal` is what it does anyway",
    "html-anchor-links": "the link goes nowhere, and what it leads to comes further down",
    "html-aria-label": "a screen reader says the mail's subject instead",
    "html-bdi": "a name written from right to left may change places with the sign beside it",
    "html-body": "the client's own body takes its place: colours are given on tables too",
    "html-dir": "the client's own direction is used, which is left to right",
    "html-lang": "a screen reader uses the language of the mailbox",
    "html-role": "a screen reader counts layout tables, as it does in every mail there",
    "html-style": "there is one column in the theme's light colours: nothing depends on style sheets",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Which clients show which features. `support` has one letter a client: `y`, `n`, `a` in part, `u` unknown."""

    as_of: str
    source: str
    clients: tuple[str, ...]
    titles: dict[str, str]
    support: dict[str, str]

    def without(self, feature: str) -> tuple[str, ...]:
        """Name the clients that do not show a feature."""
        letters = self.support.get(feature, "")
        return tuple(client for client, letter in zip(self.clients, letters, strict=False) if letter == "n")


@cache
def table() -> Table:
    """Read clients.json, which tools/clients.py makes."""
    facts = json.loads((files("newsletter.render") / "clients.json").read_text(encoding="utf-8"))
    features = facts["features"]
    titles = {slug: title for slug, (title, _) in features.items()}
    support = {slug: letters for slug, (_, letters) in features.items()}
    return Table(facts["as_of"], facts["source"], tuple(facts["clients"]), titles, support)
