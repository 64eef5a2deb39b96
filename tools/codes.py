"""Every code of a problem that the source can tell, with its words: what docs/rules/ must explain.

Most codes are written out (`"yaml.alias"`). Some are put together from a family and a word; where, stands in `JOINED`,
and a test sees to it that no other place does so.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "newsletter"
CODE = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
JOINING = re.compile(r"(?:code=|of\()f\"([a-z]+\.)?\{")
# Module → the functions whose first short word is a code's second half, and the families that come before it.
JOINED: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "shape.py": (frozenset({"_wrong"}), ("schema", "config", "seed", "labels")),
    "render/mjml_rules.py": (frozenset({"Finding"}), ("mjml",)),
    "render/mjml_lint.py": (frozenset({"Finding"}), ("mjml",)),
    "ingest/fetch.py": (frozenset({"_failure", "_STATUSES"}), ("fetch",)),
    "ingest/inbox_schema.py": (frozenset({"_MEANINGS"}), ("inbox",)),
    "ingest/walls.py": (frozenset({"_MEANINGS"}), ("page",)),
    "publish/records.py": (frozenset({"finding"}), ("doctor",)),
    "publish/doctor.py": (frozenset({"finding"}), ("doctor",)),
}


NO_CODES = {"inbox.db"}  # names of files that look like one


@dataclass(frozen=True, slots=True)
class Told:
    """A code with the message and the hint that stand beside it in the source; `…` for what is put in."""

    code: str
    message: str = ""
    hint: str = ""


@cache
def trees() -> dict[str, ast.Module]:
    """Give every module of the package, parsed, by its path in the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def codes() -> dict[str, Told]:
    """Give every code of the source, in order."""
    found: dict[str, Told] = {}
    families = {told.code.partition(".")[0] for tree in trees().values() for told in _named(tree)}
    for name, tree in trees().items():
        for one in (*_named(tree), *_joined(tree, name), *_loose(tree, families)):
            if one.code not in NO_CODES and not found.get(one.code, Told("")).message:
                found[one.code] = one
    return dict(sorted(found.items()))


def _named(tree: ast.Module) -> Iterator[Told]:
    """Find codes that are given to what makes problems and rules."""
    for call, names in _calls(tree):
        words = {keyword.arg: keyword.value for keyword in call.keywords}
        at = next((at for at, one in enumerate(call.args[:4]) if _is_code(one)), -1)
        rest = [*call.args[at + 1 : at + 3], None, None] if at >= 0 else [None, None]
        code = words.get("code", call.args[at] if at >= 0 else None)
        if _is_code(code) and _makes_problem(call):
            message, hint = words.get("message", rest[0]), words.get("hint", rest[1])
            yield Told(_text(code), _text(_behind(message, names)), _text(_behind(hint, names)))


@cache
def _calls(tree: ast.Module) -> tuple[tuple[ast.Call, dict[str, ast.expr]], ...]:
    return tuple(_each_call(tree))


def _each_call(tree: ast.Module) -> Iterator[tuple[ast.Call, dict[str, ast.expr]]]:
    """Give each call, with what the names of the function around it stand for just before."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assigned: dict[ast.FunctionDef, tuple[tuple[int, str, ast.expr], ...]] = {}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        around = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or 0)]
        if around and around[-1] not in assigned:
            assigned[around[-1]] = _assigned(around[-1])
        given = assigned[around[-1]] if around else ()
        yield call, {name: value for line, name, value in given if line <= call.lineno}


def _assigned(function: ast.FunctionDef) -> tuple[tuple[int, str, ast.expr], ...]:
    """Give what names of a function stand for, each with its line."""
    return tuple(
        (node.lineno, node.targets[0].id, node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    )


def _behind(node: ast.expr | None, names: dict[str, ast.expr]) -> ast.expr | None:
    if isinstance(node, ast.BoolOp):  # `did_you_mean(…) or "…"`
        return _behind(node.values[-1], names)
    return names.get(node.id) if isinstance(node, ast.Name) else node


def _makes_problem(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"of", "Problem", "problem", "problem_on", "Rule", "wrong"} or name.startswith("_")


def _joined(tree: ast.Module, name: str) -> Iterator[Told]:
    functions, families = JOINED.get(name, (frozenset[str](), ()))
    for node in ast.walk(tree):
        for words in _parts(node, functions):
            strings = [_text(word) for word in words]
            at = next((at for at, word in enumerate(strings) if WORD.fullmatch(word)), -1)
            if at >= 0:
                message, hint = [*strings[at + 1 :], "", ""][:2]
                yield from (Told(f"{family}.{strings[at]}", message, hint) for family in families)


def _parts(node: ast.AST, functions: frozenset[str]) -> Iterator[list[ast.expr]]:
    """Give the arguments of a call, or the entries of a table, that hold a code's second half."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in functions:
            yield [one for one in node.args if not isinstance(one, ast.Name)]
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call | ast.Dict):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(target, "id", "") in functions:
            for table in (one for one in ast.walk(node.value) if isinstance(one, ast.Dict)):
                for key, value in zip(table.keys, table.values, strict=True):
                    yield value.elts if isinstance(value, ast.Tuple) else [one for one in (key, value) if one]


def _loose(tree: ast.Module, families: set[str]) -> Iterator[Told]:
    """Find codes that are chosen before they are given on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and _is_code(node) and _text(node).partition(".")[0] in families:
            yield Told(_text(node))


def _is_code(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CODE.fullmatch(node.value))


def _text(node: ast.expr | None) -> str:
    """Give the words of a string, `…` in the place of what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return ""


def joining_places() -> set[str]:
    """Name the modules that put codes together from parts."""
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if JOINING.search(path.read_text(encoding="utf-8")) or 'f"{self.family}.' in path.read_text(encoding="utf-8")
    }
