"""What is remembered of each host in a run: how many ask it at once, when it may be asked again, its robots.txt."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsletter.ingest.robots import Rules
    from newsletter.problems import Problem


@dataclass(slots=True)
class Host:
    """One origin. `rest_until` is the moment before which it does not want to be asked.

    `rules` are a Problem where its robots.txt cannot be had.
    """

    slots: threading.Semaphore
    rest_until: datetime | None = None
    rules: Rules | Problem | None = None
    reading_rules: threading.Lock = field(default_factory=threading.Lock)


class Hosts:
    """All hosts of a run. Safe to use from several threads."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, origin: str) -> Host:
        """Give what is remembered of an origin."""
        with self._lock:
            if origin not in self._hosts:
                self._hosts[origin] = Host(threading.Semaphore(self._at_once))
            return self._hosts[origin]

    @contextlib.contextmanager
    def turn(self, origin: str) -> Iterator[Host]:
        """Wait until the host may be asked once more at the same time."""
        host = self.of(origin)
        with host.slots:
            yield host

    def rules(self, origin: str, read: Callable[[], Rules | Problem]) -> Rules | Problem:
        """Give the host's robots.txt, read by the first who asks, or why it cannot be had."""
        host = self.of(origin)
        with host.reading_rules:
            if host.rules is None:
                host.rules = read()
            return host.rules
