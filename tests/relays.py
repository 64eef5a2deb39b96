"""A relay on loopback with a will of its own: aiosmtpd, and a script of faults for each recipient."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult

from newsletter.publish.relay import Credentials, Relay, Security

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a step of a script may be: a reply (`451 Later`) to RCPT, a reply to the text (`text 554 No`),
# the connection cut at RCPT, at DATA, within the text, or behind it: taken, and never acknowledged.
AT_RCPT, AT_DATA, WITHIN, UNACKNOWLEDGED = "cut rcpt", "cut data", "cut within", "cut behind"


@dataclass
class Mailroom:
    """The relay's side of things. `script` holds, for a recipient, what happens at each try."""

    script: dict[str, list[str]] = field(default_factory=dict)
    sender_reply: str = ""
    most_lines: int = 1000  # connections at a time
    most_messages: int = 1000  # in one connection
    lines: int = 0
    connections: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    pipelining: bool = True
    password: bytes = b"s3cret"
    news: threading.Condition = field(default_factory=threading.Condition)

    def next_step(self, recipient: str) -> str:
        steps = self.script.get(recipient)
        return steps.pop(0) if steps else ""

    def readers(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def wait_for(self, count: int, timeout: float = 30) -> bool:
        with self.news:
            return self.news.wait_for(lambda: len(self.taken) >= count, timeout)


class Clerk:
    """The hooks of aiosmtpd."""

    def __init__(self, room: Mailroom) -> None:
        self.room = room

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, _server: Any, session: Any, _envelope: Any, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        extra = ["250-PIPELINING"] if self.room.pipelining else []
        return [*replies[:-1], *extra, replies[-1]]

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the same
        server.messages += 1
        if server.messages > self.room.most_messages:
            return "421 4.7.0 Enough for one connection"
        if self.room.sender_reply:
            return self.room.sender_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the same
        step = self.room.next_step(address)
        if step == AT_RCPT:
            server.hang_up()
        if step[:1].isdigit():
            return step
        envelope.rcpt_tos.append(address)
        server.step = step
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        step = str(server.step)
        if step.startswith("text "):
            return step.removeprefix("text ")
        with self.room.news:
            self.room.taken.append((envelope.rcpt_tos[0], envelope.original_content))
            self.room.news.notify_all()
        if step == UNACKNOWLEDGED:
            server.hang_up()
        return "250 Taken"


class Server(SMTP):
    """aiosmtpd's server, able to refuse a connection and to hang up in the middle."""

    step = ""
    messages = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        room: Mailroom = self.event_handler.room
        room.connections += 1
        room.lines += 1
        if room.lines > room.most_lines and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.7.0 Too many connections\r\n")
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.room.lines -= 1
        super().connection_lost(error)

    def hang_up(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - named by aiosmtpd
        step = self.step if self.envelope and self.envelope.rcpt_tos else ""
        if step in {AT_DATA, WITHIN}:
            if step == WITHIN:
                await self.push("354 Go ahead")
                await self._reader.readline()
            self.hang_up()
            return
        await super().smtp_DATA(arg)


@contextmanager
def relay_of(room: Mailroom, *, tls: ssl.SSLContext | None = None, implicit: bool = False) -> Iterator[int]:
    """Run the relay in a thread; give its port."""
    loop = asyncio.new_event_loop()
    clerk = Clerk(room)

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        room.logins.append((data.login, data.password))
        return AuthResult(success=data.password == room.password, handled=False)

    def made() -> SMTP:
        starttls = tls if not implicit else None
        return Server(
            clerk,
            loop=loop,
            hostname="relay.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate,
            auth_require_tls=not implicit,
        )

    server = loop.run_until_complete(loop.create_server(made, "127.0.0.1", 0, ssl=tls if implicit else None))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_shut(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _shut(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)


def plain(port: int, **changes: Any) -> Relay:
    return Relay(host="127.0.0.1", port=port, hello="example.org", **{"security": Security.NONE, **changes})


def certificate(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> tuple[Path, Path]:
    """Make a key and a certificate that vouches for itself; give their files."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subject = ["-subj", "/CN=relay", "-addext", f"subjectAltName={names}"]
    subprocess.run([*command, *subject, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return key, cert


def context(key: Path, cert: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(cert, key)
    return made


LOGIN = Credentials("theo", "s3cret")
