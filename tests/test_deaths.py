"""`newsletter publish`, killed at each single step there is, and run again: everything once, whoever mails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import mortal
import pytest
from fake_engines import Fake
from newsroom_builder import ROOT
from publishers import READERS, SECRETS, SERVED, SITE, Desk, Mailer, desk_at, later, mailer_of, web, with_readers
from relays import Mailroom

from newsletter.publish.claims import Store
from newsletter.publish.engines.contract import Engine
from newsletter.publish.steps import Work
from newsletter.publish.targets.contract import Target

PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
# A death before a step leaves what the one after the last step left: the proof has both, and every engine.
KINDS = ["smtp", *SERVED, "copy"] if PROOF else ["smtp", "listmonk"]
WHENS = ["before", "after"] if PROOF else ["after"]
STRIDE = 1 if PROOF else 2  # every second step; the proof has each
FEW = READERS[:4]
# All that publishing asks of an engine on its straight way; these two have a test of their own below.
ASIDE = {"send_test", "unschedule"}


def killed(desk: Desk, log: Path, step: int | str, when: str, *arguments: str) -> int:
    """Run a command, `newsletter publish --due` if none is given, on a machine that goes away at a step."""
    words = arguments or ("publish", "--due")
    command = [sys.executable, str(Path(mortal.__file__)), str(log), str(step), when, *words]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **SECRETS, **desk.environ}
    done = subprocess.run(command, cwd=desk.room.folder, env=environ, capture_output=True, check=False, timeout=120)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode


def assert_once(mailer: Mailer) -> None:
    """Hold what came of it against what should: each reader one mail, or one campaign that is ready to go."""
    if isinstance(mailer, Mailroom):
        assert Counter(mailer.readers()) == Counter(FEW)
    elif isinstance(mailer, Fake):
        assert (len(mailer.campaigns), mailer.mailed) == (1, [])
    else:
        assert len(list(mailer.iterdir())) == 1


def expected(kind: str) -> set[str]:
    """List from the code what publishing has to pass by: a step that is new is one more case, or a failure here."""
    engine = set(mortal.RELAY) if kind == "smtp" else set(mortal.acts(Engine)) - ASIDE
    return {*mortal.acts(Work), *mortal.acts(Store), *mortal.acts(Target), *engine}


@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_is_killed_at_any_step_is_finished_once_by_the_next(tmp_path: Path, kind: str, when: str) -> None:
    steps: list[str] = []
    for number in range(1 + KINDS.index(kind) % STRIDE, 40, STRIDE):
        folder = tmp_path / str(number)
        www, log = folder / "www", tmp_path / f"{number}.log"
        with web(www) as url, mailer_of(kind, folder) as (mailer, table):
            desk = desk_at(folder / "n", url, SITE.format(path=www) + table)
            desk.issue(1)
            if kind == "smtp":
                with_readers(desk, FEW)
            code = killed(desk, log, number, when)
            steps = log.read_text(encoding="utf-8").split()
            if code == 0:
                assert_once(mailer)
                break
            assert len(steps) == number
            desk.environ = later(31)  # when the dead one's claim has run out
            again = desk.run("publish", "1")
            assert (again.code, "published" in again.out) == (0, True), (steps, again.err)
            assert_once(mailer)
    assert code == 0
    assert number - STRIDE <= len(steps) < number
    assert expected(kind) <= set(steps), "a step that no run passes by: kill it elsewhere, or it is not needed"


ENGINES = list(SERVED) if PROOF else ["listmonk"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ENGINES)
def test_a_run_that_is_killed_while_it_takes_back_what_a_killed_one_scheduled(
    tmp_path: Path, kind: str, when: str
) -> None:
    www, log = tmp_path / "www", tmp_path / "log"
    with web(www) as url, mailer_of(kind, tmp_path) as (mailer, table):
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + table)
        desk.issue(1)
        assert killed(desk, log, "schedule", "after") == -signal.SIGKILL
        desk.environ = later(31)
        assert killed(desk, log, "unschedule", when, "publish", "1") == -signal.SIGKILL
        desk.environ = later(62)
        again = desk.run("publish", "1")
        assert (again.code, ": published." in again.out) == (0, True), again.err
        assert_once(mailer)


@pytest.mark.parametrize("kind", ENGINES)
def test_a_test_mailing_that_is_killed_leaves_nothing_in_the_way(tmp_path: Path, kind: str) -> None:
    www, log = tmp_path / "www", tmp_path / "log"
    with web(www) as url, mailer_of(kind, tmp_path) as (mailer, table):
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + table)
        desk.issue(1)
        assert killed(desk, log, "send_test", "after", "send", "1", "--test", "anna@example.org") == -signal.SIGKILL
        assert isinstance(mailer, Fake)
        assert (mailer.tests, mailer.mailed) == (["anna@example.org"], [])
        assert desk.run("publish", "--due").code == 0
        assert_once(mailer)


def test_the_steps_of_a_run_are_those_that_are_known() -> None:
    assert mortal.acts(Work) == ["build", "check", "deploy", "answers", "freeze", "hand_over"]
    assert mortal.acts(Store) == ["swap"]
    assert mortal.acts(Engine) == ["upsert_draft", "send_test", "schedule", "unschedule"]
