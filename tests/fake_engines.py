"""Stand-ins for the engines' servers. They keep state and follow the rules that the real ones are known to have.

listmonk and Ghost: rules read in their source. Buttondown: every request and answer is held against its
OpenAPI description by the tests. Brevo and Mailchimp: rules written down from their references, nothing more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

NOW = datetime(2025, 11, 7, 6, 17, tzinfo=UTC)
CANARY = "canary0123456789abcdef"
CANARY_HEX = CANARY.encode().hex()
STAFF = "5a" * 16


@dataclass
class Fault:
    """Something that goes wrong with requests of a method, so many times.

    `kind`: a status; `lost` (done, and the connection closed), `silent` (done, and no answer ever), `cut` (done,
    and half an answer), `html` (a page that is no JSON). `done`: what was asked is done before it goes wrong.
    """

    method: str
    kind: int | str
    path: str = ""
    times: int = 1
    done: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


class Refusal(Exception):  # noqa: N818  an answer, not an error of ours
    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Fake(ThreadingHTTPServer):
    """A server of JSON. `mailed` are ids of campaigns that went out, `tests` addresses of test mails."""

    daemon_threads = True
    secret = CANARY

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.mailed: list[str] = []
        self.tests: list[str] = []
        self.campaigns: dict[str, dict[str, Any]] = {}
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, request: Request) -> tuple[int, Any]:
        raise NotImplementedError

    def let_in(self, request: Request) -> None:
        raise NotImplementedError

    def fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == request.method and re.search(fault.path, request.path):
                fault.times -= 1
                return fault
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not self.closing.is_set():
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Fake

    def answer(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        request = Request(
            self.command,
            parts.path,
            parse_qs(parts.query),
            _lower(self.headers.items()),
            json.loads(raw) if raw else None,
        )
        self.server.requests.append(request)
        fault = self.server.fault(request)
        if fault is None or fault.done or fault.kind in {"lost", "cut", "silent"}:
            try:
                self.server.let_in(request)
                status, body = self.server.answer(request)
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
        if fault is None:
            return self.say(status, json.dumps(body).encode() if body is not None else b"")
        if isinstance(fault.kind, int):
            # Real servers repeat what they were sent: the canary must not get past us.
            said = {"message": f"Not now, {self.headers.get('Authorization')} {self.server.secret}\n::error::"}
            return self.say(fault.kind, json.dumps(said).encode(), fault.headers)
        if fault.kind == "html":
            return self.say(200, b"<html>Please sign in</html>", {"Content-Type": "text/html"})
        if fault.kind == "cut":
            return self.say(status, json.dumps(body).encode(), {"Content-Length": "100000"})
        if fault.kind == "silent":
            self.server.closing.wait(30)
        self.close_connection = True
        return None

    do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815  the names that http.server calls

    def say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        fields = {"Content-Length": str(len(body))} | ({"Content-Type": "application/json"} if body else {})
        for name, value in (fields | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    thread = threading.Thread(target=fake.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        fake.shutdown()
        thread.join()
        fake.server_close()


class FakeListmonk(Fake):
    TEMPLATE: ClassVar = {
        "id": 1,
        "name": "Default",
        "type": "campaign",
        "body": '<html>{{ template "content" . }}</html>',
    }

    def __init__(self) -> None:
        super().__init__()
        self.templates: list[dict[str, Any]] = [dict(self.TEMPLATE)]
        self.subscribers = {"anna@example.org", "bela@example.org"}

    def let_in(self, request: Request) -> None:
        expected = base64.b64encode(f"desk:{CANARY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            raise Refusal(403, {"message": "invalid session"})

    def answer(self, request: Request) -> tuple[int, Any]:
        if request.path == "/api/templates":
            if request.method == "POST":
                self.templates.append({"id": len(self.templates) + 1} | request.body)
            return 200, {"data": self.templates}
        if request.path == "/api/campaigns":
            return 200, {"data": self.make(request.body) if request.method == "POST" else self.listed(request)}
        number, _, action = request.path.removeprefix("/api/campaigns/").partition("/")
        campaign = self.campaigns.get(number)
        if campaign is None:
            raise Refusal(400, {"message": "Campaign not found"})
        if action == "test":
            self.tests += [one for one in request.body["subscribers"] if one in self.subscribers]
            assert request.body["body"] == campaign["body"]
            return 200, {"data": True}
        if action == "status":
            self.turn(campaign, request.body["status"])
        elif request.method == "PUT":
            if campaign["status"] not in {"draft", "scheduled", "paused"}:
                raise Refusal(400, {"message": "Cannot update a running or a finished campaign."})
            campaign.update(self.checked(campaign | request.body, request.body.get("lists")))
        brief = request.query.get("no_body") == ["true"]
        return 200, {"data": campaign | ({"body": ""} if brief else {})}

    def listed(self, request: Request) -> dict[str, Any]:
        wanted = request.query.get("tag", [])
        found = [one | {"body": ""} for one in self.campaigns.values() if set(wanted) <= set(one["tags"])]
        assert request.query["per_page"] == ["all"]
        return {"results": found, "total": len(found), "per_page": 0, "page": 1, "query": ""}

    def make(self, body: dict[str, Any]) -> dict[str, Any]:
        number = len(self.campaigns) + 1
        made = self.checked(body, body.get("lists")) | {"id": number, "status": "draft"}
        self.campaigns[str(number)] = made
        return made

    def checked(self, body: dict[str, Any], lists: Any) -> dict[str, Any]:
        if not lists:
            raise Refusal(400, {"message": "Invalid list IDs"})
        if body.get("send_at") and datetime.fromisoformat(body["send_at"]) < NOW:
            raise Refusal(400, {"message": "`send_at` date should be in the future"})
        return body | {"lists": [{"id": one, "name": "Readers"} for one in lists if isinstance(one, int)]}

    def turn(self, campaign: dict[str, Any], status: str) -> None:
        allowed = {"draft": {"scheduled"}, "scheduled": {"draft", "paused"}, "running": {"draft", "paused"}}
        if campaign["status"] not in allowed[status]:
            raise Refusal(400, {"message": f"not from {campaign['status']} to {status}"})
        if status == "scheduled" and not campaign["send_at"]:
            raise Refusal(400, {"message": "Campaign needs a `send_at` date to be scheduled"})
        campaign["status"] = status
        if status == "running":
            self.mailed.append(str(campaign["id"]))


class FakeButtondown(Fake):
    PAGE = 2

    def let_in(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Token {CANARY}":
            raise Refusal(401, {"detail": "Invalid token."})

    def answer(self, request: Request) -> tuple[int, Any]:
        if request.path == "/emails":
            if request.method == "POST":
                return 201, self.make(request.body)
            start = (int(request.query.get("page", ["1"])[0]) - 1) * self.PAGE
            found = list(reversed(self.campaigns.values()))
            more = f"{self.url}/emails?page=9" if start + self.PAGE < len(found) else None
            return 200, {
                "results": found[start : start + self.PAGE],
                "next": more,
                "previous": None,
                "count": len(found),
            }
        number, _, action = request.path.removeprefix("/emails/").partition("/")
        email = self.campaigns.get(number)
        if email is None:
            raise Refusal(404, {"detail": "Not found."})
        if action == "send-draft":
            self.tests += request.body["recipients"]
            return 200, None
        if request.method == "PATCH":
            if email["status"] in {"sent", "about_to_send"}:
                raise Refusal(400, {"detail": "It has been sent.", "code": "status_invalid"})
            change = request.body | ({"publish_date": None} if request.body.get("publish_date") == "none" else {})
            email.update(change)
            self.watch(email)
        return 200, email

    def make(self, body: dict[str, Any]) -> dict[str, Any]:
        number = f"em_{len(self.campaigns):026}"
        empty = {"filters": [], "groups": [], "predicate": "and"}
        stamp = NOW.isoformat()
        made = {
            "id": number, "creation_date": stamp, "modification_date": stamp, "absolute_url": self.url, "body": "",
            "canonical_url": "", "commenting_mode": "enabled", "description": "", "archival_mode": "enabled",
            "email_type": "public", "featured": False, "filters": empty, "image": "", "related_email_ids": [],
            "should_trigger_pay_per_email_billing": False, "source": "api", "publish_date": None, "attachments": [],
            "metadata": {}, "secondary_id": None, "slug": None, "template": None, "status": "about_to_send",
        } | body  # fmt: skip
        self.campaigns[number] = made
        self.watch(made)
        return made

    def watch(self, email: dict[str, Any]) -> None:
        if email["status"] == "about_to_send":
            self.mailed.append(email["id"])


class FakeGhost(Fake):
    INTEGRATION, PERSON = "a1b2c3", "d4e5f6"
    secret = CANARY_HEX

    def __init__(self) -> None:
        super().__init__()
        self.clock = NOW
        self.time: Callable[[], float] = NOW.timestamp  # what tokens are held against

    def let_in(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        head, claims, signature = token.split(".") if token.count(".") == 2 else ("", "", "")
        if scheme != "Ghost" or not head:
            raise Refusal(401, {"errors": [{"message": "Invalid token"}]})
        kid = json.loads(_decoded(head))["kid"]
        secret = {self.INTEGRATION: CANARY_HEX, self.PERSON: STAFF}.get(kid, "00")
        expected = hmac.new(bytes.fromhex(secret), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        said = json.loads(_decoded(claims))
        if not hmac.compare_digest(_decoded(signature), expected) or said["aud"] != "/admin/":
            raise Refusal(401, {"errors": [{"message": "Invalid token"}]})
        if said["exp"] - said["iat"] > 300 or not said["iat"] <= self.time() < said["exp"]:
            raise Refusal(401, {"errors": [{"message": "jwt expired"}]})
        if "/email_previews/" in request.path and kid != self.PERSON:
            raise Refusal(403, {"errors": [{"message": "You do not have permission to sendTestEmail email_preview"}]})

    def answer(self, request: Request) -> tuple[int, Any]:
        path = request.path.removeprefix("/ghost/api/admin/")
        if path.startswith("email_previews/posts/"):
            self.tests += request.body["emails"]
            return 204, None
        if path == "posts/" and request.method == "POST":
            return 201, {"posts": [self.make(request.body["posts"][0])]}
        if found := re.fullmatch(r"posts/slug/([^/]+)/", path):
            post = next((post for post in self.campaigns.values() if post["slug"] == found[1]), None)
        else:
            post = self.campaigns.get(path.removeprefix("posts/").strip("/"))
        if post is None:
            raise Refusal(404, {"errors": [{"message": "Resource not found error, cannot read post."}]})
        if request.method == "PUT":
            self.change(post, request.body["posts"][0], request.query)
        return 200, {"posts": [post]}

    def make(self, body: dict[str, Any]) -> dict[str, Any]:
        number = hashlib.sha1(str(len(self.campaigns)).encode(), usedforsecurity=False).hexdigest()[:24]
        taken = {post["slug"] for post in self.campaigns.values()}
        slug = body["slug"] if body["slug"] not in taken else f"{body['slug']}-2"
        made = body | {"id": number, "slug": slug, "updated_at": self.tick(), "published_at": None}
        self.campaigns[number] = made
        return made

    def change(self, post: dict[str, Any], change: dict[str, Any], query: dict[str, list[str]]) -> None:
        changed = any(post.get(name) != value for name, value in change.items() if name != "updated_at")
        if changed and change.get("updated_at") != post["updated_at"]:
            raise Refusal(409, {"errors": [{"message": "Saving failed! Someone else is editing this post."}]})
        if post["status"] == "sent":
            raise Refusal(422, {"errors": [{"message": "Email-only posts cannot be changed."}]})
        if change.get("status") == "scheduled":
            assert datetime.fromisoformat(change["published_at"]) > NOW + timedelta(minutes=2)
        if change.get("status") in {"scheduled", "published"} and "newsletter" not in query:
            raise Refusal(422, {"errors": [{"message": "no newsletter: this would go on the web"}]})
        post.update(change | {"updated_at": self.tick()})
        if post["status"] == "published":
            post["status"] = "sent"
            self.mailed.append(post["id"])

    def tick(self) -> str:
        self.clock += timedelta(seconds=1)
        return self.clock.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class FakeBrevo(Fake):
    def let_in(self, request: Request) -> None:
        if request.headers.get("api-key") != CANARY:
            raise Refusal(401, {"code": "unauthorized", "message": "Key not found"})

    def answer(self, request: Request) -> tuple[int, Any]:
        if request.path == "/emailCampaigns":
            if request.method == "POST":
                made = {"id": len(self.campaigns) + 1, "status": "draft"} | request.body
                self.campaigns[str(made["id"])] = made
                return 201, {"id": made["id"]}
            start, length = int(request.query["offset"][0]), int(request.query["limit"][0])
            found = list(reversed(self.campaigns.values()))[start : start + length]
            return 200, {"count": len(self.campaigns)} | ({"campaigns": found} if found else {})
        number, _, action = request.path.removeprefix("/emailCampaigns/").partition("/")
        campaign = self.campaigns.get(number)
        if campaign is None:
            raise Refusal(404, {"code": "document_not_found", "message": "Campaign not found"})
        if request.method == "GET":
            return 200, campaign
        if campaign["status"] == "sent":
            raise Refusal(400, {"code": "invalid_parameter", "message": "Campaign has been sent"})
        if action == "sendTest":
            self.tests += request.body["emailTo"]
        elif action == "sendNow":
            campaign["status"] = "sent"
            self.mailed.append(number)
        elif action == "status":
            campaign |= {"status": request.body["status"], "scheduledAt": None}
        else:
            campaign.update(request.body)
            campaign["status"] = "queued" if campaign.get("scheduledAt") else campaign["status"]
        return 204, None


class FakeMailchimp(Fake):
    def let_in(self, request: Request) -> None:
        expected = base64.b64encode(f"newsletter:{CANARY}-us21".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            raise Refusal(401, {"title": "API Key Invalid", "status": 401, "detail": "Your API key may be invalid"})

    def answer(self, request: Request) -> tuple[int, Any]:
        if request.path == "/campaigns":
            if request.method == "POST":
                number = f"c{len(self.campaigns)}"
                self.campaigns[number] = {"id": number, "status": "save", "send_time": ""} | request.body
                return 200, self.campaigns[number]
            start, length = int(request.query["offset"][0]), int(request.query["count"][0])
            return 200, {"campaigns": list(reversed(self.campaigns.values()))[start : start + length]}
        number, _, action = request.path.removeprefix("/campaigns/").partition("/")
        campaign = self.campaigns.get(number)
        if campaign is None:
            raise Refusal(404, {"title": "Resource Not Found", "status": 404, "detail": "It could not be found."})
        if action and request.method == "POST":
            self.act(campaign, action.removeprefix("actions/"), request.body)
            return 204, None
        if request.method in {"PUT", "PATCH"} and campaign["status"] != "save":
            raise Refusal(400, {"title": "Bad Request", "detail": "Cannot edit: it is scheduled or sent."})
        if action == "content":
            campaign |= request.body
        elif request.method == "PATCH":
            campaign.update(request.body)
        return 200, campaign

    def act(self, campaign: dict[str, Any], action: str, body: dict[str, Any]) -> None:
        needed = {"unschedule": "schedule"}.get(action, "save")
        if campaign["status"] != needed:
            raise Refusal(400, {"title": "Bad Request", "detail": f"It is {campaign['status']}."})
        if action == "test":
            self.tests += body["test_emails"]
        if action == "schedule":
            at = datetime.fromisoformat(body["schedule_time"])
            if at.minute % 15 or at.second:
                raise Refusal(400, {"title": "Bad Request", "detail": "Campaigns are scheduled on the quarter-hour."})
            campaign |= {"status": "schedule", "send_time": body["schedule_time"]}
        if action == "unschedule":
            campaign |= {"status": "save", "send_time": ""}
        if action == "send":
            campaign |= {"status": "sent", "send_time": NOW.isoformat()}
            self.mailed.append(campaign["id"])


def later(seconds: float) -> None:
    """Sleep for at most a moment: tests do not wait for what a real engine would need."""
    time.sleep(min(seconds, 0.01))
