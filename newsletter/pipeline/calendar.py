"""Which issues go out now, and which may be seen: newsletter.toml, files, claims and clocks brought together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from newsletter import config as configuration
from newsletter.newsroom import Newsroom
from newsletter.publish import claims, schedule
from newsletter.publish.engines.http import look
from newsletter.publish.git import Repository
from newsletter.publish.schedule import Clock, State
from newsletter.publish.stores import store_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from newsletter.model import Issue
    from newsletter.publish.claims import Claim, Store
    from newsletter.publish.schedule import Decision

_LOOK = 10.0  # seconds for the web server to tell its time


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The issues of a newsletter by file, what is claimed of them, and what happens to each now."""

    room: Newsroom
    store: Store
    issues: Mapping[Path, Issue]
    claims: Mapping[int, Claim]
    decisions: Mapping[Path, Decision]
    now: datetime

    def in_state(self, *states: State) -> tuple[Path, ...]:
        """List the files of the issues in a state."""
        return tuple(path for path, decision in self.decisions.items() if decision.state in states)

    def shown(self, *going_out: Path) -> tuple[Path, ...]:
        """List the files of what may be on the web: what has been published, what goes out, older issues.

        An issue without `publish_at` whose day has passed came from elsewhere and is shown. One that waits for its
        time, or that nobody has claimed yet, is not: its web copy would be out before its mail. Files that cannot
        be read are listed where their names are of that kind: their pages may not vanish unnoticed.
        """
        today = self.now.astimezone(self.room.config.zone).date().isoformat()
        deployed = {claim.number: claim.issue[:10] for claim in self.claims.values() if claim.receipt("deploy")}
        return tuple(
            path
            for path in self.room.issue_files()
            if path in going_out or _is_shown(self.issues.get(path), path.stem[:10], today, deployed)
        )


def _is_shown(issue: Issue | None, day: str, today: str, deployed: Mapping[int, str]) -> bool:
    if issue is None:
        return day in deployed.values() or day < today
    day = issue.date.isoformat()
    return issue.status == "ready" and (deployed.get(issue.number) == day or (not issue.publish_at and day < today))


def open_calendar(folder: Path, now: datetime, environ: Mapping[str, str], *, ask: bool = False) -> Calendar:
    """Read the issues and their claims and decide. `ask`: where something seems due, ask the web server for its time.

    Raises NewsletterError.
    """
    room = Newsroom(folder, configuration.load(folder))
    issues = {path: issue for path in room.issue_files() for issue in [room.read_issue(path)[0]] if issue}
    store = store_for(folder, environ)
    known = claims.find_all(store)
    zone, window = schedule.configured_zone(room.config), timedelta(hours=room.config.publish.window)

    def decided(clock: Clock) -> dict[Path, Decision]:
        made = schedule.decide(issues.values(), claims.taken(known.values(), now), clock, zone, window)
        return dict(zip(issues, made, strict=True))

    seen = _surely_passed(folder, known, environ)
    decisions = decided(Clock(now=now, seen=seen))
    if ask and any(decision.state is State.DUE for decision in decisions.values()):
        decisions = decided(Clock(now=now, seen=seen, told=look(room.config.url, timeout=_LOOK).at))
    return Calendar(room=room, store=store, issues=issues, claims=known, decisions=decisions, now=now)


def _surely_passed(folder: Path, known: Mapping[int, Claim], environ: Mapping[str, str]) -> datetime | None:
    moments = [receipt.at for claim in known.values() for receipt in claim.receipts]
    commit = Repository(folder, environ=environ).newest_commit()
    return max([*moments, *([commit] if commit else [])], default=None)
