"""The style sheets of a mail, as far as its rules need them: declarations, where they hold, what they match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.render.rules.markup import Element

DARK = re.compile(r"prefers-color-scheme:\s*dark")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMPOUND = re.compile(r"(?P<tag>\*|[a-z][a-z0-9]*)?(?P<rest>(?:[.#][\w-]+|\[[^\]]*\])*)(?P<pseudo>:.*)?")
_PART = re.compile(r"([.#])([\w-]+)|\[([^\]=~|^$*]+)(?:([~|^$*]?=)['\"]?([^\]'\"]*)['\"]?)?\]")
_PIECE = re.compile(r"[^{};]*+[{};]?")


@dataclass(frozen=True, slots=True)
class Style:
    """One rule of a style sheet: `media` is what stands behind `@media`, nothing outside of one."""

    media: str
    selector: str
    declarations: Mapping[str, str]
    at: int


@lru_cache(maxsize=512)
def declarations(text: str) -> Mapping[str, str]:
    """Read `name: value; …` into a mapping, names in lower case; the last of a name counts."""
    found = {}
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        if colon and name.strip():
            found[name.strip().lower()] = value.strip()
    return found


def styles(sheet: str, at: int = 0) -> Iterator[Style]:
    """Read the rules of a style sheet that begins at an offset of the document."""
    sheet = _COMMENT.sub(lambda comment: " " * len(comment[0]), sheet)
    blocks: list[str] = []
    body: list[str] = []
    for piece in _PIECE.finditer(sheet):
        text, sign = piece[0][:-1], piece[0][-1:]
        if sign == "{":
            blocks.append(text.strip())
            body = []
        elif sign == ";":
            body.append(text)
            if not blocks and text.strip().startswith("@"):
                yield Style("", text.strip(), {}, at + piece.start())
        elif sign == "}":
            body.append(text)
            selector = blocks.pop() if blocks else ""
            if selector and not selector.startswith(("@media", "@supports")):
                media = " and ".join(block.partition(" ")[2] for block in blocks if block.startswith("@media"))
                yield Style(media, selector, declarations(";".join(body)), at + piece.start())
            body = []


@dataclass(frozen=True, slots=True)
class Compound:
    """One step of a selector: a tag or nothing, classes, ids, and attributes with the value they need, or None."""

    tag: str
    classes: frozenset[str]
    ids: tuple[str, ...]
    attributes: tuple[tuple[str, str | None], ...]
    child: bool

    def fits(self, element: Element) -> bool:
        """Tell whether an element is what the step names."""
        if self.tag and element.tag != self.tag:
            return False
        if self.ids and element.attributes.get("id") not in self.ids:
            return False
        if not self.classes <= element.classes:
            return False
        if not self.attributes:
            return True
        given = element.attributes
        return all(name in given and value in (None, given[name]) for name, value in self.attributes)


@lru_cache(maxsize=512)
def selector(text: str) -> tuple[Compound, ...] | None:
    """Read one selector, its last step first; None for one with pseudo-classes or siblings."""
    if not text or "+" in text or "~" in text or ":" in text:
        return None
    steps, child = [], False
    for word in text.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        found = _COMPOUND.fullmatch(word.lower() if "." not in word and "#" not in word and "[" not in word else word)
        if not found:
            return None
        parts = _PART.findall(found["rest"])
        steps.append(
            Compound(
                "" if found["tag"] in {None, "*"} else found["tag"],
                frozenset(name for sign, name, *_ in parts if sign == "."),
                tuple(name for sign, name, *_ in parts if sign == "#"),
                tuple((name, value if sign else None) for _, _, name, sign, value in parts if name),
                child,
            )
        )
        child = False
    return tuple(reversed(steps))


def matches(steps: tuple[Compound, ...], element: Element) -> bool:
    """Tell whether a selector matches an element."""
    if not steps or not steps[0].fits(element):
        return False
    here: Element | None = element
    direct = steps[0].child
    for step in steps[1:]:
        here = here.parent if here else None
        while here is not None and not step.fits(here) and not direct:
            here = here.parent
        if here is None or not step.fits(here):
            return False
        direct = step.child
    return True


def weight(steps: tuple[Compound, ...]) -> tuple[int, int, int]:
    """Give the specificity of a selector (CSS Selectors 4, section 17)."""
    ids = sum(len(step.ids) for step in steps)
    classes = sum(len(step.classes) + len(step.attributes) for step in steps)
    return ids, classes, sum(bool(step.tag) for step in steps)
