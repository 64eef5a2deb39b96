from __future__ import annotations

import quopri

import pytest
from hypothesis import example, given, strategies as st
from letters import LETTER, READER, UNSUBSCRIBE, WEB, copy_for, letter

from newsletter.problems import NewsletterError
from newsletter.publish.merge import fill, prepare
from newsletter.publish.message import Copy, Letter, build

NAMES = st.sampled_from(LETTER.placeholders)
# Pieces that meet: placeholders beside line breaks, spaces, dots, long lines and half of a placeholder.
PIECES = st.one_of(
    NAMES,
    st.sampled_from([" ", "\n", "\r\n", "\r", ".", "From ", "{{", "}}", "é", "x" * 74, "\t"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=90),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=120)


def halves(raw: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Take a message apart: its headers as they are, and each part's headers and decoded text."""
    head, _, body = raw.partition(b"\r\n\r\n")
    boundary = head.partition(b'boundary="')[2].partition(b'"')[0]
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]
    split = (part.partition(b"\r\n\r\n") for part in parts)
    return head, [(names, quopri.decodestring(text)) for names, _, text in split]


def same(one: Letter, copy: Copy) -> None:
    filled = fill(prepare(one), copy)
    assert halves(filled) == halves(build(one, copy))
    for line in filled.partition(b"\r\n\r\n")[2].split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))


@given(TEXTS, TEXTS, VALUES, VALUES)
@example("\r" + WEB + "\n", "", "", "")
@example(f"a {WEB}", f"{WEB} ", WEB, UNSUBSCRIBE)
def test_merging_is_building(text: str, page: str, web: str, tag: str) -> None:
    fields = {UNSUBSCRIBE: "https://example.org/u?a=1&b='2'", WEB: web, READER: tag}
    one = letter(text=text, html=page, unsubscribe_mailto="mailto:quit@example.org")
    same(one, Copy(to="ada@example.net", message_id="<1@example.org>", fields=fields))


def test_each_reader_gets_their_own() -> None:
    form = prepare(LETTER)
    ada, eve = (fill(form, copy_for(f"{name}@example.net")) for name in ("ada", "eve"))
    assert b"ada" in ada
    assert b"eve" not in ada
    assert b"ada" not in eve
    assert ada.count(b"\r\nTo: ada@example.net\r\n") == 1


def test_a_letter_without_placeholders_merges_too() -> None:
    plain = letter(
        text="a",
        html="b",
        placeholders=(),
        unsubscribe_url="https://example.org/u",
        unsubscribe_mailto="mailto:q@example.org",
    )
    same(plain, Copy(to="ada@example.net", message_id="<1@example.org>"))


def test_the_longer_placeholder_wins() -> None:
    one = letter(
        text="RR R",
        html="",
        placeholders=("R", "RR"),
        unsubscribe_url="https://example.org/u",
        unsubscribe_mailto="mailto:q@example.org",
    )
    copy = Copy(to="ada@example.net", message_id="<1@example.org>", fields={"R": "one", "RR": "two"})
    assert halves(fill(prepare(one), copy))[1][0][1] == b"two one"


@pytest.mark.parametrize("value", ["a\r\nBcc: x", "a\nb", "\0", "\x85"])
def test_a_value_may_not_break_a_line(value: str) -> None:
    copy = Copy(
        to="ada@example.net", message_id="<1@example.org>", fields={**copy_for("a@example.net").fields, WEB: value}
    )
    with pytest.raises(NewsletterError):
        fill(prepare(LETTER), copy)
