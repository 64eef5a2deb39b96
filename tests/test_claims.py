from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from repositories import ENVIRONMENT, git, runner, shared

from newsletter.problems import NewsletterError
from newsletter.publish import claims
from newsletter.publish.claims import LEASE, Holding, Receipt, Store
from newsletter.publish.stores import FileStore, RefStore, store_for

if TYPE_CHECKING:
    from pathlib import Path

RACES = 10 if os.environ.get("NEWSLETTER_PROOF") else 3
START = datetime(2025, 11, 7, 6, 17, tzinfo=UTC)
ISSUE = "2025-11-07-ia-emploi"
SENT = Receipt(step="hand over", provider="listmonk", id="7", content="ab" * 32, at=START)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(params=["git", "files"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "files":
        return FileStore(tmp_path / ".newsletter" / "claims")
    shared(tmp_path)
    return RefStore(runner(tmp_path, "one"))


def take(store: Store, clock: Hands, runner: str = "run 1", issue: str = ISSUE) -> Holding | None:
    return claims.take(store, number=42, issue=issue, runner=runner, now=clock)


def test_one_claim_and_then_nobody_else(store: Store, clock: Hands) -> None:
    mine = take(store, clock)
    assert mine is not None
    assert take(store, clock, "run 2") is None
    assert claims.find(store, 42) == mine.claim
    assert claims.find(store, 41) is None
    assert claims.find_all(store) == {42: mine.claim}
    assert "run 1 has been publishing" in claims.taken([mine.claim], clock())[42].words


def test_receipts_lie_in_the_claim_and_close_it_for_good(store: Store, clock: Hands) -> None:
    mine = take(store, clock)
    assert mine is not None
    mine.note(Receipt(step="deploy", provider="folder", id="x", content="ab", at=START))
    mine.note(SENT, done=True)
    claim = claims.find(store, 42)
    assert claim is not None
    assert claim.done
    assert claim.receipt("hand over") == SENT
    assert [receipt.step for receipt in claim.receipts] == ["deploy", "hand over"]
    clock.time += timedelta(days=365)
    assert take(store, clock, "a year later") is None
    assert claims.taken([claim], clock())[42].words == f"{ISSUE} was published on 2025-11-07 06:17 UTC."


def test_the_claim_of_a_dead_runner_is_taken_over_with_its_receipts(store: Store, clock: Hands) -> None:
    dead = take(store, clock)
    assert dead is not None
    dead.note(Receipt(step="deploy", provider="folder", id="x", content="ab", at=START))
    clock.time += LEASE - timedelta(seconds=1)
    assert take(store, clock, "run 2") is None
    clock.time += timedelta(seconds=1)
    assert claims.taken([dead.claim], clock()) == {}
    heir = take(store, clock, "run 2")
    assert heir is not None
    assert heir.claim.receipt("deploy") is not None
    assert heir.claim.runner == "run 2"
    with pytest.raises(NewsletterError, match="Another runner has taken over"):
        dead.note(SENT, done=True)
    heir.note(SENT, done=True)


def test_a_sign_of_life_keeps_the_claim_and_is_given_only_when_due(store: Store, clock: Hands) -> None:
    mine = take(store, clock)
    assert mine is not None
    version = mine.version
    mine.alive()
    assert mine.version == version
    for _ in range(3):
        clock.time += LEASE * 0.6
        mine.alive()
        assert take(store, clock, "run 2") is None
    assert mine.version != version


def test_a_claim_that_is_let_go_is_taken_at_once(store: Store, clock: Hands) -> None:
    mine = take(store, clock)
    assert mine is not None
    mine.let_go()
    heir = take(store, clock, "run 2")
    assert heir is not None
    mine.let_go()  # too late: it is no longer ours, and stays the other's
    assert claims.find(store, 42) == heir.claim


def test_two_issues_cannot_have_one_number(store: Store, clock: Hands) -> None:
    assert take(store, clock)
    with pytest.raises(NewsletterError, match="Number 42 belongs to 2025-11-07"):
        take(store, clock, issue="2025-11-14-next-week")
    assert take(store, clock, issue="2025-11-07-title-mended") is None


def test_a_claim_that_cannot_be_read_stops_everything(store: Store, clock: Hands) -> None:
    store.swap(42, b'{"number": 42, "from": "the future"}', None)
    with pytest.raises(NewsletterError, match="cannot be read"):
        take(store, clock)


def race(stores: list[Store], number: int) -> list[Holding]:
    """Let all take the same issue at once, with the same clock and under the same name."""
    gate = threading.Barrier(len(stores))

    def run(store: Store) -> Holding | None:
        gate.wait()
        return claims.take(store, number=number, issue=ISSUE, runner="run", now=lambda: START)

    with ThreadPoolExecutor(len(stores)) as pool:
        return [holding for holding in pool.map(run, stores) if holding]


@pytest.mark.parametrize("kind", ["git", "files"])
def test_of_five_runners_that_race_one_wins_each_time(kind: str, tmp_path: Path) -> None:
    if kind == "git":
        shared(tmp_path)
        stores: list[Store] = [RefStore(runner(tmp_path, f"runner-{index}")) for index in range(5)]
    else:
        stores = [FileStore(tmp_path / "claims") for _ in range(5)]
    for number in range(RACES):
        winners = race(stores, number)
        assert len(winners) == 1
        assert claims.find(stores[0], number) == winners[0].claim


def test_of_five_that_race_for_a_dead_runners_claim_one_wins(tmp_path: Path) -> None:
    shared(tmp_path)
    stores: list[Store] = [RefStore(runner(tmp_path, f"runner-{index}")) for index in range(5)]
    for number in range(RACES):
        claims.take(stores[0], number=number, issue=ISSUE, runner="dead", now=lambda: START - LEASE * 2)
        assert len(race(stores, number)) == 1


def test_the_store_is_the_remote_where_there_is_one(tmp_path: Path) -> None:
    assert isinstance(store_for(tmp_path, ENVIRONMENT), FileStore)
    git(tmp_path, "init", "--quiet", "alone")
    assert isinstance(store_for(tmp_path / "alone", ENVIRONMENT), FileStore)
    shared(tmp_path)
    assert isinstance(store_for(runner(tmp_path, "cloned").folder, ENVIRONMENT), RefStore)
