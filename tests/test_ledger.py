from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from mailing import NOBODY, people, started
from relays import Mailroom, relay_of

from newsletter.problems import NewsletterError
from newsletter.publish.ledger import Ledger, Tally, open_ledger
from newsletter.publish.outcome import Outcome, Policy, Promise, State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mailing" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


def promised(ledger: Ledger, wanted: int, outcomes: Collection[Outcome] = (), now: float = 0) -> list[Promise]:
    return ledger.exchange(outcomes, wanted, now=now, gone=lambda _addresses: set())


def test_the_audience_is_frozen_once(ledger: Ledger) -> None:
    assert ledger.freeze("sha", people(5), now=0) == 5
    assert ledger.freeze("sha", people(9), now=1) == 5
    assert ledger.tally() == Tally(pending=5)


def test_two_spellings_are_one_reader(ledger: Ledger) -> None:
    assert ledger.freeze("sha", ["ada@example.net", "Ada@example.net", "ada@example.net"], now=0) == 1


def test_a_freeze_that_fails_leaves_nothing(ledger: Ledger) -> None:
    def broken() -> Iterator[str]:
        yield "ada@example.net"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.freeze("sha", broken(), now=0)
    assert ledger.tally().audience == 0
    assert ledger.freeze("sha", people(3), now=0) == 3


def test_an_edited_issue_does_not_continue_unasked(ledger: Ledger) -> None:
    ledger.freeze("sha", people(5), now=0)
    with pytest.raises(NewsletterError, match="edited"):
        ledger.freeze("another", people(5), now=1)
    assert ledger.freeze("another", people(5), now=1, edited=True) == 5
    assert ledger.freeze("another", people(5), now=2) == 5
    with pytest.raises(NewsletterError, match="edited"):
        ledger.freeze("sha", people(5), now=3)


def test_promises_are_kept_in_order_and_given_once(ledger: Ledger) -> None:
    ledger.freeze("sha", people(5), now=0)
    first = promised(ledger, 2)
    assert [promise.address for promise in first] == people(5)[:2]
    rest = promised(ledger, 10)
    assert [promise.address for promise in rest] == people(5)[2:]
    assert promised(ledger, 10) == []
    assert ledger.tally() == Tally(sending=5)


def test_who_is_deferred_comes_again_when_due(ledger: Ledger) -> None:
    ledger.freeze("sha", people(1), now=0)
    (promise,) = promised(ledger, 1)
    later = Outcome(promise.reader, State.PENDING, 1, due=100.0, note="451 later")
    assert promised(ledger, 1, [later], now=50) == []
    assert ledger.next_due() == 100.0
    assert promised(ledger, 1, now=100) == [Promise(promise.reader, promise.address, 1)]
    assert ledger.next_due() is None


def test_who_unsubscribed_is_listed_and_makes_place_for_the_next(ledger: Ledger) -> None:
    ledger.freeze("sha", people(10), now=0)
    left = set(people(10)[1:8])
    given = ledger.exchange([], 3, now=0, gone=left.intersection)
    assert [promise.address for promise in given] == [people(10)[0], *people(10)[8:]]
    assert ledger.tally() == Tally(sending=3, failed=7, unsubscribed=7)
    assert {address for address, _ in ledger.listed(State.FAILED)} == left


def test_a_crash_puts_open_promises_in_doubt(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.freeze("sha", people(5), now=0)
        promised(ledger, 2)
    with open_ledger(path) as ledger:
        assert ledger.recover(Policy.HOLD) == 2
        assert ledger.recover(Policy.HOLD) == 2
        assert ledger.tally() == Tally(pending=3, in_doubt=2)
        assert ledger.recover(Policy.RETRY) == 0
        assert ledger.tally() == Tally(pending=5)


def test_the_editor_resolves_doubts(ledger: Ledger) -> None:
    ledger.freeze("sha", people(5), now=0)
    promised(ledger, 4)
    ledger.recover(Policy.HOLD)
    assert ledger.resolve(["reader0@example.net", "READER1@example.net", "nobody@example.net"], State.SENT) == 2
    assert ledger.resolve(None, State.PENDING) == 2
    assert ledger.resolve(None, State.PENDING) == 0
    assert ledger.tally() == Tally(pending=3, sent=2)
    with pytest.raises(ValueError, match="failed"):
        ledger.resolve(None, State.FAILED)


def test_only_the_owner_may_read_it(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.freeze("sha", people(3), now=0)
        modes = {
            file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir() if file.suffix != ".lease"
        }
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_second_sender_exits_and_says_who_is_at_work(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.freeze("sha", people(3), now=0)
        with pytest.raises(NewsletterError, match=f"process {os.getpid()} on "), open_ledger(path):
            pass
        with open_ledger(path, to_send=False) as reading:
            assert reading.tally() == Tally(pending=3)
    with open_ledger(path):
        pass


def test_a_second_process_exits_too_until_the_first_is_killed(path: Path) -> None:
    script = "import sys, time, pathlib; from newsletter.publish.ledger import open_ledger\nwith open_ledger(pathlib.Path(sys.argv[1])):\n print('held', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NewsletterError, match=f"process {holder.pid} on "), open_ledger(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    with open_ledger(path) as ledger:
        assert ledger.tally().audience == 0


def test_what_is_no_ledger_is_said_to_be_none(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(NewsletterError, match=r"ledger\.sqlite cannot be read"), open_ledger(path):
        pass


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(NewsletterError, match="cannot be used"), open_ledger(tmp_path / "ledger.sqlite"):
        pass


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a process without rights may enter: pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def owned(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def test_on_a_full_disk_nothing_is_sent(open_folder: Path) -> None:
    room = Mailroom()
    path = open_folder / "ledger.sqlite"
    with relay_of(room) as port:
        first = started(path, port, Policy.HOLD, 200, str(20_000))
        out, err = first.communicate(timeout=30)
        assert (first.returncode, err) == (1, "")
        assert out.startswith("store.unusable ledger.sqlite cannot be used")
        before = len(room.taken)
        assert before < 200
        with open_ledger(path, to_send=False) as ledger:
            tally = ledger.tally()
        assert tally.audience == 200
        # What was taken was promised before: no message without its line in the ledger.
        assert tally.sent <= before <= tally.sent + tally.sending
        again = started(path, port, Policy.HOLD, 200)
        assert again.wait(30) == 0, again.communicate()
        again.communicate()
    assert len(set(room.readers())) == len(room.readers()) == 200 - _in_doubt(path, set(room.readers()))


def _in_doubt(path: Path, taken: set[str]) -> int:
    with open_ledger(path, to_send=False) as ledger:
        return sum(address not in taken for address, _ in ledger.listed(State.IN_DOUBT))


def test_with_a_ledger_that_cannot_be_written_nothing_is_sent(open_folder: Path) -> None:
    room = Mailroom()
    path = open_folder / "ledger.sqlite"
    with open_ledger(path) as ledger:
        ledger.freeze("sha", people(20), now=0)
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)
    with relay_of(room) as port:
        process = started(path, port, Policy.HOLD, 20)
        out, err = process.communicate(timeout=30)
    open_folder.chmod(0o777)
    assert (process.returncode, err) == (1, "")
    assert out.startswith("store.unusable ")
    assert room.taken == []


def test_no_address_is_in_what_is_said(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.freeze("sha", people(3), now=0)
        ledger._database.execute("PRAGMA query_only = ON")
        with pytest.raises(NewsletterError) as caught:
            ledger.freeze("other", people(3), now=0)
    assert "@" not in f"{caught.value}{caught.value.problems}"


class Bookkeeping(RuleBasedStateMachine):
    """Whatever happens in whatever order, the five states share out the audience, and a yes stays a yes."""

    AUDIENCE = 8

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.lending = open_ledger(Path(self.folder.name) / "ledger.sqlite")
        self.ledger = self.lending.__enter__()
        self.ledger.freeze("sha", people(self.AUDIENCE), now=0)
        self.open: dict[int, Promise] = {}
        self.sent: set[str] = set()
        self.left: set[str] = set()
        self.now = 0.0

    def teardown(self) -> None:
        self.lending.__exit__(None, None, None)
        self.folder.cleanup()

    @rule(
        wanted=st.integers(0, 5),
        ends=st.lists(st.sampled_from([State.SENT, State.PENDING, State.FAILED, State.IN_DOUBT]), max_size=4),
    )
    def exchange(self, wanted: int, ends: list[State]) -> None:
        ended = list(zip(list(self.open), ends, strict=False))
        outcomes = [Outcome(reader, state, 1, self.now + 1) for reader, state in ended]
        for reader, state in ended:
            promise = self.open.pop(reader)
            if state is State.SENT:
                self.sent.add(promise.address)
        for promise in self.ledger.exchange(outcomes, wanted, now=self.now, gone=self.left.intersection):
            assert promise.reader not in self.open
            assert promise.address not in self.sent | self.left
            self.open[promise.reader] = promise

    @rule(number=st.integers(0, AUDIENCE - 1))
    def unsubscribe(self, number: int) -> None:
        self.left.add(f"reader{number}@example.net")

    @rule()
    def time_passes(self) -> None:
        self.now += 2

    @precondition(lambda self: self.open)
    @rule(policy=st.sampled_from(Policy))
    def crash(self, policy: Policy) -> None:
        self.ledger.recover(policy)
        self.open.clear()

    @rule()
    def resolve(self) -> None:
        self.ledger.resolve(None, State.PENDING)

    @invariant()
    def the_audience_is_shared_out(self) -> None:
        tally = self.ledger.tally()
        assert tally.audience == self.AUDIENCE
        assert tally.sending == len(self.open)
        assert {address for address, _ in self.ledger.listed(State.SENT)} == self.sent


Bookkeeping.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestBookkeeping = Bookkeeping.TestCase
