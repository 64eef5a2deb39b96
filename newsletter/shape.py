"""Nodes of a file become frozen values: types decide how a scalar is read, all problems are told at once.

The shapes are the dataclasses of `model` and `config`; a `Key` in an annotation carries what a type cannot say.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping as AbcMapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from newsletter.keys import PATTERNS, Key, Kind
from newsletter.places import List, Node, Path, Scalar, Source, Table, close_up
from newsletter.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
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
            self._wrong(node, "empty", f"`{at[-1]}` has no value{_inside(at[:-1])}.", "Write one, or remove the key.")
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
            self._wrong(node, "type", f"`{at[-1]}` must be {_called(hint)}{_inside(at[:-1])}.", key.doc)
            return _MISSING
        return self._scalar(hint, key, node, at)

    def _list(self, inner: Any, key: Key, node: Node, at: Path) -> Any:  # noqa: ANN401  as the type says
        if not isinstance(node, List):
            self._wrong(node, "type", f"`{at[-1]}` must be a list{_inside(at[:-1])}.", "Start each line with `- `.")
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
            self._wrong(node, "type", f"`{at[-1]}` must be a mapping{_inside(at[:-1])}.", "Write `name: value` lines.")
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
            self._wrong(node, "choice", f"`{at[-1]}` cannot be `{node.value}`{_inside(at[:-1])}.", meant)
            return _MISSING
        value = SCALARS[hint](node)
        if value is None:
            self._wrong(node, "type", f"`{at[-1]}` must be {_called(hint)}{_inside(at[:-1])}.", _advice(hint, key))
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
            self._wrong(node, "form", f"`{at[-1]}` cannot be `{value[:60]}`.", f"{_FORMS[key.kind]}{example}.")
            return _MISSING
        if key.kind is not Kind.PLAIN and not value.strip():
            self._wrong(node, "empty", f"`{at[-1]}` is empty{_inside(at[:-1])}.", "Write a text, or remove the key.")
            return _MISSING
        if key.kind in {Kind.LINE, Kind.NAME} and "\n" in value.strip():
            self._wrong(node, "one-line", f"`{at[-1]}` must be one line{_inside(at[:-1])}.", "Join its lines.")
        if key.kind is Kind.PLAIN:
            return value
        return value.strip("\n") if key.kind is Kind.TEXT else value.strip()

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
            self._wrong(node, "range", f"`{at[-1]}` {verb} {value:g}{_inside(at[:-1])}: it takes {wanted}.", key.doc)

    def _wrong(self, node: Node, code: str, message: str, hint: str) -> None:
        self.problems.append(self.source.problem_on(node, f"{self.family}.{code}", message, hint))


_FORMS = {
    Kind.ID: "Lower-case letters, digits and hyphens",
    Kind.URL: "A whole address with https://",
    Kind.COLOUR: "A colour is # and six hexadecimal digits",
    Kind.FONTS: "Font families with a comma between them, in quotes or without",
}
_NAMES: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    datetime: "a date and a time",
}


def _called(hint: Any) -> str:  # noqa: ANN401  type hints have no common type
    return _NAMES.get(hint, "one of the known words")


def _advice(hint: Any, key: Key) -> str:  # noqa: ANN401  the same
    if hint is date:
        return "Year, month, day: `2025-11-07`."
    if hint is datetime:
        return "Date, T, time: `2025-11-07T07:00`, with an offset if you like (`+01:00`)."
    return key.doc + (f" For example `{key.example}`." if key.example else "")


def _named(at: Path) -> str:
    return f"`{at[-1]}`" if at else "The file"


def _inside(at: Path) -> str:
    """Say in which block: `news` 2 for the path ("news", 1)."""
    words = [f"{part + 1}" if isinstance(part, int) else f"`{part}`" for part in at]
    return f" in {' '.join(words)}" if words else ""


def _text(node: Scalar) -> str | None:
    return str(node.value) if isinstance(node.value, str) else None


def _int(node: Scalar) -> int | None:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    if node.plain and isinstance(node.value, str) and re.fullmatch(r"[-+]?[0-9]{1,15}", node.value):
        return int(node.value)
    return None


def _float(node: Scalar) -> float | None:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if node.plain and isinstance(node.value, str) and re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?", node.value):
        return float(node.value)
    return None


def _bool(node: Scalar) -> bool | None:
    return node.value if isinstance(node.value, bool) else {"true": True, "false": False}.get(str(node.value))


def _date(node: Scalar) -> date | None:
    if isinstance(node.value, date) and not isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.value, re.ASCII):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            return None
    return None


def _datetime(node: Scalar) -> datetime | None:
    if isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, date):
        return datetime.combine(node.value, time())
    pattern = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[-+]\d{2}:\d{2})?"
    if isinstance(node.value, str) and re.fullmatch(pattern, node.value, re.ASCII):
        try:
            return datetime.fromisoformat(node.value)
        except ValueError:
            return None
    return None


SCALARS: dict[Any, Callable[[Scalar], Any]] = {
    str: _text,
    int: _int,
    float: _float,
    bool: _bool,
    date: _date,
    datetime: _datetime,
}
