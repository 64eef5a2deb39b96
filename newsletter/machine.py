"""What the machine refuses (rights, room, a folder where a file should be), told as problems of the user's."""

from __future__ import annotations

from errno import EACCES, EDQUOT, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS
from os import fsdecode, strerror
from pathlib import Path

from newsletter.problems import Problem

_ROOM = "Make room on the disk, and run it again."
_LIE = "Look at what lies there: it is not what newsletter keeps under this name."
_HINTS = {
    EACCES: "`ls -l` shows whose it is: give yourself the right, or work as its owner.",
    EPERM: "`ls -l` shows whose it is: give yourself the right, or work as its owner.",
    EROFS: "Work on a copy: this disk can only be read.",
    ENOSPC: _ROOM,
    EDQUOT: _ROOM,
    EMFILE: "Raise the number of open files (`ulimit -n`), and run it again.",
    EISDIR: _LIE,
    ENOTDIR: _LIE,
    ENOENT: _LIE,
    ELOOP: _LIE,
    ENAMETOOLONG: "Shorten the name.",
}


def as_problem(error: OSError) -> Problem | None:
    """Tell what the machine refused; None where it may be a mistake of ours."""
    hint = _HINTS.get(error.errno or 0)
    if hint is None or (error.filename is None and hint != _ROOM):
        return None
    path = Path(fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else Path()
    return Problem(
        code="file.refused",
        message=f"{strerror(error.errno or 0)}.",
        hint=hint,
        path=str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path),
    )
