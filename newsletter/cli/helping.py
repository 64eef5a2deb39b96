"""How `--help` is set: whole sentences, examples with what they do beside them, in the language of who reads."""

from __future__ import annotations

import re
import textwrap
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from newsletter.cli import console
from newsletter.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import typer

_Formatter: Any = TyperGroup.context_class.formatter_class
_GAP = 2  # columns between an example and what it does
_LEAST = 24  # columns that this needs; with fewer it stands below
_COMMENT = re.compile(r"^(?P<line>\S.*?)(?: {2,}(?P<says>.+))?$")
_FACTS = re.compile(r"^(?P<text>.*?)(?P<facts>(?:  \[[^\[\]]*\])?)$", re.DOTALL)


class Help(_Formatter):  # type: ignore[misc]  # click's own, as typer has it
    """What lays a help page out."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        super().write_usage(prog, args, console.spoken("Usage: ") if prefix is None else prefix)

    def write_text(self, text: str) -> None:
        """Write paragraphs; those that are indented are examples."""
        examples: list[tuple[str, str]] = []
        for index, paragraph in enumerate(text.split("\n\n")):
            if paragraph.startswith("  "):
                found = _COMMENT.match(" ".join(paragraph.split("\n")).strip())
                examples += [(found["line"], console.spoken(" ".join((found["says"] or "").split())))] if found else []
            else:
                if index:
                    self.write_paragraph()
                super().write_text(console.spoken(" ".join(paragraph.split())))
        self._write_examples(examples)

    def _write_examples(self, examples: Sequence[tuple[str, str]]) -> None:
        column = max((len(line) for line, says in examples if says), default=0) + _GAP
        room = self.width - self.current_indent - 2 - column
        for line, says in examples:
            margin = " " * (self.current_indent + 2)
            told = textwrap.wrap(says, max(room, _LEAST))
            if told and room >= _LEAST:
                self.write(f"{margin}{line:<{column}}{told[0]}\n")
                self.write("".join(f"{margin}{'':<{column}}{more}\n" for more in told[1:]))
            else:
                self.write(f"{margin}{line}\n")
                self.write("".join(f"{margin}    {more}\n" for more in told))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write what there is beside what it is for; what explains itself is left out."""
        told = [(name, _told(text)) for name, text in rows if text]
        if told:
            super().write_dl(told, col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        """Write what a section is of."""
        self.write(f"{'':{self.current_indent}}{console.spoken(f'{heading}:')}\n")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write a section, if there is something in it."""
        before = len(self.buffer)
        with super().section(name):
            begun = len(self.buffer)
            yield
            empty = len(self.buffer) == begun
        if empty:
            del self.buffer[before:]


def _told(text: str) -> str:
    """Say what an option is for; what the machine knows of it, its default and its range, stays."""
    found = _FACTS.match(text)
    assert found  # noqa: S101  it matches everything
    return console.spoken(" ".join(found["text"].split())) + found["facts"]


class Commands(TyperGroup):
    """A group that lists its commands by what they are for, and says which one was meant.

    `panels` names what is listed together; without any it is one list.
    """

    panels: Mapping[str, Sequence[str]] = MappingProxyType({})

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """List the commands with their first sentence, panel by panel."""
        names = self.list_commands(ctx)
        wide = max(map(len, names))
        for panel, inside in (self.panels or {"Commands": names}).items():
            with formatter.section(panel):
                rows = [(name.ljust(wide), first_sentence(self.commands[name].help or "")) for name in inside]
                formatter.write_dl(rows)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Read which command is called."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            hint = did_you_mean(args[0], self.commands)
            ctx.fail(f"There is no command `{args[0]}`. {hint or f'See `{ctx.command_path} --help`.'}")
        return super().resolve_command(ctx, args)


def first_sentence(text: str) -> str:
    """Give the first sentence of a help text, on one line."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=\.) (?=[A-Z`])", paragraph, maxsplit=1)[0]


def install() -> None:
    """Have every command lay its help out like this."""
    TyperGroup.context_class.formatter_class = Help


def usage(error: Any) -> str:  # noqa: ANN401  click's, as typer has it
    """Say what is wrong with how a command was called, as click does, in the language of who reads."""
    context = error.ctx
    if type(error).__name__ == "NoArgsIsHelpError":  # what it says is the help
        return str(error.format_message())
    lines = [f"Error: {error.format_message()}"]
    if context is not None:
        lines = [context.get_usage(), f"Try `{context.command_path} --help`.", "", *lines]
    return "\n".join(map(console.spoken, lines))
