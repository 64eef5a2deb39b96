"""No credential leaves the environment: whoever mails, whatever is run, and whatever the other side answers."""

from __future__ import annotations

import base64
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_engines import CANARY, CANARY_HEX, STAFF, Fake, Fault
from newsroom_builder import Ran
from publishers import SECRETS, SERVED, SITE, SMTP, Desk, cloned, desk_at, served, web, with_readers
from relays import Mailroom, certificate, context, relay_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# A login, a header, and a token that is signed anew each time; the proof has every engine.
KINDS = ["smtp", *SERVED] if os.environ.get("NEWSLETTER_PROOF") == "1" else ["smtp", "listmonk", "ghost"]
USER = "theo-canary"
PASSWORD = f"smtp-{CANARY}"
TLS = 'dkim_selector = "news"\nca_file = "cert.pem"\n'
RUNS = [
    ["doctor"],
    ["publish", "--due", "--dry-run", "--json"],
    ["send", "1", "--test", "anna@example.org"],
    ["publish", "--due", "--json"],
    ["send", "status"],
]


@contextmanager
def mailer_of(kind: str, folder: Path) -> Iterator[tuple[Mailroom | Fake, str, dict[str, str]]]:
    """Give what mails, its table in newsletter.toml, and the credentials that it lets in."""
    if kind != "smtp":
        with served(kind) as (fake, table):
            yield fake, table, {}
        return
    key, cert = certificate(folder)
    made = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True, text=True)
    login = {"NEWSLETTER_SMTP_USER": USER, "NEWSLETTER_SMTP_PASSWORD": PASSWORD, "NEWSLETTER_DKIM_KEY": made.stdout}
    room = Mailroom(password=PASSWORD.encode())
    with relay_of(room, tls=context(key, cert)) as port:
        table = SMTP.format(port=port).replace('"none"', '"starttls"') + TLS
        yield room, table, login


def forms(secrets: dict[str, str]) -> set[bytes]:
    """List the secrets, each as it is, in base64 and in hexadecimal, and as a login puts it on the line."""
    words = {CANARY, CANARY_HEX, STAFF, USER, PASSWORD, *SECRETS.values(), *secrets.values()} - {"desk"}
    words |= {line for word in secrets.values() for line in word.splitlines() if len(line) > 40 and "KEY" not in line}
    lines = [f"desk:{CANARY}", f"newsletter:{CANARY}-us21", f"\0{USER}\0{PASSWORD}", *words]
    raw = [line.encode() for line in lines]
    return {*raw, *(base64.b64encode(one).rstrip(b"=")[:-1] for one in raw), *(one.hex().encode() for one in raw)}


def written(folder: Path) -> dict[str, bytes]:
    """Read every file of a newsletter's working copy, its database and its `.git` too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pushed(bare: Path) -> bytes:
    """Read every object that was pushed: claims, receipts, what was previewed."""
    objects = ["git", "cat-file", "--batch", "--batch-all-objects"]
    return subprocess.run(objects, cwd=bare, capture_output=True, check=True).stdout


def fail(mailer: Mailroom | Fake, desk: Desk) -> list[Ran]:
    """Run into a refusal that repeats what was sent, and into credentials that are wrong."""
    wrong = {"NEWSLETTER_SMTP_PASSWORD": f"{PASSWORD}-wrong", "NEWSLETTER_SMTP_USER": USER}
    if isinstance(mailer, Fake):
        mailer.faults = [Fault("GET", 401), Fault("POST", 422)]
        return [desk.run("publish", "--due"), desk.run("publish", "--due", "--json")]
    mailer.sender_reply = f"550 5.7.1 {USER} may not send"
    said = [Desk(desk.room, desk.environ | wrong).run("publish", "--due"), desk.run("publish", "--due", "--json")]
    mailer.sender_reply = ""
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_is_in_no_output_no_file_and_no_commit(tmp_path: Path, kind: str) -> None:
    www, keys = tmp_path / "www", tmp_path / "keys"
    keys.mkdir()
    with web(www) as url, mailer_of(kind, keys) as (mailer, table, secrets):
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + table)
        desk.environ = dict(secrets)
        desk.issue(1)
        if kind == "smtp":
            desk.room.write("cert.pem", (keys / "cert.pem").read_bytes())
        (runner,) = cloned(tmp_path, desk, 1)
        if kind == "smtp":
            with_readers(runner, ["anna@example.org", "bela@example.org"])
        failed = fail(mailer, runner)
        assert {one.code for one in failed} == {1}, [one.err for one in failed]
        if isinstance(mailer, Fake):
            mailer.faults = []
        done = [runner.run(*arguments) for arguments in RUNS]
        assert '"published"' in done[3].out, done[3].err
        assert (len(mailer.campaigns) if isinstance(mailer, Fake) else len(set(mailer.readers()))) >= 1
    said = "".join(one.out + one.err for one in (*failed, *done)).encode()
    assert b"Traceback" not in said
    places = {"what was said": said, "what was pushed": pushed(tmp_path / "shared.git"), **written(tmp_path / "n")}
    places |= written(runner.room.folder) | {f"www {name}": data for name, data in written(www).items()}
    assert [(name, secret) for name, data in places.items() for secret in forms(secrets) if secret in data] == []
    assert any(name.startswith(".newsletter/") for name in places)
    assert CANARY.encode() in str(os.environ | SECRETS).encode()
