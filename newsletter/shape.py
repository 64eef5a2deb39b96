"""Nodes of a file become frozen values: types decide how a scalar is read, all problems are told at once.

The shapes are the dataclasses of `model` and `config`; a `Key` in an annotation carries what a type cannot say.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping as AbcMapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from newsletter import yamlhints
from newsletter.keys import PATTERNS, Key, Kind
from newsletter.places import List, Node, Path, Scalar, Source, Table, close_up
from newsletter.problems import Problem, did_you_mean
from newsletter.scalars import SCALARS, advice, called

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
PROSE = frozenset({Kind.LINE, Kind.TEXT, Kind.NAME})
_MISSING = object()
_slots: dict[type, tuple[Slot, ...]] = {}


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a shape: its name in files, its field's name, its type without wrappers, and what is said of it."""

    name: str
    field: str
    type: Any
    key: Key
    required: bool


def slots(shape: type) -> tuple[Slot, ...]:
    """List the keys that a shape has in a file: its fields whose annotation carries a `Key`."""
    if shape not in _slots:
        _slots[shape] = tuple(_listed(shape))
    return _slots[shape]


def _listed(shape: type) -> Iterator[Slot]:
    hints = get_type_hints(shape, include_extras=True)
    for one in fields(shape):
        if get_origin(hints[one.name]) is Annotated:
            yield _slot(one, hints[one.name])


def _slot(one: Field[Any], hint: Any) -> Slot:  # noqa: ANN401  the same
    inner, key = get_args(hint)[:2]
    required = one.default is MISSING and one.default_factory is MISSING
    return Slot(one.name.rstrip("_"), one.name, without_none(inner), key, required)


def without_none(hint: Any) -> Any:  # noqa: ANN401  the same
    """Give `X` for `X | None`."""
    if get_origin(hint) in {types.UnionType, Union}:
        kept = [arm for arm in get_args(hint) if arm is not types.NoneType]
        return kept[0] if len(kept) == 1 else Union[tuple(kept)]  # noqa: UP007  built at run time
    return hint


class Reader:
    """Reads one file: gathers problems and the place of every value while it goes."""

    def __init__(self, source: Source, family: str) -> None:
        self.source = source
        self.family = family
        self.problems: list[Problem] = []
        self.nodes: dict[Path, Node] = {}

    def read(self, shape: type[T], node: Node | None, at: Path = (), **extra: object) -> T | None:
        """Make a value of a shape from a mapping; None where something that it cannot do without is wrong."""
        if not isinstance(node, Table):
            if node is not None:
                self._wrong(node, "type", f"{_named(at)} must be a mapping of keys.", "Write `key: value` lines.")
            return None
        known = {slot.name: slot for slot in slots(shape)}
        values: dict[str, object] = dict(extra)
        given = {str(key.value) for key, _ in node.entries}
        for key, child in node.entries:
            slot = known.get(str(key.value))
            if slot is None:
                meant = did_you_mean(str(key.value), known)
                given.add(meant.partition("`")[2].partition("`")[0])  # a typo of a key is not also a missing key
                hint = meant or f"Known here: {', '.join(known)}."
                self._wrong(key, "unknown-key", f"The key `{key.value}` is not known{_inside(at)}.", hint)
                continue
            here = (*at, slot.name)
            self.nodes[here] = child
            self.nodes[(*here, "")] = key
            value = self._value(slot.type, slot.key, child, here)
            if value is not _MISSING:
                values[slot.field] = value
        for slot in known.values():
            if slot.required and slot.name not in given and slot.field not in extra:
                example = f" For example `{self._pair(slot)}`." if slot.key.example else ""
                self._wrong(node, "missing", f"`{slot.name}` is missing{_inside(at)}.", f"{slot.key.doc}{example}")
        if any(slot.required and slot.field not in values for slot in known.values()):
            return None
        return shape(**values)

    def _value(self, hint: Any, key: Key, node: Node, at: Path) -> Any:  # noqa: ANN401  as the type says
        if isinstance(node, Scalar) and node.plain and node.value in {"", "~", "null", None}:
            lost = self._is_prose(key) and yamlhints.comment(self.source.text, node)
            hint = yamlhints.HASH if lost else "Write one, or remove the key."
            self._wrong(node, "empty", f"`{_word(at)}` has no value{_within(at)}.", hint)
            return _MISSING
        origin = get_origin(hint)
        if isinstance(hint, type) and is_dataclass(hint):
            value = self.read(hint, node, at)
            return _MISSING if value is None else value
        if origin is tuple:
            return self._list(get_args(hint)[0], key, node, at)
        if origin is AbcMapping:
            return self._mapping(get_args(hint)[1], key, node, at)
        if origin in {types.UnionType, Union}:
            arms = get_args(hint)
            arm = next(arm for arm in arms if is_dataclass(arm) == isinstance(node, Table))
            return self._value(arm, key, node, at)
        if not isinstance(node, Scalar):
            meant = yamlhints.of_text(self.source.text, node) if self._is_prose(key) else ""
            self._wrong(node, "type", f"`{_word(at)}` must be {called(hint)}{_within(at)}.", meant or key.doc)
            return _MISSING
        return self._scalar(hint, key, node, at)

    def _list(self, inner: Any, key: Key, node: Node, at: Path) -> Any:  # noqa: ANN401  as the type says
        if not isinstance(node, List):
            self._wrong(node, "type", f"`{_word(at)}` must be a list{_within(at)}.", "Start each line with `- `.")
            return _MISSING
        values = {}
        for index, child in enumerate(node.items):
            here = (*at, index)
            self.nodes[here] = child
            value = self._value(inner, key, child, here)
            if value is not _MISSING:
                values[index] = value
        if len(values) < len(node.items):
            close_up(self.nodes, at, list(values))
        self._count(key, len(node.items), node, at)
        return tuple(values.values())

    def _mapping(self, inner: Any, key: Key, node: Node, at: Path) -> Any:  # noqa: ANN401  as the type says
        if not isinstance(node, Table):
            self._wrong(node, "type", f"`{_word(at)}` must be a mapping{_within(at)}.", "Write `name: value` lines.")
            return _MISSING
        values = {}
        for name, child in node.entries:
            here = (*at, str(name.value))
            self.nodes[here] = child
            value = self._value(inner, key, child, here)
            if value is not _MISSING:
                values[str(name.value)] = value
        return types.MappingProxyType(values)

    def _scalar(self, hint: Any, key: Key, node: Scalar, at: Path) -> Any:  # noqa: ANN401  as the type says
        if get_origin(hint) is Literal:
            choices = get_args(hint)
            if node.value in choices:
                return node.value
            meant = did_you_mean(str(node.value), choices) or f"One of: {', '.join(choices)}."
            self._wrong(node, "choice", f"`{_word(at)}` cannot be `{node.value}`{_within(at)}.", meant)
            return _MISSING
        value = SCALARS[hint](node)
        if value is None:
            self._wrong(node, "type", f"`{_word(at)}` must be {called(hint)}{_within(at)}.", advice(hint, key))
            return _MISSING
        if isinstance(value, str):
            return self._string(key, value, node, at)
        if isinstance(value, int | float):
            self._count(key, value, node, at)
        return value

    def _string(self, key: Key, value: str, node: Scalar, at: Path) -> Any:  # noqa: ANN401  as the type says
        pattern = PATTERNS.get(key.kind)
        if pattern and not re.match(pattern, value):
            example = f", for example `{key.example}`" if key.example else ""
            self._wrong(node, "form", f"`{_word(at)}` cannot be `{value[:60]}`.", f"{_FORMS[key.kind]}{example}.")
            return _MISSING
        if key.kind is not Kind.PLAIN and not value.strip():
            self._wrong(node, "empty", f"`{_word(at)}` is empty{_within(at)}.", "Write a text, or remove the key.")
            return _MISSING
        if node.plain and self._is_prose(key) and (lost := yamlhints.comment(self.source.text, node)):
            message = f"The text of `{_word(at)}` ends at the `#`{_within(at)}: readers would not see the rest."
            self.problems.append(self.source.problem_on(lost, "yaml.comment", message, yamlhints.HASH))
        if key.kind in {Kind.LINE, Kind.NAME} and "\n" in value.strip():
            self._wrong(node, "one-line", f"`{_word(at)}` must be one line{_within(at)}.", "Join its lines.")
        if key.kind is Kind.PLAIN:
            return value
        return value.strip("\n") if key.kind is Kind.TEXT else value.strip()

    def _is_prose(self, key: Key) -> bool:
        """Tell whether a key holds what a person writes, in YAML."""
        return key.kind in PROSE and self.family in {"schema", "seed"}

    def _pair(self, slot: Slot) -> str:
        """Show how a key is written in this family of files."""
        return f'{slot.name} = "{slot.key.example}"' if self.family == "config" else f"{slot.name}: {slot.key.example}"

    def _count(self, key: Key, value: float, node: Node, at: Path) -> None:
        low, high = key.least, key.most
        if (low is not None and value < low) or (high is not None and value > high):
            least = "" if low is None else f"at least {low:g}"
            most = "" if high is None else f"at most {high:g}"
            wanted = " and ".join(part for part in (least, most) if part)
            verb = "has" if isinstance(node, List) else "is"
            self._wrong(node, "range", f"`{_word(at)}` {verb} {value:g}{_within(at)}: it takes {wanted}.", key.doc)

    def _wrong(self, node: Node, code: str, message: str, hint: str) -> None:
        self.problems.append(self.source.problem_on(node, f"{self.family}.{code}", message, hint))


_FORMS = {
    Kind.ID: "Lower-case letters, digits and hyphens",
    Kind.URL: "A whole address with https://",
    Kind.COLOUR: "A colour is # and six hexadecimal digits",
    Kind.FONTS: "Font families with a comma between them, in quotes or without",
}


def _word(at: Path) -> str:
    """Name a value as its file does: its key, with its number if it is one of a list."""
    return f"{at[-2]} {at[-1] + 1}" if isinstance(at[-1], int) and len(at) > 1 else str(at[-1])


def _within(at: Path) -> str:
    """Say in which block the value at a path stands."""
    return _inside(at[: -2 if isinstance(at[-1], int) else -1])


def _named(at: Path) -> str:
    return f"`{_word(at)}`" if at else "The file"


def _inside(at: Path) -> str:
    """Say in which block: `news` 2 for the path ("news", 1)."""
    words = [f"{part + 1}" if isinstance(part, int) else f"`{part}`" for part in at]
    return f" in {' '.join(words)}" if words else ""
