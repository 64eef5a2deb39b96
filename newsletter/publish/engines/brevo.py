"""Brevo (written from its reference): campaigns carry our key at the start of their name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from newsletter.publish.engines.certain import settled, upserted
from newsletter.publish.engines.contract import Campaign, Plan, State, only
from newsletter.publish.engines.http import Client, Wire
from newsletter.publish.engines.merge_syntax import SYNTAXES
from newsletter.publish.engines.planning import different, planned
from newsletter.publish.engines.secrets import Authorization, credential

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from newsletter.destinations import Brevo
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.reply import Reply

KEY = "BREVO_API_KEY"
_STATES = {
    "draft": State.DRAFT,
    "queued": State.SCHEDULED,
    "inProcess": State.SENDING,
    "in_process": State.SENDING,
    "inReview": State.SENDING,
    "sent": State.SENT,
}
_PAGE = 100
_BRIEF = {"excludeHtmlContent": "true"}


@dataclass(frozen=True, slots=True)
class BrevoEngine:
    """Hands over to the account of the API key of the environment. Brevo takes 100 requests an hour here."""

    settings: Brevo
    wire: Wire
    name: str = "Brevo"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail in Brevo's template language."""
        reader = f"{{{{ contact.{self.settings.reader} }}}}" if self.settings.reader else ""
        own_text = different(self.name, "makes the text part from the HTML by itself: ours is not used")
        return planned(self.name, replace(SYNTAXES["brevo"], reader=reader), mail, own_text)

    def find(self, key: str) -> Campaign | None:
        """Find by name, page by page, the newest first."""
        found = [one for one in self._all() if one["name"].text.split(" ")[0] == key]
        return only(self.name, key, [self._campaign(one) for one in found])

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the campaign or rewrite the draft."""
        fields = self._fields(plan)
        make, change = partial(self._made, fields), partial(self._changed, fields)
        return upserted(self, plan.mail.key, make, change, self.wire.pause)

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail to addresses. Without one Brevo would mail to its whole test list."""
        if addresses:
            self._client.send("POST", f"/emailCampaigns/{campaign.id}/sendTest", {"emailTo": list(addresses)})

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """A time makes a draft a scheduled campaign."""
        path = f"/emailCampaigns/{campaign.id}"
        if when is None:
            act = partial(self._client.send, "POST", f"{path}/sendNow", {})
            return settled(self, campaign, act, self.wire.pause, State.SENDING, State.SENT, State.SCHEDULED)
        act = partial(self._client.send, "PUT", path, {"scheduledAt": when.isoformat(timespec="milliseconds")})
        return settled(self, campaign, act, self.wire.pause, State.SCHEDULED, State.SENDING, State.SENT)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Back to draft."""
        act = partial(self._client.send, "PUT", f"/emailCampaigns/{campaign.id}/status", {"status": "draft"})
        return settled(self, campaign, act, self.wire.pause, State.DRAFT)

    def status(self, campaign: Campaign) -> Campaign:
        """Look at the campaign."""
        return self._campaign(self._client.get(f"/emailCampaigns/{campaign.id}", _BRIEF))

    @property
    def _client(self) -> Client:
        return Client(engine=self.name, base=self.settings.url, authorize=self._authorize, wire=self.wire)

    def _authorize(self) -> Authorization:
        key = credential(self.wire.environ, KEY, self.name)
        return Authorization({"api-key": key}, (key,))

    def _all(self) -> Iterator[Reply]:
        for page in count():
            query: dict[str, str | int] = {"limit": _PAGE, "offset": page * _PAGE, "sort": "desc", **_BRIEF}
            found = list(self._client.get("/emailCampaigns", query).get("campaigns") or ())
            yield from found
            if len(found) < _PAGE:
                return

    def _made(self, fields: dict[str, object]) -> Campaign:
        made = self._client.send("POST", "/emailCampaigns", fields)["id"].id
        return Campaign(engine=self.name, id=made, state=State.DRAFT)

    def _changed(self, fields: dict[str, object], found: Campaign) -> Campaign:
        self._client.send("PUT", f"/emailCampaigns/{found.id}", fields)
        return self.status(found)

    def _fields(self, plan: Plan) -> dict[str, object]:
        name, address = plan.mail.sender
        return {
            "name": f"{plan.mail.key} {plan.mail.subject}"[:200],
            "subject": plan.subject,
            "sender": {"name": name, "email": address} if name else {"email": address},
            "htmlContent": plan.html,
            "recipients": {"listIds": list(self.settings.lists)},
        }

    def _campaign(self, reply: Reply) -> Campaign:
        at = reply.get("scheduledAt")
        return Campaign(
            engine=self.name,
            id=reply["id"].id,
            state=_STATES.get(reply["status"].text, State.STOPPED),
            at=at.time if at else None,
        )
