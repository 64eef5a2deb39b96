"""The one HTTP client of publishing. What may have been done is never done a second time without looking."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlencode, urlsplit

from newsletter import __version__
from newsletter.problems import NewsletterError, Problem
from newsletter.publish.engines.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from newsletter.publish.engines.secrets import Authorization

PATIENCE = 300.0  # seconds that an engine's limits (429) may cost one request
_RETRIES = (1.0, 4.0)  # seconds before a request that only reads is made again
_AGENT = {"User-Agent": f"newsletter/{__version__}", "Accept": "application/json"}


class UnknownError(NewsletterError):
    """A request that may have been carried out: the answer is missing, or says nothing about it."""


class RefusedError(NewsletterError):
    """A request that the engine did not carry out, with the status that it gave (4xx)."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a page gave: `status` 0 where there was no answer, for `reason`; `at` by the server's clock."""

    status: int
    body: bytes = b""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Raw:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What an engine's adapter needs of the machine: credentials, time, patience (seconds without a byte)."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    now: Callable[[], float] = time.time
    pause: Callable[[float], None] = time.sleep
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Speaks JSON with one engine. `authorize` is asked anew for each request."""

    engine: str
    base: str
    authorize: Callable[[], Authorization]
    wire: Wire

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Reply:
        """Read. Made again where no answer comes, or one of 500 and above. Raises NewsletterError, RefusedError."""
        target = f"{path}?{urlencode(query)}" if query else path
        for wait in _RETRIES:
            try:
                return self._ask("GET", target)
            except UnknownError:
                self.wire.pause(wait)
        return self._ask("GET", target)

    def send(self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Change something, once. Raises UnknownError where it may have been done, RefusedError where it was not."""
        return self._ask(method, path, json.dumps(body).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        allowed = self.authorize()
        left = PATIENCE
        while True:
            raw = self._raw(method, path, body, dict(allowed.headers) | dict(headers or {}))
            if raw.status != 429:
                return self._judged(raw, allowed)
            wait = _retry_after(raw.headers, self.wire.now())
            if wait > left:
                self._limited(wait)
            left -= wait
            self.wire.pause(wait)

    def _raw(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> _Raw:
        import urllib3
        from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

        url = self._address(path)
        fields = {**_AGENT, **headers} | ({"Content-Type": "application/json"} if body else {})
        try:
            with urllib3.PoolManager(timeout=self.wire.timeout, retries=False) as pool:
                answer = pool.request(method, url, body=body or None, headers=fields, redirect=False)
        except (NewConnectionError, ConnectTimeoutError) as error:
            message = f"{self.engine} cannot be reached at {self.base} ({type(error).__name__})."
            hint = "Look at the address in newsletter.toml and at the network. Nothing was sent."
            raise NewsletterError.of("engine.unreachable", message, hint) from None
        except HTTPError as error:
            self._unknown(f"no answer came ({type(error).__name__})")
        return _Raw(answer.status, answer.headers, answer.data)

    def _address(self, path: str) -> str:
        parts = urlsplit(self.base)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            hint = "Write https:// in newsletter.toml: over http, credentials can be read on the way."
            raise NewsletterError.of("engine.plain-http", f"{self.engine} is not asked over http.", hint)
        return f"{self.base.rstrip('/')}/{path.lstrip('/')}"

    def _judged(self, raw: _Raw, allowed: Authorization) -> Reply:
        try:
            value = json.loads(raw.body) if raw.body.strip() else None
            readable = True
        except ValueError:
            value, readable = None, False
        if raw.status >= 500:
            self._unknown(f"it answered {raw.status}")
        if 300 <= raw.status < 400:
            self._redirected(raw)
        if raw.status >= 400:
            said = _words(value) if readable else "a page that is not JSON"
            self._refused(raw.status, allowed.without(said))
        if not readable:
            self._unknown("it answered with a page that is not JSON; is this the engine's address?")
        return Reply(self.engine, value)

    def _unknown(self, why: str) -> NoReturn:
        hint = "Run the same command again: it looks for the campaign before it makes one."
        raise UnknownError(Problem(code="engine.unknown", message=f"{self.engine}: {why}.", hint=hint))

    def _refused(self, status: int, said: str) -> NoReturn:
        hints = {
            401: "Look at the credentials in the environment: they are wrong, or are no longer valid.",
            403: "The credentials are valid, but may not do this: look at the rights of the key.",
            404: "Look at the address and the ids in newsletter.toml.",
            409: "Somebody changes it at the same moment: look there, then run the command again.",
        }
        code = "engine.credentials" if status in {401, 403} else "engine.refused"
        message = f"{self.engine} refused ({status}): {said}."
        raise RefusedError(status, Problem(code=code, message=message, hint=hints.get(status, "")))

    def _redirected(self, raw: _Raw) -> NoReturn:
        to = urlsplit(raw.headers.get("Location", ""))
        message = f"{self.engine} is elsewhere: {self.base} sends us to {to.scheme}://{to.netloc}{to.path}."
        hint = "Write the new address into newsletter.toml; credentials are not carried along."
        raise NewsletterError.of("engine.redirect", message, hint)

    def _limited(self, wait: float) -> NoReturn:
        message = f"{self.engine} takes no more requests for {wait / 60:.0f} min."
        raise NewsletterError.of("engine.limit", message, "Run the command again then: what is done is not done twice.")


def look(url: str, timeout: float = 30.0) -> Seen:
    """Look at a public page, past any cache that can be asked to step aside."""
    import urllib3
    from urllib3.exceptions import HTTPError

    once = urllib3.Retry(total=5, connect=0, read=0, status=0, other=0, redirect=5, raise_on_redirect=False)
    headers = {"User-Agent": _AGENT["User-Agent"], "Cache-Control": "no-cache"}
    try:
        with urllib3.PoolManager(timeout=timeout, retries=once) as pool:
            answer = pool.request("GET", url, headers=headers)
    except HTTPError as error:
        return Seen(0, reason=type(getattr(error, "reason", error)).__name__)
    return Seen(answer.status, answer.data, at=_date(answer.headers.get("Date", "")))


def _retry_after(headers: Mapping[str, str], now: float) -> float:
    """Give the seconds to wait: Retry-After in either form (RFC 9110, 10.2.3), Brevo's own header, or a minute."""
    said = headers.get("Retry-After") or headers.get("x-sib-ratelimit-reset") or ""
    try:
        return max(float(said), 1.0)
    except ValueError:
        pass
    until = _date(said)
    return max(until.timestamp() - now, 1.0) if until else 60.0


def _date(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said)
    except ValueError:
        return None


def _words(value: object) -> str:
    """Find what an engine says in an error: on one line, and not long."""
    while isinstance(value, dict | list):
        fields = value if isinstance(value, dict) else dict(enumerate(value))
        named = (
            fields[key] for key in ("message", "detail", "errors", "title", "error", "code", "msg", 0) if key in fields
        )
        value = next(named, None)
    return " ".join(str(value).split())[:300].rstrip(".") if value else "it gave no reason"
