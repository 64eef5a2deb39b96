"""The desk's server: a free port, the watcher beside it, and an end that leaves nothing running."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from newsletter.preview import routes
from newsletter.preview.guard import Gate
from newsletter.preview.live import Hub
from newsletter.preview.newsdesk import open_newsdesk
from newsletter.preview.watching import changes
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORT = 8470
TRIES = 20  # ports after the wanted one


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to open the desk. `say` gets each line for the terminal, `show` the address once it answers."""

    host: str = "127.0.0.1"
    port: int = PORT
    issue: str = ""
    say: Callable[[str], None]
    show: Callable[[str], None] | None = None


def serve(folder: Path, options: Options) -> None:
    """Open the desk of a newsletter, until it is interrupted.

    Raises NewsletterError where the newsletter cannot be opened, the issue is not found or no port is free.
    """
    desk = open_newsdesk(folder)
    start = desk.desk.room.select([options.issue])[0].name if options.issue else ""
    gate = Gate(options.host)
    listening = listen(options.host, options.port)
    port = listening.getsockname()[1]
    if options.port not in {port, 0}:
        options.say(f"Port {options.port} is in use: the desk takes {port}.")
    address = _address(gate, port)
    for line in _welcome(gate, address):
        options.say(line)
    hub = Hub(desk, gate)
    with contextlib.suppress(KeyboardInterrupt):  # as the welcome asks
        asyncio.run(_run(hub, start, listening, lambda: options.show(address) if options.show else None))
    options.say("The desk is closed.")


def listen(host: str, port: int) -> socket.socket:
    """Take a port, or the next one that is free. Raises NewsletterError where none is, or the host is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + TRIES, 65535) + 1) if port else (0,):
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, number))
            taken.listen(64)
        except OSError as error:
            taken.close()
            reason = error
        else:
            return taken
    message = f"The desk cannot listen at {host}, port {port}: {reason.strerror or reason}."
    raise NewsletterError.of("preview.port", message, "Choose another with --port, or another --host.")


def _address(gate: Gate, port: int) -> str:
    host = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(gate.host, gate.host)  # noqa: S104  a name
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + (f"?token={gate.token}" if gate.locked else "")


def _welcome(gate: Gate, address: str) -> list[str]:
    reason = (
        f"{gate.host} can be reached by other machines, and a desk shows drafts and writes files: "
        "only who has the token in this address gets in. Traffic is not encrypted."
    )
    return [f"The desk is open at {address}", *([reason] if gate.locked else []), "Press Ctrl-C to close it."]


async def _run(hub: Hub, start: str, listening: socket.socket, opened: Callable[[], None]) -> None:
    config = uvicorn.Config(
        routes.app(hub, start),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    stop = asyncio.Event()
    watcher = asyncio.create_task(_watch(hub, stop))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn tells it by a flag only
            await asyncio.sleep(0.01)
        opened()
        await asyncio.wait({serving, watcher}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(serving, watcher)


async def _watch(hub: Hub, stop: asyncio.Event) -> None:
    async for names in changes(hub.desk.folder, stop):
        await hub.changed(names)
