"""The one door to Jinja2: where templates are found, how they are rendered, and how their mistakes are told."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from newsletter import __version__
from newsletter.problems import NewsletterError, Problem, did_you_mean
from newsletter.render import fragments, marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from jinja2 import BytecodeCache, Environment, TemplateNotFound, TemplateSyntaxError

_BLOCKS = {"block", "call", "extends", "filter", "for", "from", "if", "import", "include", "macro", "raw", "set"}


def environment(roots: Sequence[Path], *, cache: Path | None = None) -> Environment:
    """Make the environment that finds templates in `roots`, the first that has a file winning.

    Every value is escaped for HTML and XML, except in `*.txt.j2` and `*.css.j2`. A name that is not there is an error,
    never an empty string. `cache` is a folder for compiled templates (10 ms a run); one that cannot be
    written to is done without. There is no sandbox: it makes each attribute 2.5 times as dear, and a
    newsletter's templates are its editors' own code.
    """
    from jinja2 import Environment, FileSystemLoader

    from newsletter.render.dialect import Missing, SourceMarks

    env = Environment(
        loader=FileSystemLoader(roots, encoding="utf-8-sig"),
        autoescape=_escapes,  # noqa: S701 -- off for plain text and style sheets only
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[SourceMarks],
        bytecode_cache=_bytecode(cache) if cache else None,
    )
    env.filters["unlinked"] = _unlinked
    return env


def templates_root() -> Path:
    """Give the folder of the shipped templates: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def render(env: Environment, name: str, /, **values: object) -> str:
    """Render the template `name` with `values`.

    Raises NewsletterError (`template.*`) for whatever is wrong with a template, with its file, line and
    the line itself. An error that no template had a part in rises as it is.
    """
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    try:
        return env.get_template(name).render(values)
    except NewsletterError:
        raise
    except TemplateNotFound as error:
        raise NewsletterError(_not_found(env, error)) from error
    except TemplateSyntaxError as error:
        raise NewsletterError(_syntax(env, error)) from error
    except UnicodeDecodeError as error:
        raise NewsletterError(_not_utf8(name, error)) from error
    except Exception as error:
        path, line = _template_frame(error.__traceback__)
        if not path:
            raise
        raise NewsletterError(_failed(env, error, path, line, values)) from error


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith((".txt.j2", ".css.j2"))


def _unlinked(html: Markup) -> Markup:
    return Markup(fragments.unlinked(html))  # noqa: S704  it was HTML, and is so without its links


def _bytecode(folder: Path) -> BytecodeCache | None:
    from jinja2 import FileSystemBytecodeCache

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    # Jinja's key knows the template but not what our dialect makes of it: hence the version.
    return FileSystemBytecodeCache(str(folder), f"{__version__}-%s.bin") if os.access(folder, os.W_OK) else None


def _template_frame(trace: TracebackType | None) -> tuple[str, int]:
    """Give file and line of the innermost template in a traceback; Jinja makes up a frame for each."""
    path, line = "", 0
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return path, line


def _problem(code: str, message: str, hint: str, *, path: str, line: int, word: str = "") -> Problem:
    """Make the problem of a template's line, pointing at `word` in it or at where the line begins."""
    lines = marks.template_lines(path)
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    start = excerpt.find(word) if word else -1
    return Problem(
        code=code,
        message=message,
        hint=hint,
        path=path,
        line=line,
        column=start + 1 if start >= 0 else len(excerpt) - len(excerpt.lstrip()) + 1,
        length=len(word) if start >= 0 else 1,
        excerpt=excerpt,
    )


def _not_found(env: Environment, error: TemplateNotFound) -> Problem:
    path, line = _template_frame(error.__traceback__)
    name = str(error.name or "")
    hint = did_you_mean(name, env.list_templates()) or "Look at the name's spelling and folder."
    message = f"There is no template `{name}`."
    return _problem("template.not-found", message, hint, path=path or name, line=line, word=name)


def _syntax(env: Environment, error: TemplateSyntaxError) -> Problem:
    message = error.message or "This is not a Jinja template."
    return _misread(env, message, error.filename or "", error.lineno)


def _misread(env: Environment, message: str, path: str, line: int) -> Problem:
    """Make the problem of a template that Jinja cannot read, perhaps for a name in it that Jinja does not know."""
    unknown = re.search(r"(?:No (filter|test) named|unknown (tag)) '([^']+)'", message)
    hint, word = "", ""
    if unknown:
        known: Mapping[str, Iterable[str]] = {"filter": env.filters, "test": env.tests, "tag": _BLOCKS}
        word = unknown[3]
        hint = did_you_mean(word, known[unknown[1] or unknown[2]])
    hint = hint or "Mend the template at this line."
    return _problem("template.syntax", f"{message.rstrip('.')}.", hint, path=path, line=line, word=word)


def _not_utf8(name: str, error: UnicodeDecodeError) -> Problem:
    path, line = _template_frame(error.__traceback__)
    message = f"`{name}`, or a template it includes, is not UTF-8 text ({error.reason})."
    return _problem("template.not-utf8", message, "Save the file as UTF-8.", path=path or name, line=line)


def _failed(env: Environment, error: Exception, path: str, line: int, values: Mapping[str, object]) -> Problem:
    from jinja2 import TemplateError, UndefinedError

    message, _, hint = str(error).partition("\n")
    if isinstance(error, UndefinedError):
        word = "".join(re.findall(r"'([^']*)'", message)[-1:])
        hint = hint or _near(word, {**env.globals, **values})
        return _problem("template.undefined", f"{message}.", hint, path=path, line=line, word=word)
    if isinstance(error, TemplateError):
        return _misread(env, message, path, line)
    message = f"{type(error).__name__}: {message}."
    return _problem("template.failed", message, "Mend the expression at this line.", path=path, line=line)


def _near(word: str, names: Mapping[str, object]) -> str:
    if word in names:
        return f"An imported template does not see `{word}`: write `import … with context`."
    return did_you_mean(word, names) or "Give it a value, or ask `is defined` first."
