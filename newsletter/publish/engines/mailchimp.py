"""Mailchimp (written from its reference): campaigns carry our key as their title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.engines.certain import settled, upserted
from newsletter.publish.engines.contract import Campaign, Plan, State, only
from newsletter.publish.engines.http import Client, Wire
from newsletter.publish.engines.merge_syntax import SYNTAXES
from newsletter.publish.engines.planning import different, planned
from newsletter.publish.engines.secrets import Authorization, basic, credential

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from newsletter.destinations import Mailchimp
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.reply import Reply

KEY = "MAILCHIMP_API_KEY"
_STATES = {
    "save": State.DRAFT,
    "schedule": State.SCHEDULED,
    "sending": State.SENDING,
    "sent": State.SENT,
}
_PAGE = 500
_SHOWN = "campaigns.id,campaigns.status,campaigns.send_time,campaigns.settings.title"
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class MailchimpEngine:
    """Hands over to an audience. The key of the environment ends in the data centre that has the account."""

    settings: Mailchimp
    wire: Wire
    name: str = "Mailchimp"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail with Mailchimp's merge tags."""
        quarters = different(self.name, "mails at quarter hours only: the time is moved to the next one")
        return planned(self.name, SYNTAXES["mailchimp"], mail, quarters)

    def find(self, key: str) -> Campaign | None:
        """Find by title, page by page, the newest first."""
        found = [one for one in self._all() if one["settings"]["title"].text == key]
        return only(self.name, key, [self._campaign(one) for one in found])

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the campaign or rewrite the draft: settings first, content with a call of its own."""
        fields = self._fields(plan)
        draft = upserted(
            self,
            plan.mail.key,
            lambda: self._campaign(self._client.send("POST", "/campaigns", fields)),
            lambda found: self._campaign(self._client.send("PATCH", f"/campaigns/{found.id}", fields)),
            self.wire.pause,
        )
        self._client.send("PUT", f"/campaigns/{draft.id}/content", {"html": plan.html, "plain_text": plan.text})
        return draft

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail to addresses."""
        self._act(campaign, "test", {"test_emails": list(addresses), "send_type": "html"})

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Schedule for the quarter hour that `when` lies in front of; the campaign that comes back says which."""
        if when is None:
            act = partial(self._act, campaign, "send", {})
            return settled(self, campaign, act, self.wire.pause, State.SENDING, State.SENT)
        act = partial(self._act, campaign, "schedule", {"schedule_time": next_quarter(when).isoformat()})
        return settled(self, campaign, act, self.wire.pause, State.SCHEDULED, State.SENDING, State.SENT)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Back to draft."""
        act = partial(self._act, campaign, "unschedule", {})
        return settled(self, campaign, act, self.wire.pause, State.DRAFT)

    def status(self, campaign: Campaign) -> Campaign:
        """Look at the campaign."""
        return self._campaign(self._client.get(f"/campaigns/{campaign.id}"))

    @property
    def _client(self) -> Client:
        return Client(engine=self.name, base=self._base(), authorize=self._authorize, wire=self.wire)

    def _base(self) -> str:
        if self.settings.url:
            return self.settings.url
        centre = credential(self.wire.environ, KEY, self.name).rpartition("-")[2]
        if not centre.isalnum():
            hint = "Copy the key again: it ends in a hyphen and the data centre, as in `-us21`."
            raise NewsletterError.of("engine.no-credentials", f"{KEY} names no data centre.", hint)
        return f"https://{centre}.api.mailchimp.com/3.0"

    def _authorize(self) -> Authorization:
        key = credential(self.wire.environ, KEY, self.name)
        return Authorization({"Authorization": basic("newsletter", key)}, (key, key.rpartition("-")[0]))

    def _act(self, campaign: Campaign, action: str, body: object) -> None:
        self._client.send("POST", f"/campaigns/{campaign.id}/actions/{action}", body)

    def _all(self) -> Iterator[Reply]:
        for page in count():
            query: dict[str, str | int] = {
                "count": _PAGE,
                "offset": page * _PAGE,
                "sort_field": "create_time",
                "sort_dir": "DESC",
                "fields": _SHOWN,
            }
            found = list(self._client.get("/campaigns", query)["campaigns"])
            yield from found
            if len(found) < _PAGE:
                return

    def _fields(self, plan: Plan) -> dict[str, object]:
        name, address = plan.mail.sender
        return {
            "type": "regular",
            "recipients": {"list_id": self.settings.audience},
            "settings": {
                "title": plan.mail.key,
                "subject_line": plan.subject,
                "from_name": name or address,
                "reply_to": address,
                "auto_footer": False,
                "inline_css": False,
            },
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }

    def _campaign(self, reply: Reply) -> Campaign:
        at = reply.get("send_time")
        return Campaign(
            engine=self.name,
            id=reply["id"].id,
            state=_STATES.get(reply["status"].text, State.STOPPED),
            at=at.time if at and at.value else None,
        )


def next_quarter(when: datetime) -> datetime:
    """Give the quarter hour at or behind a time.

    >>> from datetime import datetime
    >>> next_quarter(datetime(2025, 11, 7, 6, 17)).isoformat()
    '2025-11-07T06:30:00'
    """
    start = when.replace(minute=0, second=0, microsecond=0)
    quarters = -((start - when) // _QUARTER)
    return start + quarters * _QUARTER
