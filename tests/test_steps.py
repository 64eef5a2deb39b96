from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsletter.problems import NewsletterError, Problem, Severity
from newsletter.publish import claims
from newsletter.publish.claims import LEASE
from newsletter.publish.steps import Done, End, Order, Outcome, Work, publish
from newsletter.publish.stores import FileStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsletter.publish.claims import Store

START = datetime(2025, 11, 7, 6, 17, tzinfo=UTC)
STEPS = ("build", "check", "deploy", "answers", "freeze", "hand over")


class Killed(BaseException):
    """The machine goes away."""


@dataclass(frozen=True)
class Mail:
    content: str = "a" * 64


@dataclass
class World:
    """What stays when a runner dies: the store, the site, the engine. And where the next runner dies."""

    folder: Path
    store: Store
    mail: Mail = field(default_factory=Mail)
    time: datetime = START
    problems: list[Problem] = field(default_factory=list)
    dies_before: str = ""
    dies_after: str = ""
    site: str = ""
    campaigns: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def step(self, name: str, act: Callable[[], None] = lambda: None) -> None:
        if self.dies_before == name:
            raise Killed
        act()
        self.order.append(name)
        if self.dies_after == name:
            raise Killed

    def build(self) -> Mail:
        self.step("build")
        return self.mail

    def check(self, _: Mail) -> list[Problem]:
        self.step("check")
        return self.problems

    def deploy(self, mail: Mail) -> Done:
        self.step("deploy", lambda: setattr(self, "site", mail.content))
        return Done("folder", "/srv/site")

    def answers(self, mail: Mail) -> None:
        assert self.site == mail.content
        self.step("answers")

    def freeze(self, _: Mail, begun: bool) -> None:
        assert begun or not self.campaigns
        self.step("freeze")

    def hand_over(self, mail: Mail, begun: bool, alive: Callable[[], None]) -> Done:
        alive()
        assert begun or not self.campaigns
        earlier = bool(self.campaigns)
        self.step("hand over", lambda: None if earlier else self.campaigns.append(mail.content))
        return Done("engine", "7", earlier)

    def run(self, **order: object) -> Outcome:
        work = Work(
            build=self.build,
            check=self.check,
            deploy=self.deploy,
            answers=self.answers,
            freeze=self.freeze,
            hand_over=self.hand_over,
        )
        asked = Order(**{"number": 42, "issue": "2025-11-07-ia-emploi", "runner": "run 1"} | order)  # type: ignore[arg-type]  # keywords of one call
        return publish(asked, work, self.store, lambda: self.time)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, FileStore(tmp_path))


def test_the_steps_in_their_order_and_what_is_kept_of_them(world: World) -> None:
    outcome = world.run()
    assert tuple(world.order) == STEPS
    assert outcome.end is End.PUBLISHED
    kept = [(receipt.step, receipt.provider, receipt.id) for receipt in outcome.receipts]
    assert kept == [("deploy", "folder", "/srv/site"), ("begin", "newsletter", "run 1"), ("hand over", "engine", "7")]
    assert {receipt.content for receipt in outcome.receipts} == {world.mail.content}


def test_a_second_run_does_nothing_and_says_so(world: World) -> None:
    world.run()
    world.order.clear()
    outcome = world.run(runner="run 2")
    assert outcome.end is End.ELSEWHERE
    assert "was published on" in outcome.words
    assert world.order == ["build", "check"]


def again(world: World) -> Outcome:
    """A new run, when the dead one's claim has run out."""
    world.dies_before = world.dies_after = ""
    world.time += LEASE + timedelta(seconds=1)
    return world.run(runner="run 2")


@pytest.mark.parametrize("when", ["dies_before", "dies_after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_dies_at_a_step_is_finished_by_the_next_one_once(world: World, step: str, when: str) -> None:
    setattr(world, when, step)
    with pytest.raises(Killed):
        world.run()
    assert again(world).end is End.PUBLISHED
    assert world.campaigns == [world.mail.content]
    assert again(world).end is End.ELSEWHERE


@dataclass
class Mortal:
    """A store on a machine that dies when it has written so many times."""

    store: FileStore
    writes: int

    def read(self, number: int) -> tuple[bytes, str] | None:
        return self.store.read(number)

    def read_all(self) -> dict[int, tuple[bytes, str]]:
        return self.store.read_all()

    def swap(self, number: int, data: bytes, expected: str | None) -> str | None:
        version = self.store.swap(number, data, expected)
        self.writes -= 1
        if self.writes == 0:
            raise Killed
        return version


@pytest.mark.parametrize("write", [1, 2, 3, 4, 5])
def test_a_run_that_dies_right_behind_a_write_to_the_claim_is_finished_once(world: World, write: int) -> None:
    kept = world.store
    world.store = Mortal(FileStore(world.folder), write)
    with pytest.raises(Killed):
        world.run()
    world.store = kept
    assert again(world).end is (End.ELSEWHERE if write == 5 else End.PUBLISHED)
    assert world.campaigns == [world.mail.content]


def test_right_after_a_crash_the_claim_is_the_dead_runners(world: World) -> None:
    world.dies_after = "deploy"
    with pytest.raises(Killed):
        world.run()
    world.dies_after = ""
    assert world.run(runner="run 2").end is End.ELSEWHERE
    assert world.campaigns == []


def test_a_runner_that_was_given_up_for_dead_stops_before_the_mailing(world: World) -> None:
    other: list[Outcome] = []

    def slow(mail: Mail) -> None:
        assert world.site == mail.content
        world.answers = quick  # type: ignore[method-assign]
        other.append(again(world))

    quick = world.answers
    world.answers = slow  # type: ignore[method-assign]  # the first runner sleeps here while the second one works
    with pytest.raises(NewsletterError, match="Another runner has taken over"):
        world.run()
    assert other[0].end is End.PUBLISHED
    assert world.campaigns == [world.mail.content]


def test_an_error_of_the_check_stops_before_anything_leaves(world: World) -> None:
    world.problems = [Problem(code="mail.clipped", message="Too big.")]
    with pytest.raises(NewsletterError, match="Too big"):
        world.run()
    assert world.order == ["build", "check"]
    assert claims.find(world.store, 42) is None
    world.problems = [Problem(code="mail.big", message="Big.", severity=Severity.WARNING)]
    assert world.run().end is End.PUBLISHED


def test_a_site_that_does_not_answer_stops_before_the_mailing_and_the_next_run_goes_on(world: World) -> None:
    def silent(mail: Mail) -> None:
        raise NewsletterError.of("publish.no-answer", f"The web copy of {mail.content} does not answer.")

    working = world.answers
    world.answers = silent  # type: ignore[method-assign]
    with pytest.raises(NewsletterError, match="does not answer"):
        world.run()
    assert world.campaigns == []
    world.answers = working  # type: ignore[method-assign]
    assert world.run(runner="run 2").end is End.PUBLISHED  # at once: the first run has let go


def test_a_mail_that_is_not_the_previewed_one_is_refused_unless_said(world: World) -> None:
    with pytest.raises(NewsletterError, match="bbbbbbbbbbbb is aaaaaaaaaaaa"):
        world.run(previewed="b" * 64)
    assert claims.find(world.store, 42) is None
    assert world.run(previewed="b" * 64, changed=True).end is End.PUBLISHED


def test_an_issue_that_was_edited_after_the_mailing_began_does_not_go_on_unless_said(world: World) -> None:
    world.dies_after = "hand over"
    with pytest.raises(Killed):
        world.run()
    world.mail = Mail("b" * 64)
    with pytest.raises(NewsletterError) as caught:
        again(world)
    assert "newsletter publish 42 --changed" in caught.value.problems[0].hint
    outcome = world.run(runner="run 3", changed=True)
    assert world.campaigns == ["a" * 64]
    assert outcome.receipts[-1].content == "a" * 64  # what readers got, not what the file says now


def test_an_issue_that_was_edited_before_the_mailing_began_goes_out_as_it_is_now(world: World) -> None:
    world.dies_after = "deploy"
    with pytest.raises(Killed):
        world.run()
    world.mail = Mail("b" * 64)
    assert again(world).end is End.PUBLISHED
    assert world.campaigns == ["b" * 64]
