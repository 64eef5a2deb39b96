from __future__ import annotations

import subprocess
import sys

import pytest
from letters import LETTER, copy_for

from newsletter.problems import NewsletterError
from newsletter.publish.dkim import Signer, sign
from newsletter.publish.message import build

MESSAGE = build(LETTER, copy_for("ada@example.net"))


def signer(key: bytes) -> Signer:
    return Signer(domain="example.org", selector="weekly", key=key)


def test_the_signature_stands_before_the_message_and_its_lines_are_short() -> None:
    key = subprocess.run(["openssl", "genrsa", "-traditional", "1024"], check=True, capture_output=True).stdout
    signed = sign(MESSAGE, signer(key))
    assert signed.endswith(b"\r\n" + MESSAGE)
    head = signed.removesuffix(MESSAGE)
    assert head.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;")
    assert max(map(len, head.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("key", [
    b"",
    b"canary-7291",
    b"-----BEGIN RSA PRIVATE KEY-----\ncanary-7291\n-----END RSA PRIVATE KEY-----\n",
    b"-----BEGIN RSA PRIVATE KEY-----\nY2FuYXJ5LTcyOTE=\n-----END RSA PRIVATE KEY-----\n",
    b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
])  # fmt: skip
def test_a_key_that_is_none_is_said_to_be_none_and_not_shown(key: bytes) -> None:
    with pytest.raises(NewsletterError, match="cannot be signed") as caught:
        sign(MESSAGE, signer(key))
    assert "canary" not in f"{caught.value}{signer(key)!r}"


def test_without_dkimpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)
    with pytest.raises(NewsletterError, match="dkimpy"):
        sign(MESSAGE, signer(b""))
