"""Send an issue to its frozen audience through a relay: the ledger promises, the crew delivers.

The ledger hands promises to the crew ahead of need, and what came of them is written down as many at
once as have come in: a promise costs one fsync for many, and no connection waits for another's.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.crew import RECONNECT, Crew, Post, Report
from newsletter.publish.outcome import (
    BACKOFF,
    BREAKER,
    UNSTARTED,
    Answer,
    Outcome,
    Policy,
    about_us,
    outcome,
    refused_in_a_row,
)
from newsletter.publish.relay import RelayDownError, connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.publish.ledger import Ledger, Tally
    from newsletter.publish.relay import Relay

_SHARE = 3  # times a commit's own duration until the next: the disk gets a quarter of the time at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How to send. A crash leaves in doubt what is in hand, and what the relay takes during a few commits.

    `patience`: how many seconds to wait, at the end, for readers who are to be tried again.
    """

    sender: str
    policy: Policy = Policy.HOLD
    connections: int = 10
    patience: float = 3600.0
    backoff: tuple[float, ...] = BACKOFF
    reconnect: tuple[float, ...] = RECONNECT


def send(
    ledger: Ledger,
    relay: Relay,
    compose: Callable[[str], bytes],
    orders: Orders,
    *,
    gone: Callable[[list[str]], set[str]],
    clock: Callable[[], float] = time.time,
) -> Tally:
    """Mail everybody whom the ledger lists as pending and due; give where the audience stands.

    `compose` makes the message for an address, `gone` tells which of some addresses have
    unsubscribed. Stops with NewsletterError when the relay refuses us, cannot be reached, or the
    ledger cannot be written; the readers who had no message yet stay pending then.
    """
    ledger.recover(orders.policy)
    post = Post(relay=relay, sender=orders.sender, compose=compose, reconnect=orders.reconnect)
    asyncio.run(_send(ledger, Crew(post, orders.connections), orders, gone, clock))
    return ledger.tally()


def send_test(relay: Relay, compose: Callable[[str], bytes], sender: str, addresses: list[str]) -> dict[str, Answer]:
    """Mail a few addresses without a ledger, one after the other; give the relay's answer for each.

    Raises NewsletterError when the relay refuses us or cannot be reached.
    """
    return asyncio.run(_send_test(relay, compose, sender, addresses))


async def _send_test(
    relay: Relay, compose: Callable[[str], bytes], sender: str, addresses: list[str]
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for address in addresses:
        try:
            line = await connected(relay)
        except RelayDownError as error:
            raise NewsletterError.of("relay.down", f"The relay cannot be reached: {error}.", "Try again.") from error
        answers[address] = await line.deliver(sender, address, compose(address))
        await line.close()
    return answers


async def _send(
    ledger: Ledger, crew: Crew, orders: Orders, gone: Callable[[list[str]], set[str]], clock: Callable[[], float]
) -> None:
    """Exchange outcomes for promises until nobody is left who is due within our patience."""
    reports: list[Report] = []
    refused = 0
    crew.start()
    try:
        while True:
            begun = time.perf_counter()
            promises = ledger.exchange(_outcomes(reports, orders, clock()), crew.room, now=clock(), gone=gone)
            took = time.perf_counter() - begun
            settled, reports = reports, []
            crew.take(promises)
            refused = _still_wanted(settled, refused, crew)
            if crew.busy:
                reports = await crew.reports(pause=_SHARE * took)
            elif not await _waited(ledger.next_due(), orders.patience, clock):
                break
    finally:
        reports += await crew.dismissed()
        ledger.exchange(_outcomes(reports, orders, clock()), 0, now=clock(), gone=gone)


def _outcomes(reports: list[Report], orders: Orders, now: float) -> list[Outcome]:
    """Give what is to be written down; after an error nobody foresaw the promise stays open, and so in doubt."""
    return [
        outcome(
            promise,
            answer if isinstance(answer, Answer) else UNSTARTED,
            policy=orders.policy,
            now=now,
            backoff=orders.backoff,
        )
        for promise, answer in reports
        if isinstance(answer, (Answer, NewsletterError, RelayDownError))
    ]


def _still_wanted(reports: list[Report], refused: int, crew: Crew) -> int:
    """Give the refusals in a row; raise what ends the sending: a failure, or a relay that refuses everybody."""
    for _, answer in reports:
        if isinstance(answer, RelayDownError):
            crew.retire(answer)
        elif not isinstance(answer, Answer):
            raise answer
        else:
            refused = refused_in_a_row(refused, answer)
            if about_us(answer) or refused >= BREAKER:
                raise NewsletterError.of(
                    "relay.refused",
                    f"The relay refuses our mail: {answer.code} {answer.text}.",
                    "Nobody else was tried. Ask who runs the relay, then resume.",
                )
    return refused


async def _waited(due: float | None, patience: float, clock: Callable[[], float]) -> bool:
    """Sleep until somebody is due; give False when nobody is, or not within our patience."""
    if due is None or due - clock() > patience:
        return False
    await asyncio.sleep(max(0.0, due - clock()))
    return True
