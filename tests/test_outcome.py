from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from newsletter.publish.outcome import (
    BACKOFF,
    UNSTARTED,
    Answer,
    Outcome,
    Policy,
    Promise,
    Stage,
    State,
    about_us,
    hung_up,
    outcome,
    refused_in_a_row,
)

FIRST = Promise(7, "ada@example.net", 0)
POLICIES = list(Policy)
ANSWERS = st.builds(
    Answer, st.sampled_from(Stage), st.sampled_from([0, 220, 250, 354, 421, 450, 451, 550, 554, 999]), st.just("x")
)


def decided(answer: Answer, policy: Policy = Policy.HOLD, promise: Promise = FIRST) -> Outcome:
    return outcome(promise, answer, policy=policy, now=1000.0, backoff=BACKOFF)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("stage", "code", "state"),
    [
        (Stage.END, 250, State.SENT),
        (Stage.END, 451, State.PENDING),
        (Stage.END, 421, State.PENDING),
        (Stage.END, 554, State.FAILED),
        (Stage.CONTENT, 451, State.PENDING),
        (Stage.CONTENT, 554, State.FAILED),
        (Stage.CONTENT, 0, State.PENDING),
        (Stage.RECIPIENT, 450, State.PENDING),
        (Stage.RECIPIENT, 550, State.FAILED),
        (Stage.RECIPIENT, 0, State.PENDING),
        (Stage.SENDER, 421, State.PENDING),
        (Stage.SENDER, 550, State.PENDING),
        (Stage.SENDER, 0, State.PENDING),
    ],
)
def test_what_an_answer_means(stage: Stage, code: int, state: State, policy: Policy) -> None:
    assert decided(Answer(stage, code), policy).state is state


@pytest.mark.parametrize(("policy", "state"), [(Policy.HOLD, State.IN_DOUBT), (Policy.RETRY, State.PENDING)])
@pytest.mark.parametrize("code", [0, 354, 220])
def test_lost_behind_the_final_dot_is_a_matter_of_policy(policy: Policy, state: State, code: int) -> None:
    if code == 220:
        assert decided(Answer(Stage.END, code), policy).state is State.SENT  # 2yz is a yes, whatever y and z
    else:
        assert decided(Answer(Stage.END, code), policy).state is state


def test_who_was_not_tried_is_as_before() -> None:
    assert decided(UNSTARTED) == Outcome(7, State.PENDING, 0)


def test_a_refused_sender_is_not_the_readers_fault() -> None:
    assert about_us(Answer(Stage.SENDER, 550))
    assert not about_us(Answer(Stage.RECIPIENT, 550))
    assert not about_us(Answer(Stage.SENDER, 450))
    assert decided(Answer(Stage.SENDER, 550)).tries == 0


def test_each_new_try_waits_longer_until_there_is_none() -> None:
    later = [
        decided(Answer(Stage.RECIPIENT, 451), promise=Promise(7, "a@b.fr", tries)) for tries in range(len(BACKOFF) + 1)
    ]
    assert [one.due - 1000 for one in later[:-1]] == list(BACKOFF)
    assert list(BACKOFF) == sorted(BACKOFF)
    assert later[-1].state is State.FAILED


def test_the_last_try_lost_behind_the_dot_stays_in_doubt() -> None:
    tired = Promise(7, "a@b.fr", len(BACKOFF))
    assert decided(Answer(Stage.END), Policy.RETRY, tired).state is State.IN_DOUBT
    assert decided(Answer(Stage.CONTENT), Policy.RETRY, tired).state is State.FAILED


@given(ANSWERS, st.sampled_from(POLICIES), st.integers(0, 12))
def test_only_a_yes_is_sent_and_under_hold_a_doubt_is_never_tried_again(
    answer: Answer, policy: Policy, tries: int
) -> None:
    made = decided(answer, policy, Promise(7, "a@b.fr", tries))
    assert (made.state is State.SENT) == (answer.stage is Stage.END and answer.code in {220, 250})
    assert made.state is not State.SENDING
    doubtful = answer.stage is Stage.END and answer.code in {0, 354, 999}
    if policy is Policy.HOLD:
        assert (made.state is State.IN_DOUBT) == doubtful
    if doubtful:
        assert made.state is not State.FAILED


def test_refusals_in_a_row_end_with_a_message_taken() -> None:
    no, later, yes = Answer(Stage.RECIPIENT, 550), Answer(Stage.RECIPIENT, 450), Answer(Stage.END, 250)
    assert list(itertools.accumulate([no, no, later, no, yes, no], refused_in_a_row, initial=0)) == [
        0,
        1,
        2,
        2,
        3,
        0,
        1,
    ]


@pytest.mark.parametrize(("code", "gone"), [(0, True), (421, True), (450, False), (250, False)])
def test_a_goodbye_ends_the_connection(code: int, *, gone: bool) -> None:
    assert hung_up(Answer(Stage.END, code)) is gone
