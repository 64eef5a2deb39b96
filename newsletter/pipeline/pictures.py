"""The images of an issue: found in its own folder, made ready for mail and web, kept for the next build."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from newsletter import __version__, walk
from newsletter.newsroom import PRIVATE
from newsletter.pipeline import cache
from newsletter.problems import Severity, did_you_mean
from newsletter.render import social
from newsletter.render.pictures import Flaw, Prepared, prepare
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.model import Image, Issue
    from newsletter.newsroom import Newsroom
    from newsletter.places import Path as At
    from newsletter.problems import Problem

FOLDER = f"{PRIVATE}/cache/images"
RESERVED = social.NAME
FACTS = ("width", "height", "frames", "moves", "blank")
SHARP = 2  # pixels of a file for each that is shown: what phones and good screens have


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it is sent. `file` is its source from the newsletter's folder on; sizes are pixels.

    `frames` are those of the file; `moves` tells whether all of them are sent, `blank` whether the first shows nothing.
    """

    src: str
    file: str
    width: int
    height: int
    data: bytes
    frames: int = 1
    moves: bool = False
    blank: bool = False


def pictures_of(
    issue: Issue, folder: Path, room: Newsroom, column: int, paper: str
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """Make the images that an issue names ready, each once.

    `column` is the most CSS pixels that an image is shown at, `paper` the colour that transparent ones are laid on.
    Gives those that can be shown, and what is wrong: errors for those that are missing, broken, of a format mails
    cannot show, or elsewhere, warnings for the rest.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for at, image in walk.images(issue):
        if image.src in found:
            continue
        shown = f"{room.relative(folder)}/{image.src}"
        data = _read(image.src, shown, folder, room)
        ready = data if isinstance(data, Flaw) else _ready(room, data, shown, column * SHARP, paper)
        if isinstance(ready, Flaw):
            problems.append(_problem(issue, at, image, ready, Severity.ERROR))
            continue
        problems += [_problem(issue, at, image, flaw, Severity.WARNING) for flaw in ready.flaws]
        found[image.src] = Picture(
            src=image.src, file=shown, **{name: getattr(ready, name) for name in (*FACTS, "data")}
        )
    return tuple(found.values()), tuple(problems)


def _problem(issue: Issue, at: At, image: Image, flaw: Flaw, severity: Severity) -> Problem:
    where, length = (*at, "src"), len(image.src)
    return issue.source.problem(flaw.code, flaw.message, flaw.hint, at=where, length=length, severity=severity)


def _read(src: str, shown: str, folder: Path, room: Newsroom) -> bytes | Flaw:
    """Read an image of an issue's own folder. `shown` is what messages call it."""
    path = folder / src
    if "/" in src.replace("\\", "/") or src in {".", ".."}:
        hint = f"Put it into {room.relative(folder)}/ and write only its name."
        return Flaw("image.outside", f"`{src}` is not in the issue's own folder.", hint)
    if src.lower() == RESERVED:
        return Flaw("image.reserved", f"`{src}` is the name of a picture that the build draws.", "Choose another name.")
    if path.is_symlink() or folder.is_symlink():
        return Flaw("content.symlink", f"`{shown}` is a symlink.", "Put the file itself there.")
    if not path.is_file():
        there = sorted(one.name for one in folder.glob("*.*")) if folder.is_dir() else []
        hint = did_you_mean(src, there) or f"Put it into {room.relative(folder)}/."
        return Flaw("image.missing", f"There is no image `{shown}`.", hint)
    return path.read_bytes()


def _ready(room: Newsroom, data: bytes, name: str, widest: int, paper: str) -> Prepared | Flaw:
    """Prepare an image, or take it from an earlier build that did."""
    folder = room.folder / FOLDER
    key = stable_hash(__version__, *FACTS, name, str(widest), paper, data)
    kept = cache.read(folder, key)
    if kept:
        facts, body = kept
        flaws = tuple(Flaw(**one) for one in facts["flaws"])
        return Prepared(**{name: facts[name] for name in FACTS}, data=body, flaws=flaws)
    made = prepare(data, name=name, widest=widest, ground=paper)
    if isinstance(made, Prepared):
        facts = {name: getattr(made, name) for name in FACTS} | {"flaws": [asdict(flaw) for flaw in made.flaws]}
        cache.write(folder, key, facts, made.data)
    return made
