"""A relay, spoken to: one connection, any number of messages, and for each the relay's last word.

Ours rather than smtplib's for three reasons: hundreds of connections want no thread each, pipelining
(RFC 2920) saves two round trips of four, and a lost connection must say how far the message had come.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple

from newsletter.publish.outcome import Answer, Stage, hung_up

if TYPE_CHECKING:
    import ssl

_PATIENCE = 600.0  # seconds; RFC 5321, 4.5.3.2.6: hanging up on a relay that thinks makes doubts
_LONGEST = 65_536  # bytes of a reply; more is no SMTP
_ENVELOPE = re.compile(r"[!-;=?-~]+")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
_REPLY = re.compile(rb"((?:\d{3}-[^\n]*\n)*)(\d{3})(?: ([^\n]*))?\r?\n")
_MORE = re.compile(rb"\d{3}-")
# What is said before the text, and the class of the reply that lets it go on.
_ENVELOPE_STAGES = ((Stage.SENDER, 2), (Stage.RECIPIENT, 2), (Stage.CONTENT, 3))


class Reply(NamedTuple):
    """A reply of the relay: its code, its last line, and all of its lines when there are more."""

    code: int
    text: str
    lines: tuple[str, ...] = ()


class Line(asyncio.Protocol):
    """An open connection to a relay. `alive` turns false when it can carry no more.

    `secrets`: words of ours that are left out of what the relay says.
    """

    def __init__(self) -> None:
        self.alive = True
        self.pipelining = False
        self.secrets: tuple[str, ...] = ()
        self.transport: asyncio.Transport | None = None
        self._received = b""
        self._replies: list[Reply] = []
        self._wanted = 1  # the greeting
        self._waiter: asyncio.Future[None] | None = None
        self._unsent = False

    async def deliver(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Send one message to one recipient and give the relay's last word, addresses and secrets left out.

        `message` has CRLF line ends. Never raises for what the relay or the network does.
        """
        if not (_ENVELOPE.fullmatch(sender) and _ENVELOPE.fullmatch(recipient)):
            raise ValueError("an address that would break out of its command")
        answer = await self._envelope(sender, recipient) or await self._content(message)
        if hung_up(answer):
            self.drop()
        elif answer.stage is not Stage.END:
            await self.ask(b"RSET\r\n")
        return Answer(answer.stage, answer.code, self._shown(answer.text))

    async def ask(self, data: bytes, replies: int = 1) -> list[Reply]:
        """Send bytes and wait for so many replies; fewer come back when the connection is lost meanwhile."""
        loop = asyncio.get_running_loop()
        self._wanted = replies
        if self.alive and data and self.transport:
            self.transport.write(data)
        if self.alive and len(self._replies) < replies:
            self._waiter = loop.create_future()
            watchdog = loop.call_later(_PATIENCE, self.drop)
            try:
                await self._waiter
            finally:
                watchdog.cancel()
                self._waiter = None
        came, self._replies, self._wanted = self._replies, [], 0
        if len(came) > replies:
            self.drop()
        return came[:replies]

    async def protect(self, context: ssl.SSLContext, host: str) -> None:
        """Go over to TLS. What came in the clear behind the relay's consent is not read (CVE-2011-0411)."""
        if self.transport is None or not self.alive:
            raise ConnectionResetError
        self._received = b""
        loop = asyncio.get_running_loop()
        transport = await loop.start_tls(self.transport, self, context, server_hostname=host)
        if transport is None:
            raise ConnectionResetError
        self.connection_made(transport)

    async def close(self) -> None:
        """Hang up, politely if the relay still listens."""
        if self.alive:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.ask(b"QUIT\r\n")
        self.drop()

    def drop(self) -> None:
        """Hang up at once."""
        self.alive = False
        if self.transport is not None:
            self.transport.abort()

    async def _envelope(self, sender: str, recipient: str) -> Answer | None:
        """Say MAIL, RCPT and DATA; give None when the relay waits for the text, else its refusal."""
        commands = (f"MAIL FROM:<{sender}>\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n")
        replies: list[Reply] = []
        for said, count in ((b"".join(commands), 3),) if self.pipelining else ((one, 1) for one in commands):
            replies += await self.ask(said, count)
            if not replies or replies[-1].code // 100 not in {2, 3}:
                break
        for (stage, wanted), reply in zip(_ENVELOPE_STAGES, replies, strict=False):
            if reply.code // 100 != wanted:
                if len(replies) == 3 and replies[2].code == 354:
                    # Pipelined past a refusal into an open DATA: an empty message ends it (RFC 2920, 3.1).
                    await self.ask(b".\r\n")
                return Answer(stage, reply.code, reply.text)
        return None if len(replies) == 3 else Answer(_ENVELOPE_STAGES[len(replies)][0])

    async def _content(self, message: bytes) -> Answer:
        """Send the text. Lost before the kernel had the final dot: not mailed. Lost after it: in doubt."""
        if not self.alive:
            return Answer(Stage.CONTENT)
        replies = await self.ask(_stuffed(message) + b".\r\n")
        if replies:
            return Answer(Stage.END, replies[0].code, replies[0].text)
        return Answer(Stage.CONTENT if self._unsent else Stage.END)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport, and from it how much the kernel has of what was written."""
        if isinstance(transport, asyncio.Transport):
            self.transport = transport
            # Paused as soon as one byte waits: so `_content` knows whether the final dot is out.
            transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        """Collect replies; wake who waits when they are complete."""
        self._received += data
        while found := _REPLY.match(self._received):
            self._received = self._received[found.end() :]
            lines = tuple(line[4:].strip().decode("ascii", "replace") for line in found[1].splitlines())
            text = (found[3] or b"").strip().decode("ascii", "replace")
            self._replies.append(Reply(int(found[2]), text, (*lines, text)))
        if len(self._received) > _LONGEST or (b"\n" in self._received and not _MORE.match(self._received)):
            self.drop()  # this is no SMTP
        elif self._replies and not self._wanted:
            self.drop()  # nobody asked: a relay that takes its leave, or one out of step
        elif len(self._replies) >= self._wanted:
            self._wake()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Wake who waits: nothing more will come."""
        self.alive = False
        self._wake()

    def pause_writing(self) -> None:
        """Note that the kernel does not have everything."""
        self._unsent = True

    def resume_writing(self) -> None:
        """Note that the kernel has everything."""
        self._unsent = False

    def _shown(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return _ADDRESS.sub("…", text)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _stuffed(message: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321, 4.5.2) and see that the last line is ended."""
    if message.startswith(b".") or b"\n." in message:
        message = re.sub(rb"(?m)^\.", b"..", message)
    return message if message.endswith(b"\r\n") else message + b"\r\n"
