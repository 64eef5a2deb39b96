"""Publishing one issue, step by step, so that a run that dies anywhere is finished by the next one, once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from newsletter.problems import NewsletterError, has_errors
from newsletter.publish import claims
from newsletter.publish.claims import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsletter.problems import Problem
    from newsletter.publish.claims import Claim, Holding, Store


_BEGIN = "begin"


class Built(Protocol):
    """What a build gives."""

    @property
    def content(self) -> str:
        """Give the hash of the mail, as its manifest says it (SHA-256, hexadecimal)."""


B = TypeVar("B", bound=Built)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step gives back: with whom it was done, and under which id there.

    `earlier` says that it had been done before this run, with the content of that time.
    """

    provider: str
    id: str
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[B]):
    """The steps themselves. Each may come again: `deploy` makes the same site, `hand_over` looks before it makes.

    `freeze` settles who is mailed, where we keep that ourselves. Like `hand_over` it is told whether an earlier
    run may have got as far as the mailing. `hand_over` calls its last argument now and then while it works: a
    sign of life that raises NewsletterError where the claim is lost.
    """

    build: Callable[[], B]
    check: Callable[[B], Sequence[Problem]]
    deploy: Callable[[B], Done]
    answers: Callable[[B], None]
    freeze: Callable[[B, bool], None]
    hand_over: Callable[[B, bool, Callable[[], None]], Done]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which issue, by whom. `previewed` is the mail that somebody saw; `changed` says that another may go out."""

    number: int
    issue: str
    runner: str
    previewed: str | None = None
    changed: bool = False


class End(StrEnum):
    """How a run ended."""

    PUBLISHED = "published"
    ELSEWHERE = "elsewhere"  # another runner has it, or it was published before


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a run, in words, and the receipts that lie in the claim."""

    end: End
    words: str
    receipts: tuple[Receipt, ...] = ()


def publish(order: Order, work: Work[B], store: Store, now: Callable[[], datetime]) -> Outcome:
    """Build → check → claim → deploy the site → wait for the web copy → freeze the audience → hand over → receipt.

    Nothing leaves before the claim is ours. It is written once more right before the mailing, so that a
    run which was given up for dead stops there. Raises NewsletterError where a step fails; the next run
    goes on from there, at once; where a run dies, the next one waits for the end of its lease.
    """
    built = work.build()
    problems = work.check(built)
    if has_errors(problems):
        raise NewsletterError(*problems)
    _refuse_changed(order, order.previewed, built.content)
    known = claims.find(store, order.number)
    if known and not known.done:
        _refuse_changed(order, _begun(known), built.content)
    holding = claims.take(store, number=order.number, issue=order.issue, runner=order.runner, now=now)
    if holding is None:
        return _elsewhere(claims.find(store, order.number))
    try:
        _carry_out(work, built, holding)
    except NewsletterError:
        holding.let_go()
        raise
    return Outcome(end=End.PUBLISHED, words=holding.claim.words, receipts=holding.claim.receipts)


def _carry_out(work: Work[B], built: B, holding: Holding) -> None:
    begun = _begun(holding.claim)

    def note(step: str, made: Done, *, done: bool = False) -> None:
        content = begun if begun and made.earlier else built.content
        receipt = Receipt(step=step, provider=made.provider, id=made.id, content=content, at=holding.now())
        holding.note(receipt, done=done)

    note("deploy", work.deploy(built))
    work.answers(built)
    holding.renew()  # waiting takes time: who lost the claim meanwhile must not freeze a second audience
    work.freeze(built, begun is not None)
    note(_BEGIN, Done("newsletter", holding.claim.runner))
    note("hand over", work.hand_over(built, begun is not None, holding.alive), done=True)


def _begun(claim: Claim) -> str | None:
    """Give the hash of the mail that a run began to hand over, if one did."""
    receipt = claim.receipt(_BEGIN)
    return receipt.content if receipt else None


def _elsewhere(claim: Claim | None) -> Outcome:
    if claim is None:
        return Outcome(end=End.ELSEWHERE, words="Another runner has just claimed it.")
    return Outcome(end=End.ELSEWHERE, words=claim.words, receipts=claim.receipts)


def _refuse_changed(order: Order, known: str | None, content: str) -> None:
    """Stop where the mail is not the one that was previewed, or that an earlier run began to hand over."""
    if known in {None, content} or order.changed:
        return
    raise NewsletterError.of(
        "publish.changed",
        f"The mail of issue {order.number} is not what was previewed or begun ({known[:12]} is {content[:12]}).",
        f"Look at it. If it may go out as it is now: `newsletter publish {order.number} --changed`.",
    )
