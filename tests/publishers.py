"""A newsletter that can be published: a site folder served on loopback, an engine or a relay, the command line."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fake_engines import (
    CANARY,
    CANARY_HEX,
    STAFF,
    Fake,
    FakeBrevo,
    FakeButtondown,
    FakeGhost,
    FakeListmonk,
    FakeMailchimp,
    running,
)
from newsroom_builder import ISSUE, NewsroomBuilder, Ran
from relays import Mailroom, relay_of
from repositories import ENVIRONMENT, git

from newsletter.pipeline.readers import bring_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRETS = {
    "LISTMONK_USER": "desk",
    "LISTMONK_TOKEN": CANARY,
    "BUTTONDOWN_API_KEY": CANARY,
    "GHOST_ADMIN_KEY": f"{FakeGhost.INTEGRATION}:{CANARY_HEX}",
    "GHOST_STAFF_TOKEN": f"{FakeGhost.PERSON}:{STAFF}",
    "BREVO_API_KEY": CANARY,
    "MAILCHIMP_API_KEY": f"{CANARY}-us21",
    "NEWSLETTER_SECRET": f"secret-{CANARY}",
}
CONFIG = """\
title = "La Lettre"
url = "{url}"
language = "fr"
timezone = "Europe/Paris"
email = "lettre@example.org"
address = "1 rue de la Paix, Paris"

[authors.ana]
name = "Ana"

{publish}
"""
SITE = '[publish.site.folder]\npath = "{path}"\n'
LISTMONK = '[publish.engine.listmonk]\nurl = "{url}"\nlists = [1]\n'
SMTP = (
    '[publish.engine.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nconnections = 3\n'
    'unsubscribe = "https://v.example.org/u/{{reader}}"\n'
)

READERS = [f"reader{number}@example.net" for number in range(40)]
COPY = '[publish.engine.copy]\npath = "mailing"\n'
SERVED: dict[str, tuple[type[Fake], str]] = {
    "listmonk": (FakeListmonk, LISTMONK),
    "buttondown": (FakeButtondown, '[publish.engine.buttondown]\nurl = "{url}"\n'),
    "ghost": (FakeGhost, '[publish.engine.ghost]\nurl = "{url}"\nnewsletter = "lettre"\n'),
    "brevo": (FakeBrevo, '[publish.engine.brevo]\nurl = "{url}"\nlists = [3]\nreader = "EXT_ID"\n'),
    "mailchimp": (FakeMailchimp, '[publish.engine.mailchimp]\nurl = "{url}"\naudience = "a1b2"\n'),
}


@contextmanager
def served(kind: str) -> Iterator[tuple[Fake, str]]:
    """Run the stand-in of an engine by the real clock; give it and the table of newsletter.toml that names it."""
    made, table = SERVED[kind]
    with running(made()) as fake:
        if isinstance(fake, FakeGhost):
            fake.time = time.time
        yield fake, table.format(url=fake.url)


Mailer = Mailroom | Fake | Path


@contextmanager
def mailer_of(kind: str, folder: Path) -> Iterator[tuple[Mailer, str]]:
    """Give what mails: our relay (`smtp`), an engine, or files (`copy`); and its table in newsletter.toml."""
    if kind == "smtp":
        room = Mailroom()
        with relay_of(room) as port:
            yield room, SMTP.format(port=port)
    elif kind == "copy":
        yield folder / "n" / "mailing", COPY
    else:
        with served(kind) as found:
            yield found


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def web(folder: Path) -> Iterator[str]:
    """Serve a folder, which need not be there yet; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass
class Desk:
    """A newsletter's working copy and the environment of its commands."""

    room: NewsroomBuilder
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> Ran:
        return self.room.run(*arguments, env={**SECRETS, **self.environ})

    def issue(self, number: int = 1, *, hours: float = -1, more: str = "", slug: str = "premier") -> Path:
        """Write a ready issue, due so many hours from now."""
        at = datetime.now(UTC) + timedelta(hours=hours)
        text = ISSUE.format(number=number, date=at.date(), slug=slug, title="Kosmos lit tout")
        text = text.replace("news:", f"publish_at: {at:%Y-%m-%dT%H:%M}Z\nnews:", 1)
        return self.room.write(f"issues/{at.date()}-{slug}.yaml", text + more)


def desk_at(folder: Path, url: str, publish: str) -> Desk:
    """Make a newsletter that is published as newsletter.toml's tables say."""
    room = NewsroomBuilder(folder)
    room.write("newsletter.toml", CONFIG.format(url=url, publish=publish))
    room.write(".gitignore", "out/\n.newsletter/\n")
    return Desk(room)


def cloned(folder: Path, desk: Desk, count: int) -> list[Desk]:
    """Put a newsletter into a bare repository, and give so many clones of it."""
    git(folder, "init", "--quiet", "--bare", "shared.git")
    home = desk.room.folder
    git(home, "init", "--quiet")
    git(home, "add", ".")
    git(home, "commit", "--quiet", "-m", "Issues")
    git(home, "remote", "add", "origin", (folder / "shared.git").as_uri())
    git(home, "push", "--quiet", "origin", "HEAD:main")
    clones = []
    for number in range(count):
        name = f"runner-{number}"
        git(folder, "clone", "--quiet", "--branch", "main", (folder / "shared.git").as_uri(), name)
        clone = object.__new__(NewsroomBuilder)
        clone.folder = folder / name
        clones.append(Desk(clone, dict(ENVIRONMENT) | desk.environ))
    return clones


def with_readers(desk: Desk, readers: list[str] = READERS) -> Desk:
    """Subscribe some readers."""
    file = desk.room.write("readers.csv", "email\n" + "".join(f"{reader}\n" for reader in readers))
    assert bring_in(desk.room.folder, file, day="2025-11-07").added == len(readers)
    return desk


def later(minutes: int) -> dict[str, str]:
    """Give the environment of a machine whose clock is ahead."""
    return {"SOURCE_DATE_EPOCH": str(int(time.time()) + 60 * minutes)}
