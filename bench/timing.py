"""Whole processes timed: medians of interleaved runs, on a memory file system where there is one."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Timed:
    """Medians of several runs: seconds by the clock, and the largest process in MB."""

    seconds: float
    memory: float


@contextmanager
def workplace() -> Iterator[Path]:
    """Give an empty folder, in memory where there is such a disk: disk noise dwarfs code."""
    base = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a folder of its own is made in it
    folder = Path(tempfile.mkdtemp(prefix="newsletter-bench-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def once(command: Sequence[str], folder: Path) -> Timed:
    """Run a command to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Timed(seconds, usage.ru_maxrss / 1024)


def interleaved(
    commands: Mapping[str, Sequence[str]],
    folder: Path,
    *,
    runs: int = 7,
    before: Callable[[str, int], None] | None = None,
) -> dict[str, Timed]:
    """Time commands in turn, A B A B …, after one run of each that does not count."""
    found: dict[str, list[Timed]] = {name: [] for name in commands}
    for number in range(-1, runs):
        for name, command in commands.items():
            if before:
                before(name, number)
            timed = once(command, folder)
            if number >= 0:
                found[name].append(timed)
    return {
        name: Timed(statistics.median(one.seconds for one in all_), max(one.memory for one in all_))
        for name, all_ in found.items()
    }


def row(name: str, timed: Timed, note: str = "") -> None:
    print(f"{name:<52} {timed.seconds * 1000:>9.0f} ms {timed.memory:>7.0f} MB  {note}".rstrip())


def peak_memory() -> float:
    """Give the peak of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
