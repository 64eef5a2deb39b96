"""listmonk (checked against the source of v3 to v6): campaigns carry our key as a tag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.engines.certain import certain, settled, upserted
from newsletter.publish.engines.contract import Campaign, Plan, State, only
from newsletter.publish.engines.http import Client, Wire
from newsletter.publish.engines.merge_syntax import SYNTAXES
from newsletter.publish.engines.planning import planned
from newsletter.publish.engines.secrets import Authorization, basic, credential

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsletter.destinations import Listmonk
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.reply import Reply

USER, TOKEN = "LISTMONK_USER", "LISTMONK_TOKEN"
_STATES = {
    "draft": State.DRAFT,
    "scheduled": State.SCHEDULED,
    "running": State.SENDING,
    "finished": State.SENT,
    "paused": State.STOPPED,
    "cancelled": State.STOPPED,
}
# A campaign is always set into a template; this one adds nothing.
_TEMPLATE, _BODY = "newsletter: the mail as it is", '{{ template "content" . }}'


@dataclass(frozen=True, slots=True)
class ListmonkEngine:
    """Hands over to a listmonk server, as the API user of the environment."""

    settings: Listmonk
    wire: Wire
    name: str = "listmonk"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail so that Go's html/template gives back every byte."""
        return planned(self.name, SYNTAXES["listmonk"], mail)

    def find(self, key: str) -> Campaign | None:
        """Find by tag."""
        query = {"tag": key, "per_page": "all", "no_body": "true"}
        found = self._client.get("/api/campaigns", query)["data"]["results"]
        tagged = [one for one in found if key in [tag.text for tag in one.get("tags") or ()]]
        return only(self.name, key, [self._campaign(one) for one in tagged])

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the campaign or rewrite the draft."""
        fields = self._fields(plan, self._template())

        def sent(method: str, path: str) -> Campaign:
            return self._campaign(self._client.send(method, path, fields)["data"])

        return upserted(
            self,
            plan.mail.key,
            lambda: sent("POST", "/api/campaigns"),
            lambda found: sent("PUT", f"/api/campaigns/{found.id}"),
            self.wire.pause,
        )

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail to addresses that are subscribers: listmonk tests with nobody else."""
        saved = self._client.get(f"/api/campaigns/{campaign.id}")["data"]
        kept = ("name", "subject", "from_email", "body", "altbody", "content_type", "messenger", "template_id", "type")
        fields = {name: field.value for name in kept if (field := saved.get(name))}
        fields |= {"lists": list(self.settings.lists), "subscribers": list(addresses)}
        self._client.send("POST", f"/api/campaigns/{campaign.id}/test", fields)

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Set the time (RFC 3339), then the status: listmonk wants both, in this order."""
        if when is None:
            return self._turn(campaign, "running", State.SENDING, State.SENT)
        lists = list(self.settings.lists)  # what is left out keeps its value; the lists would be lost
        self._client.send("PUT", f"/api/campaigns/{campaign.id}", {"send_at": when.isoformat(), "lists": lists})
        return self._turn(campaign, "scheduled", State.SCHEDULED, State.SENDING, State.SENT)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Back to draft."""
        return self._turn(campaign, "draft", State.DRAFT)

    def status(self, campaign: Campaign) -> Campaign:
        """Look at the campaign."""
        return self._campaign(self._client.get(f"/api/campaigns/{campaign.id}", {"no_body": "true"})["data"])

    @property
    def _client(self) -> Client:
        return Client(engine=self.name, base=self.settings.url, authorize=self._authorize, wire=self.wire)

    def _authorize(self) -> Authorization:
        user, token = (credential(self.wire.environ, variable, self.name) for variable in (USER, TOKEN))
        return Authorization({"Authorization": basic(user, token)}, (token,))

    def _turn(self, campaign: Campaign, status: str, *states: State) -> Campaign:
        act = partial(self._client.send, "PUT", f"/api/campaigns/{campaign.id}/status", {"status": status})
        return settled(self, campaign, act, self.wire.pause, *states)

    def _fields(self, plan: Plan, template: int) -> dict[str, object]:
        name, address = plan.mail.sender
        return {
            "name": plan.mail.subject,
            "subject": plan.subject,
            "lists": list(self.settings.lists),
            "from_email": f"{name} <{address}>" if name else address,
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "body": plan.html,
            "altbody": plan.text,  # without it the mail has no text part
            "template_id": template,
            "tags": [plan.mail.key],
            "send_at": None,
        }

    def _template(self) -> int:
        """Give the template that adds nothing, made where it is missing."""
        found = self._own_template()
        if found is None:
            fields = {"name": _TEMPLATE, "type": "campaign", "body": _BODY}
            make = partial(self._client.send, "POST", "/api/templates", fields)
            certain(make, self._own_template, self.wire.pause)
            found = self._own_template()
        if found is None:
            hint = "Look at the rights of the API user."
            raise NewsletterError.of("engine.unexpected", "listmonk keeps no template.", hint)
        return found

    def _own_template(self) -> int | None:
        for one in self._client.get("/api/templates")["data"]:
            if one["name"].text == _TEMPLATE and one["body"].text.strip() == _BODY:
                return int(one["id"].id)
        return None

    def _campaign(self, reply: Reply) -> Campaign:
        at = reply.get("send_at")
        return Campaign(
            engine=self.name,
            id=reply["id"].id,
            state=_STATES.get(reply["status"].text, State.STOPPED),
            at=at.time if at else None,
        )
