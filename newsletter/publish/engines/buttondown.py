"""Buttondown (checked against its OpenAPI description): emails carry our key in their metadata."""

from __future__ import annotations

from dataclasses import dataclass
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

    from newsletter.destinations import Buttondown
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.reply import Reply

KEY = "BUTTONDOWN_API_KEY"
_STATES = {
    "draft": State.DRAFT,
    "scheduled": State.SCHEDULED,
    "about_to_send": State.SENDING,
    "in_flight": State.SENDING,
    "throttled": State.SENDING,
    "resending": State.SENDING,
    "sent": State.SENT,
    "imported": State.SENT,
}
_MODE = "<!-- buttondown-editor-mode: fancy -->"  # HTML; without it the kind of body is guessed
_MARK = "newsletter_key"


@dataclass(frozen=True, slots=True)
class ButtondownEngine:
    """Hands over to the newsletter that the API key of the environment belongs to."""

    settings: Buttondown
    wire: Wire
    name: str = "Buttondown"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail in Django's syntax."""
        own_text = different(self.name, "makes the text part from the HTML by itself: ours is not used")
        return planned(self.name, SYNTAXES["buttondown"], mail, own_text)

    def find(self, key: str) -> Campaign | None:
        """Find by metadata, page by page, the newest first."""
        found = [one for one in self._all() if _mark(one) == key]
        return only(self.name, key, [self._campaign(one) for one in found])

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the email or rewrite the draft. Without `status: draft` Buttondown would mail it at once."""
        fields = self._fields(plan)
        once = {"X-Idempotency-Key": f"{plan.mail.key}-{plan.mail.content[:16]}"}
        return upserted(
            self,
            plan.mail.key,
            lambda: self._campaign(self._client.send("POST", "/emails", fields, once)),
            lambda found: self._campaign(self._client.send("PATCH", f"/emails/{found.id}", fields)),
            self.wire.pause,
        )

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail the draft to addresses."""
        self._client.send("POST", f"/emails/{campaign.id}/send-draft", {"recipients": list(addresses)})

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Set status and time at once."""
        if when is None:
            return self._turn(campaign, {"status": "about_to_send"}, State.SENDING, State.SENT)
        change = {"status": "scheduled", "publish_date": when.isoformat()}
        return self._turn(campaign, change, State.SCHEDULED, State.SENDING, State.SENT)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Back to draft, without a date."""
        return self._turn(campaign, {"status": "draft", "publish_date": "none"}, State.DRAFT)

    def status(self, campaign: Campaign) -> Campaign:
        """Look at the email."""
        return self._campaign(self._client.get(f"/emails/{campaign.id}"))

    @property
    def _client(self) -> Client:
        return Client(engine=self.name, base=self.settings.url, authorize=self._authorize, wire=self.wire)

    def _authorize(self) -> Authorization:
        key = credential(self.wire.environ, KEY, self.name)
        return Authorization({"Authorization": f"Token {key}"}, (key,))

    def _turn(self, campaign: Campaign, change: dict[str, str], *states: State) -> Campaign:
        act = partial(self._client.send, "PATCH", f"/emails/{campaign.id}", change)
        return settled(self, campaign, act, self.wire.pause, *states)

    def _all(self) -> Iterator[Reply]:
        for page in count(1):
            query: dict[str, str | int] = {"ordering": "-creation_date", "excluded_fields": "body", "page": page}
            reply = self._client.get("/emails", query)
            yield from reply["results"]
            if reply.get("next") is None:
                return

    def _fields(self, plan: Plan) -> dict[str, object]:
        return {
            "subject": plan.subject,
            "body": f"{_MODE}\n{plan.html}",
            "status": "draft",
            "template": "naked",
            "canonical_url": plan.mail.url,
            "secondary_id": plan.mail.number,
            "metadata": {_MARK: plan.mail.key},
        }

    def _campaign(self, reply: Reply) -> Campaign:
        at = reply.get("publish_date")
        return Campaign(
            engine=self.name,
            id=reply["id"].id,
            state=_STATES.get(reply["status"].text, State.STOPPED),
            at=at.time if at else None,
        )


def _mark(reply: Reply) -> object:
    metadata = reply.get("metadata")
    mark = metadata.get(_MARK) if metadata else None
    return mark.value if mark else None
