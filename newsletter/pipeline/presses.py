"""Many issues pressed, by several processes where that pays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newsletter import config
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.press import press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.press import Pressed

WORTH = 40  # issues: below, starting a process costs more than it gains
_desk: list[Desk] = []  # of a worker process


def run(
    desk: Desk, paths: Sequence[Path], *, draft: bool, jobs: int | None, on_progress: Callable[[int, int], None] | None
) -> tuple[Pressed, ...]:
    """Press issues, in the order of `paths` whatever the number of processes."""
    done = []
    for number, pressed in enumerate(_pressed(desk, paths, draft=draft, jobs=jobs), start=1):
        done.append(pressed)
        if on_progress:
            on_progress(number, len(paths))
    return tuple(done)


def _pressed(desk: Desk, paths: Sequence[Path], *, draft: bool, jobs: int | None) -> Iterator[Pressed]:
    wanted = jobs or (min(os.cpu_count() or 1, 8) if len(paths) >= WORTH else 1)
    if wanted < 2 or len(paths) < 2:
        yield from (press(desk, path, draft=draft) for path in paths)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=_start, initargs=(desk.room.folder,)) as pool:
        try:
            yield from pool.map(_press, paths, [draft] * len(paths), chunksize=8)
        finally:
            pool.shutdown(cancel_futures=True)


def _start(folder: Path) -> None:
    """Open the desk once in a worker. Ctrl-C is the parent's to handle."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk.append(open_desk(Newsroom(folder, config.load(folder))))


def _press(path: Path, draft: bool) -> Pressed:
    return press(_desk[0], path, draft=draft)
