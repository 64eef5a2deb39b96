"""The whole way with other people's programs: signed, sent to a real Postfix, verified by OpenDKIM, read as bytes."""

from __future__ import annotations

import re
import subprocess
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from letters import LETTER, copy_for, letter
from mailhosts import Postfix, need_mail_hosts, postfix
from publishers import SITE, SMTP, desk_at, web
from relays import certificate

from newsletter.publish.dkim import Signer, sign
from newsletter.publish.ledger import Tally, open_ledger
from newsletter.publish.merge import fill, prepare
from newsletter.publish.outcome import State
from newsletter.publish.relay import Relay, Security
from newsletter.publish.send import Orders, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newsletter.publish.message import Letter

READERS = [f"reader{number}@example.net" for number in range(12)]
FRAGILE = letter(
    text=".\n..deux points\nFrom Paris\n" + "Été " * 100 + "\n \n fin \n",
    html="<p>" + "é" * 300 + "</p>\n.\nFrom here\n",
    subject="Un objet assez long pour être plié, avec des accents : éàü, et un 🤖 pour finir",
)


@pytest.fixture(scope="module")
def signer() -> Signer:
    command = ["openssl", "genrsa", "2048"]
    key = subprocess.run(command, check=True, capture_output=True).stdout
    return Signer(domain="example.org", selector="weekly", key=key)


@pytest.fixture(scope="module")
def host(signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postfix]:
    need_mail_hosts()
    files = certificate(tmp_path_factory.mktemp("tls"))
    command = ["openssl", "rsa", "-pubout", "-outform", "DER"]
    public = subprocess.run(command, input=signer.key, check=True, capture_output=True).stdout
    with postfix(*files, public, signer.selector) as running:
        yield running


def mailed(host: Postfix, path: Path, compose: Callable[[str], bytes], readers: list[str]) -> Tally:
    relay = Relay(
        host="localhost", port=host.port, security=Security.STARTTLS, hello="example.org", ca_file=host.certificate
    )
    with open_ledger(path) as ledger:
        ledger.freeze("sha", readers, now=0)
        tally = send(
            ledger, relay, compose, Orders(sender="bounce@example.org", connections=3), gone=lambda _some: set()
        )
        assert [note for _, note in ledger.listed(State.FAILED)] == [
            "550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table"
        ] * tally.failed
    return tally


def received(raw: bytes) -> bytes:
    """Give the message without what the host put before it, in the line ends it had on the way."""
    return raw[raw.index(b"DKIM-Signature:") :].replace(b"\n", b"\r\n")


def test_signed_mail_arrives_as_it_was_sent_and_verifies(host: Postfix, signer: Signer, tmp_path: Path) -> None:
    form = prepare(LETTER)
    sent: dict[str, bytes] = {}

    def compose(address: str) -> bytes:
        sent[address] = sign(fill(form, copy_for(address)), signer)
        return sent[address]

    assert mailed(host, tmp_path / "ledger.sqlite", compose, [*READERS, "unknown@example.net"]) == Tally(
        sent=12, failed=1
    )
    host.wait([reader.partition("@")[0] for reader in READERS])
    for reader in READERS:
        (raw,) = host.mailbox(reader.partition("@")[0])
        assert received(raw) == sent[reader]
        assert re.search(rb"Authentication-Results: mx\.example\.net;\s+dkim=pass [^;]*header\.d=example\.org", raw)
        assert b"Delivered-To: " + reader.encode() in raw
        assert b"Return-Path: <bounce@example.org>" in raw
        assert_well_made(received(raw), reader)


def assert_well_made(raw: bytes, reader: str) -> None:
    tag = reader.partition("@")[0].encode()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert (
        b"\r\nList-Unsubscribe: <https://example.org/u/"
        + tag
        + b"?a=1&b=2>,\r\n <mailto:quit@example.org?subject="
        + tag
        + b">\r\n"
        in raw
    )
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert raw.count(b"\r\nTo: " + reader.encode() + b"\r\n") == 1
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    signed = re.sub(r"\s", "", message["DKIM-Signature"]).partition("h=")[2].partition(";")[0].split(":")
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "to", "subject", "message-id"} <= set(signed)
    assert signed.count("list-unsubscribe-post") == signed.count("from") == 2


@pytest.mark.parametrize("fragile", [FRAGILE], ids=["dots, From lines, blanks, long lines"])
def test_what_breaks_on_the_way_elsewhere_arrives_whole(
    host: Postfix, signer: Signer, tmp_path: Path, fragile: Letter
) -> None:
    reader = "reader50@example.net"
    message = sign(fill(prepare(fragile), copy_for(reader)), signer)
    assert mailed(host, tmp_path / "ledger.sqlite", lambda _address: message, [reader]) == Tally(sent=1)
    host.wait(["reader50"])
    (raw,) = host.mailbox("reader50")
    assert received(raw) == message
    assert b"dkim=pass" in raw


@pytest.mark.parametrize(
    ("name", "forgery"),
    [
        ("reader60", (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Never-Mind")),
        ("reader61", (b"<https://example.org/u/", b"<https://example.com/u/")),
        ("reader62", (b"\r\nTo: ", b"\r\nSubject: Another\r\nTo: ")),
        ("reader63", (b"\r\nTo: ", b"\r\nCc: eve@example.net\r\nTo: ")),
        ("reader64", (b"Quitter", b"Rester!")),
    ],
)
def test_what_is_changed_behind_our_back_does_not_verify(
    host: Postfix, signer: Signer, tmp_path: Path, name: str, forgery: tuple[bytes, bytes]
) -> None:
    message = sign(fill(prepare(LETTER), copy_for(f"{name}@example.net")), signer)
    assert forgery[0] in message
    changed = message.replace(*forgery, 1)
    assert mailed(host, tmp_path / "ledger.sqlite", lambda _address: changed, [f"{name}@example.net"]) == Tally(sent=1)
    host.wait([name])
    (raw,) = host.mailbox(name)
    assert b"dkim=fail" in raw


def test_an_issue_goes_from_its_file_to_the_maildirs(host: Postfix, signer: Signer, tmp_path: Path) -> None:
    www, readers = tmp_path / "www", [f"reader{number}@example.net" for number in range(20, 30)]
    with web(www) as url:
        smtp = SMTP.format(port=host.port).replace("127.0.0.1", "localhost").replace('"none"', '"starttls"')
        tables = SITE.format(path=www) + smtp + f'dkim_selector = "weekly"\nca_file = "{host.certificate}"\n'
        desk = desk_at(tmp_path / "n", url, tables)
        desk.environ["NEWSLETTER_DKIM_KEY"] = signer.key.decode()
        desk.issue(1)
        desk.room.write("readers.csv", "email\n" + "".join(f"{reader}\n" for reader in readers))
        assert desk.run("subscribers", "import", "readers.csv").code == 0
        done = desk.run("publish", "--due")
        assert done.code == 0, done.err
        assert desk.run("publish", "--due").code == 0
    assert "PRIVATE KEY" not in done.out + done.err
    host.wait([reader.partition("@")[0] for reader in readers])
    for reader in readers:
        (raw,) = host.mailbox(reader.partition("@")[0])
        assert b"dkim=pass" in raw
        sent = received(raw)
        lines = sent.split(b"\r\n")
        assert max(map(len, lines)) <= 78
        assert re.search(rb"\r\nList-Unsubscribe: <https://v\.example\.org/u/[a-z2-7]{24}>,\r\n <mailto:", sent)
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent
        parts = [part.get_content_type() for part in message_from_bytes(sent, policy=policy.SMTP).iter_parts()]
        assert parts == ["text/plain", "text/html"]
