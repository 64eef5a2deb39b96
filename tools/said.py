"""Every sentence of the source that people are told: what the French catalogue must have.

The walk starts where words reach people (`Problem(message=…)`, `console.say(…)`, …) and goes back to where they were
written: through names, parameters, fields, tables and what functions return. It goes by bare names, so it finds too
much rather than too little; what is put in is `{}`, as in the catalogue.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from assembled import ASSEMBLED
from codes import trees

# Where words reach people: the function, and which of its arguments they are.
SINKS: dict[str, tuple[int | str, ...]] = {
    "Problem": ("message", "hint"),
    "Finding": ("message", "hint"),
    "replace": ("message",),
    "of": (1, 2, "message", "hint"),
    "say": (0,),
    "mention": (0,),
    "echo": (0,),
    "tell": (0,),
    "bar": (0,),
    "spoken": (0,),
}
# Fields of values that carry words from one stage to the next.
FIELDS = frozenset(
    (
        "message",
        "hint",
        "words",
        "reason",
        "error",
        "note",
        "notes",
        "means",
        "gap",
        "trouble",
        "end",
        "state",
        "status",
        "doc",
        "said",
        "mailing",
        "refused",
    )
)
# What these write goes into files or to machines, or tells of our own mistakes.
ELSEWHERE = frozenset(
    (
        "draftfile.py",
        "ingest/dates.py",
        "ingest/edition_yaml.py",
        "ingest/opml.py",
        "keys.py",
        "publish/workflows/__init__.py",
        "render/search.py",
        "report/machines.py",
    )
)
# Proper names and names of fields, which are the same in every language.
NAMES = frozenset(("Brevo", "Buttondown", "Code", "Date", "Error", "From", "Ghost", "Mailchimp", "Subject", "To"))
CODE = re.compile(
    r"(?=.*[:/._-])\S+|[^a-z]*--\w+ ?|\W*newsletter \{\}.*|\s*\S*\{\}(?: UTC)?\W*"  # addresses, options, columns
    r"|`[^`]*`|&\w+;|<[^<>]*>\s*|\w+\([\w,]+\)|.*= \{\}\n",  # code, markup, types, TOML
    re.DOTALL,
)
WORDS = re.compile(r"[A-Za-zà-ÿ’']{2,}[ ,:;.!?)]|[ (][A-Za-z]{2,}|^[A-Z][a-z]+$")
THROUGH = frozenset(
    ("rstrip", "lstrip", "strip", "capitalize", "get", "join", "ljust", "format", "splitlines", "items", "values")
)
BUILT_IN = frozenset(("str", "next", "tuple", "list", "sorted", "reversed", "dict", "zip", "iter", "MappingProxyType"))


class Spot(NamedTuple):
    """An expression, with the module and the function that it stands in."""

    node: ast.expr
    module: str
    function: ast.FunctionDef | None
    part: bool  # put into a sentence, not one by itself


@cache
def sentences() -> dict[str, str]:
    """Give each sentence that people are told, and the module that has it."""
    return _Walk().found | ASSEMBLED


@cache
def written() -> frozenset[str]:
    """Give every string of the source as a template: a catalogue may translate these and no others."""
    return frozenset(ASSEMBLED) | frozenset(
        template(node)
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    )


def template(node: ast.expr) -> str:
    """Give a string as a template: `{}` for what is put in, once for several in a row; "" where nothing is written."""
    return re.sub(r"(?:\{\})+", "{}", _raw(node)) if _raw(node) != "{}" else ""


def _raw(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_raw(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _raw(node.left) + _raw(node.right)
    return "{}"


class _Walk:
    """From where words reach people back to where they are written, each place once."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.seen: set[tuple[int, bool]] = set()
        self.sinks: set[tuple[str, str, int | str, bool]] = set()
        self.calls: dict[str, list[tuple[ast.Call, str, ast.FunctionDef | None]]] = defaultdict(list)
        self.functions: dict[str, list[tuple[ast.FunctionDef, str]]] = defaultdict(list)
        self.constants: dict[str, list[tuple[ast.expr, str]]] = defaultdict(list)
        self.fields: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        self.waiting: list[Spot] = []
        for module, tree in trees().items():
            self._index(tree, module, None)
        for name, places in SINKS.items():
            for place in places:
                self._sink(name, place, part=False)
        while self.waiting:
            self._visit(self.waiting.pop())

    def _index(self, node: ast.AST, module: str, function: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            inner = function
            if isinstance(child, ast.FunctionDef):
                self.functions[child.name].append((child, module))
                inner = child
            elif isinstance(child, ast.ClassDef):
                declared = [one.target for one in child.body if isinstance(one, ast.AnnAssign)]
                self.fields[child.name].append(([one.id for one in declared if isinstance(one, ast.Name)], module))
            elif isinstance(child, ast.Raise) and isinstance(child.exc, ast.Call):
                self.waiting += [Spot(one, module, function, part=True) for one in child.exc.args]
            elif isinstance(child, ast.Call):
                self.calls[_name(child.func)].append((child, module, function))
            elif function is None and isinstance(child, ast.Assign | ast.AnnAssign) and child.value is not None:
                target = child.targets[0] if isinstance(child, ast.Assign) else child.target
                if isinstance(target, ast.Name):
                    self.constants[target.id].append((child.value, module))
            self._index(child, module, inner)

    def _sink(self, name: str, place: int | str, module: str = "", *, part: bool) -> None:
        """Follow an argument of every call of a function; `module` is where it is defined, if that is known."""
        if (name, module, place, part) in self.sinks:
            return
        self.sinks.add((name, module, place, part))
        for call, where, function in self.calls[name]:
            if module and where != module and self._has(name, where):
                continue  # another function of that name
            names = self._parameters(name, module or where)
            given = [one.value for one in call.keywords if one.arg == place]
            at = place if isinstance(place, int) else names.index(place) if place in names else len(call.args)
            self.waiting += [Spot(one, where, function, part) for one in (*given, *call.args[at : at + 1])]

    def _has(self, name: str, module: str) -> bool:
        return module in {where for _, where in (*self.fields[name], *self.functions[name])}

    def _parameters(self, name: str, module: str) -> list[str]:
        """Name the parameters of a function, or the fields of a class: of the module's own, or of another's."""
        known = self.fields[name] + [(_arguments(one), where) for one, where in self.functions[name]]
        return next((names for names, where in sorted(known, key=lambda one: one[1] != module)), [])

    def _visit(self, spot: Spot) -> None:
        if (id(spot.node), spot.part) in self.seen:
            return
        self.seen.add((id(spot.node), spot.part))
        node, part = spot.node, spot.part
        said = template(node) if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) else ""
        if said:
            if _is_told(said, spot.module):
                self.found.setdefault(said, spot.module)
            inner = [one for one in ast.walk(node) if isinstance(one, ast.FormattedValue)]
            for one in inner:
                self._go(spot, one.value, part=True)
            if isinstance(node, ast.BinOp):
                for side in (node.left, node.right):
                    if not isinstance(side, ast.Constant | ast.JoinedStr):
                        self._go(spot, side, part=True)
            return
        match node:
            case ast.IfExp():
                self._go(spot, node.body, node.orelse)
            case ast.BoolOp():
                self._go(spot, *node.values)
            case ast.BinOp():
                self._go(spot, node.left, node.right)
            case ast.Tuple() | ast.List() | ast.Set():
                self._go(spot, *node.elts)
            case ast.Dict():
                self._go(spot, *node.values)
                if part:
                    self._go(spot, *(one for one in node.keys if one))
            case ast.GeneratorExp() | ast.ListComp():
                self._go(spot, node.elt)
            case ast.Subscript() | ast.Starred():
                self._go(spot, node.value)
            case ast.Lambda():
                self._go(spot, node.body)
            case ast.NamedExpr():
                self._go(spot, node.value)
            case ast.Name():
                self._behind(spot, node.id)
            case ast.Attribute() if node.attr in FIELDS:
                self._field(node.attr, part=part)
            case ast.Call():
                self._called(spot, node)

    def _go(self, spot: Spot, *nodes: ast.expr, part: bool | None = None) -> None:
        for node in nodes:
            self.waiting.append(spot._replace(node=node, part=spot.part if part is None else part))

    def _behind(self, spot: Spot, name: str) -> None:
        """Follow a name: what it was given in its function, its parameter, or a constant."""
        function = spot.function
        local = False
        if function is not None:
            for node in ast.walk(function):
                for value in _given(node, name):
                    local = True
                    self._go(spot, value)
            names = [one.arg for one in function.args.args + function.args.kwonlyargs]
            if name in names:
                self._sink(function.name, name, spot.module, part=spot.part)
                local = True
        if not local:
            here = [one for one in self.constants[name] if one[1] == spot.module] or self.constants[name]
            for value, module in here:
                self.waiting.append(Spot(value, module, None, spot.part))

    def _field(self, name: str, *, part: bool) -> None:
        for owner, known in self.fields.items():
            for fields, module in known:
                if name in fields:
                    self._sink(owner, name, module, part=part)
        for function, module in self.functions[name]:  # a property
            self._returned(function, module, part=part)
        for call, module, inside in self.calls["append"]:  # a list that is filled
            if isinstance(call.func, ast.Attribute) and _name(call.func.value) == name:
                self.waiting += [Spot(one, module, inside, part) for one in call.args]

    def _returned(self, function: ast.FunctionDef, module: str, *, part: bool) -> None:
        for node in ast.walk(function):
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                self.waiting.append(Spot(node.value, module, function, part))

    def _called(self, spot: Spot, call: ast.Call) -> None:
        name = _name(call.func)
        if name in THROUGH and isinstance(call.func, ast.Attribute):
            self._go(spot, call.func.value, *call.args, part=True if name == "join" else None)
        elif name in BUILT_IN:
            self._go(spot, *call.args)
        else:
            here = [one for one in self.functions[name] if one[1] == spot.module] or self.functions[name]
            for function, module in here:
                self._returned(function, module, part=spot.part)


def _is_told(said: str, module: str) -> bool:
    if module in ELSEWHERE or said in NAMES or CODE.fullmatch(said):
        return False
    return bool(WORDS.search(said.replace("{}", "")))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _arguments(function: ast.FunctionDef) -> list[str]:
    names = [one.arg for one in function.args.posonlyargs + function.args.args]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _given(node: ast.AST, name: str) -> list[ast.expr]:
    """Give what a statement gives to a name."""
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
        pairs = [(node.target, node.value)]
    elif isinstance(node, ast.For | ast.comprehension):
        pairs = [(node.target, node.iter)]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"append", "extend"}:
        pairs = [(node.func.value, one) for one in node.args]
    else:
        return []
    found = []
    for target, value in pairs:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            found += [one for at, one in zip(target.elts, value.elts, strict=False) if getattr(at, "id", "") == name]
        elif name in {getattr(one, "id", "") for one in ast.walk(target)}:
            found.append(value)
    return found


if __name__ == "__main__":
    from newsletter.report import spoken

    known = {english for name in spoken.catalogues() for english, _ in spoken.entries(name)}
    for sentence, module in sorted(sentences().items(), key=lambda one: (one[1], one[0])):
        if sentence not in known:
            print(f'\n#: newsletter/{module}\nmsgid {json.dumps(sentence, ensure_ascii=False)}\nmsgstr ""')
