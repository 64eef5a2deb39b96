"""What goes wrong outside, seen from the command line: times, engines, ledgers, runners; one named case each."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_engines import Fake, FakeListmonk, Fault, running
from newsroom_builder import ISSUE
from publishers import LISTMONK, READERS, SITE, SMTP, Desk, cloned, desk_at, later, web, with_readers
from relays import UNACKNOWLEDGED, Mailroom, relay_of
from repositories import git

FEW = READERS[:4]
NOBODY_IS_THERE = "http://127.0.0.1:9"
MAKE = "/api/campaigns$"


def at(desk: Desk, written: str) -> Path:
    """Write a ready issue with a `publish_at` as it stands."""
    text = ISSUE.format(number=1, date=written[:10], slug="premier", title="Kosmos lit tout")
    return desk.room.write(
        f"issues/{written[:10]}-premier.yaml", text.replace("news:", f"publish_at: {written}\nnews:", 1)
    )


def clock(moment: str) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()))}


def test_a_time_without_offset_in_a_newsletter_without_zone_mails_nobody(tmp_path: Path) -> None:
    with running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", NOBODY_IS_THERE, LISTMONK.format(url=fake.url))
        config = desk.room.folder / "newsletter.toml"
        config.write_text(config.read_text(encoding="utf-8").replace('timezone = "Europe/Paris"\n', ""))
        at(desk, "2025-11-07T07:00")
        desk.environ = clock("2025-11-07T07:30")
        done = desk.run("publish", "--due")
        assert (done.code, "[schedule.no-zone]" in done.err, fake.requests) == (1, True, []), done.err
        assert "2025-11-07-premier.yaml:9:13" in done.err


@pytest.mark.parametrize(
    ("written", "due", "said"),
    [
        ("2026-03-29T02:30", "2026-03-29T01:31", "does not exist on that day"),
        ("2026-10-25T02:30", "2026-10-25T00:31", "comes twice on that day"),
    ],
    ids=["gap", "fold"],
)
def test_a_time_that_the_clocks_skip_or_show_twice_mails_nobody_until_it_is_plain(
    tmp_path: Path, written: str, due: str, said: str
) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        issue = at(desk, written)
        desk.environ = clock(due)
        done = desk.run("publish", "1", "--dry-run")
        assert (done.code, said in done.err, "[schema.time-of-day]" in done.err) == (1, True, True), done.err
        real = desk.run("publish", "1")
        assert (real.code, said in real.err, fake.requests, www.exists()) == (1, True, [], False)
        plain = issue.read_text(encoding="utf-8").replace(f"publish_at: {written}", f"publish_at: {written}+02:00")
        issue.write_text(plain, encoding="utf-8")
        desk.environ = clock(f"{due[:10]}T06:00")
        assert desk.run("publish", "1").code == 0
        assert len(fake.campaigns) == 1


@pytest.mark.parametrize(("hours", "code", "end"), [(-23, 0, "published"), (-25, 1, "late")], ids=["inside", "outside"])
def test_a_time_that_has_passed_goes_out_within_the_window_only(
    tmp_path: Path, hours: int, code: int, end: str
) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1, hours=hours)
        done = desk.run("publish", "--due")
        assert (done.code, f": {end}." in done.out, len(fake.campaigns)) == (code, True, 1 - code), done.err


@pytest.mark.parametrize("runners", [2, 3])
def test_runners_at_once_make_one_campaign(tmp_path: Path, runners: int) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        with ThreadPoolExecutor(runners) as pool:
            done = list(pool.map(lambda one: one.run("publish", "--due"), cloned(tmp_path, desk, runners)))
        assert [one.code for one in done] == [0] * runners, [one.err for one in done]
        assert sum(": published." in one.out for one in done) == 1
        assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]


REFUSED = [
    Fault("POST", 401, MAKE),
    Fault("POST", 404, MAKE),
    Fault("POST", 409, MAKE),
    Fault("POST", 422, MAKE),
    Fault("POST", 429, MAKE, headers={"Retry-After": "3600"}),
]
GOT_OVER = [
    Fault("POST", 429, MAKE, headers={"Retry-After": "1"}),
    Fault("POST", 500, MAKE, done=True),
    Fault("POST", "lost", MAKE),  # accepted, and no answer
    Fault("POST", "cut", MAKE),  # half an answer
    Fault("GET", "html"),
]


def shown(fault: Fault) -> str:
    return f"{fault.method}-{fault.kind}"


@pytest.fixture
def handed(tmp_path: Path) -> object:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        yield desk, fake


@pytest.mark.parametrize("fault", REFUSED, ids=shown)
def test_an_engine_that_refuses_is_told_and_the_next_run_goes_on(
    handed: tuple[Desk, FakeListmonk], fault: Fault
) -> None:
    desk, fake = handed
    fake.faults = [Fault(**{name: getattr(fault, name) for name in ("method", "kind", "path", "headers")})]
    done = desk.run("publish", "--due")
    assert (done.code, fake.campaigns) == (1, {}), done.out
    assert re.search(r"\[engine\.[a-z-]+\]", done.err)
    assert "Traceback" not in done.err
    assert desk.run("publish", "--due").code == 0
    assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]


@pytest.mark.parametrize("fault", GOT_OVER, ids=shown)
def test_an_engine_of_whom_nobody_knows_what_it_did_is_asked(handed: tuple[Desk, FakeListmonk], fault: Fault) -> None:
    desk, fake = handed
    fake.faults = [Fault(fault.method, fault.kind, fault.path, done=fault.done, headers=fault.headers)]
    done = desk.run("publish", "--due")
    assert done.code == 0, done.err
    assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]
    assert fake.mailed == []


def test_a_campaign_that_somebody_mailed_by_hand_is_left_alone(handed: tuple[Desk, FakeListmonk]) -> None:
    desk, fake = handed
    assert desk.run("send", "1", "--test", "anna@example.org").code == 0  # makes the draft
    (campaign,) = fake.campaigns.values()
    campaign["status"] = "finished"
    before = dict(campaign)
    done = desk.run("publish", "--due")
    assert (done.code, "[engine.already-sent]" in done.err) == (1, True), done.err
    assert list(fake.campaigns.values()) == [before]


def test_the_claim_of_a_dead_runner_is_waited_for_and_then_taken_over(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        first, other = cloned(tmp_path, desk, 2)
        dead = first.run("publish", "--due")
        assert dead.code == 0
        _undo(tmp_path / "shared.git", fake)
        assert "has been publishing" in other.run("publish", "1").out
        assert other.run("publish", "--due").out.count("published") == 0
        assert fake.campaigns == {}
        other.environ |= later(31)
        assert ": published." in other.run("publish", "1").out
        assert len(fake.campaigns) == 1


def _undo(bare: Path, fake: Fake) -> None:
    """Put the claim back to where it was first won, as if its runner had died right then."""
    first = git(bare, "rev-list", "--max-parents=0", "refs/newsletter/claims/1").strip()
    git(bare, "update-ref", "refs/newsletter/claims/1", first)
    fake.campaigns.clear()


def test_an_issue_edited_after_its_mailing_began_goes_on_only_if_said(tmp_path: Path) -> None:
    www, room = tmp_path / "www", Mailroom()
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)), FEW)
        issue = desk.issue(1)
        room.sender_reply = "550 5.7.1 Go away"
        assert "[relay.refused]" in desk.run("publish", "--due").err
        room.sender_reply = ""
        text = issue.read_text(encoding="utf-8")
        issue.write_text(text.replace("Un point.", "Un point neuf."), encoding="utf-8")
        refused = desk.run("publish", "1")
        assert (refused.code, "[publish.changed]" in refused.err, room.taken) == (1, True, [])
        done = desk.run("publish", "1", "--changed")
        assert done.code == 0, done.err
        assert sorted(room.readers()) == FEW
        assert all(b"Un point neuf." in content for _, content in room.taken)


def test_tls_that_is_wanted_and_missing_mails_nobody(tmp_path: Path) -> None:
    www, room = tmp_path / "www", Mailroom()
    with web(www) as url, relay_of(room) as port:
        table = SMTP.format(port=port).replace('"none"', '"starttls"')
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + table), FEW)
        desk.issue(1)
        done = desk.run("publish", "--due")
        assert (done.code, "[relay.tls]" in done.err, room.taken) == (1, True, []), done.err
        assert "0 of 4 readers mailed, 4 to be tried again." in desk.run("send", "status").out


def test_what_the_relay_says_of_one_reader_is_about_that_reader(tmp_path: Path) -> None:
    www = tmp_path / "www"
    # Who is lost before the text, or greylisted, would be tried again in a minute: `test_send.py` has those.
    room = Mailroom(script={FEW[0]: ["550 5.1.1 Unknown"], FEW[1]: [UNACKNOWLEDGED]})
    with web(www) as url, relay_of(room) as port:
        desk = with_readers(desk_at(tmp_path / "n", url, SITE.format(path=www) + SMTP.format(port=port)), FEW)
        desk.issue(1)
        done = desk.run("publish", "--due")
        assert (done.code, "2 of 4 readers mailed, 1 refused, 1 in doubt." in done.out) == (0, True), done.err
        assert sorted(room.readers()) == FEW[1:]
        assert "@" not in done.out + done.err
