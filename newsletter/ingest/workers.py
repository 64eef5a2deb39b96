"""Reading on several processors: the same articles as on one, sooner."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Self

from newsletter.ingest import reading
from newsletter.ingest.inbox import Incoming
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from types import TracebackType

    from newsletter.ingest.reading import Body, Contents

_ALONE = 4 * 2**20
"""Bytes from which starting a second process pays."""

_TELLING = 1_000
"""Characters that tell a text's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What curate says about a text, which ingest may not import. Functions of modules, so that processes share them.

    `keys` gives the keys to find likes by, `language` the language from a text and what it is declared to be.
    """

    keys: Callable[[str], Sequence[int]]
    language: Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was in a body, and its articles ready for the inbox."""

    contents: Contents
    incoming: tuple[Incoming, ...]


def read(body: Body, judgement: Judgement, now: datetime) -> Read | Problem:
    """Read a body and judge its articles, or say why it cannot be read."""
    try:
        contents = reading.read(body, now=now)
    except NewsletterError as error:
        return error.problems[0]
    incoming = []
    for article in contents.articles:
        language = judgement.language((article.text or article.title)[:_TELLING], article.language)
        told = replace(article, language=language)
        incoming.append(Incoming(article=told, keys=tuple(judgement.keys(article.text))))
    return Read(contents=replace(contents, articles=()), incoming=tuple(incoming))


class Workers:
    """Reads here until `alone` bytes were read, then in `processes` others. Safe to use from several threads."""

    def __init__(
        self, judgement: Judgement, *, now: datetime, processes: int | None = None, alone: int = _ALONE
    ) -> None:
        self._judgement = judgement
        self._now = now
        self._processes = min(processes or os.cpu_count() or 1, 8)
        self._alone = alone
        self._seen = 0
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, body: Body) -> Read | Problem:
        """Read a body, wherever there is room."""
        pool = self._pool_for(len(body.data))
        if pool is None:
            return read(body, self._judgement, self._now)
        try:
            return pool.submit(read, body, self._judgement, self._now).result()
        except BrokenProcessPool:
            with self._lock:
                self._pool = None if self._pool is pool else self._pool
            hint = "Run `newsletter ingest` again. If it is always so, tell us which source it is."
            return Problem(code="source.crashed", message="Reading broke off: out of memory?", hint=hint)

    def _pool_for(self, size: int) -> ProcessPoolExecutor | None:
        with self._lock:
            self._seen += size
            if self._pool is None and self._seen > self._alone and self._processes > 1:
                self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _settle)
            return self._pool


def _settle() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
