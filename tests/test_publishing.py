"""Publishing as a whole: claims in a real git repository, a real site, an engine's stand-in; runs that race and die."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_engines import CANARY, NOW, Fake, FakeListmonk, running
from repositories import ENVIRONMENT, runner, shared
from test_engines import MAIL, SERVED, WHEN, desk_for

from newsletter import destinations
from newsletter.publish import answering, claims
from newsletter.publish.claims import LEASE
from newsletter.publish.engines import pick as engines
from newsletter.publish.engines.contract import Mail, State
from newsletter.publish.engines.handover import hand_over
from newsletter.publish.engines.http import Client, Seen, Wire
from newsletter.publish.steps import Done, End, Order, Outcome, Work, publish
from newsletter.publish.stores import RefStore, store_for
from newsletter.publish.targets import pick as targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsletter.publish.claims import Store
    from newsletter.publish.engines.contract import Engine
    from newsletter.publish.targets.contract import Target

RACES = 10 if os.environ.get("NEWSLETTER_PROOF") == "1" else 3


@dataclass(frozen=True)
class Built:
    """What a runner has built."""

    mail: Mail
    site: Path

    @property
    def content(self) -> str:
        return self.mail.content


@dataclass
class Runner:
    """One machine that publishes."""

    name: str
    store: Store
    target: Target
    engine: Engine
    site: Path
    now: datetime = NOW

    def work(self, mail: Mail, answers: Callable[[Built], None]) -> Work[Built]:
        def deploy(built: Built) -> Done:
            deployed = self.target.deploy(built.site)
            return Done(deployed.target, deployed.version)

        def hand(built: Built, begun: bool, alive: Callable[[], None]) -> Done:
            alive()
            handed = hand_over(self.engine, built.mail, WHEN, begun=begun)
            return Done(handed.campaign.engine, handed.campaign.id, handed.earlier)

        return Work(
            build=lambda: Built(mail, self.site),
            check=lambda _: (),
            deploy=deploy,
            answers=answers,
            freeze=lambda _built, _begun: None,
            hand_over=hand,
        )

    def publish(self, number: int) -> Outcome:
        mail = replace(MAIL, key=f"lettre-{number}", number=number)
        order = Order(number=number, issue="2025-11-07-ia", runner=self.name)
        return publish(order, self.work(mail, lambda _: None), self.store, lambda: self.now)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>42</p>")
    return tmp_path / "site"


def runner_of(tmp_path: Path, site: Path, name: str, fake: Fake) -> Runner:
    clone = runner(tmp_path, name)
    kind = next(kind for kind, row in SERVED.items() if isinstance(fake, row[0]))
    target = targets.target(destinations.BranchSite(), clone.folder, ENVIRONMENT)
    return Runner(name, RefStore(clone), target, desk_for(kind, fake).engine, site)


def test_of_five_runners_one_publishes_and_there_is_one_campaign(tmp_path: Path, site: Path) -> None:
    shared(tmp_path)
    with running(FakeListmonk()) as fake:
        runners = [runner_of(tmp_path, site, f"runner-{index}", fake) for index in range(5)]
        for number in range(RACES):
            gate = threading.Barrier(5)

            def race(one: Runner, number: int = number, gate: threading.Barrier = gate) -> Outcome:
                gate.wait()
                return one.publish(number)

            with ThreadPoolExecutor(5) as pool:
                ends = [outcome.end for outcome in pool.map(race, runners)]
            assert sorted(ends) == [End.ELSEWHERE] * 4 + [End.PUBLISHED]
            tagged = [one for one in fake.campaigns.values() if f"lettre-{number}" in one["tags"]]
            assert [one["status"] for one in tagged] == ["scheduled"]
        assert [runners[0].publish(number).end for number in range(RACES)] == [End.ELSEWHERE] * RACES


class Killed(BaseException):
    """The machine goes away."""


@pytest.fixture(params=SERVED)
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    with running(SERVED[request.param][0]()) as server:
        yield server


def test_a_run_that_dies_behind_any_request_is_finished_by_the_next_one(
    tmp_path: Path, site: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(tmp_path)
    first = runner_of(tmp_path, site, "runner", fake)
    real, left = Client.send, [0]

    def mortal(self: Client, *arguments: object, **keywords: object) -> object:
        reply = real(self, *arguments, **keywords)  # type: ignore[arg-type]  # handed on as it is
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return reply

    monkeypatch.setattr(Client, "send", mortal)
    deaths = 0
    for number in range(1, 20):
        left[0] = number
        one = replace(first, now=NOW)
        try:
            one.publish(number)
        except Killed:
            deaths += 1
            left[0] = 0
            one.now += LEASE + timedelta(seconds=1)
            assert one.publish(number).end is End.PUBLISHED
        found = one.engine.find(f"lettre-{number}")
        assert found is not None
        assert (found.state, found.at) == (State.SCHEDULED, WHEN)
        if not deaths or left[0] > 0:
            break
    assert deaths >= 2
    assert len(fake.campaigns) == deaths + 1
    assert fake.mailed == []


def test_the_receipts_say_what_was_done_where(tmp_path: Path, site: Path) -> None:
    shared(tmp_path)
    with running(FakeListmonk()) as fake:
        one = runner_of(tmp_path, site, "runner", fake)
        outcome = one.publish(42)
        claim = claims.find(store_for(tmp_path / "runner", ENVIRONMENT), 42)
    assert claim is not None
    assert claim.receipts == outcome.receipts
    kept = {receipt.step: (receipt.provider, receipt.id) for receipt in claim.receipts}
    assert kept["hand over"] == ("listmonk", "1")
    assert kept["deploy"][0] == "branch"
    assert CANARY not in str(claim)
    mail = replace(MAIL, key="lettre-42")
    assert {receipt.content for receipt in claim.receipts} == {mail.content}


def test_a_site_that_never_shows_the_copy_mails_nothing(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(tmp_path)
    monkeypatch.setattr(answering, "look", lambda _: Seen(404))
    with running(FakeListmonk()) as fake:
        one = runner_of(tmp_path, site, "runner", fake)
        work = one.work(MAIL, lambda built: answering.wait(built.mail.url, "42", patience=0))
        order = Order(number=42, issue="2025-11-07-ia", runner="runner")
        with pytest.raises(Exception, match="it answers 404"):
            publish(order, work, one.store, lambda: NOW)
        assert fake.requests == []


def test_each_setting_has_its_adapter(tmp_path: Path) -> None:
    copied = destinations.Copy(path="mailing")
    assert engines.engine(copied, tmp_path, Wire(environ={})).name == "The folder"
    for _, adapter, settings, extra in SERVED.values():
        picked = engines.engine(settings(url="https://engine.example.org", **extra), tmp_path, Wire(environ={}))
        assert isinstance(picked, adapter)
    places = (
        destinations.FolderSite(path="www"),
        destinations.RsyncSite(to="host:www"),
        destinations.BranchSite(),
        destinations.BucketSite(bucket="b"),
    )
    made = {type(targets.target(place, tmp_path, {})).__name__ for place in places}
    assert made == {"FolderTarget", "RsyncTarget", "BranchTarget", "BucketTarget"}
