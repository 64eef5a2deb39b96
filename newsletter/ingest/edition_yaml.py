"""An imported issue as the YAML of an editor; what found no place stands in comments at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from newsletter import yamltext

if TYPE_CHECKING:
    from newsletter.ingest.editions import Imported
    from newsletter.model import Issue
    from newsletter.yamltext import Data

_LEFT = "What found no place in the issue; delete it when you have seen to it:"


def text(imported: Imported, *, schema: str = "") -> str:
    """Write an issue as YAML. `schema` is the address for the first line, which editors' language servers read."""
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    notes = "".join(f"# {note}\n" for note in imported.notes)
    body = "".join(yamltext.entry(key, value, 0) for key, value in _mapping(imported.issue).items())
    left = "".join(
        f"#   line {one.line}, {one.block}: {line}\n" for one in imported.left for line in one.text.split("\n")
    )
    return head + notes + body + (f"\n# {_LEFT}\n{left}" if left else "")


def _mapping(value: Issue | object) -> dict[str, Data]:
    """Give the keys that say something: those with a value other than their default."""
    found = {}
    for field in fields(value):  # type: ignore[arg-type]  # a dataclass of the model
        said = getattr(value, field.name)
        if field.name != "source" and said is not None and said not in ((), {}) and said != field.default:
            found[field.name.rstrip("_")] = _data(said)
    return found


def _data(value: Any) -> Data:  # noqa: ANN401  any field of the model
    if isinstance(value, str | int | float | date):
        return value
    if isinstance(value, Mapping):
        return {str(key): _data(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_data(one) for one in value]
    if is_dataclass(value):
        return _mapping(value)
    raise TypeError(f"no YAML for {type(value)}")
