"""`newsletter publish` through the command line: a real site, real git, a relay, an engine's stand-in; races and deaths."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from fake_engines import CANARY, FakeListmonk, running
from newsroom_builder import ROOT
from publishers import LISTMONK, READERS, SECRETS, SITE, SMTP, Desk, cloned, desk_at, later, web, with_readers
from relays import UNACKNOWLEDGED, Mailroom, relay_of
from repositories import git
from test_workflows import loaded

from newsletter.publish.workflows import workflow

RUNNERS = 5 if os.environ.get("NEWSLETTER_PROOF") == "1" else 3
STRICT = '[check.severities]\n"text.doubled-word" = "error"\n'


def manifest(desk: Desk, folder: str = ".newsletter/published") -> dict[str, Any]:
    found = next((desk.room.folder / folder / "mail").glob("*/manifest.json"))
    read: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return read


def test_what_is_due_goes_out_once_and_is_what_its_manifest_says(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        desk.issue(2, hours=30, slug="demain")
        rehearsed = desk.run("publish", "--due", "--dry-run")
        assert (rehearsed.code, fake.requests, www.exists()) == (0, [], False)
        assert "It would go out" in rehearsed.out
        assert not (desk.room.folder / ".newsletter/claims").exists()
        first = desk.run("publish", "--due", "--json")
        assert first.code == 0, first.err
        told = first.err.splitlines()
        assert "build and check, then claim" in told[0]
        (result,) = json.loads(first.out)
        assert (result["number"], result["end"]) == (1, "published")
        assert result["mail_sha256"] == manifest(desk)["mail_sha256"]
        assert {one["content"] for one in result["receipts"]} == {result["mail_sha256"]}
        again = desk.run("publish", "--due")
        assert again.code == 0
        assert "0 files changed" in again.out
        by_hand = json.loads(desk.run("publish", "1", "--json").out)
        assert by_hand[0]["end"] == "elsewhere"
        (campaign,) = fake.campaigns.values()
        assert campaign["status"] == "scheduled"
        assert fake.mailed == []
        assert (www / "index.html").is_file()
        assert not list(www.glob("issues/*demain*"))
        assert "premier" in desk.run("send", "status").out


def test_who_is_early_unready_or_late_is_told_and_nobody_is_mailed(tmp_path: Path) -> None:
    with running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", "http://127.0.0.1:9", LISTMONK.format(url=fake.url))
        desk.issue(1, hours=30, slug="tot")
        assert desk.run("publish", "--due").out == "Nothing is due.\n"
        early = desk.run("publish", "1")
        assert (early.code, "publish.waiting" in early.err, "--now" in early.err) == (1, True, True)
        late = desk.issue(2, hours=-30, slug="tard")
        said = desk.run("publish", "--due")
        assert (said.code, "schedule.late" in said.err) == (1, True)
        late.write_text(late.read_text(encoding="utf-8").replace("status: ready", "status: draft"), encoding="utf-8")
        assert "publish.draft" in desk.run("publish", "2").err
        assert "publish.which" in desk.run("publish").err
        assert "issue.not-found" in desk.run("publish", "77").err
        assert fake.requests == []


def test_a_site_that_does_not_show_the_copy_mails_nobody(tmp_path: Path) -> None:
    with web(tmp_path / "other") as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=tmp_path / "www") + LISTMONK.format(url=fake.url))
        desk.issue(1)
        done = desk.run("publish", "--due", "--patience", "0")
        assert (done.code, "publish.no-answer" in done.err, fake.requests) == (1, True, [])


def test_a_mail_with_an_error_stays(tmp_path: Path) -> None:
    with running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", "http://127.0.0.1:9", LISTMONK.format(url=fake.url) + STRICT)
        issue = desk.issue(1)
        broken = issue.read_text(encoding="utf-8").replace("Kosmos lit des articles.", "Kosmos lit lit des articles.")
        issue.write_text(broken, encoding="utf-8")
        done = desk.run("publish", "--due", "--patience", "0")
        assert (done.code, fake.requests) == (1, [])
        assert "text.doubled-word" in done.err


def test_another_mail_than_the_previewed_one_stays_unless_said(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        issue = desk.issue(1)
        tested = desk.run("send", "1", "--test", "anna@example.org", "bela@example.org")
        assert tested.code == 0, tested.err
        assert fake.tests == ["anna@example.org", "bela@example.org"]
        text = issue.read_text(encoding="utf-8")
        issue.write_text(text.replace("Un point.", "Un point neuf."), encoding="utf-8")
        refused = desk.run("publish", "--due")
        assert (refused.code, "publish.changed" in refused.err, www.exists()) == (1, True, False)
        assert desk.run("publish", "1", "--dry-run").code == 1
        assert desk.run("publish", "1", "--changed").code == 0
        (campaign,) = fake.campaigns.values()
        assert "Un point neuf." in campaign["body"]


def test_through_our_relay_each_reader_gets_one_copy_of_what_was_built(tmp_path: Path) -> None:
    www, room = tmp_path / "www", Mailroom()
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)))
        desk.issue(1)
        assert desk.run("subscribers", "remove", READERS[3]).code == 0
        assert desk.run("send", "1", "--test", "me@example.org").code == 0
        done = desk.run("publish", "--due")
        assert done.code == 0, done.err
        assert "39 of 39 readers mailed" in done.out
        assert desk.run("publish", "--due").code == 0
        assert sorted(room.readers()) == sorted({*READERS, "me@example.org"} - {READERS[3]})
        mail = next((desk.room.folder / ".newsletter/published/mail").glob("*"))
        html, plain = ((mail / f"email.{kind}").read_text(encoding="utf-8") for kind in ("html", "txt"))
        links: dict[str, str] = {}
        for reader, raw in room.taken:
            message = message_from_bytes(raw, policy=policy.default)
            assert message["To"] == reader
            link = re.search(r"<(https://v\.example\.org/u/[a-z2-7]{24})>", message["List-Unsubscribe"])
            assert link
            links[reader] = link[1]
            text = message.get_body(("plain",))
            assert text
            page = message.get_body(("html",))
            assert page
            for part, built in ((text, plain), (page, html)):
                said = part.get_content().replace("\r\n", "\n")
                assert said == built.replace("https://unsubscribe.newsletter.invalid/", link[1])
            assert b"newsletter.invalid" not in raw
            assert max(map(len, raw.split(b"\r\n"))) <= 78
        assert len(set(links.values())) == len(room.taken)
        tag = links[READERS[7]].rpartition("/")[2]
        assert desk.run("subscribers", "remove", tag).out == "1 will not be mailed any more.\n"
        assert f"{READERS[7]},unsubscribed," in desk.run("subscribers", "export").out
        assert desk.run("subscribers", "count").out == "38 subscribed\n"
        stranger = links["me@example.org"].rpartition("/")[2]
        assert desk.run("subscribers", "remove", stranger).out == (
            "0 will not be mailed any more. 1 stood for nobody.\n"
        )


def test_a_mailing_that_dies_is_finished_by_a_later_run_and_nobody_is_mailed_twice(tmp_path: Path) -> None:
    www = tmp_path / "www"
    script = {reader: [UNACKNOWLEDGED] for reader in READERS[5:8]}
    room = Mailroom(script=script)
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)))
        desk.issue(1)
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **SECRETS}
        command = [sys.executable, "-m", "newsletter", "publish", "--due"]
        with subprocess.Popen(command, cwd=desk.room.folder, env=environ, stdout=-3, stderr=-3) as mortal:
            assert room.wait_for(10)
            mortal.send_signal(signal.SIGKILL)
        assert mortal.returncode == -signal.SIGKILL
        held = desk.run("publish", "1")
        assert "has been publishing" in held.out
        desk.environ = later(31)
        done = desk.run("send", "status")
        assert "hand over" not in done.out
        finished = desk.run("publish", "1")
        readers = room.readers()
        assert len(readers) == len(set(readers))
        assert finished.code == 0, finished.err
        doubt = desk.run("send", "resolve", "1").out.splitlines()[:-1]
        assert set(readers) | set(doubt) == set(READERS)
        assert desk.run("send", "resolve", "1", "--again").code == 0
        assert desk.run("send", "resume", "1").code == 0
        assert set(room.readers()) == set(READERS)
        assert "0 in doubt" in desk.run("send", "resolve", "1").out


def test_a_mailing_that_was_begun_elsewhere_is_not_begun_again(tmp_path: Path) -> None:
    www, room = tmp_path / "www", Mailroom()
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)))
        desk.issue(1)
        one, other = (with_readers(clone) for clone in cloned(tmp_path, desk, 2))
        room.sender_reply = "550 5.7.1 Go away"
        refused = one.run("publish", "--due")
        assert (refused.code, "relay.refused" in refused.err) == (1, True)
        room.sender_reply = ""
        elsewhere = other.run("publish", "--due")
        assert (elsewhere.code, "relay.elsewhere" in elsewhere.err) == (1, True)
        assert room.taken == []
        assert one.run("publish", "--due").code == 0
        assert sorted(room.readers()) == sorted(READERS)
        resumed = other.run("send", "resume", "1")
        said = "error: This mailing was begun on another machine: who has been mailed is written down there."
        assert (resumed.code, resumed.err.splitlines()[0]) == (1, f"{said} [relay.elsewhere]")
        assert sorted(room.readers()) == sorted(READERS)


def commands(job: str) -> list[list[str]]:
    """Give the newsletter's own commands of a job of the GitHub workflow, in order."""
    steps = loaded(workflow("github", "listmonk")[1])["jobs"][job]["steps"]
    lines = [line.strip() for step in steps for line in step.get("run", "").splitlines()]
    plain = [line.removesuffix('" |').split("|")[0].split(" 2>")[0] for line in lines if line.startswith("newsletter ")]
    return [line.split()[1:] for line in plain]


def test_the_workflow_s_commands_race_over_a_bare_repository(tmp_path: Path) -> None:
    www = tmp_path / "www"
    www.mkdir()
    with web(www) as url, running(FakeListmonk()) as fake:
        places = "[publish.site.branch]\n" + LISTMONK.format(url=fake.url)
        desk = desk_at(tmp_path / "n", url, places)
        desk.issue(1)
        runners = cloned(tmp_path, desk, RUNNERS)
        hook = tmp_path / "shared.git/hooks/post-receive"
        hook.write_text(f'#!/bin/sh\ngit --work-tree="{www}" checkout -f gh-pages 2>/dev/null || true\n')
        hook.chmod(0o755)
        for command in commands("check"):
            done = runners[0].run(*command)
            assert done.code == 0, done.err
        (publish,) = commands("publish")
        with ThreadPoolExecutor(RUNNERS) as pool:
            done_by = list(pool.map(lambda one: one.run(*publish), runners))
        assert [one.code for one in done_by] == [0] * RUNNERS, [one.err for one in done_by]
        assert sum(": published." in one.out for one in done_by) == 1
        assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]
        third = cloned_again(tmp_path).run(*publish)
        assert third.code == 0, third.err
        assert len(fake.campaigns) == 1
        everything = [one.out + one.err for one in (*done_by, third)]
        for runner in runners:
            everything += [read(path) for path in runner.room.folder.rglob("*") if path.is_file()]
        objects = ["git", "cat-file", "--batch", "--batch-all-objects"]
        held = subprocess.run(objects, cwd=tmp_path / "shared.git", capture_output=True, check=True).stdout
        assert CANARY not in "".join(everything)
        assert CANARY.encode() not in held


def cloned_again(folder: Path) -> Desk:
    git(folder, "clone", "--quiet", "--branch", "main", (folder / "shared.git").as_uri(), "late")
    from newsroom_builder import NewsroomBuilder

    room = object.__new__(NewsroomBuilder)
    room.folder = folder / "late"
    return Desk(room)


def read(path: Path) -> str:
    return path.read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    "arguments", [["publish"], ["publish", "1", "--due"], ["send", "1"], ["send", "1", "--test", "x"]]
)
def test_what_is_not_understood_is_said(tmp_path: Path, arguments: list[str]) -> None:
    desk = desk_at(tmp_path / "n", "http://127.0.0.1:9", "[publish.engine.buttondown]\n")
    desk.issue(1)
    done = desk.run(*arguments)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "→" in done.err


@pytest.mark.parametrize("damage", ["- !!python Un point.", "{ Un point."])
def test_a_site_that_would_lose_a_page_is_not_deployed(tmp_path: Path, damage: str) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.room.issue(7, slug="ancien", more="corrections:\n  - date: 2026-01-01\n    text: Une note.\n")
        desk.issue(8)
        assert desk.run("publish", "--due").code == 0
        (page,) = www.glob("issues/*ancien/index.html")
        old = next(desk.room.folder.glob("issues/*ancien.yaml"))
        old.write_text(old.read_text(encoding="utf-8").replace("- Un point.", damage), encoding="utf-8")
        desk.issue(9, slug="suivant")
        done = desk.run("publish", "--due")
        assert page.is_file()
        assert old.name in done.err
        assert (done.code, len(fake.campaigns)) == (1, 1)


def test_clocks_that_disagree_mail_nobody_by_themselves(tmp_path: Path) -> None:
    www = tmp_path / "www"
    www.mkdir()
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, LISTMONK.format(url=fake.url))
        desk.issue(1, hours=1)
        desk.environ = later(120)
        done = desk.run("publish", "--due")
        assert (done.code, "schedule.clock" in done.err, fake.requests) == (1, True, [])


def test_a_remote_that_takes_no_claim_stops_everything(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        (runner,) = cloned(tmp_path, desk, 1)
        hook = tmp_path / "shared.git/hooks/pre-receive"
        hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        refused = runner.run("publish", "--due")
        assert (refused.code, "git.failed" in refused.err, fake.requests, www.exists()) == (1, True, [], False)
        hook.write_text("#!/bin/sh\n", encoding="utf-8")
        assert runner.run("publish", "--due").code == 0
        assert len(fake.campaigns) == 1


def test_a_receipt_that_cannot_be_pushed_fails_loudly_and_is_made_up_for(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        (runner,) = cloned(tmp_path, desk, 1)
        hook = tmp_path / "shared.git/hooks/pre-receive"
        last = """while read old new ref; do git show "$new:claim.json" | grep -q '"done": true' && exit 1; done"""
        hook.write_text(f"#!/bin/sh\n{last}\nexit 0\n", encoding="utf-8")
        hook.chmod(0o755)
        failed = runner.run("publish", "--due")
        assert (failed.code, "[git.failed]" in failed.err) == (1, True), failed.err
        assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]
        assert not json.loads(runner.run("send", "status", "--json").out)[0]["done"]
        hook.unlink()
        made = runner.run("publish", "--due")
        assert (made.code, ": published." in made.out) == (0, True), made.err
        assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]


def test_files_to_be_pasted_are_what_their_manifest_says(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + '[publish.engine.copy]\npath = "mailing"\n')
        desk.issue(1)
        assert desk.run("publish", "1", "--now").code == 0
        (folder,) = (desk.room.folder / "mailing").iterdir()
        parts = manifest(desk)["parts"]
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        assert meta["sha256"] == manifest(desk)["mail_sha256"]
        for name in ("email.html", "email.txt"):
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == parts[name]["sha256"]
        assert desk.run("publish", "1").out.startswith("20")
