"""Who may speak to the desk: a gate before every route, and what a browser is told about every answer."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import Any

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "desk"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# No script runs in a frame, by its sandbox and by this; nothing it holds may be asked of another host.
FRAME_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What lets a request in. `locked` desks, those that other machines reach, show nothing without the token."""

    host: str = "127.0.0.1"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def locked(self) -> bool:
        """Tell whether other machines can reach the desk."""
        return self.host not in LOOPBACK

    def knows_host(self, header: str) -> bool:
        """Tell whether a Host header names this desk: a foreign name that resolves here is DNS rebinding."""
        name = urlsplit(f"//{header}").hostname or ""
        if name in LOOPBACK or name == self.host:
            return True
        return self.locked and (_is_address(name) or name == socket.gethostname().lower())

    def is_token(self, given: object) -> bool:
        """Compare a token without telling by time how much of it is right."""
        return isinstance(given, str) and secrets.compare_digest(given.encode(), self.token.encode())

    def refusal(self, scope: Scope) -> str:
        """Say why a request is not let in; nothing if it is."""
        headers = _headers(scope)
        host = headers.get("host", "")
        if not self.knows_host(host):
            return "This desk does not go by that name (Host)."
        origin = headers.get("origin")
        writes = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        if (origin is not None or writes) and not _is_same(origin or "", host):
            return "Another page may not speak to this desk (Origin)."
        if scope["type"] == "http" and writes and not self.is_token(headers.get("x-desk-token")):
            return "The token is missing or old: load the page again."
        if self.locked and not self._carries_token(scope, headers):
            return "This desk is open to other machines: use the address with the token that the terminal shows."
        return ""

    def _carries_token(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        return self.is_token(given) or (cookie is not None and self.is_token(cookie.value))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and bool(host) and parts.netloc == host


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


@dataclass(frozen=True, slots=True)
class Guard:
    """The gate as ASGI middleware: what is refused reaches no route."""

    app: ASGIApp
    gate: Gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on and put the policies on its answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = self.gate.refusal(scope)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403, "reason": refusal})
            return
        answer = PlainTextResponse(refusal + "\n", status_code=403) if refusal else self.app
        await answer(scope, receive, self._with_policies(scope, send))

    def _with_policies(self, scope: Scope, send: Send) -> Send:
        async def policed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, self._policies(scope))
            await send(message)

        return policed

    def _policies(self, scope: Scope) -> dict[str, str]:
        policy = FRAME_POLICY if scope["path"].startswith("/frames/") else PAGE_POLICY
        cookie = {}
        if self.gate.locked and scope["path"] == "/" and scope.get("query_string") and not self.gate.refusal(scope):
            cookie = {"set-cookie": f"{COOKIE}={self.gate.token}; HttpOnly; SameSite=Strict; Path=/"}
        return {**_HEADERS, "content-security-policy": policy, **cookie}


def _add_headers(message: MutableMapping[str, Any], headers: Mapping[str, str]) -> None:
    added = [(name.encode(), value.encode()) for name, value in headers.items()]
    message["headers"] = [*message.get("headers", []), *added]
