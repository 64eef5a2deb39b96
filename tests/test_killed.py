"""A mailing killed at random moments, over a relay that forgets to acknowledge and often asks to come again."""

# ruff: noqa: S311 - chance is wanted here, not secrets

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from mailing import people, started
from relays import UNACKNOWLEDGED, Mailroom, relay_of

from newsletter.publish.ledger import Tally, open_ledger
from newsletter.publish.outcome import Policy, State

PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
READERS, KILLS = (2000, 20) if PROOF else (200, 3)
WINDOW = 5 * 16  # connections times the most promises ahead: the most a kill leaves in doubt


def faults(readers: list[str], chance: random.Random) -> dict[str, list[str]]:
    """Lose one acknowledgement in a hundred, ask one reader in twenty to come again, before or behind the text."""
    script: dict[str, list[str]] = {}
    for reader in readers:
        draw = chance.random()
        if draw < 0.01:
            script[reader] = [UNACKNOWLEDGED]
        elif draw < 0.06:
            script[reader] = [chance.choice(["451 4.3.0 Again", "text 451 4.3.0 Again"])]
    script[readers[0]] = [UNACKNOWLEDGED]
    return script


def killed_again_and_again(path: Path, port: int, policy: Policy, room: Mailroom, chance: random.Random) -> int:
    """Run the mailing and kill it when so many are taken, and then let it come to its end; give the kills."""
    kills = 0
    for moment in sorted(chance.sample(range(5, READERS // 2), KILLS)):
        mailing = started(path, port, policy, READERS)
        assert room.wait_for(moment), mailing.communicate()
        time.sleep(chance.random() * 0.01)
        kills += mailing.poll() is None
        mailing.kill()
        mailing.communicate()
    last = started(path, port, policy, READERS)
    assert last.wait(120) == 0
    assert last.communicate() == ("", "")
    return kills


@pytest.mark.parametrize("policy", list(Policy))
def test_killed_again_and_again(policy: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    readers = people(READERS)
    room = Mailroom(script=faults(readers, chance))
    with tempfile.TemporaryDirectory() as folder, relay_of(room) as port:
        Path(folder).chmod(0o777)
        path = Path(folder) / "ledger.sqlite"
        kills = killed_again_and_again(path, port, policy, room, chance)
        with open_ledger(path, to_send=False) as ledger:
            tally = ledger.tally()
            listed = {state: {address for address, _ in ledger.listed(state)} for state in State}
    taken = Counter(room.readers())
    twice = [reader for reader, count in taken.items() if count > 1]
    never = set(readers) - set(taken)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{policy}: {READERS} readers, {kills} kills (seed {seed}): "
            f"mailed twice {len(twice)}, never mailed {len(never)}, in doubt {tally.in_doubt}\n"
        )

    assert kills == KILLS
    assert sum(map(len, listed.values())) == tally.audience == READERS
    assert set().union(*listed.values()) == set(readers)
    assert listed[State.SENT] <= set(taken)
    if policy is Policy.HOLD:
        assert not twice
        assert never <= listed[State.IN_DOUBT]
        assert tally == Tally(sent=READERS - tally.in_doubt, in_doubt=tally.in_doubt)
        assert 1 <= tally.in_doubt <= KILLS * WINDOW + len(room.script)
    else:
        assert not never
        assert tally == Tally(sent=READERS)
        messages = Counter(room.taken)
        assert [count for (reader, _), count in messages.items() if reader in twice] == [
            taken[reader] for reader in twice
        ]
        assert readers[0] in twice


def test_interrupted_it_leaves_nobody_in_doubt() -> None:
    room = Mailroom()
    with tempfile.TemporaryDirectory() as folder, relay_of(room) as port:
        Path(folder).chmod(0o777)
        path = Path(folder) / "ledger.sqlite"
        mailing = started(path, port, Policy.HOLD, 2000)
        assert room.wait_for(40)
        mailing.send_signal(signal.SIGINT)
        assert (mailing.wait(30), mailing.communicate()) == (130, ("", ""))
        with open_ledger(path, to_send=False) as ledger:
            tally = ledger.tally()
    assert tally == Tally(sent=len(room.taken), pending=2000 - len(room.taken))
    assert 40 <= tally.sent < 2000
