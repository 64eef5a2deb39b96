from __future__ import annotations

import quopri
import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, strategies as st
from letters import KEY, LETTER, UNSUBSCRIBE, copy_for, letter

from newsletter.problems import NewsletterError
from newsletter.publish.headers import folded, mailbox_header, unstructured
from newsletter.publish.message import NOBODY, build, message_id, specimen
from newsletter.publish.quoted import newlines, quoted_printable

if TYPE_CHECKING:
    from email.message import EmailMessage

READER = "ada@example.net"
PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=500)


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.SMTP.clone(raise_on_defect=True))


def head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0] + b"\r\n"


def parts(message: EmailMessage) -> list[EmailMessage]:
    return cast("list[EmailMessage]", list(message.iter_parts()))


def addresses(header: Any) -> tuple[Address, ...]:
    return tuple(header.addresses)


class TestBytes:
    raw = build(LETTER, copy_for(READER))

    def test_every_line_ends_with_crlf(self) -> None:
        assert re.sub(rb"\r\n", b"", self.raw).isascii()
        assert b"\r" not in self.raw.replace(b"\r\n", b"")
        assert b"\n" not in self.raw.replace(b"\r\n", b"")
        assert self.raw.endswith(b"--\r\n")

    def test_lines_are_short(self) -> None:
        assert max(map(len, self.raw.split(b"\r\n"))) <= 78
        body = self.raw.partition(b"\r\n\r\n")[2]
        assert max(map(len, body.split(b"\r\n"))) <= 76

    def test_the_text_comes_first(self) -> None:
        text, page = parts(parsed(self.raw))
        assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
        assert {text.get_content_charset(), page.get_content_charset()} == {"utf-8"}
        assert text["Content-Transfer-Encoding"] == page["Content-Transfer-Encoding"] == "quoted-printable"

    def test_unsubscribe_headers_are_literal(self) -> None:
        assert (
            b"List-Unsubscribe: <https://example.org/u/ada?a=1&b=2>,\r\n <mailto:quit@example.org?subject=ada>\r\n"
            in self.raw
        )
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in self.raw

    def test_the_list_is_named(self) -> None:
        assert b"<weekly.example.org>\r\n" in self.raw
        assert b"\r\nList-Archive: <https://example.org/archive/>\r\n" in self.raw
        assert b"\r\nList-Post: NO\r\n" in self.raw

    def test_each_header_is_there_once(self) -> None:
        names = re.findall(rb"(?m)^([A-Za-z-]+):", head(self.raw))
        assert sorted(names) == sorted(set(names))
        assert {b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Reply-To"} <= set(names)

    def test_values_are_escaped_in_the_page_and_not_in_the_text(self) -> None:
        text, page = parts(parsed(self.raw))
        assert "https://example.org/u/ada?a=1&b=2" in text.get_content()
        assert 'href="https://example.org/u/ada?a=1&amp;b=2"' in page.get_content()

    def test_it_parses_back(self) -> None:
        message = parsed(self.raw)
        assert message["Subject"] == LETTER.subject
        assert addresses(message["From"]) == (Address("Théo, de l’Atelier", "theo", "example.org"),)
        assert addresses(message["To"]) == (Address("", "ada", "example.net"),)
        assert message["Date"].datetime == LETTER.date
        assert message["Date"] == "Fri, 07 Nov 2025 07:00:00 +0100"

    def test_the_same_values_give_the_same_bytes(self) -> None:
        assert build(letter(), copy_for(READER)) == self.raw
        assert build(letter(html="<p>"), copy_for(READER)) != self.raw


def test_a_long_unsubscribe_address_stays_literal() -> None:
    # Python 3.11's own generator makes encoded words of this one, and mailboxes then show no button.
    url = f"https://feedback.example.org/unsubscribe/{'a' * 300}"
    raw = build(letter(unsubscribe_url=url), copy_for(READER))
    assert f"List-Unsubscribe:\r\n <{url}>,\r\n <mailto:quit@example.org?subject=ada>\r\n".encode() in raw
    assert b"=?" not in raw[raw.index(b"List-Unsubscribe:") :].partition(b"\r\n\r\n")[0]


def test_the_specimen_has_no_reader() -> None:
    raw = specimen(LETTER, message_id="<specimen@example.org>")
    assert f"\r\nTo: {NOBODY}\r\n".encode() in raw
    assert raw == specimen(LETTER, message_id="<specimen@example.org>")
    text, page = parts(parsed(raw))
    assert UNSUBSCRIBE in text.get_content()
    assert UNSUBSCRIBE in page.get_content()
    assert head(raw).count(b"List-Unsubscribe:") == 1


def test_message_ids_are_stable_and_tell_nothing() -> None:
    first = message_id(KEY, "42", READER, "example.org")
    assert first == message_id(KEY, "42", READER, "example.org")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", first)
    others = {message_id(KEY, "43", READER, "example.org"), message_id(b"j" * 32, "42", READER, "example.org")}
    assert first not in others
    assert len(others) == 2


@pytest.mark.parametrize(
    "bad", ["\n", "\r", "\r\nBcc: all@example.org", "\0", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\ud800"]
)
@pytest.mark.parametrize(
    "field",
    [
        "subject",
        "from_name",
        "list_name",
        "from_address",
        "reply_to",
        "list_id",
        "archive_url",
        "unsubscribe_url",
        "unsubscribe_mailto",
    ],
)
def test_control_characters_are_refused_in_headers(field: str, bad: str) -> None:
    value = getattr(LETTER, field)
    with pytest.raises(NewsletterError):
        build(letter(**{field: value[:12] + bad + value[12:]}), copy_for(READER))


@pytest.mark.parametrize(
    "bad", ["ada@example.net\r\nBcc: x@example.org", "ada@example.net, eve@example.net", "ada", "", "a b@example.net"]
)
def test_one_plain_recipient_or_none(bad: str) -> None:
    copy = copy_for(READER)
    with pytest.raises(NewsletterError) as caught:
        build(LETTER, type(copy)(to=bad, message_id=copy.message_id, fields=copy.fields))
    assert bad == "" or bad not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://example.org/u", "https://example.org/u v", "https://example.org/<u>", "javascript:x", ""]
)
def test_one_click_wants_https(url: str) -> None:
    with pytest.raises(NewsletterError, match="List-Unsubscribe"):
        build(letter(unsubscribe_url=url), copy_for(READER))


def test_a_value_may_not_break_a_line() -> None:
    copy = copy_for(READER)
    fields = {**copy.fields, UNSUBSCRIBE: "https://example.org/\r\n"}
    with pytest.raises(NewsletterError):
        build(LETTER, type(copy)(to=READER, message_id=copy.message_id, fields=fields))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(NewsletterError, match="surrogate"):
        build(letter(text="\ud83e"), copy_for(READER))


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(NewsletterError):
        folded("List-Archive", "a" * 998)


@given(PRINTABLE)
def test_subjects_parse_back(subject: str) -> None:
    raw = unstructured("Subject", subject)
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert not re.search(rb"(?m)^[ \t]*\r$", raw[:-2])
    assert message_from_bytes(raw + b"\r\n", policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize(
    "subject",
    [
        "👩‍👩‍👧‍👦 " * 12,
        "é" * 200,
        "a" * 200,
        "=?utf-8?Q?no?=",
        " two  spaces ",
        "mots simples " * 20 + "fin",
        "日本語" * 30,
    ],
)
def test_subjects_of_every_kind_parse_back(subject: str) -> None:
    raw = unstructured("Subject", subject)
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert message_from_bytes(raw + b"\r\n", policy=policy.default)["Subject"] == subject
    for word in re.findall(rb"=\?.*?\?=", raw):
        assert len(word) <= 75


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=80))
def test_display_names_parse_back(name: str) -> None:
    raw = mailbox_header("From", name, "theo@example.org")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    # The old parser: the new one keeps the blank between two encoded words of a name (RFC 2047, 6.2).
    written, address = parseaddr(message_from_bytes(raw + b"\r\n", policy=policy.compat32)["From"])
    assert (str(make_header(decode_header(written))), address) == (name, "theo@example.org")


@pytest.mark.parametrize(("name", "written"), [
    ("Theo", b"From: Theo <t@example.org>\r\n"),
    ("Theo, Weekly", b'From: "Theo, Weekly" <t@example.org>\r\n'),
    ('The "Weekly"', b'From: "The \\"Weekly\\"" <t@example.org>\r\n'),
    ("Théo", b"From: =?utf-8?B?VGjDqW8=?= <t@example.org>\r\n"),
    ("", b"From: t@example.org\r\n"),
])  # fmt: skip
def test_display_names_are_written_as_plainly_as_can_be(name: str, written: bytes) -> None:
    assert mailbox_header("From", name, "t@example.org") == written


@given(ANY_TEXT)
def test_quoted_printable_decodes_to_what_it_was(text: str) -> None:
    raw = quoted_printable(text)
    assert quopri.decodestring(raw).decode() == newlines(text).replace("\n", "\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))
        assert re.fullmatch(rb"(?:[\t\x20-\x3c\x3e-\x7e]|=[0-9A-F]{2})*=?", line)


@pytest.mark.parametrize(
    "text", ["." * 200, "From me\nFrom you", "x" * 74 + "é", "x" * 75 + "é", "a \nb\t\n", " ", "=" * 100]
)
def test_quoted_printable_at_its_edges(text: str) -> None:
    raw = quoted_printable(text)
    assert quopri.decodestring(raw).decode() == text.replace("\n", "\r\n")
    assert not re.search(rb"(?m)^(?:\.|From )|[ \t]\r?$", raw)
