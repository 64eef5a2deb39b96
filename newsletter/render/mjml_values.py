"""What the value of an MJML attribute may be, from the types that npm's `mjml` gives its attributes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from newsletter.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

# Characters that nobody sees in an attribute: spaces of every width, zero-width and direction marks, controls.
INVISIBLE = re.compile(r"[\u0080-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")

# The renderer takes any value of `full-width` for a yes, `false` too.
_STRICTER = {"enum(full-width,false,)": "enum(full-width)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The facts of MJML: per component its attributes with their types, its children, and whether it holds HTML."""

    attributes: dict[str, dict[str, str]]
    children: dict[str, frozenset[str]]
    ending: frozenset[str]
    colors: frozenset[str]

    def parents(self, tag: str) -> list[str]:
        """Give the tags that `tag` may stand in."""
        return sorted(parent for parent, children in self.children.items() if tag in children)


@cache
def schema() -> Schema:
    """Read `mjml_schema.json`, which tools/mjml_schema.mjs makes from the npm package."""
    facts = json.loads((files(__package__) / "mjml_schema.json").read_text(encoding="utf-8"))
    components = facts["components"]
    return Schema(
        attributes={tag: fact["attributes"] for tag, fact in components.items()},
        children={"mjml": frozenset(facts["root"])} | {tag: frozenset(f["children"]) for tag, f in components.items()},
        ending=frozenset(tag for tag, fact in components.items() if fact["ending"]),
        colors=frozenset(facts["colors"]),
    )


@lru_cache(maxsize=4096)
def complaint(kind: str, value: str) -> tuple[str, str] | None:
    """Say what is wrong with a value of type `kind`, and what to write instead; None if it is right.

    >>> complaint("unit(px,%){1,4}", "0 20px")
    ('needs a unit on every length, zero too', 'Write `0px 20px`.')
    """
    name, options, _ = _parse(_STRICTER.get(kind, kind))
    if name in {"unit", "unitWithNegative"}:
        return _length(kind, value)
    if name == "color":
        return _color(value)
    if name == "enum" and value not in options:
        return f"must be {_or(option for option in options if option)}", did_you_mean(value, options)
    if name == "boolean" and value not in {"true", "false"}:
        return "must be `true` or `false`", ""
    if name == "integer" and not re.fullmatch(r"[0-9]+", value):
        return "must be a whole number", ""
    return None


@cache
def _parse(kind: str) -> tuple[str, list[str], int]:
    """Take a type such as `unit(px,%){1,4}` apart: its name, its options, and how many values it takes at most."""
    name, _, rest = kind.partition("(")
    options, _, counts = rest.partition(")")
    return name, options.split(","), int(counts[-2]) if counts else 1


@cache
def _length_pattern(kind: str) -> re.Pattern[str]:
    name, units, most = _parse(kind)
    sign = "-?" if name == "unitWithNegative" else ""
    suffixes = "|".join(re.escape(unit) for unit in units if unit != "auto")
    one = rf"(?:{sign}(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:{suffixes}){'|auto' * ('auto' in units)})"
    return re.compile(rf"{one}(?: {one}){{0,{most - 1}}}")


def _length(kind: str, value: str) -> tuple[str, str] | None:
    fits = _length_pattern(kind).fullmatch
    if fits(value):
        return None
    mended = " ".join("0px" if part == "0" else part for part in value.split())
    if fits(mended):
        return "needs a unit on every length, zero too", f"Write `{mended}`."
    _, units, most = _parse(kind)
    count = "a length" if most == 1 else f"1 to {most} lengths"
    return f"must be {count} in {_or(unit or 'no unit' for unit in units)}", ""


def _or(words: Iterable[str]) -> str:
    return " or ".join(f"`{word}`" for word in words)


def _color(value: str) -> tuple[str, str] | None:
    if re.fullmatch(r"#[0-9a-fA-F]{6}", value) or value in schema().colors:
        return None
    if re.fullmatch(r"#[0-9a-fA-F]{3}", value):
        return "must have six digits", f"Write `#{''.join(digit * 2 for digit in value[1:])}`."
    return "must be # and six digits, or the name of a colour", did_you_mean(value, schema().colors)
