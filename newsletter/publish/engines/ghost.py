"""Ghost (checked against a real Ghost 6): posts that are mailed only, with our key as their slug."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from newsletter.problems import NewsletterError
from newsletter.publish.engines.certain import settled, upserted
from newsletter.publish.engines.contract import Campaign, Plan, State
from newsletter.publish.engines.http import Client, RefusedError, Wire
from newsletter.publish.engines.merge_syntax import READER, SYNTAXES
from newsletter.publish.engines.planning import different, planned
from newsletter.publish.engines.secrets import Authorization, credential

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.destinations import Ghost
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.engines.reply import Reply

KEY, STAFF = "GHOST_ADMIN_KEY", "GHOST_STAFF_TOKEN"
_STATES = {
    "draft": State.DRAFT,
    "scheduled": State.SCHEDULED,
    "published": State.SENT,
    "sent": State.SENT,
}
_API = "/ghost/api/admin"
_LIFE = 240  # seconds that a token is good for; Ghost takes up to 300
_IN_PATH = re.compile(rf'https?://[^"\s?]*{READER}')


@dataclass(frozen=True, slots=True)
class GhostEngine:
    """Hands over to a Ghost site, with an integration's Admin API key (`id:secret`)."""

    settings: Ghost
    wire: Wire
    name: str = "Ghost"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail as one card of HTML. Ghost puts it between its own header and footer."""
        if _IN_PATH.search(mail.html):
            raise NewsletterError.of(
                "engine.cannot",
                "Ghost encodes its placeholders in the path of an address: poll links cannot name the reader.",
                "Let the poll's address carry the reader in its query (`?r=…`), or use open poll links.",
            )
        own_frame = different(self.name, "adds its own header, footer and styles, and counts clicks if it is set to")
        own_text = different(self.name, "makes the text part from the HTML by itself: ours is not used")
        plan = planned(self.name, SYNTAXES["ghost"], mail, own_frame, own_text)
        return replace(plan, html=_inside(plan.html))

    def find(self, key: str) -> Campaign | None:
        """Find by slug."""
        try:
            return self._campaign(self._client().get(f"{_API}/posts/slug/{key}/"))
        except RefusedError as error:
            if error.status == 404:
                return None
            raise

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Make the post or rewrite the draft."""
        fields = self._fields(plan)
        make, change = partial(self._made, plan.mail.key, fields), partial(self._changed, fields)
        return upserted(self, plan.mail.key, make, change, self.wire.pause)

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Mail to addresses, with a person's token: Ghost lets no integration do this."""
        body = {"emails": list(addresses), "newsletter": self.settings.newsletter}
        self._client(STAFF).send("POST", f"{_API}/email_previews/posts/{campaign.id}/", body)

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Publish by mail to the newsletter's members. Ghost wants a time at least two minutes from now."""
        to = urlencode({"newsletter": self.settings.newsletter, "email_segment": self.settings.segment})
        at = when or datetime.fromtimestamp(int(self.wire.now()), UTC)
        change = {"status": "scheduled" if when else "published", "published_at": _written(at)}
        states = (State.SCHEDULED, State.SENT) if when else (State.SENT,)
        return settled(self, campaign, partial(self._put, campaign, change, f"?{to}"), self.wire.pause, *states)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Back to draft."""
        act = partial(self._put, campaign, {"status": "draft"})
        return settled(self, campaign, act, self.wire.pause, State.DRAFT)

    def status(self, campaign: Campaign) -> Campaign:
        """Look at the post."""
        return self._campaign(self._client().get(f"{_API}/posts/{campaign.id}/"))

    def _client(self, variable: str = KEY) -> Client:
        authorize = partial(self._authorize, variable)
        return Client(engine=self.name, base=self.settings.url, authorize=authorize, wire=self.wire)

    def _authorize(self, variable: str) -> Authorization:
        key = credential(self.wire.environ, variable, self.name)
        found = re.fullmatch(r"([0-9a-f]+):((?:[0-9a-f]{2})+)", key)
        if not found:
            hint = "Copy it again: two hexadecimal numbers with a colon between them."
            raise NewsletterError.of("engine.no-credentials", f"{variable} is no key of Ghost.", hint)
        signed = token(found[1], bytes.fromhex(found[2]), int(self.wire.now()))
        return Authorization({"Authorization": f"Ghost {signed}", "Accept-Version": "v5.0"}, (key, found[2], signed))

    def _made(self, key: str, fields: dict[str, object]) -> Campaign:
        reply = self._client().send("POST", f"{_API}/posts/", {"posts": [fields]})
        slug = next(iter(reply["posts"]))["slug"].text
        if slug != key:
            message = f"Ghost has something else under `{key}` and named the new draft `{slug}`."
            raise NewsletterError.of("engine.twins", message, "Delete both there, then run the command again.")
        return self._campaign(reply)

    def _changed(self, fields: dict[str, object], found: Campaign) -> Campaign:
        return self._campaign(self._put(found, fields))

    def _put(self, campaign: Campaign, change: Mapping[str, object], query: str = "") -> Reply:
        """Change a post if it still is what we saw: `updated_at` is Ghost's lock (409 where it is not)."""
        body = {"posts": [{**change, "updated_at": campaign.lock}]}
        return self._client().send("PUT", f"{_API}/posts/{campaign.id}/{query}", body)

    def _fields(self, plan: Plan) -> dict[str, object]:
        return {
            "title": plan.subject,
            "slug": plan.mail.key,
            "status": "draft",
            "lexical": _card(plan.html),
            "custom_excerpt": plan.mail.preheader[:300],
            "canonical_url": plan.mail.url,
            "email_only": True,
        }

    def _campaign(self, reply: Reply) -> Campaign:
        post = next(iter(reply["posts"]))
        at = post.get("published_at")
        return Campaign(
            engine=self.name,
            id=post["id"].text,
            state=_STATES.get(post["status"].text, State.STOPPED),
            at=at.time if at else None,
            lock=post["updated_at"].text,
        )


def token(key_id: str, secret: bytes, now: int) -> str:
    """Give a JSON Web Token (RFC 7519, HS256) for Ghost's Admin API."""
    head = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    claims = {"iat": now, "exp": now + _LIFE, "aud": "/admin/"}
    signed = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_base64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _inside(html: str) -> str:
    """Give what can stand inside another mail: the styles and the body."""
    body = re.search(r"<body\b[^>]*>(.*)</body>", html, re.DOTALL | re.IGNORECASE)
    styles = re.findall(r"<style\b.*?</style>", html, re.DOTALL | re.IGNORECASE)
    return "\n".join([*(style for style in styles if body and style not in body[1]), body[1] if body else html])


def _card(html: str) -> str:
    """Give a document of Ghost's editor that is one card of HTML.

    Handed over as `html`, the same would lose its comments, and Outlook's conditionals with them.
    """
    node = {"type": "html", "version": 1, "html": html}
    root = {"children": [node], "direction": None, "format": "", "indent": 0, "type": "root", "version": 1}
    return json.dumps({"root": root}, ensure_ascii=False)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
