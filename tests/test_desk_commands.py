"""`doctor`, `subscribers`, `init --ci` through the command line; the tables of newsletter.toml."""

from __future__ import annotations

import socketserver
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import dns.message
import dns.rrset
import pytest
from newsroom_builder import CONFIG, NewsroomBuilder
from test_doctor import RSA_2048

from newsletter import config
from newsletter.problems import NewsletterError
from newsletter.publish import lookup
from newsletter.publish.own_relay import secret

SMTP = """
[publish.engine.smtp]
host = "smtp.example.org"
unsubscribe = "https://v.example.org/u/{reader}"
dkim_selector = "news"
"""
MAIN = 'email = "lettre@example.org"\naddress = "1 rue de la Paix"\n'
RECORDS = f"""\
; as dig writes them
example.org.  300 IN TXT "v=spf1 mx -all"
_dmarc.example.org TXT "v=DMARC1; p=quarantine; rua=mailto:d@example.org"
news._domainkey.example.org. IN TXT "v=DKIM1; k=rsa; " "p={RSA_2048}"
"""


def configured(newsroom: NewsroomBuilder, tables: str = SMTP, main: str = MAIN) -> NewsroomBuilder:
    newsroom.write("newsletter.toml", CONFIG.replace("[authors", f"{main}\n[authors", 1) + tables)
    return newsroom


def test_a_domain_that_has_all_is_found_sound(newsroom: NewsroomBuilder) -> None:
    configured(newsroom).write("records.txt", RECORDS)
    done = newsroom.run("doctor", "--records", "records.txt", env={"NEWSLETTER_DKIM_KEY": "canary-of-a-key"})
    assert done.code == 0, done.err
    assert "Nobody can promise" in done.out
    assert "canary" not in done.out + done.err


def test_what_is_missing_is_said(newsroom: NewsroomBuilder) -> None:
    configured(newsroom, main="")
    done = newsroom.run("doctor", "--offline")
    assert (done.code, "doctor.sender" in done.err, "doctor.address" in done.err) == (1, True, True)
    assert "NEWSLETTER_DKIM_KEY is not set" in done.err
    newsroom.write("records.txt", "example.org is nice\n")
    configured(newsroom)
    assert "doctor.records" in newsroom.run("doctor", "--records", "records.txt").err
    newsroom.write("records.txt", "example.org TXT nothing\n")
    said = newsroom.run("doctor", "--records", "records.txt").err
    assert {"doctor.spf-missing", "doctor.dmarc-missing"} <= {word.strip("[]") for word in said.split()}


class Answering(socketserver.BaseRequestHandler):
    """A name server with one record."""

    def handle(self) -> None:
        data, socket = self.request
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        name = query.question[0].name.to_text()
        if name == "example.org.":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", '"v=spf1 " "-all"', '"other"'))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def name_server() -> Iterator[tuple[str, int]]:
    with socketserver.UDPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()
        thread.join(10)


def test_records_are_looked_up(name_server: tuple[str, int]) -> None:
    found = lookup.asked(["example.org", "_dmarc.example.org"], name_server)
    assert {name: sorted(records) for name, records in found.items()} == {"example.org": ["other", "v=spf1 -all"]}


def test_readers_come_in_and_go_out(newsroom: NewsroomBuilder) -> None:
    newsroom.write("readers.csv", "email\nada@example.net\nbob@example.net\n=1+1\nADA@example.net\n")
    dry = newsroom.run("subscribers", "import", "readers.csv", "--dry-run")
    first, said = dry.out.splitlines()
    assert first == "Read readers.csv; its addresses join the 0 who are subscribed."
    assert said.startswith("A dry run, nobody was added: 2 added, 0 known before")
    assert newsroom.run("subscribers", "count").out == "0 subscribed\n"
    done = newsroom.run("subscribers", "import", "readers.csv")
    assert (done.code, "2 added" in done.out, "2 rows refused" in done.out) == (1, True, True)
    assert "ada@" not in done.out + done.err
    assert newsroom.run("subscribers", "count").out == "2 subscribed\n"
    assert newsroom.run("subscribers", "remove", "bob@example.net").out.startswith("1 will not be mailed")
    assert newsroom.run("subscribers", "export").out.splitlines()[0] == "email,state,since"
    assert newsroom.run("subscribers", "export", "all.csv").out == "2 rows in all.csv\n"
    file = newsroom.folder / "all.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "bob@example.net,unsubscribed," in file.read_text(encoding="utf-8")
    assert newsroom.run("subscribers", "export", "all.csv").code == 1
    assert newsroom.run("subscribers", "import", "none.csv").code == 1
    assert newsroom.run("subscribers", "remove", "nobodystag").code == 1
    mistaken = newsroom.run("subscribers", "remove", "bbo@example.net")
    assert mistaken.code == 1
    assert mistaken.out.startswith("0 will not be mailed any more.\nbbo@example.net was never subscribed: ")
    again = newsroom.run("subscribers", "import", "all.csv")
    assert "1 left out because unsubscribed" in again.out


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    made = secret(tmp_path / ".newsletter", {})
    assert (len(made), secret(tmp_path / ".newsletter", {})) == (64, made)
    assert stat.S_IMODE((tmp_path / ".newsletter/secret").stat().st_mode) == 0o600
    assert secret(tmp_path, {"NEWSLETTER_SECRET": "given"}) == b"given"


@pytest.mark.parametrize(
    ("host", "path"), [("github", ".github/workflows/newsletter.yml"), ("gitlab", ".gitlab-ci.yml")]
)
def test_a_workflow_is_written_once(newsroom: NewsroomBuilder, host: str, path: str) -> None:
    configured(newsroom, '\n[publish.engine.listmonk]\nurl = "https://l.example.org"\nlists = [1]\n')
    shown = newsroom.run("init", "--ci", host, "--dry-run")
    assert (shown.code, (newsroom.folder / path).exists()) == (0, False)
    done = newsroom.run("init", "--ci", host)
    assert done.code == 0, done.err
    assert "LISTMONK_TOKEN" in done.out
    text = (newsroom.folder / path).read_text(encoding="utf-8")
    assert text == shown.out
    (newsroom.folder / path).write_text("mine\n", encoding="utf-8")
    refused = newsroom.run("init", "--ci", host)
    assert (refused.code, "init.workflow" in refused.err) == (1, True)
    assert (newsroom.folder / path).read_text(encoding="utf-8") == "mine\n"


def test_a_new_newsletter_comes_with_its_workflow(tmp_path: Path) -> None:
    room = NewsroomBuilder(tmp_path / "other")
    assert room.run("init", "mine", "--ci", "github").code == 0
    assert (room.folder / "mine/.github/workflows/newsletter.yml").is_file()
    assert "init.ci" in room.run("init", "--ci", "jenkins").err
    assert "init.folder" in room.run("init").err


def test_two_engines_are_one_too_many(newsroom: NewsroomBuilder) -> None:
    configured(newsroom, f"{SMTP}\n[publish.engine.buttondown]\n")
    with pytest.raises(NewsletterError) as caught:
        config.load(newsroom.folder)
    assert [problem.code for problem in caught.value.problems] == ["config.several"]
