"""One request and its answer, with a machine that may be talked to: the one door to urllib3 and to TLS."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import urllib3.exceptions as wrong
from urllib3.connection import HTTPConnection, HTTPSConnection

from newsletter.ingest.addresses import ForbiddenAddressError, Policy
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3.response import BaseHTTPResponse

    from newsletter.ingest.bounds import Bounds
    from newsletter.ingest.deadline import Deadline
    from newsletter.ingest.locations import Location

_PIECE = 64 * 1024
_LATER = "Try again later. If it is always so, remove the source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Names of headers are lower-case; the body is read for status 200 and 203 only."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Plain(HTTPConnection):
    """HTTP to a peer that the policy permits."""

    policy: Policy

    def _new_conn(self) -> socket.socket:
        _vet_name(self.host, self.policy)
        return _vetted(super()._new_conn(), self.policy)


class _Secure(HTTPSConnection):
    """The same with TLS."""

    policy: Policy

    def _new_conn(self) -> socket.socket:
        _vet_name(self.host, self.policy)
        return _vetted(super()._new_conn(), self.policy)


def _vet_name(host: str, policy: Policy) -> None:
    """Refuse a name that leads to a forbidden machine, before anything is sent there."""
    with contextlib.suppress(OSError):  # of an unknown name, urllib3 tells
        for *_, address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
            policy.vet(str(address[0]))


def _vetted(connected: socket.socket, policy: Policy) -> socket.socket:
    """Look at the peer itself: the name may have led elsewhere the second time. No byte was sent yet."""
    try:
        policy.vet(str(connected.getpeername()[0]))
    except BaseException:
        connected.close()
        raise
    return connected


def exchange(
    location: Location,
    headers: Mapping[str, str],
    *,
    bounds: Bounds,
    deadline: Deadline,
    policy: Policy,
    tls: ssl.SSLContext | None,
) -> Answer:
    """Ask for a location and read the answer. Raises NewsletterError for whatever goes wrong on the way."""
    connection: _Plain | _Secure
    if location.scheme == "https":
        connection = _Secure(location.host, location.port, timeout=bounds.silence, ssl_context=tls)
    else:
        connection = _Plain(location.host, location.port, timeout=bounds.silence)
    connection.policy = policy
    try:
        answer = _converse(connection, location, headers, bounds.size, deadline)
    except (OSError, http.client.HTTPException, wrong.HTTPError, ForbiddenAddressError, ValueError) as error:
        if not deadline.passed:
            raise NewsletterError.of(*_meaning(error, location, bounds)) from error
    finally:
        connection.close()
    if deadline.passed:
        raise NewsletterError.of("fetch.timeout", f"{location} was not done after {bounds.seconds:g} seconds.", _LATER)
    return answer


def _converse(
    connection: _Plain | _Secure, location: Location, headers: Mapping[str, str], size: int, deadline: Deadline
) -> Answer:
    connection.connect()
    deadline.watch(connection.sock)
    connection.request("GET", location.target, headers=headers, preload_content=False)
    response = connection.getresponse()
    found = {name.lower(): value for name, value in response.headers.items()}
    body = _read(response, location, size) if response.status in {200, 203} else b""
    return Answer(status=response.status, headers=found, body=body)


def _read(response: BaseHTTPResponse, location: Location, size: int) -> bytes:
    """Read a body piece by piece, unpacking no more than may be kept."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        message = f"{location} answers in `{coding[:40]}`, which was not asked for."
        raise NewsletterError.of("fetch.encoding", message, "Save the page by hand and ingest the file.")
    body = bytearray()
    while piece := response.read(_PIECE, decode_content=True):
        body += piece
        if len(body) > size:
            message = f"{location} is bigger than {size / 2**20:g} MB, unpacked."
            raise NewsletterError.of("fetch.too-big", message, "Save what you need of it as a file, and ingest that.")
    return bytes(body)


def _meaning(error: Exception, location: Location, bounds: Bounds) -> tuple[str, str, str]:
    """Say in plain words what an error of urllib3, http.client, ssl or socket means: code, message, hint."""
    host = location.host
    match error:
        case ForbiddenAddressError():
            message = f"{location} leads to {error}, which is not a public address."
            return "fetch.address", message, "Only public addresses are read. Save what you need as a file."
        case wrong.NameResolutionError():
            hint = "Check the spelling of the address, and that this machine is online."
            return "fetch.name", f"No machine is known as {host}.", hint
        case wrong.NewConnectionError():
            return "fetch.refused", f"{host} cannot be reached.", "Check the address, or try again later."
        case wrong.ConnectTimeoutError() | wrong.ReadTimeoutError() | TimeoutError():
            return "fetch.timeout", f"{host} was silent for {bounds.silence:g} seconds.", _LATER
        case ssl.SSLError() | wrong.SSLError():
            reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or "TLS failed"
            message = f"{host} cannot prove who it is: {str(reason).replace('_', ' ').lower()}."
            return "fetch.tls", message, "Tell the owner. If all sites fail, the clock or certificates here are old."
        case wrong.DecodeError():
            return "fetch.packing", f"{location} is packed wrongly (gzip).", "Tell the owner of the site."
        case ValueError():
            return "fetch.url", f"{location} is not an address that can be asked for.", "Check its spelling."
    return "fetch.broken", f"{host} broke off: {_reason(error)}.", _LATER


def _reason(error: Exception) -> str:
    if "IncompleteRead" in repr(error):
        return "the answer ended early"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return "it closed the connection"
    if isinstance(error, http.client.HTTPException):
        return "what it says is not HTTP"
    return "the connection was lost"
