"""The crew of a sending: connections to the relay, each working off promises until there are none."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.outcome import UNSTARTED, Answer, Promise, Stage, hung_up
from newsletter.publish.relay import Relay, RelayDownError, connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.publish.smtp import Line

RECONNECT = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between tries to reach the relay
_MOST_AHEAD = 16  # promises for each connection, however slow the disk and fast the relay
_IDLE = 5.0  # seconds after which a connection with nothing to do is closed
_GRACE = 30.0  # seconds that messages under way get when the sending stops

Report = tuple[Promise, Answer | Exception]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where messages go and how they are made. `reconnect`: seconds between tries to reach the relay."""

    relay: Relay
    sender: str
    compose: Callable[[str], bytes]
    reconnect: tuple[float, ...]


class Crew:
    """Tasks with a connection each: they take promises from one queue and lay reports on one pile."""

    def __init__(self, post: Post, connections: int) -> None:
        self._post = post
        self._connections = self._working = connections
        self._tasks: list[asyncio.Task[None]] = []
        self._promised: asyncio.Queue[Promise | None] = asyncio.Queue()
        self._pile: list[Report] = []
        self._busy = 0
        self._pace = 1
        self._news = asyncio.Event()
        self._idle = asyncio.Event()
        self._stopped = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether there are promises without a report."""
        return self._busy > 0

    @property
    def room(self) -> int:
        """How many promises more the crew can use until the next exchange, going by what came of the last.

        One in each hand, and as many as were done in between, so that no hand is empty while the
        ledger writes; not more, because what is promised is in doubt after a crash.
        """
        most = min(self._working + self._pace, self._working * _MOST_AHEAD)
        return max(0, most - self._busy)

    def start(self) -> None:
        """Begin to work off promises."""
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self._connections)]

    def take(self, promises: list[Promise]) -> None:
        """Queue promises."""
        self._busy += len(promises)
        for promise in promises:
            self._promised.put_nowait(promise)

    async def reports(self, *, pause: float) -> list[Report]:
        """Let the crew work for `pause` seconds, shorter if it has done everything; give at least one report."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._idle.wait()
        await self._news.wait()
        pile, self._pile = self._pile, []
        self._pace = len(pile)
        self._busy -= len(pile)
        self._news.clear()
        self._idle.clear()
        return pile

    def retire(self, error: RelayDownError) -> None:
        """Go on with a connection less: relays limit them. Raises NewsletterError when it was the last."""
        self._working -= 1
        if not self._working:
            hint = "Readers without a message stay pending; resume when the relay is back."
            raise NewsletterError.of("relay.down", f"The relay cannot be reached: {error}.", hint) from error

    async def dismissed(self) -> list[Report]:
        """Take back what nobody has begun, let everybody finish the message in hand; give all their reports."""
        self._stopped.set()
        while not self._promised.empty():
            promise = self._promised.get_nowait()
            if promise is not None:
                self._pile.append((promise, UNSTARTED))
        for _ in self._tasks:
            self._promised.put_nowait(None)
        _, late = await asyncio.wait(self._tasks, timeout=_GRACE)
        for task in late:
            task.cancel()
        return self._pile

    async def _work(self) -> None:
        line: Line | None = None
        try:
            while promise := await self._next(line):
                try:
                    line, answer = await self._delivered(line, promise)
                except Exception as error:  # noqa: BLE001 - risen again by `_still_wanted`
                    if line is not None:
                        line.drop()  # nobody knows how far it had come
                    self._report(promise, error)
                    if isinstance(error, RelayDownError):
                        return
                else:
                    self._report(promise, answer)
        finally:
            if line is not None:
                await line.close()

    async def _next(self, line: Line | None) -> Promise | None:
        """Give the next promise; a connection that has waited long is closed before the relay does it."""
        if self._promised.empty() and line is not None:
            try:
                async with asyncio.timeout(_IDLE):
                    return await self._promised.get()
            except TimeoutError:
                await line.close()
        return await self._promised.get()

    def _report(self, promise: Promise, answer: Answer | Exception) -> None:
        self._pile.append((promise, answer))
        self._news.set()
        if len(self._pile) >= self._busy:
            self._idle.set()

    async def _delivered(self, line: Line | None, promise: Promise) -> tuple[Line | None, Answer]:
        """Deliver over the connection there is; when that one turns out dead, over a new one."""
        message = self._post.compose(promise.address)
        if line is not None and line.alive:
            answer = await line.deliver(self._post.sender, promise.address, message)
            if not (answer.stage is Stage.SENDER and hung_up(answer)):
                return line, answer
        line = await self._connected()
        return line, await line.deliver(self._post.sender, promise.address, message)

    async def _connected(self) -> Line:
        """Connect, with patience. Raises RelayDownError in the end."""
        for pause in self._post.reconnect:
            try:
                return await connected(self._post.relay)
            except RelayDownError:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._stopped.wait()
        return await connected(self._post.relay)
