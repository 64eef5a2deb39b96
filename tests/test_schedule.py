from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from newsletter import config, issuefile
from newsletter.publish.names import mailing_key
from newsletter.publish.schedule import Clock, State, Taken, configured_zone, decide, moment

if TYPE_CHECKING:
    from newsletter.model import Issue

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(hours=24)
NOON = datetime(2025, 11, 7, 12, 0, tzinfo=UTC)


def issue(publish_at: str = "2025-11-07T07:00", *, status: str = "ready", number: int = 42) -> Issue:
    when = f"publish_at: {publish_at}\n" if publish_at else ""
    text = f"number: {number}\ndate: 2025-11-07\nslug: ia-emploi\n{when}status: {status}\nnews:\n  - title: Un titre\n"
    value, problems = issuefile.read(text, "issues/2025-11-07-ia-emploi.yaml")
    assert value is not None, problems
    return value


def state_at(now: datetime, publish_at: str = "2025-11-07T07:00") -> State:
    return decide([issue(publish_at)], {}, Clock(now=now), PARIS, DAY)[0].state


def test_a_time_without_offset_is_in_the_newsletters_zone() -> None:
    assert moment(issue(), PARIS) == (datetime(2025, 11, 7, 6, 0, tzinfo=UTC), ())


def test_an_offset_wins_over_the_zone() -> None:
    assert moment(issue("2025-11-07T07:00+09:00"), PARIS)[0] == datetime(2025, 11, 6, 22, 0, tzinfo=UTC)


def test_a_time_without_offset_where_no_zone_is_configured_points_at_the_line() -> None:
    at, problems = moment(issue(), None)
    assert at is None
    assert [(p.code, p.line, p.column) for p in problems] == [("schedule.no-zone", 4, 13)]
    assert decide([issue()], {}, Clock(now=NOON), None, DAY)[0].state is State.UNCLEAR


def test_the_zone_counts_as_configured_only_where_the_file_names_it() -> None:
    text = 'title = "Lettre"\nurl = "https://lettre.example.org"\n'
    silent, _ = config.read(text, "newsletter.toml", Path())
    named, _ = config.read(text + 'timezone = "Europe/Paris"\n', "newsletter.toml", Path())
    assert silent is not None
    assert named is not None
    assert configured_zone(silent) is None
    assert configured_zone(named) == PARIS


def test_a_time_that_the_clocks_skip_is_read_with_the_offset_before_and_said() -> None:
    at, problems = moment(issue("2025-03-30T02:30"), PARIS)
    assert at == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert [p.code for p in problems] == ["schedule.gap"]
    assert "2025-03-30T03:30+02:00" in problems[0].hint


def test_a_time_that_comes_twice_is_the_first_and_said() -> None:
    at, problems = moment(issue("2025-10-26T02:30"), PARIS)
    assert at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert [p.code for p in problems] == ["schedule.fold"]
    assert "2025-10-26T02:30+02:00" in problems[0].hint


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2025, 11, 7, 5, 59, 59, tzinfo=UTC), State.WAITING),
        (datetime(2025, 11, 7, 6, 0, tzinfo=UTC), State.DUE),
        (datetime(2025, 11, 8, 6, 0, tzinfo=UTC), State.DUE),
        (datetime(2025, 11, 8, 6, 0, 1, tzinfo=UTC), State.LATE),
        (datetime(2025, 11, 7, 7, 0, 0, tzinfo=timezone(timedelta(hours=1))), State.DUE),
    ],
)
def test_the_window(now: datetime, state: State) -> None:
    assert state_at(now) is state


def test_a_late_issue_says_how_late_and_what_to_do() -> None:
    (decision,) = decide([issue()], {}, Clock(now=NOON + timedelta(days=3)), PARIS, DAY)
    assert decision.problems[0].code == "schedule.late"
    assert "78 h ago" in decision.reason
    assert "newsletter publish 42" in decision.problems[0].hint


def test_drafts_and_issues_without_a_time_do_not_go_out() -> None:
    decisions = decide([issue(status="draft"), issue("")], {}, Clock(now=NOON), PARIS, DAY)
    assert [d.state for d in decisions] == [State.DRAFT, State.UNSCHEDULED]
    assert not decisions[1].problems


def test_a_claimed_issue_is_left_alone_whatever_became_of_its_title() -> None:
    taken = {42: Taken("2025-11-07-another-title", "It was published.")}
    (decision,) = decide([issue()], taken, Clock(now=NOON), PARIS, DAY)
    assert (decision.state, decision.reason) == (State.TAKEN, "It was published.")


def test_a_number_that_another_issue_has_is_not_taken_for_published() -> None:
    taken = {42: Taken("2025-10-31-last-week", "2025-10-31-last-week was published.")}
    (decision,) = decide([issue()], taken, Clock(now=NOON), PARIS, DAY)
    assert decision.state is State.UNCLEAR
    assert [(p.code, p.line) for p in decision.problems] == [("schedule.number", 1)]
    assert decide([issue(status="draft")], taken, Clock(now=NOON), PARIS, DAY)[0].state is State.DRAFT


BEFORE, AFTER = datetime(2025, 11, 7, 5, 0, tzinfo=UTC), datetime(2025, 11, 7, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "state"),
    [
        (Clock(now=BEFORE, told=AFTER), State.UNCLEAR),
        (Clock(now=AFTER, told=BEFORE), State.UNCLEAR),
        (Clock(now=BEFORE, seen=AFTER), State.UNCLEAR),  # a commit from the future: this clock is behind
        (Clock(now=AFTER, seen=BEFORE), State.DUE),  # an old commit says nothing
        (Clock(now=AFTER, told=AFTER + timedelta(hours=2)), State.DUE),  # wrong, but nothing hangs on it
        (Clock(now=AFTER - timedelta(hours=2, seconds=2), told=AFTER - timedelta(hours=1, minutes=58)), State.WAITING),
    ],
)
def test_a_clock_that_is_wrong_matters_where_the_answer_hangs_on_it(clock: Clock, state: State) -> None:
    (decision,) = decide([issue()], {}, clock, PARIS, DAY)
    assert decision.state is state
    assert [p.code for p in decision.problems] == (["schedule.clock"] if state is State.UNCLEAR else [])


@given(
    written=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001  naive on purpose
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_a_moment_is_the_written_time_or_is_doubted(written: datetime, zone: str) -> None:
    written = written.replace(second=0, microsecond=0)
    at, problems = moment(issue(f"{written:%Y-%m-%dT%H:%M}"), ZoneInfo(zone))
    assert at is not None
    shown = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown == written or [p.code for p in problems] == ["schedule.gap"]
    assert shown >= written


def test_a_mailing_keeps_its_name_when_the_title_is_mended() -> None:
    settings, _ = config.read(
        'title = "Lettre"\nurl = "https://Lettre.example.org/archive"\n', "newsletter.toml", Path()
    )
    assert settings is not None
    first = issue()
    assert mailing_key(settings, first) == "lettre-example-org-42"
    assert mailing_key(settings, replace(first, slug="another", subject="Another")) == "lettre-example-org-42"
