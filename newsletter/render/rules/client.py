"""What some mail programs do not show, judged where it is used and by what a reader loses there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.render.rules import css
from newsletter.render.rules.losses import CONTENT, LAYOUT, table
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.render.rules.markup import Element
    from newsletter.render.rules.subject import Mail

_SHOWN = 4  # clients that a message names
_ATTRIBUTES = frozenset(
    (
        "align",
        "aria-describedby",
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "aria-live",
        "background",
        "cellpadding",
        "cellspacing",
        "dir",
        "height",
        "hidden",
        "lang",
        "loading",
        "popover",
        "required",
        "role",
        "target",
        "valign",
        "width",
    )
)
_GROUPS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    **dict.fromkeys(
        ("article", "aside", "figure", "footer", "header", "main", "nav", "section", "time"), "html-semantics"
    ),
    **dict.fromkeys(("map", "area"), "html-image-maps"),
}
_KINDS = frozenset({"checkbox", "radio", "reset", "submit", "text", "hidden"})
_HOLDS = frozenset({"html-video", "html-audio", "html-object"})  # what stands in them is shown in their place
_FORMATS = {"jpeg": "jpg", "tif": "tiff", "heic": "heif", "m4v": "mp4", "webm": "mp4"}
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})(?:[?#]|$)", re.IGNORECASE)
_UNIT = re.compile(r"(?<![\w#.-])-?[\d.]+(rem|vw|vh|vmin|vmax|em|ch|ex|pt|cm|mm|in|pc)\b")
_FUNCTION = re.compile(r"\b(calc|clamp|min|max|light-dark|oklch|oklab|lch|lab|var)\(")
_FUNCTIONS = {
    "calc": "css-unit-calc",
    "light-dark": "css-function-light-dark",
    "var": "css-variables",
    **dict.fromkeys(("oklch", "oklab", "lch", "lab"), "css-modern-color"),
    **{name: f"css-function-{name}" for name in ("clamp", "min", "max")},
}


def content(mail: Mail) -> Iterator[Finding]:
    """Find uses of what some programs do not show, where readers miss what stands there."""
    return _lost(mail, CONTENT, "Say it in text, in a PNG or JPEG picture, or on a page that the mail links to.")


def layout(mail: Mail) -> Iterator[Finding]:
    """Find uses of what some programs do not show, where all is there but not as it was meant."""
    return _lost(mail, LAYOUT, "Build it with tables, as MJML does, or say what counts in inline styles that all know.")


def _lost(mail: Mail, losses: Mapping[str, str], hint: str) -> Iterator[Finding]:
    told: set[str] = set()
    for one in mail.elements:
        for slug in uses(one):
            without = table().without(slug) if slug in losses and slug not in told else ()
            if without and not _has_fallback(slug, one):
                told.add(slug)
                more = f" and {len(without) - _SHOWN} more" if len(without) > _SHOWN else ""
                message = f"{table().titles[slug]}: in {', '.join(without[:_SHOWN])}{more} {losses[slug]}."
                yield mail.at(one.at, message, hint, length=len(one.tag) + 1)


def uses(element: Element) -> Iterator[str]:
    """Name the features that an element uses, as the table does."""
    tag, given = element.tag, element.attributes
    yield _GROUPS.get(tag, f"html-{tag}")
    if tag in {"input", "button"}:
        kind = given.get("type", "text" if tag == "input" else "submit")
        yield f"html-{tag}-{kind if kind in _KINDS else 'text'}"
    elif tag == "img":
        yield _format(given.get("src", ""))
    elif tag == "a" and given.get("href", "").startswith("#"):
        yield "html-anchor-links"
    for name in given:
        if name in _ATTRIBUTES:
            yield f"html-{name}"
    if "style" in given:
        yield from _styled(given["style"])


@lru_cache(maxsize=1024)
def _styled(style: str) -> tuple[str, ...]:
    """Name the features of an inline style; the same ones come again and again in a mail."""
    found = []
    for name, value in css.declarations(style).items():
        found.append(f"css-{name}")
        if name == "display":
            found.append(f"css-display-{value.partition('!')[0].strip().removeprefix('inline-')}")
        elif name == "background" and "url(" in value:
            found.append("css-background-image")
        found += (f"css-unit-{unit}" for unit in dict.fromkeys(_UNIT.findall(value)))
        found += (_FUNCTIONS[function] for function in dict.fromkeys(_FUNCTION.findall(value)))
    return tuple(found)


def _format(src: str) -> str:
    if src.startswith("data:"):
        return "image-base64"
    found = _EXTENSION.search(src)
    extension = found[1].lower() if found else ""
    return f"image-{_FORMATS.get(extension, extension)}"


def _has_fallback(slug: str, element: Element) -> bool:
    """Tell whether a use is backed by something that every program knows."""
    style = css.declarations(element.attributes.get("style", ""))
    if slug == "css-display-none":
        return "mso-hide" in style or style.get("max-height") == "0" or element.tag == "input"
    if slug in {"css-background-image", "html-background"}:
        coloured = style.get("background-color") or element.attributes.get("bgcolor")
        return bool(coloured) or "#" in style.get("background", "")
    if slug in {"css-position", "css-float"}:
        return style[slug.removeprefix("css-")] in {"static", "relative", "none"}
    return slug in _HOLDS and any(child.tag in {"img", "a"} for child in element.children)


RULES = (
    Rule("mail.client-content", Severity.ERROR, content),
    Rule("mail.client-layout", Severity.WARNING, layout),
)
