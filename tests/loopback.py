"""A web server of the tests' own on a free loopback port: each path plays what a test gives it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import ssl

Play: TypeAlias = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers one request with the play of its path, and notes the request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        path = self.path.partition("?")[0]
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        play = self.server.plays.get(path)
        with contextlib.suppress(ConnectionError):
            if play is None:
                self.say(404, b"")
            else:
                play(self)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer. `content_type` becomes Content-Type."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """Remembers what it was asked: paths and headers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, plays: Mapping[str, Play], host: str) -> None:
        super().__init__((host, 0), Handler)
        self.plays = dict(plays)
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what many tests are about."""


@contextlib.contextmanager
def serving(
    plays: Mapping[str, Play], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a server until the block ends."""
    server = Server(plays, host)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(body: bytes | str, content_type: str = "text/html; charset=utf-8", **headers: str) -> Play:
    """Play a good answer."""
    data = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.say(200, data, content_type=content_type, **headers)


def moved(target: str, status: int = 302) -> Play:
    """Play a redirect."""
    return lambda handler: handler.say(status, location=target)
