"""What every engine does with a mailing, in the same few words, and what is handed to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn, Protocol

from newsletter.problems import NewsletterError
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsletter.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A rendered issue, exactly as it was previewed.

    `key` names the mailing in the engine for ever: lower-case letters, digits and hyphens. `url` is the
    web copy. `sender` is the name and address in From.
    """

    key: str
    number: int
    subject: str
    preheader: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    url: str
    sender: tuple[str, str]

    @property
    def content(self) -> str:
        """The hash of what readers get (SHA-256, hexadecimal)."""
        return mail_hash(subject=self.subject, preheader=self.preheader, html=self.html, text=self.text)


def mail_hash(*, subject: str, preheader: str, html: str, text: str) -> str:
    """Hash what readers get of an issue: the `mail_sha256` of its manifest."""
    return stable_hash(subject, preheader, html, text)


class State(StrEnum):
    """Where a campaign stands, in any engine."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"  # paused, cancelled, failed: somebody has to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One mailing in an engine. `at` is when it goes or went out (UTC), `lock` what a change has to name there."""

    engine: str
    id: str
    state: State
    at: datetime | None = None
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be sent: the mail in the engine's own syntax, and what will be different from the preview."""

    engine: str
    mail: Mail
    subject: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    notes: tuple[Problem, ...] = ()


class Engine(Protocol):
    """An engine that owns the readers and does the mailing. Every method but `plan` speaks with it.

    All raise NewsletterError; `UnknownError` where nobody knows whether the engine did what was asked.
    """

    @property
    def name(self) -> str:
        """The engine, as people call it."""

    def plan(self, mail: Mail) -> Plan:
        """Say what would be sent. No network. Raises NewsletterError for what the engine cannot carry."""

    def find(self, key: str) -> Campaign | None:
        """Find the campaign of a mailing."""

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the campaign, or give the one that is there this content. Nothing is mailed."""

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail a draft to a few addresses, and to nobody else."""

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Let the campaign go out at a time; at once where `when` is None."""

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Make a scheduled campaign a draft again."""

    def status(self, campaign: Campaign) -> Campaign:
        """Look where the campaign stands."""


def only(engine: str, key: str, found: Sequence[Campaign]) -> Campaign | None:
    """Give the one campaign that was found. Raises NewsletterError for twins: which one is meant is not ours to say."""
    if len(found) > 1:
        ids = ", ".join(campaign.id for campaign in found)
        raise NewsletterError.of(
            "engine.twins",
            f"{engine} has {len(found)} campaigns of `{key}`: {ids}.",
            "Delete there all but the one that is to go out.",
        )
    return found[0] if found else None


def refuse_unless(campaign: Campaign, *states: State) -> None:
    """Stop where a campaign is no longer in a state that may be changed."""
    if campaign.state not in states:
        refuse(campaign)


def refuse(campaign: Campaign) -> NoReturn:
    """Say that a campaign is not touched, and why."""
    said = {
        State.SENDING: ("engine.already-sent", "is being mailed"),
        State.SENT: ("engine.already-sent", "has been mailed"),
        State.SCHEDULED: ("engine.state", "is scheduled"),
        State.DRAFT: ("engine.state", "is a draft"),
        State.STOPPED: ("engine.stopped", "was stopped there (paused, cancelled or failed)"),
    }
    code, words = said[campaign.state]
    message = f"Campaign {campaign.id} of {campaign.engine} {words}: it is left as it is."
    raise NewsletterError.of(code, message, "Look at it there; nothing has been changed from here.")


def cannot(engine: str, what: str, instead: str) -> NoReturn:
    """Say that an engine has no such thing, and what to do instead."""
    raise NewsletterError.of("engine.cannot", f"{engine} cannot {what}.", instead)
