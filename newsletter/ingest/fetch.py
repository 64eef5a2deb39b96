"""The one HTTP door: what a public address holds, politely asked for and within bounds."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter import __version__
from newsletter.ingest import robots
from newsletter.ingest.addresses import Policy
from newsletter.ingest.bounds import Bounds
from newsletter.ingest.deadline import Deadline
from newsletter.ingest.hosts import Hosts
from newsletter.ingest.locations import Location, locate
from newsletter.problems import NewsletterError, Problem

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from newsletter.ingest.exchange import Answer

AGENT = "newsletter-desk"
FEEDS_AND_PAGES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, "
    "*/*;q=0.5"
)
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_LONGEST_REST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address holds. `url` is where it was found in the end, `moved_to` where it is for good from now on."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    moved_to: str = ""

    @property
    def not_modified(self) -> bool:
        """Tell whether it is what it was when `etag` and `last_modified` were noted."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The Content-Type header, or nothing."""
        return self.headers.get("content-type", "")

    @property
    def etag(self) -> str:
        """What to send next time as `etag`."""
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        """What to send next time as `last_modified`."""
        return self.headers.get("last-modified", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an address could not be had. Before `retry_at` its host does not want to be asked again."""

    problem: Problem
    retry_at: datetime | None = None


class Fetcher:
    """Fetches for one run: keeps to each host's limits, and asks for robots.txt once.

    `contact` is an address that says who fetches; it stands in the User-Agent. Safe to use from several threads.
    """

    def __init__(
        self, *, contact: str, bounds: Bounds | None = None, policy: Policy | None = None, per_host: int = 2
    ) -> None:
        self._agent = f"{AGENT}/{__version__} (+{contact})"
        self.bounds = bounds or Bounds()
        self._policy = policy or Policy()
        self._hosts = Hosts(per_host)
        self._open: set[Deadline] = set()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import ssl

        return ssl.create_default_context()

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "", heed_robots: bool) -> Fetched | Failure:
        """Get what an http or https address holds, or why it cannot be had.

        With the `etag` or `last_modified` of the last time, the answer may be `not_modified`. Redirects are
        followed, each to a vetted machine. robots.txt is heeded for pages; feeds are there for robots.
        """
        conditions = {"if-none-match": etag, "if-modified-since": last_modified}
        try:
            return self._follow(locate(url), {name: said for name, said in conditions.items() if said}, heed_robots)
        except NewsletterError as error:
            return Failure(problem=error.problems[0])

    def stop(self) -> None:
        """End what is under way: whoever waits for it hears of a time-out at once."""
        for deadline in tuple(self._open):
            deadline.end()

    def _follow(self, start: Location, conditions: dict[str, str], heed_robots: bool) -> Fetched | Failure:
        location, seconds, moved, for_good = start, self.bounds.seconds, "", True
        for _ in range(self.bounds.redirects + 1):
            if heed_robots and (closed := self._closed(location)):
                return closed
            began = time.monotonic()
            answer = self._ask(location, start, conditions, seconds)
            seconds -= time.monotonic() - began
            if isinstance(answer, Failure):
                return answer
            target = answer.headers.get("location", "")
            if answer.status not in _MOVED or not target:
                return _judged(answer, location, moved)
            location = locate(target, base=str(location))
            for_good = for_good and answer.status in _FOR_GOOD
            moved = str(location) if for_good else moved
        hint = "Open the address in a browser; use the one it ends at."
        return _failure("redirects", f"{start} leads on more than {self.bounds.redirects} times.", hint)

    def _ask(self, location: Location, start: Location, conditions: dict[str, str], seconds: float) -> Answer | Failure:
        from newsletter.ingest.exchange import exchange

        headers = {"user-agent": self._agent, "accept": FEEDS_AND_PAGES, "accept-encoding": "gzip", **conditions}
        if location.origin == start.origin and start.authorization:
            headers["authorization"] = start.authorization
        with self._hosts.turn(location.origin) as host:
            now = datetime.now(UTC)
            if host.rest_until and host.rest_until > now:
                return _resting(location, host.rest_until)
            with Deadline(max(seconds, 0.01)) as deadline:
                self._open.add(deadline)
                try:
                    answer = exchange(
                        location,
                        headers,
                        bounds=self.bounds,
                        deadline=deadline,
                        policy=self._policy,
                        tls=self._tls if location.scheme == "https" else None,
                    )
                finally:
                    self._open.discard(deadline)
            if answer.status in {429, 503} and (rest := _retry_after(answer.headers.get("retry-after", ""), now)):
                host.rest_until = rest
                return _resting(location, rest)
            return answer

    def _closed(self, location: Location) -> Failure | None:
        """Say why a page may not be asked for: robots.txt forbids it, or cannot be had (RFC 9309, section 2.3.1)."""
        rules = self._hosts.rules(location.origin, lambda: self._read_rules(location.origin))
        if isinstance(rules, Problem):
            where = f"{location.origin}/robots.txt"
            if rules.code not in _ANSWERED:  # the page would have failed for the same reason
                return Failure(problem=replace(rules, message=rules.message.replace(where, str(location))))
            hint = f"Pages are read only where the site's robots.txt can be had. {rules.hint}"
            rest = self._hosts.of(location.origin).rest_until
            return Failure(problem=replace(rules, hint=hint), retry_at=rest)
        if rules.allow(location.target):
            return None
        return _failure(
            "robots",
            f"{location} is closed to robots by the site's robots.txt.",
            "Read it in a browser, save it or copy its text, and ingest that.",
        )

    def _read_rules(self, origin: str) -> robots.Rules | Problem:
        """Read a robots.txt. What is not there forbids nothing."""
        found = self.fetch(f"{origin}/robots.txt", heed_robots=False)
        if isinstance(found, Failure):
            return robots.Rules() if found.problem.code in _ABSENT else found.problem
        return robots.rules(found.body[: robots.LONGEST].decode("utf-8", "replace"), AGENT)


def _retry_after(value: str, now: datetime) -> datetime | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3), at most a week ahead."""
    if value.strip().isdecimal():
        return now + min(timedelta(seconds=int(value.strip()[:9])), _LONGEST_REST)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(moment, now + _LONGEST_REST) if moment > now else None


def _resting(location: Location, until: datetime) -> Failure:
    message = f"{location.host} wants to be left alone until {until:%Y-%m-%d %H:%M} UTC."
    return _failure("busy", message, "Run `newsletter ingest` again after that.", retry_at=until)


def _failure(code: str, message: str, hint: str, *, retry_at: datetime | None = None) -> Failure:
    return Failure(problem=Problem(code=f"fetch.{code}", message=message, hint=hint), retry_at=retry_at)


_ANSWERED = frozenset(
    {"fetch.server", "fetch.busy", "fetch.redirects", "fetch.too-big", "fetch.encoding", "fetch.packing"}
)
_ABSENT = frozenset({"fetch.gone", "fetch.not-found", "fetch.login", "fetch.forbidden", "fetch.status"})
_STATUSES: Mapping[int, tuple[str, str, str]] = MappingProxyType(
    {
        401: ("login", "asks for a name and a password", "Write them into the address: https://name:password@…"),
        402: ("login", "is for subscribers", "Log in with a browser, copy the text, and ingest that."),
        403: ("forbidden", "does not let programs in", "Open it in a browser, save it, and ingest the file."),
        404: ("not-found", "is not there", "Check the address; the page or feed may have moved."),
        410: ("gone", "is gone for good", "Remove it from newsletter.toml."),
        429: ("busy", "has been asked too often", "Run `newsletter ingest` again later."),
        451: ("forbidden", "may not be shown here, for legal reasons", "Remove it from newsletter.toml."),
    }
)


def _judged(answer: Answer, location: Location, moved: str) -> Fetched | Failure:
    """Turn the last answer into what was wanted or into what is wrong."""
    if answer.status in {200, 203, 304}:
        headers = MappingProxyType(dict(answer.headers))
        return Fetched(url=str(location), status=answer.status, body=answer.body, headers=headers, moved_to=moved)
    if answer.status in _STATUSES:
        code, what, hint = _STATUSES[answer.status]
        return _failure(code, f"{location} {what} (HTTP {answer.status}).", hint)
    if answer.status >= 500:
        hint = "Try again later. If it is always so, tell the owner of the site."
        return _failure("server", f"{location} is out of order (HTTP {answer.status}).", hint)
    return _failure("status", f"{location} answers with HTTP {answer.status}.", "Open it in a browser to see why.")
