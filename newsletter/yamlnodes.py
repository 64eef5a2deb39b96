"""YAML 1.2 read safely into nodes with positions: no aliases, no tags, no duplicate keys, capped size and depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from newsletter import yamlhints
from newsletter.places import List, Node, Scalar, Source, Table
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 2_000_000  # bytes: the longest shipped issue has 40,000
DEEPEST = 40
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # scalars stay text: what reads them knows the type


def parse(source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one YAML document. Gives its root (None for an empty or unreadable file) and the problems."""
    if len(source.text.encode(errors="replace")) > LARGEST:
        return None, (
            Problem(
                code="yaml.too-large",
                path=source.path,
                message=f"The file has more than {LARGEST // 1_000_000} MB.",
                hint="An issue is text: keep images and articles in files of their own.",
            ),
        )
    problems: list[Problem] = []
    try:
        root = _compose(source, yaml.parse(source.text, Loader=_Loader), problems)
    except yaml.MarkedYAMLError as error:
        return None, (*problems, _syntax_problem(source, error))
    except yaml.reader.ReaderError as error:
        return None, (_character_problem(source, error),)
    except NewsletterError as error:
        return None, (*problems, *error.problems)
    return root, tuple(problems)


def _compose(source: Source, events: Iterator[yaml.Event], problems: list[Problem]) -> Node | None:
    """Build the tree from the parser's events, without recursion, so that depth costs nothing."""
    open_: list[tuple[yaml.Event, list[Node]]] = []
    root: Node | None = None
    documents = 0
    for event in events:
        node: Node | None = None
        match event:
            case yaml.ScalarEvent():
                _refuse_tag(source, event, problems)
                node = _scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                _refuse_tag(source, event, problems)
                open_.append((event, []))
                if len(open_) > DEEPEST:
                    raise NewsletterError(
                        _at(source, event, "yaml.too-deep", f"More than {DEEPEST} levels of nesting.")
                    )
            case yaml.MappingEndEvent():
                node = _table(source, *open_.pop(), event, problems)
            case yaml.SequenceEndEvent():
                start, items = open_.pop()
                node = List(*_span(start, event), tuple(items))
            case yaml.AliasEvent():
                hint = f"Write the value out. {yamlhints.starts_with('*')}"
                message = f"The alias `*{event.anchor}` is not allowed."
                raise NewsletterError(_at(source, event, "yaml.alias", message, hint))
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise NewsletterError(
                        _at(source, event, "yaml.documents", "A second document starts here.", "Keep one issue a file.")
                    )
        if node is not None and open_:
            open_[-1][1].append(node)
        elif node is not None:
            root = node
    return root


def _span(start: yaml.Event, end: yaml.Event) -> tuple[int, int, int, int]:
    first, last = start.start_mark, end.end_mark
    assert first is not None and last is not None  # noqa: S101, PT018  the parser always marks
    return first.index, last.index, first.line, first.column


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    return Scalar(*_span(event, event), event.value, plain=event.style in {None, ""} and event.implicit[0])


def _refuse_tag(source: Source, event: yaml.ScalarEvent | yaml.CollectionStartEvent, problems: list[Problem]) -> None:
    if event.anchor:
        message = f"The anchor `&{event.anchor}` is not allowed."
        hint = f"Write the value out. {yamlhints.starts_with('&')}"
        raise NewsletterError(_at(source, event, "yaml.anchor", message, hint))
    if event.tag is not None:
        hint = f"Remove it. {yamlhints.starts_with('!')}"
        problems.append(_at(source, event, "yaml.tag", f"The tag `{event.tag}` is not allowed.", hint))


def _table(source: Source, start: yaml.Event, children: list[Node], end: yaml.Event, problems: list[Problem]) -> Table:
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            problems.append(source.problem_on(key, "yaml.key", "A key must be a word.", "Remove the brackets."))
            continue
        name = str(key.value)
        if name in seen:
            message = f"The key `{name}` is already on line {seen[name] + 1}."
            problems.append(source.problem_on(key, "yaml.duplicate-key", message, "Keep one of the two."))
            continue
        seen[name] = key.line
        entries.append((key, value))
    return Table(*_span(start, end), tuple(entries))


def _at(source: Source, event: yaml.Event, code: str, message: str, hint: str = "") -> Problem:
    return source.problem_on(Node(*_span(event, event)), code, message, hint)


def _syntax_problem(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    # For a quote that never closes, the parser's own place is the end of the file.
    open_quote = "quoted scalar" in str(error.context) and error.context_mark is not None
    mark = error.context_mark if open_quote else error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    line = mark.line if mark else 0
    column = mark.column if mark else 0
    return Problem(
        code="yaml.syntax",
        path=source.path,
        line=line + 1,
        column=column + 1,
        message=f"This is not YAML: {said}.",
        hint=yamlhints.of_syntax(source.line_text(line + 1), source.line_text(line), column, said),
        excerpt=source.line_text(line + 1),
    )


def _character_problem(source: Source, error: yaml.reader.ReaderError) -> Problem:
    before = source.text[: error.position]
    line = before.count("\n") + 1
    code_point = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "\0")
    return Problem(
        code="yaml.character",
        path=source.path,
        line=line,
        column=len(before) - (before.rfind("\n") + 1) + 1,
        message=f"The character U+{code_point:04X} is not allowed in a text file.",
        hint="Delete it: it is invisible and came with a copy and paste.",
        excerpt=source.line_text(line),
    )
