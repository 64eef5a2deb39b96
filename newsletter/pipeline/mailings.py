"""`newsletter send resume` and `resolve`: looking after a mailing of our own relay that has begun."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.newsroom import PRIVATE
from newsletter.pipeline import publish
from newsletter.pipeline.destination import open_relay
from newsletter.pipeline.outgoing import in_words, letter_of, refuse_unfinished
from newsletter.pipeline.send import find_one
from newsletter.problems import NewsletterError
from newsletter.publish.ledger import Tally, open_ledger
from newsletter.publish.names import mailing_key
from newsletter.publish.outcome import Policy, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsletter.pipeline.calendar import Calendar
    from newsletter.pipeline.mailing import Mailing
    from newsletter.pipeline.send import Place
    from newsletter.publish.claims import Claim
    from newsletter.publish.own_relay import OwnRelay


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Where a mailing stands after it was gone on with, or, of a dry run, before."""

    issue: str
    tally: Tally
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """The readers of a mailing who may or may not have it; how many of those that were meant are settled."""

    issue: str
    addresses: tuple[str, ...]
    settled: int = 0


def resume(place: Place, wanted: str, *, retry: bool, dry_run: bool = False) -> Resumed:
    """Go on with a mailing of our relay that is out, for readers who are pending again.

    `retry` mails those in doubt again. A dry run counts them. Raises NewsletterError where it was begun elsewhere,
    or not at all, where its runner is still at it, and where the mail is another now.
    """
    calendar = place.calendar()
    path = find_one(calendar, wanted)
    relay, issue = open_relay(calendar.room, place.environ), calendar.issues[path]
    claim = calendar.claims.get(issue.number)
    if claim is None:
        hint = f"Publish it: `newsletter publish {issue.number}`."
        raise NewsletterError.of("relay.not-begun", f"No mailing of issue {issue.number} was begun.", hint)
    _refuse_others(place, claim)
    ready = publish.built(calendar, calendar.shown(path), path)
    relay.freeze(ready.mail, begun=True, edited=False)
    before = relay.tally(ready.mail.key) or Tally()
    place.tell(f"{issue.name}: {_intent(relay, before, retry=retry)}")
    if dry_run:
        return Resumed(issue=issue.name, tally=before, words=in_words(before))
    return _resumed(calendar, relay, ready, claim, retry=retry)


def _refuse_others(place: Place, claim: Claim) -> None:
    """Stop where another machine has the ledger, or another run is mailing."""
    begun = claim.receipt("begin")
    if begun is None or begun.id.split()[0] != socket.gethostname():
        message = f"The mailing of issue {claim.number} was begun on another machine, or not at all."
        raise NewsletterError.of("relay.elsewhere", message, f"First `newsletter publish {claim.number}`, there.")
    if not claim.done and place.now() < claim.until:
        raise NewsletterError.of("relay.busy", claim.words, "Let it finish.")


def _intent(relay: OwnRelay, before: Tally, *, retry: bool) -> str:
    """Say who will be mailed. What an earlier run left under way is in doubt too."""
    doubts = before.in_doubt + before.sending
    again = retry or Policy(relay.settings.in_doubt) is Policy.RETRY
    held = "mailed again" if again else "held back"
    return f"mail {before.pending} readers who are still to be mailed; {doubts} in doubt are {held}"


def _resumed(calendar: Calendar, relay: OwnRelay, ready: Mailing, claim: Claim, *, retry: bool) -> Resumed:
    tally = relay.mail(ready.mail, letter_of(relay, calendar.room, ready), retry=retry, alive=lambda: None)
    refuse_unfinished(claim.number, tally)
    close = "" if claim.done else f" Close it with `newsletter publish {claim.number}`."
    return Resumed(issue=ready.issue.name, tally=tally, words=in_words(tally) + close)


def in_doubt(place: Place, wanted: str) -> Doubts:
    """List the readers of a mailing who may or may not have it."""
    return _doubts(*_ledger(place, wanted))


def _doubts(issue: str, path: Path) -> Doubts:
    with open_ledger(path, to_send=False) as ledger:
        return Doubts(issue=issue, addresses=tuple(address for address, _ in ledger.listed(State.IN_DOUBT)))


def resolve(place: Place, wanted: str, addresses: Sequence[str], *, sent: bool, dry_run: bool = False) -> Doubts:
    """Settle readers in doubt, all of them where none is named: they have it, or are to be mailed again."""
    issue, path = _ledger(place, wanted)
    known = _doubts(issue, path)
    meant = {address.lower() for address in addresses}
    chosen = tuple(one for one in known.addresses if not meant or one.lower() in meant)
    does = "they have it" if sent else "they are to be mailed again"
    place.tell(f"{issue}: settle {len(chosen)} of {len(known.addresses)} readers in doubt: {does}")
    if dry_run:
        return Doubts(issue=issue, addresses=chosen)
    with open_ledger(path) as ledger:
        settled = ledger.resolve(chosen, State.SENT if sent else State.PENDING)
    return Doubts(issue=issue, addresses=chosen, settled=settled)


def _ledger(place: Place, wanted: str) -> tuple[str, Path]:
    """Give the name of the issue that is meant, and where the ledger of its mailing is."""
    calendar = place.calendar()
    relay, issue = open_relay(calendar.room, place.environ), calendar.issues[find_one(calendar, wanted)]
    path = relay.ledger(mailing_key(calendar.room.config, issue))
    if not path.exists():
        hint = f"Ledgers lie in {PRIVATE}/mailings/ of the machine that mailed."
        raise NewsletterError.of("relay.elsewhere", "No ledger of this mailing is on this machine.", hint)
    return issue.name, path
