"""The small complete newsletter that `newsletter init` lays down, in French and in English."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import date

_DAY = "2026-01-05"  # of the first issue, as it is shipped
_HARMLESS = (".git", ".gitattributes", "README*", "LICENSE*", "LICENCE*")  # what a new repository begins with
_HERE = Path(__file__).parent


def files(language: str, schema: str, today: date) -> dict[str, str]:
    """Give every file of a new newsletter by its path. `schema` is the JSON Schema of an issue.

    The first issue is for the Monday that comes.
    """
    day = (today + timedelta(days=7 - today.weekday())).isoformat()
    folder = _HERE / language
    own = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))
    }
    shared = {
        ".gitignore": (
            "# Made again by every build.\nout/\n"
            "# Yours, and never in git: the inbox, subscribers, who was mailed. Back it up.\n.newsletter/\n"
        ),
        ".vscode/settings.json": (
            '{\n  "yaml.schemas": { "./issue.schema.json": "issues/*.yaml" },\n  "editor.wordWrap": "on"\n}\n'
        ),
        ".vscode/extensions.json": '{\n  "recommendations": ["redhat.vscode-yaml"]\n}\n',
        "issue.schema.json": schema,
    }
    return {name.replace(_DAY, day): text.replace(_DAY, day) for name, text in {**own, **shared}.items()}


def look(folder: Path) -> None:
    """Look whether a newsletter can be laid into a folder: a new one, or empty but for what a repository begins with.

    Raises NewsletterError rather than overwrite, before anything is written.
    """
    blocking = next((one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), None)
    if blocking:
        message = f"`{blocking}` is a file: nothing was written."
        raise NewsletterError.of("init.file", message, "Name a new folder, for example `newsletter init mine`.")
    there = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    left = [name for name in there if not any(fnmatch(name, harmless) for harmless in _HARMLESS)]
    if left:
        message = f"`{folder}` is not empty (`{left[0]}`): nothing was written."
        raise NewsletterError.of("init.not-empty", message, "Name a new folder, for example `newsletter init mine`.")


def lay(folder: Path, wanted: dict[str, str]) -> None:
    """Write the files into a folder. Raises NewsletterError where `look` does."""
    look(folder)
    try:
        for name, text in wanted.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
            path.write_text(text, encoding="utf-8")
    except PermissionError as error:
        message = f"`{folder}` may not be written."
        raise NewsletterError.of("init.permission", message, "Name a folder of your own.") from error
