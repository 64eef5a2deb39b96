from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from letters import LETTER, copy_for
from relays import AT_DATA, AT_RCPT, LOGIN, UNACKNOWLEDGED, WITHIN, Mailroom, certificate, context, plain, relay_of

from newsletter.problems import NewsletterError
from newsletter.publish.ledger import Ledger, Tally, open_ledger
from newsletter.publish.merge import fill, prepare
from newsletter.publish.outcome import Policy, State
from newsletter.publish.relay import PASSWORD, USER, Credentials, Relay, Security, credentials
from newsletter.publish.send import Orders, send, send_test

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = prepare(LETTER)
QUICK: dict[str, Any] = {"backoff": (0.01, 0.01, 0.01), "reconnect": (0.01, 0.01), "patience": 5.0}


def compose(address: str) -> bytes:
    return fill(FORM, copy_for(address))


def people(count: int) -> list[str]:
    return [f"reader{number}@example.net" for number in range(count)]


def nobody(_addresses: list[str]) -> set[str]:
    return set()


def mail(ledger: Ledger, relay: Relay, audience: list[str], *, connections: int = 3, **orders: Any) -> Tally:
    ledger.freeze("sha", audience, now=0)
    return send(
        ledger,
        relay,
        compose,
        Orders(sender="bounce@example.org", connections=connections, **{**QUICK, **orders}),
        gone=nobody,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.mark.parametrize("pipelining", [True, False])
def test_everybody_is_mailed_once(ledger: Ledger, *, pipelining: bool) -> None:
    room = Mailroom(pipelining=pipelining)
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(40)) == Tally(sent=40)
        assert mail(ledger, plain(port), people(40)) == Tally(sent=40)
    assert sorted(room.readers()) == sorted(people(40))
    assert all(content == compose(reader) for reader, content in room.taken)
    assert 1 <= room.connections <= 4


@pytest.mark.parametrize("pipelining", [True, False])
def test_each_reader_gets_what_the_relay_said_of_them(ledger: Ledger, *, pipelining: bool) -> None:
    script = {
        "reader1@example.net": ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"],
        "reader2@example.net": ["550 5.1.1 <reader2@example.net> unknown"],
        "reader3@example.net": ["text 554 5.6.0 No, reader3@example.net"],
        "reader4@example.net": ["text 452 4.2.2 Full"],
        "reader5@example.net": ["451 no"] * 4,
        "reader6@example.net": ["421 4.3.2 Going down"],
    }
    room = Mailroom(script=script, pipelining=pipelining)
    with relay_of(room) as port:
        tally = mail(ledger, plain(port), people(12))
    assert tally == Tally(sent=9, failed=3)
    failed = dict(ledger.listed(State.FAILED))
    assert failed == {
        "reader2@example.net": "550 5.1.1 <…> unknown",
        "reader3@example.net": "554 5.6.0 No, …",
        "reader5@example.net": "given up after 4 tries: 451 no",
    }
    assert sorted(room.readers()) == sorted(set(people(12)) - set(failed))


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("cut", [AT_RCPT, AT_DATA])
def test_lost_before_the_text_is_tried_again(ledger: Ledger, cut: str, *, pipelining: bool) -> None:
    room = Mailroom(script={"reader1@example.net": [cut, cut]}, pipelining=pipelining)
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(5)) == Tally(sent=5)
    assert sorted(room.readers()) == people(5)


def test_lost_within_a_text_the_kernel_could_not_hold_is_tried_again(ledger: Ledger) -> None:
    room = Mailroom(script={"reader1@example.net": [WITHIN]})
    ledger.freeze("sha", people(3), now=0)
    heavy = b"x" * 76 + b"\r\n"
    with relay_of(room) as port:
        # The first try is too long for any socket buffer; the next is an ordinary message.
        weights = iter([200_000])
        orders = Orders(sender="b@example.org", connections=1, **QUICK)
        tally = send(
            ledger,
            plain(port),
            lambda address: compose(address) + (heavy * next(weights, 0) if address == "reader1@example.net" else b""),
            orders,
            gone=nobody,
        )
    assert tally == Tally(sent=3)


@pytest.mark.parametrize("cut", [WITHIN, UNACKNOWLEDGED])
def test_lost_behind_the_final_dot_is_held(ledger: Ledger, cut: str) -> None:
    room = Mailroom(script={"reader1@example.net": [cut]})
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(5)) == Tally(sent=4, in_doubt=1)
        assert mail(ledger, plain(port), people(5)) == Tally(sent=4, in_doubt=1)
        assert list(ledger.listed(State.IN_DOUBT)) == [("reader1@example.net", "connection lost")]
        assert len(room.taken) == (5 if cut == UNACKNOWLEDGED else 4)
        assert ledger.resolve(["reader1@example.net"], State.PENDING) == 1
        assert mail(ledger, plain(port), people(5)) == Tally(sent=5)


def test_lost_behind_the_final_dot_is_retried_if_asked_with_the_same_message(ledger: Ledger) -> None:
    room = Mailroom(script={"reader1@example.net": [UNACKNOWLEDGED]})
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(5), policy=Policy.RETRY) == Tally(sent=5)
    twice = [content for reader, content in room.taken if reader == "reader1@example.net"]
    assert len(twice) == 2
    assert len(set(twice)) == 1


def test_who_is_deferred_longer_than_our_patience_stays_pending(ledger: Ledger) -> None:
    room = Mailroom(script={"reader1@example.net": ["451 4.7.1 Greylisted"]})
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(3), backoff=(600.0,), patience=1.0) == Tally(sent=2, pending=1)
        due = ledger.next_due()
        assert due is not None
        later = Orders(sender="b@example.org", connections=1, **QUICK)
        assert send(ledger, plain(port), compose, later, gone=nobody, clock=lambda: due) == Tally(sent=3)


def test_who_unsubscribed_since_the_freeze_is_not_mailed(ledger: Ledger) -> None:
    room = Mailroom()
    ledger.freeze("sha", people(30), now=0)
    left = {"reader3@example.net", "reader29@example.net"}
    with relay_of(room) as port:
        tally = send(ledger, plain(port), compose, Orders(sender="b@example.org", **QUICK), gone=left.intersection)
    assert tally == Tally(sent=28, failed=2, unsubscribed=2)
    assert not left & set(room.readers())


def test_a_refused_sender_stops_everything_and_fails_nobody(ledger: Ledger) -> None:
    room = Mailroom(sender_reply="550 5.7.1 theo@example.org may not send here")
    with relay_of(room) as port, pytest.raises(NewsletterError, match="refuses our mail") as caught:
        mail(ledger, plain(port), people(60))
    assert "@" not in str(caught.value)
    assert ledger.tally() == Tally(pending=60)


def test_a_relay_that_refuses_everybody_is_believed_after_a_few(ledger: Ledger) -> None:
    room = Mailroom(script={reader: ["554 5.7.1 Relay access denied"] for reader in people(200)})
    with relay_of(room) as port, pytest.raises(NewsletterError, match="Relay access denied"):
        mail(ledger, plain(port), people(200))
    tally = ledger.tally()
    assert 25 <= tally.failed <= 25 + 3 * 16
    assert tally.pending + tally.failed == 200


def test_a_relay_that_does_not_answer_leaves_everybody_pending(ledger: Ledger) -> None:
    with relay_of(Mailroom()) as port:
        pass
    with pytest.raises(NewsletterError, match=f"cannot be reached: 127.0.0.1:{port}: Connection refused"):
        mail(ledger, plain(port), people(50))
    assert ledger.tally() == Tally(pending=50)


def test_a_message_that_cannot_be_made_stops_the_sending(ledger: Ledger) -> None:
    def spoilt(address: str) -> bytes:
        if address == "reader7@example.net":
            raise NewsletterError.of("mail.value", "No such value.")
        return compose(address)

    ledger.freeze("sha", people(20), now=0)
    with relay_of(Mailroom()) as port, pytest.raises(NewsletterError, match="No such value"):
        send(ledger, plain(port), spoilt, Orders(sender="b@example.org", **QUICK), gone=nobody)
    tally = ledger.tally()
    assert tally == Tally(sent=tally.sent, pending=20 - tally.sent)


def test_a_mistake_of_ours_leaves_a_doubt_rather_than_a_second_mail(ledger: Ledger) -> None:
    def buggy(address: str) -> bytes:
        if address == "reader7@example.net":
            raise ZeroDivisionError
        return compose(address)

    ledger.freeze("sha", people(20), now=0)
    with relay_of(Mailroom()) as port, pytest.raises(ZeroDivisionError):
        send(ledger, plain(port), buggy, Orders(sender="b@example.org", **QUICK), gone=nobody)
    assert ledger.tally().sending == 1
    assert ledger.recover(Policy.HOLD) == 1


def test_a_relay_that_limits_connections_is_served_by_fewer(ledger: Ledger) -> None:
    room = Mailroom(most_lines=1)
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(30), connections=4) == Tally(sent=30)
    assert room.connections > 1


def test_a_relay_that_limits_messages_is_called_again(ledger: Ledger) -> None:
    room = Mailroom(most_messages=4)
    with relay_of(room) as port:
        assert mail(ledger, plain(port), people(30), connections=2, backoff=()) == Tally(sent=30)
    assert room.connections >= 8


def test_a_test_mail_needs_no_ledger() -> None:
    room = Mailroom(script={"eve@example.net": ["550 5.1.1 Unknown"]})
    with relay_of(room) as port:
        answers = send_test(plain(port), compose, "b@example.org", ["ada@example.net", "eve@example.net"])
    assert {address: answer.code for address, answer in answers.items()} == {
        "ada@example.net": 250,
        "eve@example.net": 550,
    }
    assert room.taken == [("ada@example.net", compose("ada@example.net"))]
    with pytest.raises(NewsletterError, match="cannot be reached"):
        send_test(plain(port), compose, "b@example.org", ["ada@example.net"])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


def test_starttls_and_a_login(ledger: Ledger, files: tuple[Path, Path]) -> None:
    room = Mailroom()
    with relay_of(room, tls=context(*files)) as port:
        relay = plain(port, security=Security.STARTTLS, credentials=LOGIN, ca_file=files[1])
        assert mail(ledger, relay, people(10)) == Tally(sent=10)
    assert set(room.logins) == {(b"theo", b"s3cret")}


def test_implicit_tls_and_a_login(ledger: Ledger, files: tuple[Path, Path]) -> None:
    room = Mailroom()
    with relay_of(room, tls=context(*files), implicit=True) as port:
        relay = plain(port, security=Security.TLS, credentials=LOGIN, ca_file=files[1])
        assert mail(ledger, relay, people(10)) == Tally(sent=10)
    assert set(room.logins) == {(b"theo", b"s3cret")}


def test_a_wrong_password_stops_and_is_not_shown(ledger: Ledger, files: tuple[Path, Path]) -> None:
    wrong = Credentials("theo", "canary-7291")
    with relay_of(Mailroom(), tls=context(*files)) as port, pytest.raises(NewsletterError) as caught:
        mail(ledger, plain(port, security=Security.STARTTLS, credentials=wrong, ca_file=files[1]), people(3))
    assert "canary" not in f"{caught.value!r}{caught.value.problems}{wrong!r}"
    assert "log in (535)" in str(caught.value)
    assert ledger.tally() == Tally(pending=3)


def test_tls_wanted_and_missing(ledger: Ledger) -> None:
    with relay_of(Mailroom()) as port, pytest.raises(NewsletterError, match="no STARTTLS"):
        mail(ledger, plain(port, security=Security.STARTTLS), people(3))
    assert ledger.tally() == Tally(pending=3)


def test_tls_required_by_the_relay_and_not_ours(ledger: Ledger, files: tuple[Path, Path]) -> None:
    with relay_of(Mailroom(), tls=context(*files)) as port, pytest.raises(NewsletterError, match="530"):
        mail(ledger, plain(port), people(3))
    assert ledger.tally() == Tally(pending=3)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_of_nobody_we_know(ledger: Ledger, files: tuple[Path, Path], security: Security) -> None:
    room = Mailroom()
    implicit = security is Security.TLS
    with (
        relay_of(room, tls=context(*files), implicit=implicit) as port,
        pytest.raises(NewsletterError, match="cannot be trusted"),
    ):
        mail(ledger, plain(port, security=security, credentials=LOGIN), people(3))
    assert room.logins == []


def test_a_certificate_for_another_name(ledger: Ledger, tmp_path: Path) -> None:
    other = certificate(tmp_path, "DNS:other.test")
    relay = {"security": Security.STARTTLS, "ca_file": other[1]}
    with relay_of(Mailroom(), tls=context(*other)) as port, pytest.raises(NewsletterError, match="cannot be trusted"):
        mail(ledger, plain(port, **relay), people(3))


def test_a_password_never_goes_in_the_clear(ledger: Ledger) -> None:
    room = Mailroom()
    with relay_of(room) as port, pytest.raises(NewsletterError, match="open connection"):
        mail(ledger, plain(port, credentials=LOGIN), people(3))
    assert room.connections == 0


def test_credentials_come_from_the_environment() -> None:
    assert credentials({}) is None
    assert credentials({USER: "theo", PASSWORD: "s3cret"}) == LOGIN
    with pytest.raises(NewsletterError, match=PASSWORD):
        credentials({USER: "theo"})
    with pytest.raises(NewsletterError, match=USER):
        credentials({PASSWORD: "canary"})
