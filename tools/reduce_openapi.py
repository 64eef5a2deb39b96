#!/usr/bin/env python3
"""Reduce an OpenAPI description to some operations and the shapes they need, without its prose.

Usage: tools/reduce_openapi.py DESCRIPTION OUT 'POST /emails' 'GET /emails' …
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PROSE = {"description", "summary", "example", "examples", "externalDocs", "links", "tags", "title", "x-codeSamples"}


def reduce(description: dict[str, Any], operations: list[str]) -> dict[str, Any]:
    """Keep the operations named (`METHOD /path`), their answers' and bodies' schemas, and all these refer to."""
    paths: dict[str, Any] = {}
    for operation in operations:
        method, path = operation.split()
        paths.setdefault(path, {})[method.lower()] = without_prose(description["paths"][path][method.lower()])
    schemas: dict[str, Any] = {}
    waiting = references(paths)
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = without_prose(description["components"]["schemas"][name])
            waiting |= references(schemas[name])
    info = {key: description["info"][key] for key in ("title", "version", "license")}
    info["description"] = "Names, types and limits of some operations, taken from the official description."
    security = description["components"].get("securitySchemes", {})
    components = {"schemas": dict(sorted(schemas.items())), "securitySchemes": without_prose(security)}
    return {"openapi": description["openapi"], "info": info, "paths": paths, "components": components}


def without_prose(value: Any, *, names: bool = False) -> Any:
    """Leave out what is written for people. Under `names` keys are properties' names, not words of the format."""
    if isinstance(value, list):
        return [without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if names or key not in PROSE}
    if "content" in kept or "headers" in kept or (not names and set(value) == {"description"}):
        kept["description"] = ""  # an answer has to have one
    return {key: without_prose(item, names=key in {"properties", "responses"}) for key, item in kept.items()}


def references(value: Any) -> set[str]:
    """Find the names of the schemas that are referred to."""
    if isinstance(value, list):
        return {name for item in value for name in references(item)}
    if not isinstance(value, dict):
        return set()
    found = {name for item in value.values() for name in references(item)}
    return found | {str(value["$ref"]).rpartition("/")[2]} if isinstance(value.get("$ref"), str) else found


def main(description: str, out: str, *operations: str) -> None:
    """Read, reduce, write."""
    reduced = reduce(json.loads(Path(description).read_text(encoding="utf-8")), list(operations))
    Path(out).write_text(json.dumps(reduced, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
