"""`newsletter send`: test mailings, and what became of real ones."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.newsroom import PRIVATE
from newsletter.pipeline import publish
from newsletter.pipeline.calendar import open_calendar
from newsletter.pipeline.destination import engine_name, open_mailer, open_relay
from newsletter.pipeline.outgoing import in_words, letter_of, refuse_unfinished
from newsletter.problems import NewsletterError
from newsletter.publish import previews
from newsletter.publish.addresses import mailbox
from newsletter.publish.ledger import open_ledger
from newsletter.publish.names import mailing_key
from newsletter.publish.outcome import State
from newsletter.publish.own_relay import OwnRelay
from newsletter.publish.stores import store_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsletter.model import Issue
    from newsletter.pipeline.calendar import Calendar
    from newsletter.pipeline.mailing import Mailing
    from newsletter.publish.claims import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an act happens: the newsletter's folder, the environment, the time, and who is told what is coming."""

    folder: Path
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    tell: Callable[[str], None] = lambda _: None

    def calendar(self) -> Calendar:
        """Read issues and claims."""
        return open_calendar(self.folder, self.now(), self.environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A test mailing: the hash of the mail that was sent, and what the relay said of each address."""

    issue: str
    content: str
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an issue's mailing stands, in words: `claim` by the claim, `mailing` by the engine or the ledger."""

    issue: str
    number: int
    claim: Claim
    mailing: str


def test(place: Place, wanted: str, addresses: Sequence[str]) -> Tested:
    """Mail an issue to a few addresses and to nobody else; what they get is what counts as previewed.

    Raises NewsletterError.
    """
    for address in addresses:
        try:
            mailbox(address)
        except ValueError as error:
            hint = "Write plain addresses, one after the other."
            raise NewsletterError.of("send.address", f"A test address: {error}.", hint) from None
    calendar = place.calendar()
    path = _one(calendar, wanted)
    issue, mailer = calendar.issues[path], open_mailer(calendar.room, place.environ)
    place.tell(f"{issue.name}: a test through {engine_name(calendar.room)}, to {len(addresses)} addresses")
    ready = publish.built(calendar, calendar.shown(path), path)
    refused: dict[str, str] = {}
    if isinstance(mailer, OwnRelay):
        answers = mailer.test(ready.mail, letter_of(mailer, calendar.room, ready), addresses)
        refused = {address: f"{one.code} {one.text}" for address, one in answers.items() if one.code // 100 != 2}
    else:
        mailer.send_test(mailer.upsert_draft(mailer.plan(ready.mail)), addresses)
    if len(refused) < len(addresses):
        seen = store_for(place.folder, place.environ, "previews")
        previews.record(seen, issue.number, ready.content, place.now())
    return Tested(issue=issue.name, content=ready.content, refused=refused)


def status(place: Place, wanted: Sequence[str]) -> tuple[Standing, ...]:
    """Say where mailings stand: those of the issues that are named, or all that were begun."""
    calendar = place.calendar()
    chosen = [calendar.issues[path] for path in calendar.room.select(wanted) if path in calendar.issues]
    claimed = [issue for issue in chosen if issue.number in calendar.claims]
    return tuple(_standing(place, calendar, issue) for issue in claimed)


def _standing(place: Place, calendar: Calendar, issue: Issue) -> Standing:
    claim = calendar.claims[issue.number]
    key = mailing_key(calendar.room.config, issue)
    mailer = open_mailer(calendar.room, place.environ)
    if isinstance(mailer, OwnRelay):
        tally = mailer.tally(key)
        words = in_words(tally) if tally else "No ledger of it is on this machine."
    else:
        campaign = mailer.find(key)
        words = f"Campaign {campaign.id} of {campaign.engine} is {campaign.state}." if campaign else "No campaign."
    return Standing(issue=issue.name, number=issue.number, claim=claim, mailing=words)


def resume(place: Place, wanted: str, *, retry: bool) -> str:
    """Go on with a mailing of our relay that is out, for readers who are pending again; give where it stands.

    `retry` mails those in doubt again. Raises NewsletterError where it was begun elsewhere, or not at all.
    """
    calendar, relay, ready = _begun(place, wanted)
    number = ready.issue.number
    claim = calendar.claims[number]
    begun = claim.receipt("begin")
    if begun is None or begun.id.split()[0] != socket.gethostname():
        message = f"The mailing of issue {number} was begun on another machine, or not at all."
        raise NewsletterError.of("relay.elsewhere", message, f"First `newsletter publish {number}`, there.")
    if not claim.done and place.now() < claim.until:
        raise NewsletterError.of("relay.busy", claim.words, "Let it finish.")
    relay.freeze(ready.mail, begun=True, edited=False)
    place.tell(f"{ready.issue.name}: mail whoever is still to be mailed")
    tally = relay.mail(ready.mail, letter_of(relay, calendar.room, ready), retry=retry, alive=lambda: None)
    refuse_unfinished(number, tally)
    again = "" if claim.done else f" Close it with `newsletter publish {number}`."
    return in_words(tally) + again


def _begun(place: Place, wanted: str) -> tuple[Calendar, OwnRelay, Mailing]:
    calendar = place.calendar()
    path = _one(calendar, wanted)
    relay, issue = open_relay(calendar.room, place.environ), calendar.issues[path]
    if issue.number not in calendar.claims:
        hint = f"Publish it: `newsletter publish {issue.number}`."
        raise NewsletterError.of("relay.not-begun", f"No mailing of issue {issue.number} was begun.", hint)
    return calendar, relay, publish.built(calendar, calendar.shown(path), path)


def in_doubt(place: Place, wanted: str) -> tuple[str, ...]:
    """List the readers of a mailing who may or may not have it."""
    with open_ledger(_ledger(place, wanted), to_send=False) as ledger:
        return tuple(address for address, _ in ledger.listed(State.IN_DOUBT))


def resolve(place: Place, wanted: str, addresses: Sequence[str], *, sent: bool) -> int:
    """Settle readers in doubt, all of them where none is named: they have it, or are to be mailed again."""
    with open_ledger(_ledger(place, wanted)) as ledger:
        return ledger.resolve(addresses or None, State.SENT if sent else State.PENDING)


def _ledger(place: Place, wanted: str) -> Path:
    calendar = place.calendar()
    relay = open_relay(calendar.room, place.environ)
    path = relay.ledger(mailing_key(calendar.room.config, calendar.issues[_one(calendar, wanted)]))
    if not path.exists():
        hint = f"Ledgers lie in {PRIVATE}/mailings/ of the machine that mailed."
        raise NewsletterError.of("relay.elsewhere", "No ledger of this mailing is on this machine.", hint)
    return path


def _one(calendar: Calendar, wanted: str) -> Path:
    """Find the one issue that is meant, and whose file is sound."""
    found = calendar.room.select([wanted])
    if len(found) > 1:
        names = ", ".join(path.stem for path in found)
        raise NewsletterError.of("issue.several", f"`{wanted}` may be {names}.", "Say which one.")
    if found[0] not in calendar.issues:
        raise NewsletterError(*calendar.room.read_issue(found[0])[1])
    return found[0]
