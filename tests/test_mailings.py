"""`newsletter send`: what it will do, what it did, and that a dry run does nothing; for engines and the own relay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_engines import FakeListmonk, running
from publishers import LISTMONK, READERS, SITE, SMTP, Desk, desk_at, web, with_readers
from relays import UNACKNOWLEDGED, Mailroom, relay_of

NOBODY_IS_THERE = "http://127.0.0.1:9"
FEW = READERS[:6]


def files(folder: Path) -> dict[str, bytes]:
    """Read what a command may have changed: claims, what was previewed, ledgers; builds do not count."""
    found = [*folder.glob(".newsletter/previews/**/*"), *folder.glob(".newsletter/claims/**/*")]
    found += folder.glob(".newsletter/mailings/*.sqlite")
    return {str(path): path.read_bytes() for path in found if path.is_file()}


def test_a_test_says_what_it_will_do_and_what_it_did(tmp_path: Path) -> None:
    with running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", NOBODY_IS_THERE, LISTMONK.format(url=fake.url))
        desk.issue(1)
        before = files(desk.room.folder)
        dry = desk.run("send", "1", "--test", "anna@example.org", "--dry-run", "--json")
        assert (dry.code, fake.requests, files(desk.room.folder)) == (0, [], before), dry.err
        said = json.loads(dry.out)
        assert (said["dry_run"], said["sent"], said["refused"], said["through"]) == (True, [], {}, "listmonk")
        assert "a test through listmonk, to 1 address" in dry.err
        assert "none was" in desk.run("send", "1", "--test", "anna@example.org", "--dry-run").out
        done = desk.run("send", "1", "--test", "anna@example.org", "--json")
        assert json.loads(done.out) == said | {"dry_run": False, "sent": ["anna@example.org"]}
        assert fake.tests == ["anna@example.org"]
        words = desk.run("send", "1", "--test", "bela@example.org").out
        first, *_, last = words.splitlines()
        assert first.endswith("build it, then a test through listmonk, to 1 address")
        assert last == f"This mail counts as previewed: {said['mail_sha256']}"


def test_a_test_that_the_relay_refuses_is_told_by_address(tmp_path: Path) -> None:
    room = Mailroom(script={"no@example.org": ["550 5.1.1 Unknown"]})
    with relay_of(room) as port:
        desk = desk_at(tmp_path / "n", NOBODY_IS_THERE, SMTP.format(port=port))
        desk.issue(1)
        dry = desk.run("send", "1", "--test", "no@example.org", "--test", "yes@example.org", "--dry-run")
        assert (dry.code, room.connections, files(desk.room.folder)) == (0, 0, {}), dry.err
        done = desk.run("send", "1", "--test", "no@example.org", "--test", "yes@example.org", "--json")
        said = json.loads(done.out)
        assert (done.code, said["sent"]) == (1, ["yes@example.org"])
        assert said["refused"] == {"no@example.org": "550 5.1.1 Unknown"}
        assert room.readers() == ["yes@example.org"]


def test_a_mail_that_cannot_be_made_is_refused_dry_too(tmp_path: Path) -> None:
    with running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", NOBODY_IS_THERE, LISTMONK.format(url=fake.url))
        issue = desk.issue(1)
        issue.write_text(issue.read_text(encoding="utf-8").replace("- Un point.", "{ Un point."), encoding="utf-8")
        done = desk.run("send", "1", "--test", "anna@example.org", "--dry-run")
        assert (done.code, fake.requests) == (1, [])
        assert issue.name in done.err


@pytest.fixture
def doubtful(tmp_path: Path) -> Any:
    """A mailing of which two readers are in doubt."""
    www = tmp_path / "www"
    room = Mailroom(script={reader: [UNACKNOWLEDGED] for reader in FEW[:2]})
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)), FEW)
        desk.issue(1)
        done = desk.run("publish", "--due")
        assert "2 in doubt" in done.out, done.err
        yield desk, room


def test_readers_in_doubt_are_settled_as_it_was_said(doubtful: tuple[Desk, Mailroom]) -> None:
    desk, room = doubtful
    assert json.loads(desk.run("send", "resolve", "1", "--json").out) == FEW[:2]
    before = files(desk.room.folder)
    dry = desk.run("send", "resolve", "1", "--sent", "--dry-run", "--json")
    assert json.loads(dry.out)["addresses"] == FEW[:2]
    assert (json.loads(dry.out)["settled"], files(desk.room.folder)) == (0, before)
    assert "settle 2 of 2 readers in doubt: they have it" in dry.err
    one = desk.run("send", "resolve", "1", FEW[0].upper(), "--sent", "--json")
    assert "settle 1 of 2 readers" in one.err
    assert (json.loads(one.out)["settled"], json.loads(one.out)["as"]) == (1, "sent")
    assert "settle 0 of 1 readers" in desk.run("send", "resolve", "1", "nobody@example.net", "--again").out
    again = desk.run("send", "resolve", "1", "--again").out.splitlines()
    assert again[0].endswith("settle 1 of 1 readers in doubt: they are to be mailed again")
    assert again[1] == "1 settled: `newsletter send resume 1` mails them."
    taken = len(room.taken)
    dry = desk.run("send", "resume", "1", "--dry-run")
    assert "mail 1 readers who are still to be mailed; 0 in doubt are held back" in dry.out
    assert len(room.taken) == taken
    resumed = json.loads(desk.run("send", "resume", "1", "--json").out)
    assert (resumed["audience"], resumed["sent"], resumed["pending"], resumed["dry_run"]) == (6, 6, 0, False)
    assert room.readers()[taken:] == [FEW[1]]
    assert "0 in doubt" in desk.run("send", "resolve", "1").out


def test_readers_in_doubt_are_mailed_again_if_asked_and_a_dry_run_says_so(doubtful: tuple[Desk, Mailroom]) -> None:
    desk, room = doubtful
    taken = len(room.taken)
    dry = desk.run("send", "resume", "1", "--retry", "--dry-run", "--json")
    assert "2 in doubt are mailed again" in dry.err
    assert (json.loads(dry.out)["in_doubt"], len(room.taken)) == (2, taken)
    done = desk.run("send", "resume", "1", "--retry")
    assert done.out.splitlines()[-1] == "6 of 6 readers mailed."
    assert sorted(room.readers()[taken:]) == FEW[:2]


def test_what_cannot_be_resumed_says_why(tmp_path: Path) -> None:
    with relay_of(Mailroom()) as port, running(FakeListmonk()) as fake:
        ours = desk_at(tmp_path / "ours", NOBODY_IS_THERE, SMTP.format(port=port))
        theirs = desk_at(tmp_path / "theirs", NOBODY_IS_THERE, LISTMONK.format(url=fake.url))
        for desk, code in ((ours, "relay.not-begun"), (theirs, "relay.none")):
            desk.issue(1)
            done = desk.run("send", "resume", "1")
            assert (done.code, f"[{code}]" in done.err) == (1, True), done.err
        assert "[relay.elsewhere]" in ours.run("send", "resolve", "1").err
        assert "[send.resolve]" in ours.run("send", "resolve", "1", "--sent", "--again").err
