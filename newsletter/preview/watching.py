"""Which files of a newsletter changed, told within milliseconds of the write."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from watchfiles import awatch

from newsletter.render.environment import templates_root

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

FOLDERS = ("issues", "seeds", "templates", "assets", ".newsletter")
_OURS = (".newsletter/cache", ".newsletter/locks", ".newsletter/previews")  # written by the desk itself
_STEP = 3  # milliseconds without another event after which a change is told; an editor's rename takes less
_MOST = 40  # milliseconds after which it is told in any case
_SECOND = 1000
_STANDS = 0.3  # seconds in which a watch is up


async def changes(folder: Path, stop: asyncio.Event) -> AsyncIterator[frozenset[str]]:
    """Give sets of changed files, named from the newsletter's folder on, until `stop` is set.

    A change of the shipped templates is told as one of `templates/`. Folders that come into being later are seen.
    """
    seen = _folders(folder)
    while not stop.is_set():
        there = _folders(folder)
        queue: asyncio.Queue[frozenset[str] | None] = asyncio.Queue()
        # What happened in a new folder before its watch stood is told once it surely does.
        new = frozenset(path.name for path in there if path not in seen)
        asyncio.get_running_loop().call_later(_STANDS if new else 0, queue.put_nowait, new)
        seen = there
        again = asyncio.Event()
        tasks = [
            asyncio.create_task(_pump(folder, there, queue, again, recursive=True)),
            asyncio.create_task(_pump(folder, [folder], queue, again, recursive=False)),
            asyncio.create_task(_end(stop, queue)),
        ]
        try:
            while (changed := await queue.get()) is not None:
                if changed:
                    yield changed
                if _folders(folder) != there:
                    break
        finally:
            again.set()
            tasks[-1].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _folders(folder: Path) -> list[Path]:
    return [path for path in (*(folder / name for name in FOLDERS), templates_root()) if path.is_dir()]


async def _end(stop: asyncio.Event, queue: asyncio.Queue[frozenset[str] | None]) -> None:
    await stop.wait()
    queue.put_nowait(None)


async def _pump(
    folder: Path,
    paths: list[Path],
    queue: asyncio.Queue[frozenset[str] | None],
    stop: asyncio.Event,
    *,
    recursive: bool,
) -> None:
    watching = awatch(
        *paths,
        debounce=_MOST,
        step=_STEP,
        stop_event=stop,
        rust_timeout=_SECOND,
        recursive=recursive,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    async for found in watching:
        changed = _named(folder, (path for _, path in found), top=not recursive)
        if changed:
            queue.put_nowait(changed)


def _named(folder: Path, paths: Iterable[str], *, top: bool) -> frozenset[str]:
    """Name files from the newsletter's folder on; of the folder itself only what the desk reads there."""
    home, shipped = f"{folder}/", f"{templates_root()}/"
    names = set()
    for path in paths:
        if path.startswith(home):
            names.add(path.removeprefix(home))
        elif path.startswith(shipped):
            names.add(f"templates/{path.removeprefix(shipped)}")
    if top:
        return frozenset(name for name in names if name in {"newsletter.toml", *FOLDERS})
    return frozenset(name for name in names if not name.startswith(_OURS))
