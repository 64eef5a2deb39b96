"""Addresses on the web taken apart once: what is asked for, of whom, and the form that may be shown."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit

from newsletter.problems import NewsletterError

_KEPT = "%/:@!$&'()*+,;=~-._?[]"
_HOST = re.compile(r"[0-9a-z._-]+|[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """An http or https address. `str` gives it without credentials, fit for messages and for the inbox."""

    scheme: str
    host: str
    port: int
    target: str
    credentials: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        """Scheme, host and port: what politeness and credentials belong to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def authorization(self) -> str:
        """The value of an Authorization header (RFC 7617), or nothing."""
        if not self.credentials:
            return ""
        return "Basic " + base64.b64encode(unquote(self.credentials).encode()).decode()

    def __str__(self) -> str:
        return self.origin + self.target


def locate(url: str, *, base: str = "") -> Location:
    """Read an address, relative to `base` if there is one; its fragment is dropped. Raises NewsletterError."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:  # UnicodeError is one too
        raise _unusable(url) from error
    if not port or not _HOST.fullmatch(host):
        raise _unusable(url)
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    credentials = parts.netloc.rpartition("@")[0]
    return Location(scheme=parts.scheme, host=host, port=port, target=path + query, credentials=credentials)


def on_the_web(named: str) -> str:
    """Give the http or https address that a name is, or nothing. Feed readers write `feed:` before addresses."""
    url = named.strip()
    if url.lower().startswith("feed:"):
        url = url[5:].removeprefix("//")
        url = url if "://" in url else f"https://{url}"
    return url if url.lower().startswith(("http://", "https://")) else ""


def shown(url: str) -> str:
    """Give an address, or whatever it is, without credentials."""
    before, at, after = url.partition("://")
    authority, slash, rest = after.partition("/")
    return before + at + authority.rpartition("@")[2] + slash + rest


def _unusable(url: str) -> NewsletterError:
    hint = "Addresses start with https:// or http://, then the name of a machine."
    return NewsletterError.of("fetch.url", f"`{shown(url)[:200]}` is not an address on the web.", hint)
