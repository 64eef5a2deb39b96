"""`newsletter send`: test mailings, and where real ones stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.pipeline import publish
from newsletter.pipeline.calendar import open_calendar
from newsletter.pipeline.destination import engine_name, open_mailer
from newsletter.pipeline.outgoing import in_words, letter_of
from newsletter.problems import NewsletterError
from newsletter.publish import previews
from newsletter.publish.addresses import mailbox
from newsletter.publish.names import mailing_key
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
    from newsletter.publish.engines.contract import Engine


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
    """A test mailing: the hash of the mail, the engine's table, and what the relay said of those it refused."""

    issue: str
    content: str
    through: str
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an issue's mailing stands, in words: `claim` by the claim, `mailing` by the engine or the ledger."""

    issue: str
    number: int
    claim: Claim
    mailing: str


def send_test(place: Place, wanted: str, addresses: Sequence[str], *, dry_run: bool = False) -> Tested:
    """Mail an issue to a few addresses and to nobody else; what they get is what counts as previewed.

    A dry run builds and plans the mail, and sends nothing. Raises NewsletterError.
    """
    for address in addresses:
        try:
            mailbox(address)
        except ValueError as error:
            hint = "Write plain addresses, one after the other."
            raise NewsletterError.of(
                "send.address", f"`{address}` is no address to test with: {error}.", hint
            ) from None
    calendar = place.calendar()
    path = find_one(calendar, wanted)
    issue, mailer = calendar.issues[path], open_mailer(calendar.room, place.environ)
    through = engine_name(calendar.room)
    reached = "1 address" if len(addresses) == 1 else f"{len(addresses)} addresses"
    place.tell(f"{issue.name}: build it, then a test through {through}, to {reached}")
    ready = publish.built(calendar, calendar.shown(path), path)
    place.tell(f"  mail: «{ready.mail.subject}» {ready.content[:12]}")
    refused = _tested(mailer, calendar, ready, addresses, dry_run=dry_run)
    if len(refused) < len(addresses) and not dry_run:
        seen = store_for(place.folder, place.environ, "previews")
        previews.record(seen, issue.number, ready.content, place.now())
    return Tested(issue=issue.name, content=ready.content, through=through, refused=refused)


def _tested(
    mailer: Engine | OwnRelay, calendar: Calendar, ready: Mailing, addresses: Sequence[str], *, dry_run: bool
) -> dict[str, str]:
    """Send the test, unless it is dry; give the addresses that the relay refused, with what it said."""
    if isinstance(mailer, OwnRelay):
        letter = letter_of(mailer, calendar.room, ready)
        if dry_run:
            mailer.composer(ready.mail, letter)
            return {}
        answers = mailer.test(ready.mail, letter, addresses)
        return {address: f"{one.code} {one.text}" for address, one in answers.items() if one.code // 100 != 2}
    plan = mailer.plan(ready.mail)
    if not dry_run:
        mailer.send_test(mailer.upsert_draft(plan), addresses)
    return {}


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


def find_one(calendar: Calendar, wanted: str) -> Path:
    """Find the one issue that is meant, and whose file is sound. Raises NewsletterError."""
    found = calendar.room.select([wanted])
    if len(found) > 1:
        names = ", ".join(path.stem for path in found)
        raise NewsletterError.of("issue.several", f"`{wanted}` may be {names}.", "Say which one.")
    if found[0] not in calendar.issues:
        raise NewsletterError(*calendar.room.read_issue(found[0])[1])
    return found[0]
