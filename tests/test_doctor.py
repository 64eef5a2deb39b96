from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from newsletter.problems import Severity
from newsletter.publish import records
from newsletter.publish.doctor import Records, Sending, examine

# Public keys of openssl's making; nobody has the private ones any more.
RSA_768 = "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAKejZuyNQDvSknifdHTzaLijV0tGugXf4mo+5lZvZw7YvBU1cjH55kCirBPql0oaAtGvdyEqC3rff2IObCSbzuIDewCG9gkMTNtbu5mkAicrUuS8uF7Baj1PpRszNCww9QIDAQAB"
RSA_1024 = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC19+On4ZF7GNXwVxpGuKpKhLo+3dMzKl750zFk1ng3o9Wiqm+dMEN/KbNjJVU9PAJ0ikY7hFZu+rX2oBvcNb6J03wF9Kne58bPPCyHlZ5rLl+pqR0M7iCTk9jfcfvU6m2ahSo7SFXG92JA9wtmQsWaYsW97jcc1c1yKrnsQNsLBwIDAQAB"
RSA_2048 = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAg0x/xIsXJY2yQNu+Bo/oCj6oly838T1WT2pqTxt7oPb56UUsoYqp9nS9VV4AOan4NUXyh/FXyh2xkbAaMn4Y3La8vYlmrtbk++wBQgcYJhHDY6lzPJQJbqxDxrgzu5rjmpsDMRbkDYq9vLekslL6J+FzRQbZG8jYer7Pplodjrsb3CTIm5hjde4gckFaKZIhdhUxoz+Dt2JK2l9hlUBhBmmom5EDuu6kMgp/arfJX33biUpEIExKRSyDKni+V3DUuIpSdWnZbXV0sZD4jR9WxXULz87SaycsWcRtzr1Ln++c0dXbhLty6v9DxhkOk5jc4WRT4jvoLr4RzvNfmKV5cQIDAQAB"
BARE_1024 = "MIGJAoGBAL6JiJwd3udUJvcy5WqEVLzhF9YJuEarbUk568uJlybIEVqurUL0resvFMqavXLx/j+KCMS/LHT1CMbBy+XWAcWBKoqx4tIJ1h0FtWqfVZ3MO52RT1MwZSidTHqp9QZRop3YUfUCj3fd9hm6aDj/5YxwdvdErGB6Llirks4hDCATAgMBAAE="
KEY = "news._domainkey.example.org"
SENDING = Sending(
    sender="lettre@example.org",
    dkim=(KEY,),
    list_id="lettre.example.org",
    unsubscribe="https://v.example.org/u/",
    one_click=True,
    address="1 rue de la Paix, Paris",
)
SOUND = Records(
    domain=("google-site-verification=x", "v=spf1 include:relay.example.net ip4:192.0.2.1 -all"),
    dmarc=("v=DMARC1; p=quarantine; rua=mailto:d@example.org",),
    keys={KEY: (f"v=DKIM1; k=rsa; p={RSA_2048}",)},
)


def codes(sending: Sending = SENDING, found: Records = SOUND) -> list[str]:
    return [problem.code.removeprefix("doctor.") for problem in examine(sending, found)]


def test_nothing_is_said_of_a_domain_that_has_all() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("spf", "expected"),
    [
        ((), ["spf-missing"]),
        (("v=spf1 -all", "v=spf1 mx -all"), ["spf-several"]),
        (("v=spf1 +all",), ["spf-open"]),
        (("v=spf1 all",), ["spf-open"]),
        (("v=spf1 mx ?all",), ["spf-neutral"]),
        (("v=spf1 mx",), ["spf-neutral"]),
        (("v=spf1 redirect=_spf.example.net",), []),
        (("v=spf1 include:a.example  ~all",), []),
        (("V=SPF1 MX -ALL",), []),
        (("v=spf10 -all",), ["spf-missing"]),
        (("v=spf1 includ:a.example -all",), ["spf-syntax"]),
        (("v=spf1 ip4:a.example -all",), ["spf-syntax"]),
        (("v=spf1 " + " ".join(f"include:{n}.example" for n in range(10)) + " -all",), []),
        (("v=spf1 a " + " ".join(f"include:{n}.example" for n in range(10)) + " -all",), ["spf-lookups"]),
        (('"v=spf1 include:a.ex" "ample -all"',), []),
    ],
)
def test_spf(spf: tuple[str, ...], expected: list[str]) -> None:
    assert codes(found=replace(SOUND, domain=spf)) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((), ["dkim-missing"]),
        ((f"v=DKIM1; p={RSA_2048}", f"v=DKIM1; p={RSA_2048}"), ["dkim-several"]),
        ((f"p={RSA_2048}",), []),
        ((f'"v=DKIM1; k=rsa; p={RSA_2048[:100]}" "{RSA_2048[100:]}"',), []),
        (("v=DKIM1; p=",), ["dkim-revoked"]),
        ((f"v=DKIM2; p={RSA_2048}",), ["dkim-syntax"]),
        (("v=DKIM1; k=rsa",), ["dkim-syntax"]),
        ((f"v=DKIM1; p={RSA_2048[:101]}",), ["dkim-syntax"]),
        ((f"v=DKIM1; p={RSA_768}",), ["dkim-weak"]),
        ((f"v=DKIM1; p={RSA_1024}",), ["dkim-weak"]),
        ((f"v=DKIM1; p={BARE_1024}",), ["dkim-weak"]),
        ((f"v=DKIM1; t=y; p={RSA_2048}",), ["dkim-test"]),
        ((f"v=DKIM1; h=sha1; p={RSA_2048}",), ["dkim-hash"]),
        ((f"v=DKIM1; k=ed25519; p={base64.b64encode(bytes(32)).decode()}",), []),
        ((f"v=DKIM1; k=ed25519; p={RSA_1024}",), ["dkim-syntax"]),
    ],
)
def test_dkim(key: tuple[str, ...], expected: list[str]) -> None:
    assert codes(found=replace(SOUND, keys={KEY: key})) == expected


def test_the_size_of_a_key() -> None:
    sizes = [records.rsa_bits(base64.b64decode(key)) for key in (RSA_768, RSA_1024, RSA_2048, BARE_1024)]
    assert sizes == [768, 1024, 2048, 1024]


@given(st.binary(max_size=80))
def test_what_is_no_key_has_no_size_and_breaks_nothing(raw: bytes) -> None:
    assert (records.rsa_bits(raw) or 0) <= 8 * len(raw)


@pytest.mark.parametrize(
    ("dmarc", "expected"),
    [
        ((), ["dmarc-missing"]),
        (("v=DMARC1; p=none; rua=mailto:a@example.org", "v=DMARC1; p=none"), ["dmarc-several"]),
        (("v=DMARC1; p=none; rua=mailto:a@example.org",), ["dmarc-none"]),
        (("v=DMARC1; p=reject",), ["dmarc-reports"]),
        (("v = DMARC1 ; p = reject ; rua = mailto:a@example.org",), []),
        (("v=DMARC1; p=monitor; rua=mailto:a@example.org",), ["dmarc-policy"]),
        (("v=DMARC1; rua=mailto:a@example.org",), ["dmarc-policy"]),
    ],
)
def test_dmarc(dmarc: tuple[str, ...], expected: list[str]) -> None:
    assert codes(found=replace(SOUND, dmarc=dmarc)) == expected


def test_a_signature_has_to_be_of_the_senders_domain() -> None:
    for name in ("k._domainkey.mail.example.org", "k._domainkey.example.org"):
        keys = {name: SOUND.keys[KEY]}
        assert codes(replace(SENDING, dkim=(name,)), replace(SOUND, keys=keys)) == []
    foreign = "k._domainkey.notexample.org"
    found = replace(SOUND, keys={foreign: SOUND.keys[KEY]})
    assert codes(replace(SENDING, dkim=(foreign,)), found) == ["alignment"]
    assert codes(replace(SENDING, dkim=())) == ["dkim-none"]


@pytest.mark.parametrize("sender", ["anna@gmail.com", "anna@orange.fr", "anna@laposte.net"])
def test_a_mailbox_is_no_sender(sender: str) -> None:
    assert codes(replace(SENDING, sender=sender), Records()) == ["mailbox"]


def test_unsubscribing_and_the_list() -> None:
    assert codes(replace(SENDING, one_click=False)) == ["one-click"]
    assert codes(replace(SENDING, unsubscribe="http://v.example.org/")) == ["one-click"]
    assert codes(replace(SENDING, list_id=None)) == ["list-id"]
    assert codes(replace(SENDING, address=None)) == ["address"]
    own = replace(SENDING, engine="listmonk", unsubscribe=None, one_click=False, list_id=None)
    assert codes(own) == []


def test_errors_come_first_and_each_says_what_to_do() -> None:
    problems = examine(replace(SENDING, sender="no address", address=None, one_click=False), Records())
    assert [problem.severity for problem in problems] == sorted(
        (problem.severity for problem in problems), key=list(Severity).index
    )
    assert all(problem.hint for problem in problems)
