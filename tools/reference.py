"""Writes docs/reference/ from the code: commands, keys of files. `make golden` runs it through the tests."""

from __future__ import annotations

import dataclasses
import io
import typing
from contextlib import redirect_stdout
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


HEAD = "<!-- Written from the code by tools/reference.py: change the code, then run `make golden`. -->\n\n"


@cache
def pages() -> Mapping[str, str]:
    """Give every generated page by its path below docs/reference/."""
    import client_page as clients

    from newsletter.config import Config
    from newsletter.labels import Labels
    from newsletter.model import Issue, Seed
    from newsletter.render.theme import Theme

    return {
        "commands.md": HEAD + commands(),
        "issue.md": HEAD + keys("The issue: `issues/*.yaml`", Issue),
        "configuration.md": HEAD + keys("The newsletter: `newsletter.toml`", Config),
        "seed.md": HEAD + keys("The seed: front matter of `seeds/*.md`", Seed),
        "theme.md": HEAD + keys("The look: `templates/themes/<name>/theme.toml`", Theme),
        "clients.md": HEAD + clients.page(),
        "labels.md": HEAD + keys("The words around an issue: `templates/labels/<language>.yaml`", Labels),
    }


def rule_pages() -> Mapping[str, str]:
    """Give the generated pages below docs/rules/: an index, and the codes that have no page of their own."""
    import codes

    from newsletter.pipeline.pages import OTHERS, own_pages

    told, pages = codes.codes(), own_pages()
    rest = {code: one for code, one in told.items() if code not in pages}
    return {"README.md": HEAD + _index(told, pages), OTHERS: HEAD + _others(rest)}


def _index(told: Mapping[str, Any], pages: Mapping[str, tuple[str, str]]) -> str:
    families: dict[str, list[str]] = {}
    for code in told:
        if code in pages:
            name, text = pages[code]
            about = text.split("\n\n")[1].replace("\n", " ").replace("|", "\\|")
            families.setdefault(code.partition(".")[0], []).append(f"| [`{code}`]({name}) | {about} |")
    parts = [
        "# Rules and problems\n",
        (
            "Every code, with what it tells; `newsletter check --explain CODE` prints its page. A newsletter grades rules, "
            "or turns them off, under `[check.severities]` in newsletter.toml, by code or by family; an issue allows a single "
            "finding with `allow:` and a reason.\n"
        ),
    ]
    for family, rows in sorted(families.items()):
        parts.append(f"## {family}\n\n| code | |\n|---|---|\n" + "\n".join(rows) + "\n")
    parts.append("What tells of the machine or of a command rather than of an issue stands in [others](others.md).\n")
    return "\n".join(parts)


def _others(rest: Mapping[str, Any]) -> str:
    parts = [
        "# Problems of commands and machines\n",
        (
            "Codes that tell of a command, a file of the tool, a server or the network. They end the command, or the part "
            "of it that they concern; none can be allowed. `…` stands for what the message puts in.\n"
        ),
    ]
    for code, one in rest.items():
        said = one.message or "What is wrong is said in the message."
        parts.append(f"## `{code}`\n\n{said}\n" + (f"\n{one.hint}\n" if one.hint else ""))
    return "\n".join(parts)


def commands() -> str:
    """Give the help of every command."""
    import typer

    from newsletter.cli.app import app

    group: Any = typer.main.get_command(app)
    parts = ["# Commands\n", "Exit codes: 0 fine, 1 problems, 2 usage, 3 a bug of ours, 130 interrupted.\n"]
    for name, help_text in _helps(group, "newsletter"):
        parts.append(f"## `{name}`\n\n```text\n{help_text.rstrip()}\n```\n")
    return "\n".join(parts)


def _helps(command: Any, name: str) -> Iterator[tuple[str, str]]:
    with redirect_stdout(io.StringIO()):
        context = command.context_class(
            command, info_name=name, terminal_width=88, max_content_width=88, help_option_names=["-h", "--help"]
        )
        yield name, command.get_help(context)
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    for word, one in inner.items():
        yield from _helps(one, f"{name} {word}")


def keys(title: str, shape: type) -> str:
    """Give the keys of a file as tables, one a mapping, in the order of the file."""
    parts = [f"# {title}\n"]
    seen: list[type] = []

    def table(one: type) -> None:
        from newsletter.shape import slots

        if one in seen:
            return
        seen.append(one)
        about = (one.__doc__ or "").split("\n")[0]
        rows = [
            f"| `{slot.name}` | {_typed(slot.type)}{' **required**' if slot.required else ''} | {_cell(slot.key)} |"
            for slot in slots(one)
        ]
        heading = "" if one is shape else f"## {one.__name__}\n\n"
        parts.append(f"{heading}{about}\n\n| key | is | what it is for |\n|---|---|---|\n" + "\n".join(rows) + "\n")
        for slot in slots(one):
            for inner in _shapes(slot.type):
                table(inner)

    table(shape)
    return "\n".join(parts)


def _cell(key: Any) -> str:
    example = f" For example `{key.example}`." if key.example else ""
    return f"{key.doc}{example}".replace("|", "\\|")


def _shapes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for inner in get_args(hint):
        yield from _shapes(inner)


NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def _typed(hint: Any) -> str:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    origin = get_origin(hint)
    if origin is typing.Literal:
        return " or ".join(f"`{word}`" for word in get_args(hint))
    if origin is tuple:
        return f"list of {_typed(get_args(hint)[0])}"
    if origin is not None and get_args(hint):
        return f"by name: {_typed(get_args(hint)[-1])}"
    return NAMES.get(hint, getattr(hint, "__name__", str(hint)))
