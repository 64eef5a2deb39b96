"""Handing a mailing over to an engine, whatever an earlier run may have done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from newsletter.publish.engines.contract import Campaign, State, refuse

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.publish.engines.contract import Engine, Mail


LEAD = timedelta(minutes=5)  # engines want a time in the future, and people a moment to stop it


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A campaign that the engine has. `earlier`: it was on its way, or out, before this run came."""

    campaign: Campaign
    earlier: bool


def hand_over(engine: Engine, mail: Mail, when: datetime | None, *, begun: bool) -> Handed:
    """Leave one campaign in the engine, scheduled for `when` (None: at once).

    `begun` says that an earlier run may have got this far: then a campaign that is out is that run's, and
    well. Otherwise it is somebody else's, and an error. What is scheduled is taken back, given the
    content of now and scheduled again. Raises NewsletterError.
    """
    plan = engine.plan(mail)
    found = engine.find(mail.key)
    if found and found.state in {State.SENDING, State.SENT} and begun:
        return Handed(campaign=found, earlier=True)
    if found and found.state not in {State.DRAFT, State.SCHEDULED}:
        refuse(found)
    if found and found.state is State.SCHEDULED:
        engine.unschedule(found)
    draft = engine.upsert_draft(plan)
    return Handed(campaign=engine.schedule(draft, when), earlier=False)


def soonest(at: datetime, now: datetime) -> datetime:
    """Give the time to schedule for: `at`, or a few minutes from now where that has passed."""
    return max(at, now + LEAD)
