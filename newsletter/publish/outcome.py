"""What a relay's answer means for a reader, and when to try again: decisions only, no clock and no network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

# Seconds before each new try after a temporary refusal: greylisting wants minutes, a full disk hours.
BACKOFF: tuple[float, ...] = (60, 300, 900, 1800, 3600, 7200, 14400, 28800)
# So many refusals in a row are no longer about readers: the relay refuses us.
BREAKER = 25


class State(StrEnum):
    """Where a reader of the frozen audience stands; the five states share it out completely."""

    PENDING = "pending"  # to be mailed, now or when due
    SENDING = "sending"  # promised: from here on the relay may have the message
    SENT = "sent"  # the relay has said yes
    FAILED = "failed"  # refused for good, or unsubscribed before the promise
    IN_DOUBT = "in_doubt"  # the relay may or may not have said yes


class Policy(StrEnum):
    """What happens to a reader in doubt: at most one mail, or at least one. Both cannot be had."""

    HOLD = "hold"
    RETRY = "retry"


class Stage(IntEnum):
    """How far a transaction was when it was answered or cut off."""

    UNSTARTED = auto()
    SENDER = auto()  # MAIL
    RECIPIENT = auto()  # RCPT
    CONTENT = auto()  # DATA and the text, before the final dot
    END = auto()  # the final dot is out


@dataclass(frozen=True, slots=True)
class Answer:
    """The relay's last word on one message; code 0: the connection was lost instead."""

    stage: Stage
    code: int = 0
    text: str = ""


UNSTARTED = Answer(Stage.UNSTARTED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be written down for one reader. `due` is when to try again (seconds since 1970)."""

    reader: int
    state: State
    tries: int
    due: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A reader whom the ledger has promised a message; `tries` counts the ones before."""

    reader: int
    address: str
    tries: int


def outcome(promise: Promise, answer: Answer, *, policy: Policy, now: float, backoff: tuple[float, ...]) -> Outcome:
    """Decide what an answer means for the reader it was given about."""
    if answer.stage is Stage.UNSTARTED or about_us(answer):
        return Outcome(promise.reader, State.PENDING, promise.tries)
    tries = promise.tries + 1
    note = f"{answer.code} {answer.text}".strip() if answer.code else "connection lost"
    if answer.stage is Stage.END and answer.code // 100 == 2:
        return Outcome(promise.reader, State.SENT, tries, note=note)
    if answer.stage is Stage.END and answer.code // 100 not in {4, 5} and policy is Policy.HOLD:
        return Outcome(promise.reader, State.IN_DOUBT, tries, note=note)
    if answer.code // 100 == 5:
        return Outcome(promise.reader, State.FAILED, tries, note=note)
    if tries > len(backoff):
        return _given_up(promise, answer, tries, note)
    return Outcome(promise.reader, State.PENDING, tries, now + backoff[tries - 1], note)


def _given_up(promise: Promise, answer: Answer, tries: int, note: str) -> Outcome:
    """End the tries; a reader whose last try may have arrived stays in doubt under either policy."""
    state = State.FAILED if answer.code // 100 == 4 or answer.stage < Stage.END else State.IN_DOUBT
    return Outcome(promise.reader, state, tries, note=f"given up after {tries} tries: {note}")


def hung_up(answer: Answer) -> bool:
    """Tell whether the connection is gone, or will be: 421 is a relay's goodbye (RFC 5321, 3.8)."""
    return answer.code in {0, 421}


def about_us(answer: Answer) -> bool:
    """Tell whether a refusal is about the sender, not the reader: then everybody would be refused."""
    return answer.stage is Stage.SENDER and answer.code // 100 == 5


def refused_in_a_row(before: int, answer: Answer) -> int:
    """Count permanent refusals since the last message that was taken."""
    if answer.code // 100 == 5:
        return before + 1
    return 0 if answer.stage is Stage.END and answer.code // 100 == 2 else before
