"""The themes that a newsletter can choose from, and copies of their templates for who wants to change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import config as configuration
from newsletter.problems import NewsletterError, did_you_mean
from newsletter.render import environment, theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEMPLATES = "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A theme to choose: `own` says that it lies in the newsletter's own templates, `chosen` that it is in use."""

    name: str
    about: str
    own: bool
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ejected:
    """What was copied, and what was there before and stays; paths from the newsletter's folder on."""

    copied: tuple[str, ...]
    kept: tuple[str, ...]


def offers(folder: Path) -> tuple[Offer, ...]:
    """List the themes of a newsletter by name."""
    config = configuration.load(folder)
    own, shipped = folder / TEMPLATES, environment.templates_root()
    roots = (own, shipped)
    found = []
    for name in theme.names(roots):
        look = theme.read(roots, name)
        if look:
            mine = own.resolve() != shipped.resolve() and (own / theme.FOLDER / name / theme.FILE).is_file()
            found.append(Offer(name=name, about=look.about, own=mine, chosen=name == config.theme))
    return tuple(found)


def eject(folder: Path, name: str | None, wanted: Sequence[str], *, dry_run: bool) -> Ejected:
    """Copy the templates of a theme (of the chosen one if none is named) into the newsletter's own.

    `wanted` are templates or folders of them; all if empty. A file that is there is never touched. What is copied wins
    over the shipped file of the same path, so that nothing changes until it is changed. Raises NewsletterError for a
    theme or a template that does not exist.
    """
    config = configuration.load(folder)
    shipped = environment.templates_root()
    name = name or config.theme
    if name not in theme.names((shipped,)):
        known = theme.names((shipped,))
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}."
        raise NewsletterError.of("theme.unknown", f"No theme `{name}` is shipped.", hint)
    chosen = _chosen(_files(shipped, name), wanted, name)
    copied, kept = [], []
    for path in chosen:
        target = folder / TEMPLATES / path
        shown = f"{TEMPLATES}/{path}"
        if target.exists() or target.is_symlink():
            kept.append(shown)
            continue
        copied.append(shown)
        if not dry_run:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((shipped / path).read_bytes())
    return Ejected(copied=tuple(copied), kept=tuple(kept))


def _files(shipped: Path, name: str) -> list[str]:
    """List the templates that a theme uses: its own, and the shared ones that it does not replace."""
    every = sorted(path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file())
    prefix = f"{theme.FOLDER}/{name}/"
    own = [path for path in every if path.startswith(prefix)]
    replaced = {path.removeprefix(prefix) for path in own}
    return own + [path for path in every if not path.startswith(f"{theme.FOLDER}/") and path not in replaced]


def _chosen(files: Sequence[str], wanted: Sequence[str], name: str) -> list[str]:
    """Find the templates that are meant: by path or folder, with or without the theme's own before it."""
    if not wanted:
        return list(files)
    prefix = f"{theme.FOLDER}/{name}/"
    chosen: dict[str, None] = {}
    for word in wanted:
        asked = word.removeprefix(f"{TEMPLATES}/").rstrip("/")
        found = [path for path in files if f"{path}/".startswith((f"{asked}/", f"{prefix}{asked}/"))]
        if not found:
            known = [*files, *(path.removeprefix(prefix) for path in files)]
            hint = did_you_mean(asked, known) or "`newsletter theme eject --dry-run` lists what there is."
            raise NewsletterError.of("theme.no-template", f"There is no template `{asked}`.", hint)
        chosen.update(dict.fromkeys(found))
    return list(chosen)
