"""JSON Schema (draft 7, which YAML language servers know) of people's files, from the same shapes that read them."""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from dataclasses import is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from newsletter.keys import PATTERNS, Key
from newsletter.shape import Slot, slots

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECT = "http://json-schema.org/draft-07/schema#"
_SCALARS: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    datetime: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[-+]\d{2}:\d{2})?)?$"},
}


def schema(shape: type, title: str) -> dict[str, Any]:
    """Describe a shape: every key with its type, its limits, its documentation and an example."""
    definitions: dict[str, Any] = {}
    root = _object(shape, definitions)
    return {"$schema": DIALECT, "title": title, **root, "definitions": dict(sorted(definitions.items()))}


def _object(shape: type, definitions: dict[str, Any]) -> dict[str, Any]:
    keys = slots(shape)
    return {
        "type": "object",
        "description": (shape.__doc__ or "").split("\n")[0],
        "additionalProperties": False,
        "required": [slot.name for slot in keys if slot.required],
        "properties": {slot.name: _property(slot, definitions) for slot in keys},
    }


def _property(slot: Slot, definitions: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": slot.key.doc}
    if slot.key.example:
        described["examples"] = [slot.key.example]
    inner = _type(slot.type, slot.key, definitions)
    # Beside `$ref`, draft 7 ignores every other word.
    return {"allOf": [inner], **described} if "$ref" in inner else {**inner, **described}


def _type(hint: Any, key: Key, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  type hints have no common type
    origin = get_origin(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        name = hint.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(hint, definitions)
        return {"$ref": f"#/definitions/{name}"}
    if origin is tuple:
        limits = {"minItems": key.least, "maxItems": key.most}
        inner = _type(get_args(hint)[0], Key(key.doc, key.kind), definitions)
        return {
            "type": "array",
            "items": inner,
            **{name: int(limit) for name, limit in limits.items() if limit is not None},
        }
    if origin is AbcMapping:
        return {"type": "object", "additionalProperties": _type(get_args(hint)[1], key, definitions)}
    if origin in {UnionType, Union}:
        return {"anyOf": [_type(arm, key, definitions) for arm in get_args(hint)]}
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    return _scalar(hint, key)


def _scalar(hint: Any, key: Key) -> dict[str, Any]:  # noqa: ANN401  the same
    described = dict(_SCALARS[hint])
    if hint is str and key.kind in PATTERNS:
        described["pattern"] = PATTERNS[key.kind]
    if hint in {int, float}:
        limits = {"minimum": key.least, "maximum": key.most}
        described |= {name: limit for name, limit in limits.items() if limit is not None}
    return described
