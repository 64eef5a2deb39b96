"""Who publishes an issue, and what came of it: claims that one runner wins, receipts that say what was done."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from newsletter.problems import NewsletterError
from newsletter.publish.schedule import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LEASE = timedelta(minutes=30)  # without a sign of life a claim's runner counts as dead after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One step that was done: with whom, under which id there, for which content (SHA-256), when."""

    step: str
    provider: str
    id: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A runner's word that it publishes an issue. `nonce` makes no two claims the same commit."""

    number: int
    issue: str
    runner: str
    nonce: str
    claimed: datetime
    until: datetime
    done: bool = False
    receipts: tuple[Receipt, ...] = ()

    def receipt(self, step: str) -> Receipt | None:
        """Give the receipt of a step that was done."""
        return next((receipt for receipt in self.receipts if receipt.step == step), None)

    @property
    def words(self) -> str:
        """Who has the issue, or when it went out, in one sentence."""
        if self.done:
            return f"{self.issue} was published on {self.until:%Y-%m-%d %H:%M} UTC."
        return f"{self.runner} has been publishing {self.issue} since {self.claimed:%Y-%m-%d %H:%M} UTC."


class Store(Protocol):
    """Where claims lie, one for each issue number. `swap` is one step: of two that race one wins."""

    def read(self, number: int) -> tuple[bytes, str] | None:
        """Give a claim's bytes and version; None where there is none."""

    def read_all(self) -> Mapping[int, tuple[bytes, str]]:
        """Give all claims."""

    def swap(self, number: int, data: bytes, expected: str | None) -> str | None:
        """Replace version `expected` (None: nothing) and give the new version; None where it is not that any more."""


@dataclass(slots=True)
class Holding:
    """A claim that is ours, as long as nobody has replaced the version that we wrote last."""

    store: Store
    claim: Claim
    version: str
    now: Callable[[], datetime]

    def note(self, receipt: Receipt, *, done: bool = False) -> None:
        """Write down a step that was done. Raises NewsletterError where the claim has been taken over."""
        others = tuple(known for known in self.claim.receipts if known.step != receipt.step)
        self._keep(replace(self.claim, receipts=(*others, receipt), done=done))

    def alive(self) -> None:
        """Give a sign of life where one is due. Raises NewsletterError where the claim has been taken over."""
        if self.claim.until - self.now() < LEASE / 2:
            self._keep(self.claim)

    def renew(self) -> None:
        """Make sure that the claim is ours, for another lease. Raises NewsletterError where it has been taken over."""
        self._keep(self.claim)

    def let_go(self) -> None:
        """Leave an issue that is not done to the next run, now rather than when the lease ends."""
        self._write(replace(self.claim, until=self.now()))

    def _keep(self, claim: Claim) -> None:
        now = self.now()
        if not self._write(replace(claim, until=now if claim.done else now + LEASE)):
            raise NewsletterError.of(
                "claims.lost",
                f"Another runner has taken over {claim.issue}: this one stops.",
                "Nothing is to be done if the other one ends well: `newsletter send status`.",
            )

    def _write(self, claim: Claim) -> bool:
        claim = replace(claim, nonce=secrets.token_hex(8))
        version = self.store.swap(claim.number, _written(claim), self.version)
        if version is None:
            return False
        self.claim, self.version = claim, version
        return True


def find(store: Store, number: int) -> Claim | None:
    """Look up the claim of an issue."""
    found = store.read(number)
    return _parsed(found[0]) if found else None


def find_all(store: Store) -> dict[int, Claim]:
    """Look up all claims, by issue number."""
    return {number: _parsed(data) for number, (data, _) in store.read_all().items()}


def taken(claims: Iterable[Claim], now: datetime) -> dict[int, Taken]:
    """Say which numbers are not to be published now, and why: those done, and those whose runner may be alive."""
    return {claim.number: Taken(claim.issue, claim.words) for claim in claims if claim.done or now < claim.until}


def take(store: Store, *, number: int, issue: str, runner: str, now: Callable[[], datetime]) -> Holding | None:
    """Claim an issue, or take over the claim of a runner that is dead. None where somebody else has it.

    A claim that is taken over keeps its receipts. Raises NewsletterError where the number belongs to
    another issue.
    """
    found = store.read(number)
    time = now()
    nonce, until = secrets.token_hex(8), time + LEASE
    if found is None:
        claim = Claim(number=number, issue=issue, runner=runner, nonce=nonce, claimed=time, until=until)
    else:
        claim = _parsed(found[0])
        _refuse_other(claim, issue)
        if claim.done or time < claim.until:
            return None
        claim = replace(claim, runner=runner, nonce=nonce, until=until)
    version = store.swap(number, _written(claim), found[1] if found else None)
    return Holding(store, claim, version, now) if version else None


def _refuse_other(claim: Claim, issue: str) -> None:
    """Stop where two issues have one number: the later one would count as published."""
    if claim.issue[:10] != issue[:10]:
        raise NewsletterError.of(
            "claims.number",
            f"Number {claim.number} belongs to {claim.issue}; {issue} cannot have it too.",
            "Give this issue the next number.",
        )


def _written(claim: Claim) -> bytes:
    def stamp(value: object) -> str:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        raise TypeError(type(value))

    return (json.dumps(asdict(claim), default=stamp, ensure_ascii=False, indent=1) + "\n").encode()


def _parsed(data: bytes) -> Claim:
    try:
        raw = json.loads(data)
        receipts = tuple(Receipt(**one | {"at": datetime.fromisoformat(one["at"])}) for one in raw["receipts"])
        times = {name: datetime.fromisoformat(raw[name]) for name in ("claimed", "until")}
        return Claim(**raw | times | {"receipts": receipts})
    except (ValueError, KeyError, TypeError) as error:
        raise NewsletterError.of(
            "claims.unreadable",
            "A claim cannot be read: who publishes this issue is not known.",
            "Use the version of newsletter that wrote it; publish nothing by hand before you have looked.",
        ) from error
