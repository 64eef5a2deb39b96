"""The steps of publishing one issue, tied to the places that newsletter.toml names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError, Problem, Severity
from newsletter.publish import answering
from newsletter.publish.engines.handover import hand_over, soonest
from newsletter.publish.own_relay import NAME, OwnRelay
from newsletter.publish.steps import Done, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsletter.newsroom import Newsroom
    from newsletter.pipeline.destination import Destination
    from newsletter.pipeline.mailing import Mailing
    from newsletter.publish.ledger import Tally
    from newsletter.publish.message import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One issue on its way. `at` is its time (UTC), `said` gathers what people are told when it is done."""

    destination: Destination
    room: Newsroom
    at: datetime | None
    at_once: bool
    edited: bool
    patience: float | None
    now: Callable[[], datetime]
    tell: Callable[[str], None]
    said: list[str] = field(default_factory=list)

    def intent(self, name: str) -> str:
        """Say what will be done."""
        place = f"put the site in its {self.destination.where}, " if self.destination.target else ""
        mailer = "mail it through our relay" if self._relay else f"hand it over to {self.destination.engine}"
        when = "" if self._relay else (" to be mailed at once" if self.at_once else " scheduled")
        return f"claim {name}, {place}wait for its web copy, {mailer}{when}"

    def work(self, build: Callable[[], Mailing], check: Callable[[Mailing], Sequence[Problem]]) -> Work[Mailing]:
        """Give the steps."""
        return Work(
            build=build,
            check=check,
            deploy=self._deploy,
            answers=self._answers,
            freeze=self._freeze,
            hand_over=self._hand_over,
        )

    def rehearse(self, ready: Mailing) -> tuple[Problem, ...]:
        """Say what would be done, with whom and how it would differ; nothing is changed anywhere."""
        if self.destination.target:
            done = self.destination.target.deploy(ready.site, dry_run=True)
            self.tell(f"  site: {len(done.changed)} files would change, {len(done.removed)} would go, at {done.where}")
        mailer = self.destination.mailer
        if isinstance(mailer, OwnRelay):
            mailer.composer(ready.mail, self._letter(mailer, ready))
            self.tell(f"  audience: {mailer.readers()} readers")
            notes: tuple[Problem, ...] = ()
        else:
            notes = mailer.plan(ready.mail).notes
        self.tell(f"  mail: «{ready.mail.subject}» {ready.content[:12]}, {len(ready.mail.html.encode())} bytes of HTML")
        return notes

    @property
    def _relay(self) -> OwnRelay | None:
        mailer = self.destination.mailer
        return mailer if isinstance(mailer, OwnRelay) else None

    def _deploy(self, ready: Mailing) -> Done:
        if self.destination.target is None:
            return Done("elsewhere", "")
        done = self.destination.target.deploy(ready.site)
        self.tell(f"  site: {len(done.changed)} files changed, {len(done.removed)} gone, at {done.where}")
        return Done(done.target, done.version)

    def _answers(self, ready: Mailing) -> None:
        self.tell(f"  waiting for {ready.mail.url}")
        patience = answering.PATIENCE if self.patience is None else self.patience
        answering.wait(ready.mail.url, ready.mark, patience=patience)

    def _freeze(self, ready: Mailing, begun: bool) -> None:
        if self._relay:
            size = self._relay.freeze(ready.mail, begun=begun, edited=self.edited)
            self.tell(f"  audience: {size} readers, written down")

    def _hand_over(self, ready: Mailing, begun: bool, alive: Callable[[], None]) -> Done:
        mailer = self.destination.mailer
        if isinstance(mailer, OwnRelay):
            tally = mailer.mail(ready.mail, self._letter(mailer, ready), retry=False, alive=alive)
            refuse_unfinished(ready.issue.number, tally)
            self.said.append(in_words(tally))
            return Done(NAME, ready.mail.key)
        alive()
        now = self.now()
        when = None if self.at_once else soonest(self.at or now, now)
        handed = hand_over(mailer, ready.mail, when, begun=begun)
        campaign = handed.campaign
        at = f", for {campaign.at:%Y-%m-%d %H:%M} UTC" if campaign.at else ""
        self.said.append(f"Campaign {campaign.id} of {campaign.engine} is {campaign.state}{at}.")
        return Done(campaign.engine, campaign.id, handed.earlier)

    def _letter(self, mailer: OwnRelay, ready: Mailing) -> Letter:
        return letter_of(mailer, self.room, ready)


def letter_of(mailer: OwnRelay, room: Newsroom, ready: Mailing) -> Letter:
    """Make the letter of an issue, for the newsletter's own relay."""
    return mailer.letter(ready.mail, date=ready.date, title=room.config.title, archive=room.config.url)


def in_words(tally: Tally) -> str:
    """Say where an audience stands."""
    failed = tally.failed - tally.unsubscribed
    rest = {"unsubscribed before": tally.unsubscribed, "refused": failed, "in doubt": tally.in_doubt}
    later = {"to be tried again": tally.pending + tally.sending}
    return (
        f"{tally.sent} of {tally.audience} readers mailed"
        + "".join(f", {count} {words}" for words, count in {**rest, **later}.items() if count)
        + "."
    )


def refuse_unfinished(number: int, tally: Tally) -> None:
    """Stop where readers are still to be tried again: the issue is not out yet."""
    if not tally.pending:
        return
    problem = Problem(
        severity=Severity.ERROR,
        code="relay.unfinished",
        message=f"Issue {number} is not out yet: {in_words(tally)}",
        hint=f"Go on later: `newsletter publish {number}`; nobody is mailed twice.",
    )
    raise NewsletterError(problem)
