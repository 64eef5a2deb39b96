"""Whether text can be read: contrast in light and dark mode (WCAG 2.2, success criterion 1.4.3), size, air."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from newsletter.problems import Severity
from newsletter.render.contrast import ratio
from newsletter.render.rules import css
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsletter.render.rules.css import Compound, Style
    from newsletter.render.rules.markup import Element
    from newsletter.render.rules.subject import Mail

ENOUGH, ENOUGH_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24.0, 18.66  # pixels: 18 and 14 points
_SEEN = 2.0  # pixels: what is smaller is hidden on purpose, as a preheader is
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)")
_NAMES = {
    "white": "#ffffff",
    "black": "#000000",
    "red": "#ff0000",
    "gray": "#808080",
    "grey": "#808080",
    "blue": "#0000ff",
}
_PIXELS = re.compile(r"([\d.]+)px")
_BODY, _SMALLEST = 16.0, 12.0  # px: of most of a mail's text, of any of it
_AIR, _AIRY = 1.4, 24.0  # how high lines are beside their letters; px from which letters need less
_LONG = 80  # characters that make more than one line on a phone
_TEXT = 600  # characters that make a text: less is a note and a footer
_ASIDE = frozenset({"quiet", "label"})  # the classes of what is small by its role: a caption, a footer, a label
_HEIGHT = re.compile(r"([\d.]+)(px|%|em)?")
_WATCHED = (
    *("color", "background", "background-color", "background-image"),
    *("display", "font-size", "font-weight", "line-height"),
)
# The rules of one mode that bear on legibility, in the order in which they win, by the tag or class they end in.
_Sheet: TypeAlias = "Mapping[str, list[tuple[int, tuple[Compound, ...], Mapping[str, str]]]]"
_Kind: TypeAlias = tuple[int, str, tuple[tuple[str, str], ...]]
_APART = frozenset({"href", "src", "alt", "title", "width", "height"})
_UNSEEN = frozenset({"head", "style", "script", "title", "meta", "option"})
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = _TITLES | {"b", "strong", "th"}
_TELLING = _UNSEEN | _BOLD | {"font", "table", "td", "tr", "body"}  # tags that say something without a style


@dataclass(frozen=True, slots=True)
class _Look:
    """How text in an element is seen. A colour is None where it cannot be known, for example over a picture."""

    colour: str | None = "#000000"
    ground: str | None = "#ffffff"
    size: float = 16.0
    height: str = ""
    bold: bool = False
    hidden: bool = False


def contrast(mail: Mail) -> Iterator[Finding]:
    """Find text that stands out too little from its ground; each pair of colours is told once for each mode."""
    yield from _found(mail, "", _in_light(mail))
    dark = [style for style in mail.styles if not style.media or css.DARK.search(style.media)]
    if any(style.media for style in dark):
        yield from _found(mail, " in dark mode", _shown(mail, _sheet(dark)))


def text_size(mail: Mail) -> Iterator[Finding]:
    """Find text that is too small to read, or set too tight: on a telephone, by tired eyes."""
    running: list[tuple[int, float, Element]] = []
    first: dict[float, Element] = {}
    told: set[float] = set()
    for one, look in _in_light(mail):
        words = " ".join(one.text.split())
        first.setdefault(look.size, one)
        if not _is_title(one) and not _is_aside(one):
            running.append((len(words), look.size, one))
        if len(words) < _LONG:
            continue
        high = _ratio(look)
        if look.size < _AIRY and high is not None and high < _AIR and high not in told and not _is_title(one):
            told.add(high)
            message = f"«{words[:40]}» has lines {high:.2g} times as high as its letters: it needs {_AIR:g}."
            yield mail.at(one.at, message, "Give it a larger `line-height`.", length=len(one.tag) + 1)
    for size in sorted(size for size in first if size < _SMALLEST):
        message = f"«{' '.join(first[size].text.split())[:40]}» has {size:g} px: nothing should have less than 12."
        yield mail.at(first[size].at, message, "Give it a larger `font-size`.", length=len(first[size].tag) + 1)
    yield from _mostly_small(mail, running)


def _mostly_small(mail: Mail, running: Sequence[tuple[int, float, Element]]) -> Iterator[Finding]:
    """Find that more than half of the running text is too small, at the longest piece of it that is."""
    total, small = sum(length for length, _, _ in running), [each for each in running if each[1] < _BODY]
    if total >= _TEXT and 2 * sum(length for length, _, _ in small) > total:
        _, size, longest = max(small, key=lambda each: each[0])
        words = " ".join(longest.text.split())[:40]
        message = f"Most of the running text has less than {_BODY:g} px: «{words}» has {size:g}."
        yield mail.at(longest.at, message, "Give it a larger `font-size`.", length=len(longest.tag) + 1)


def _is_aside(one: Element) -> bool:
    return any(not _ASIDE.isdisjoint(above.classes) for above in one.lineage())


def _is_title(one: Element) -> bool:
    return any(above.tag in _TITLES for above in one.lineage())


def _ratio(look: _Look) -> float | None:
    """Say how many times as high as its letters a line is; None where nobody said."""
    found = _HEIGHT.fullmatch(look.height)
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    return number / look.size if unit == "px" else number / 100 if unit == "%" else number


def _found(mail: Mail, mode: str, shown: Iterable[tuple[Element, _Look]]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for one, look in shown:
        if look.colour is None or look.ground is None:
            continue
        large = look.size >= (_LARGE_BOLD if look.bold else _LARGE)
        found, enough = ratio(look.colour, look.ground), ENOUGH_LARGE if large else ENOUGH
        if found < enough and (look.colour, look.ground) not in told:
            told.add((look.colour, look.ground))
            words = " ".join(one.text.split())[:40]
            message = (
                f"«{words}», {look.colour} on {look.ground}{mode}, has a contrast of {found:.1f}: it needs {enough:g}."
            )
            yield mail.at(
                one.at, message, "Take the theme's `ink` or `quiet`, or another ground.", length=len(one.tag) + 1
            )


@lru_cache(maxsize=1)
def _in_light(mail: Mail) -> tuple[tuple[Element, _Look], ...]:
    """Give what is shown in light mode, which two rules look at."""
    return tuple(_shown(mail, _sheet([style for style in mail.styles if not style.media])))


def _shown(mail: Mail, sheet: _Sheet) -> Iterator[tuple[Element, _Look]]:
    """Give each element that shows text of its own, and how it is seen."""
    kinds: dict[_Kind, int] = {}
    kind_of: dict[int, int] = {}
    looks: list[_Look] = [_Look()]
    for one in mail.elements:
        # Elements of one kind, in parents of one kind, look alike: a mail has few kinds and many elements.
        parent = kind_of[id(one.parent)] if one.parent is not None else 0
        kind = kinds.setdefault((parent, one.tag, _styling(one)), len(looks))
        kind_of[id(one)] = kind
        if kind == len(looks):
            looks.append(_seen(one, looks[parent], sheet))
        look = looks[kind]
        # Cells of layout have a size of nothing, and what stands in them its own: only text itself is too small to see.
        if not look.hidden and look.size >= _SEEN and one.text.strip():
            yield one, look


def _styling(one: Element) -> tuple[tuple[str, str], ...]:
    """Give the attributes that a style sheet may look at: all but those that differ from one link to the next."""
    return tuple((name, "" if name in _APART else value) for name, value in one.attributes.items())


def _sheet(chosen: Sequence[Style]) -> _Sheet:
    rules = []
    for number, style in enumerate(chosen):
        kept = {name: value for name, value in style.declarations.items() if name in _WATCHED}
        for part in style.selector.split(",") if kept else ():
            steps = css.selector(part.strip())
            if steps:
                rules.append((css.weight(steps), number, steps, kept))
    rules.sort(key=lambda rule: rule[:2])
    sheet: dict[str, list[tuple[int, tuple[Compound, ...], Mapping[str, str]]]] = {}
    for rank, (_, _, steps, kept) in enumerate(rules):
        key = f".{min(steps[0].classes)}" if steps[0].classes else steps[0].tag or "*"
        sheet.setdefault(key, []).append((rank, steps, kept))
    return sheet


def _seen(one: Element, above: _Look, sheet: _Sheet) -> _Look:
    keys = (one.tag, "*", *(f".{name}" for name in one.classes))
    rules = [rule for key in keys if key in sheet for rule in sheet[key] if css.matches(rule[1], one)]
    if not rules and "style" not in one.attributes and one.tag not in _TELLING:
        return above
    weak: dict[str, str] = {}
    strong: dict[str, str] = {}
    for _, _, kept in sorted(rules, key=lambda rule: rule[0]):
        for name, value in kept.items():
            (strong if value.endswith("!important") else weak)[name] = value.removesuffix("!important").strip()
    inline = css.declarations(one.attributes.get("style", ""))
    style = {**weak, **inline, **strong}
    ground = _ground(style, one, above)
    size = _PIXELS.match(style.get("font-size", ""))
    heavy = style.get("font-weight", "bold" if one.tag in _BOLD else "")
    colour = style.get("color") or (one.attributes.get("color") if one.tag == "font" else None)
    return _Look(
        colour=above.colour if not colour or colour == "inherit" else _colour(colour),
        ground=ground,
        size=float(size[1]) if size else above.size,
        height=style.get("line-height", above.height).strip(),
        bold=above.bold if not heavy else heavy in {"bold", "600", "700", "800", "900"},
        hidden=above.hidden or one.tag in _UNSEEN or _is_hidden(style),
    )


def _ground(style: Mapping[str, str], one: Element, above: _Look) -> str | None:
    given = style.get("background-color") or style.get("background") or one.attributes.get("bgcolor", "")
    if "url(" in style.get("background-image", "") + style.get("background", "") or "background" in one.attributes:
        return None
    if not given or given in {"transparent", "none", "inherit"}:
        return above.ground
    return _colour(given)


def _colour(text: str) -> str | None:
    """Give `#rrggbb` for a colour as CSS writes it; None for one that is not known here."""
    low = text.strip().lower()
    if found := _HEX.search(low):
        digits = found[0][1:]
        return found[0] if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)
    if rgb := _RGB.search(low):
        return "#" + "".join(f"{min(int(channel), 255):02x}" for channel in rgb.groups())
    return _NAMES.get(low.partition(" ")[0])


def _is_hidden(style: Mapping[str, str]) -> bool:
    return style.get("display") == "none" or style.get("opacity") == "0"


RULES = (Rule("a11y.contrast", Severity.ERROR, contrast), Rule("a11y.text-size", Severity.ERROR, text_size))
