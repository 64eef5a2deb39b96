"""A bound on a whole exchange, however slowly the other side drips."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Deadline:
    """A bound on all that is done inside `with`: the watched socket is shut down when time is up.

    The time-outs of a socket bound a single read; a server that sends a byte a second never meets them.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self.end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, connected: socket.socket) -> None:
        """Shut down this socket when time is up."""
        self._socket = connected
        if self.passed:
            self._shut()

    def end(self) -> None:
        """Let the time be up, now."""
        self.passed = True
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own method: it would take the session away from the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
