"""Whether a newsletter has what bulk senders are asked for. Says what is missing; whether mail arrives, nobody knows.

Asked for by Gmail and Yahoo since February 2024: SPF, DKIM and DMARC, a From that agrees with them, and
unsubscribing by one click (RFC 8058).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity
from newsletter.publish import records
from newsletter.publish.records import finding

if TYPE_CHECKING:
    from collections.abc import Mapping

# Who has an address there cannot mail in bulk under it: these domains' DMARC refuses anybody else's server.
_MAILBOXES = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|outlook|hotmail|live|msn|aol|icloud|me|mac|gmx|web|proton|protonmail|orange|"
    r"wanadoo|free|sfr|laposte|bbox)\.(?:com|fr|net|de|me|co\.uk)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How the newsletter mails. `engine` owns unsubscribing and signing where it is set.

    `dkim` are the selectors and domains of the keys, as `selector._domainkey.domain`.
    """

    sender: str
    engine: str | None = None
    dkim: tuple[str, ...] = ()
    list_id: str | None = None
    unsubscribe: str | None = None
    one_click: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """TXT records, as given or looked up: of the sender's domain, of `_dmarc.` before it, of each key by its name."""

    domain: tuple[str, ...] = ()
    dmarc: tuple[str, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def examine(sending: Sending, found: Records) -> tuple[Problem, ...]:
    """List what is missing or wrong, most important first."""
    domain = sending.sender.rpartition("@")[2].lower()
    problems = _sender(sending, domain)
    if not any(problem.code == "doctor.mailbox" for problem in problems):
        problems += records.spf(domain, found.domain)
        for name in sending.dkim:
            problems += records.dkim(name, found.keys.get(name, ()))
        problems += records.dmarc(domain, found.dmarc) + _alignment(sending, domain)
    problems += _list(sending)
    order = list(Severity)
    return tuple(sorted(problems, key=lambda problem: order.index(problem.severity)))


def _sender(sending: Sending, domain: str) -> list[Problem]:
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", sending.sender):
        hint = "Write `email` into newsletter.toml: an address of your own domain."
        if not sending.sender:
            return [finding("sender", "There is no address to mail from.", hint)]
        return [finding("sender", f"`{sending.sender}` is no address to mail from.", hint)]
    if _MAILBOXES.fullmatch(domain):
        message = f"{sending.sender} is a mailbox of {domain}, whose DMARC refuses mail from other servers."
        return [finding("mailbox", message, "Mail from a domain of your own.")]
    return []


def _alignment(sending: Sending, domain: str) -> list[Problem]:
    """DMARC wants one signature of the From's own domain (RFC 7489, 3.1); a parent or a child will do."""
    if not sending.dkim:
        hint = "Set up DKIM in your engine or relay, and name its selector."
        severity = Severity.WARNING if sending.engine else Severity.ERROR
        return [finding("dkim-none", f"No DKIM key of {domain} is known.", hint, severity)]
    signers = [name.partition("._domainkey.")[2].lower() for name in sending.dkim]
    if any(one == domain or one.endswith(f".{domain}") or domain.endswith(f".{one}") for one in signers if one):
        return []
    message = f"Mail from {domain} is signed by {', '.join(signers)}: DMARC does not count that."
    return [finding("alignment", message, f"Sign with a key of {domain}.")]


def _list(sending: Sending) -> list[Problem]:
    problems = []
    if not sending.engine:
        if not (sending.unsubscribe or "").startswith("https://") or not sending.one_click:
            message = "Readers cannot unsubscribe by one click (RFC 8058), which Gmail and Yahoo ask bulk senders for."
            hint = "Run the feedback service, or name an https address that unsubscribes on POST (`unsubscribe`)."
            problems.append(finding("one-click", message, hint))
        if not re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", sending.list_id or ""):
            message = "The mail has no List-Id (RFC 2919): readers' filters cannot tell the newsletter."
            problems.append(finding("list-id", message, "It is made of the archive's address: look at `url`."))
    if not sending.address:
        message = "The mail names no postal address; many countries' laws want one in bulk mail."
        problems.append(finding("address", message, "Write `address` into newsletter.toml.", Severity.WARNING))
    return problems
