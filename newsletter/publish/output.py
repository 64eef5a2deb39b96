"""Output trees that change as a whole: built beside the old one, then exchanged with it in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PUBLISHED = ".newsletter/published"  # what publishing builds, beside the editor's own output
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2), Linux
_RENAME_SWAP = 2  # renamex_np(2), macOS


def guard(out: Path, newsletter: Path, marker: str) -> None:
    """Refuse to replace a folder that is not an earlier output.

    `marker` is the file that an output of ours has at its top. Raises NewsletterError for the root, the
    home folder, the working folder, the newsletter's own folder, their parents, and foreign folders.
    """
    real = out.resolve()
    precious = [Path.home().resolve(), Path.cwd().resolve(), newsletter.resolve()]
    if any(real == folder or real in folder.parents for folder in precious) or real.parent == real:
        message = f"`{out}` cannot be the output folder: it holds more than an output."
        raise NewsletterError.of("output.precious", message, "Name a folder of its own, for example `out`.")
    for folder in ("issues", "seeds", "templates", ".git", ".newsletter"):
        inside = newsletter.resolve() / folder
        if real == inside or (inside in real.parents and real != newsletter.resolve() / PUBLISHED):
            message = f"`{out}` lies in `{folder}`, which is yours."
            raise NewsletterError.of("output.precious", message, "Name a folder of its own, for example `out`.")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise NewsletterError.of("output.not-folder", f"`{out}` is not a folder.", "Name another one.")
    if out.exists() and any(out.iterdir()) and not (out / marker).is_file():
        message = f"`{out}` has files that no build made."
        raise NewsletterError.of("output.foreign", message, "Name an empty folder, or empty this one.")


def replace(out: Path, keep: Iterable[str], write: Mapping[str, bytes]) -> None:
    """Give a folder new content in one step: files of `keep` stay as they are, those of `write` are new.

    Names are relative with forward slashes. Whenever it is interrupted, `out` is either the old tree or the
    new one. Raises NewsletterError where the disk does not let it.
    """
    with _told(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
        try:
            _fill(staging, out, keep, write)
            staging.chmod(0o755)
            _exchange(staging, out)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it is the old one or the new one, whenever somebody looks. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def sweep(out: Path) -> None:
    """Remove what a build that was killed left beside the output. Call it under the build's lock only."""
    for left in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _fill(staging: Path, out: Path, keep: Iterable[str], write: Mapping[str, bytes]) -> None:
    made: set[str] = set()

    def folder_of(name: str) -> None:
        parent = str(PurePosixPath(name).parent)
        if parent not in made:
            (staging / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)

    base, old = str(staging), str(out)
    for name in keep:
        folder_of(name)
        _link(f"{old}/{name}", f"{base}/{name}")
    for name, data in write.items():
        folder_of(name)
        (staging / name).write_bytes(data)


def _link(source: str, target: str) -> None:
    """Share a file between two trees; copy it where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}:
            raise
        shutil.copy2(source, target)


def _exchange(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        return
    swap = _swapper()
    if swap is not None and swap(os.fsencode(staging), os.fsencode(out)):
        return
    # Without a system call that swaps, a moment without output cannot be avoided; the old one is never lost.
    old = staging.with_name(staging.name + ".old")
    out.rename(old)
    staging.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _swapper() -> Callable[[bytes, bytes], bool] | None:
    """Give the system's way to swap two folders in one step, where it has one."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return lambda one, other: library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE) == 0
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: library.renamex_np(one, other, _RENAME_SWAP) == 0
    return None


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Turn what the disk refuses into words."""
    try:
        yield
    except OSError as error:
        said = {
            errno.ENOSPC: ("output.disk-full", "The disk is full.", "Make room, then build again."),
            errno.EDQUOT: ("output.disk-full", "Your share of the disk is used up.", "Make room, then build again."),
            errno.EACCES: ("output.permission", f"`{out}` may not be written.", "Look at its owner and its rights."),
            errno.EPERM: ("output.permission", f"`{out}` may not be written.", "Look at its owner and its rights."),
            errno.EROFS: ("output.permission", f"`{out}` is on a read-only disk.", "Name another folder with `--out`."),
        }.get(error.errno or 0)
        if said is None:
            raise
        code, message, hint = said
        raise NewsletterError.of(code, f"{message} The output is what it was before.", hint, path=str(out)) from error
