"""The small complete newsletter that `newsletter init` lays down, in French and in English."""

from __future__ import annotations

from pathlib import Path

from newsletter.problems import NewsletterError

ISSUE = "2026-01-05-premier-numero"
_HERE = Path(__file__).parent


def files(language: str, schema: str) -> dict[str, str]:
    """Give every file of a new newsletter by its path. `schema` is the JSON Schema of an issue."""
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
    return {name.replace("dot-", "."): text for name, text in {**own, **shared}.items()}


def lay(folder: Path, wanted: dict[str, str]) -> None:
    """Write the files into a folder that is new or empty. Raises NewsletterError rather than overwrite."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"`{folder}` is not empty: nothing was written."
        raise NewsletterError.of("init.not-empty", message, "Name a new folder, for example `newsletter init mine`.")
    try:
        for name, text in wanted.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except PermissionError as error:
        message = f"`{folder}` may not be written."
        raise NewsletterError.of("init.permission", message, "Name a folder of your own.") from error
