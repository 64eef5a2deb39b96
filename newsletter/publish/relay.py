"""The way to a relay: connect, protect, log in. What it refuses for good is the user's to mend."""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from newsletter.problems import NewsletterError
from newsletter.publish.smtp import Line, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

USER = "NEWSLETTER_SMTP_USER"
PASSWORD = "NEWSLETTER_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not what is in it
_CONNECT = 30.0  # seconds until we are logged in


class Security(StrEnum):
    """How the connection is protected; what is asked for and missing ends the sending."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password, neither of which is ever shown."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail is handed over. `hello` is the name we greet with, best the sender's domain.

    `ca_file` holds the certificate of a private authority; the system's are trusted otherwise.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    hello: str
    credentials: Credentials | None = None
    ca_file: Path | None = None


class RelayDownError(Exception):
    """The relay does not answer just now: no fault of a reader, and worth another try."""


def credentials(environment: Mapping[str, str]) -> Credentials | None:
    """Read user and password from the environment, the one place they may stand. None when neither is set."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        missing = PASSWORD if user else USER
        raise NewsletterError.of("relay.credentials", f"{missing} is not set.", f"Set both {USER} and {PASSWORD}.")
    return Credentials(user, password) if user else None


async def connected(relay: Relay) -> Line:
    """Connect and log in.

    Raises RelayDownError to try again later, NewsletterError when trying again changes nothing.
    """
    if relay.credentials and relay.security is Security.NONE:
        _refuse("relay.plain", "A password may not go over an open connection.", "Set `starttls` or `tls`.")
    line = Line()
    try:
        async with asyncio.timeout(_CONNECT):
            await _open(line, relay)
            features = await _greeted(line, relay)
            await _log_in(line, relay, features)
    except ssl.SSLError as error:
        line.drop()
        _refuse("relay.tls", f"{relay.host} cannot be trusted: {error.reason or error}.", "See its certificate.")
    except OSError as error:  # TimeoutError is one
        line.drop()
        raise RelayDownError(f"{relay.host}:{relay.port}: {_reason(error)}") from error
    except BaseException:
        line.drop()
        raise
    line.pipelining = "PIPELINING" in features
    if relay.credentials:
        line.secrets = (relay.credentials.password, relay.credentials.user)
    return line


def _reason(error: OSError) -> str:
    """Say it as the system does: asyncio puts its own words, and the address once more, in `strerror`."""
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno)
    return error.strerror or "no answer in time"


async def _open(line: Line, relay: Relay) -> None:
    context = _context(relay) if relay.security is Security.TLS else None
    await asyncio.get_running_loop().create_connection(lambda: line, relay.host, relay.port, ssl=context)


async def _greeted(line: Line, relay: Relay) -> dict[str, str]:
    """Greet, once more behind STARTTLS; give the relay's extensions, each with its parameters."""
    _expect(relay, await line.ask(b""), 220)
    features = await _hello(line, relay)
    if relay.security is not Security.STARTTLS:
        return features
    if "STARTTLS" not in features:
        _refuse("relay.tls", f"{relay.host} offers no STARTTLS.", "Ask for `tls`, or for another port.")
    _expect(relay, await line.ask(b"STARTTLS\r\n"), 220)
    await line.protect(_context(relay), relay.host)
    return await _hello(line, relay)


async def _hello(line: Line, relay: Relay) -> dict[str, str]:
    reply = _expect(relay, await line.ask(f"EHLO {relay.hello}\r\n".encode("ascii")), 250)
    words = [text.upper().partition(" ") for text in reply.lines[1:]]
    return {name: parameters for name, _, parameters in words}


async def _log_in(line: Line, relay: Relay, features: dict[str, str]) -> None:
    """Log in if there is something to log in with. What the relay says is not shown: it may echo the password."""
    if relay.credentials is None:
        return
    user, password = relay.credentials.user.encode(), relay.credentials.password.encode()
    mechanisms = features.get("AUTH", "").split()
    if "PLAIN" in mechanisms:
        reply = _one(relay, await line.ask(b"AUTH PLAIN " + base64.b64encode(b"\0%b\0%b" % (user, password)) + b"\r\n"))
    elif "LOGIN" in mechanisms:
        for said in (b"AUTH LOGIN", base64.b64encode(user), base64.b64encode(password)):
            reply = _one(relay, await line.ask(said + b"\r\n"))
            if reply.code // 100 != 3:
                break
    else:
        _refuse("relay.login", f"{relay.host} offers neither AUTH PLAIN nor LOGIN.", "Ask who runs the relay.")
    if reply.code // 100 == 4:
        raise RelayDownError(f"{relay.host}:{relay.port} answers {reply.code}")
    if reply.code != 235:
        hint = f"Check {USER} and {PASSWORD}."
        _refuse("relay.login", f"{relay.host} does not let us log in ({reply.code}).", hint)


def _one(relay: Relay, replies: list[Reply]) -> Reply:
    if not replies:
        raise RelayDownError(f"{relay.host}:{relay.port}: connection lost")
    return replies[0]


def _expect(relay: Relay, replies: list[Reply], code: int) -> Reply:
    reply = _one(relay, replies)
    if reply.code // 100 == 5:
        _refuse("relay.refused", f"{relay.host} does not want our mail ({reply.code}).", "Ask who runs the relay.")
    if reply.code != code:
        raise RelayDownError(f"{relay.host}:{relay.port} answers {reply.code}")
    return reply


def _context(relay: Relay) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=relay.ca_file)


def _refuse(code: str, message: str, hint: str) -> NoReturn:
    raise NewsletterError.of(code, message, hint) from None
