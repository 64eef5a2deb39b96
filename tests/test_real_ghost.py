"""Ghost 6 itself where it is installed (tools/real_ghost.sh), what was recorded of it everywhere else."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fake_engines import CANARY_HEX, FakeGhost, later
from ghost_exchanges import TAPE, Between
from test_merge_syntax import HTML, TEXT

from newsletter.destinations import Ghost
from newsletter.problems import NewsletterError
from newsletter.publish.engines.contract import Mail, State
from newsletter.publish.engines.ghost import GhostEngine
from newsletter.publish.engines.handover import hand_over
from newsletter.publish.engines.http import RefusedError, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

GHOST = os.environ.get("NEWSLETTER_GHOST", "")
WHEN = datetime(2050, 1, 7, 7, 30, tzinfo=UTC)
MAIL = Mail(
    key="lettre-example-org-42",
    number=42,
    subject="Que vaut {{ prénom }} ?",
    preheader="Réponse dans le Focus.",
    html=HTML,
    text=TEXT,
    url="https://lettre.example.org/issues/2025-11-07-ia/",
    sender=("La lettre", "lettre@example.org"),
)


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def the_way_of_a_mailing(engine: GhostEngine) -> None:
    """All that the adapter does with Ghost, and what Ghost refuses."""
    assert engine.find(MAIL.key) is None
    first = hand_over(engine, MAIL, WHEN, begun=False).campaign
    assert (first.state, first.at) == (State.SCHEDULED, WHEN)
    again = hand_over(engine, replace(MAIL, subject="Mieux"), WHEN, begun=True).campaign
    assert again.id == first.id
    draft = engine.unschedule(again)
    assert draft.state is State.DRAFT
    engine.send_test(draft, ["anna@example.org"])
    stale = replace(draft, lock="2020-01-01T00:00:00.000Z")
    with pytest.raises(RefusedError, match="409"):
        engine._put(stale, {"title": "Pis"})
    with pytest.raises(NewsletterError, match="named the new draft `lettre-example-org-42-2`"):
        engine._made(MAIL.key, engine._fields(engine.plan(MAIL)))
    current = engine.find(MAIL.key)
    assert current is not None
    out = engine.schedule(current, None)
    assert out.state is State.SENT
    with pytest.raises(NewsletterError, match="has been mailed"):
        hand_over(engine, MAIL, WHEN, begun=False)
    assert hand_over(engine, MAIL, WHEN, begun=True).earlier


def test_the_recorded_ghost() -> None:
    between = Between()
    environ = {"GHOST_ADMIN_KEY": f"{FakeGhost.INTEGRATION}:{CANARY_HEX}", "GHOST_STAFF_TOKEN": "d4:5a"}
    sent = between.tape[-1]["answer"]["posts"][0]["published_at"]  # «at once» names the moment
    wire = Wire(environ=environ, pause=later, now=datetime.fromisoformat(sent).timestamp)
    with serving(between):
        the_way_of_a_mailing(GhostEngine(Ghost(url=between.url), wire))
    assert between.wrong == []
    assert between.played == len(between.tape)


@dataclass
class Site:
    """A real Ghost: where it is, its keys, and what it wanted to be mailed."""

    url: str
    admin: str
    staff: str
    mailed: list[str]


class Mailgun(ThreadingHTTPServer):
    """What Ghost mails through: keeps the fields of each mailing."""

    def __init__(self) -> None:
        self.mailed: list[str] = []
        super().__init__(("127.0.0.1", 0), MailgunHandler)


class MailgunHandler(BaseHTTPRequestHandler):
    server: Mailgun

    def do_POST(self) -> None:
        self.server.mailed.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.say({"id": "<1@example.org>", "message": "Queued."})

    def do_GET(self) -> None:
        self.say({"items": [], "paging": {}})

    def say(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    if not GHOST:
        pytest.skip("a real Ghost 6 is tested where NEWSLETTER_GHOST says where it is (tools/real_ghost.sh)")
    package, mailgun = Path(GHOST) / "package", Mailgun()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    (package / "config.development.json").write_text(
        json.dumps(
            {
                "url": url,
                "server": {"host": "127.0.0.1", "port": port},
                "database": {
                    "client": "better-sqlite3",
                    "connection": {"filename": str(tmp_path / "ghost.db")},
                    "useNullAsDefault": True,
                },
                "bulkEmail": {
                    "mailgun": {
                        "baseUrl": f"http://127.0.0.1:{mailgun.server_port}/v3",
                        "apiKey": "x",
                        "domain": "e.org",
                    }
                },
                "mail": {"transport": "stub"},
                "security": {"staffDeviceVerification": False},
                "privacy": {"useUpdateCheck": False},
                "logging": {"transports": ["file"], "path": str(tmp_path)},
            }
        )
    )
    node = Path(GHOST) / "tools" / "node_modules" / "node" / "bin" / "node"
    environ = os.environ | {"NODE_ENV": "development"}
    silent = subprocess.DEVNULL
    with (
        serving(mailgun),
        subprocess.Popen([node, "index.js"], cwd=package, env=environ, stdout=silent, stderr=silent) as process,
    ):
        try:
            yield opened(url, mailgun.mailed)
        finally:
            process.terminate()


def opened(url: str, mailed: list[str]) -> Site:
    """Wait for Ghost, make its owner, one member, and the keys."""
    asked = Asking(f"{url}/ghost/api/admin", url)
    for _ in range(600):
        try:
            asked("GET", "/site/")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    owner = {"name": "Anna", "email": "anna@example.org", "password": "a-long-pass-word-42", "blogTitle": "Lettre"}
    asked("POST", "/authentication/setup/", {"setup": [owner]})
    asked("POST", "/session/", {"username": owner["email"], "password": owner["password"]})
    keys = asked("POST", "/integrations/?include=api_keys", {"integrations": [{"name": "desk"}]})
    admin = next(key["secret"] for key in keys["integrations"][0]["api_keys"] if key["type"] == "admin")
    staff = asked("GET", "/users/me/token/")["apiKey"]
    asked("POST", "/members/", {"members": [{"email": "bela@example.org", "name": "Béla"}]})
    secret = staff["secret"] if ":" in staff["secret"] else f"{staff['id']}:{staff['secret']}"
    return Site(url, admin, secret, mailed)


@dataclass
class Asking:
    """A person's session."""

    base: str
    origin: str
    cookie: str = ""

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Origin": self.origin, "Content-Type": "application/json", "Cookie": self.cookie}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.base}{path}", data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
            raw = answer.read()
        return json.loads(raw) if raw.startswith(b"{") else None


def test_a_real_ghost(site: Site) -> None:
    between = Between(site.url)
    wire = Wire(environ={"GHOST_ADMIN_KEY": site.admin, "GHOST_STAFF_TOKEN": site.staff})
    with serving(between):
        the_way_of_a_mailing(GhostEngine(Ghost(url=between.url), wire))
        for _ in range(300):
            if len(site.mailed) == 2:
                break
            time.sleep(0.1)
    test, mailing = site.mailed
    assert "anna@example.org" in test
    assert "bela@example.org" in mailing
    html = mailing.partition('name="html"')[2].partition("--------------")[0]
    assert "<!--[if mso | IE]><table role=" in html
    assert "<!--[if !mso]><!-->" in html
    assert 'href="%recipient.unsubscribe_url%"' in html
    assert set(re.findall(r"%recipient\.\w+%", html)) == {"%recipient.unsubscribe_url%", "%recipient.uuid%"}
    shown = html.replace("\u2060", "").replace("&#x2060;", "").replace("&#x24;", "$").replace("&quot;", '"')
    for quoted in ("{{ .Subscriber.Email }}", "${{ secrets.TOKEN }}", "*|FNAME|*", "%%{email}%%", "%recipient.name%"):
        assert quoted in shown
    if os.environ.get("NEWSLETTER_RECORD"):
        TAPE.parent.mkdir(exist_ok=True)
        TAPE.write_text(json.dumps(between.tape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
