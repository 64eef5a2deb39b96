"""Any bytes, from anywhere, give articles or a reason: no parser lets another error out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from newsletter.ingest import discover, extract, feeds, files, jsonfeed, mail, opml, reading, robots
from newsletter.ingest.entries import moment, web_address
from newsletter.ingest.locations import locate
from newsletter.ingest.reading import Body
from newsletter.problems import NewsletterError

NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)
CASES = Path(__file__).parent / "cases"
MAIL = b"From: A <a@b.c>\r\nSubject: =?utf-8?q?=C3=A9?=\r\nDate: Wed, 05 Nov 2025 07:12:00 +0100\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=A9</p>\r\n--b--\r\n"
SEEDS = [
    *(path.read_bytes() for path in sorted((CASES / "feeds").iterdir()) if not path.name.endswith(".golden.json")),
    (CASES / "pages" / "article.html").read_bytes(),
    MAIL,
    b'<?xml version="1.0"?><opml version="2.0"><body><outline text="a" xmlUrl="https://e.org/feed"/></body></opml>',
]
INSERTED = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            b"<![CDATA[",
            b"]]>",
            b"&",
            b"<!--",
            b"-->",
            b"\0",
            b"\xff",
            b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
            b"xml:base='http://['",
            b'"',
            b"</item>",
            b"&#xD800;",
            b"=?x?q?=?=",
        ]
    ),
)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Give a good document with pieces cut out, put in, and moved."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 60, len(data))))
        data = data[:start] + draw(INSERTED) + data[end:]
    return data


ANYTHING = st.one_of(st.binary(max_size=200), broken())


def or_reason(act: Any, *given_: Any, **named: Any) -> Any:
    """Give what comes of it, or nothing where there is a reason, told in full."""
    try:
        return act(*given_, **named)
    except NewsletterError as error:
        problem = error.problems[0]
    assert problem.message.endswith(".")
    assert problem.hint
    return None


@given(
    ANYTHING,
    st.sampled_from(["", "a.html", "a.xml", "a.eml", "a.md", "a.txt", "a.opml"]),
    st.sampled_from(["", "text/html", "text/xml; charset=utf-16", "application/feed+json"]),
)
def test_a_body_of_any_kind(data: bytes, name: str, content_type: str) -> None:
    body = Body(data=data, origin="o", url="" if name else "https://e.org/a", name=name, content_type=content_type)
    contents = or_reason(reading.read, body, now=NOW)
    for article in contents.articles if contents else ():
        assert article.title
        assert article.uid
        assert article.published is None or article.published.tzinfo
        f"{article.title}{article.text}{article.raw}{article.site}{article.author}".encode()
        assert article.url is None or article.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("charset", ["", "utf-8", "utf-16", "x-none"])
@given(ANYTHING)
def test_feeds(charset: str, data: bytes) -> None:
    or_reason(feeds.read, data, origin="o", url="https://e.org/", content_type=f"text/xml; charset={charset}", now=NOW)


@given(ANYTHING)
def test_mail(data: bytes) -> None:
    or_reason(mail.read, data, origin="o", now=NOW)


@given(st.one_of(st.text(max_size=200), broken().map(lambda data: data.decode("utf-8", "replace"))))
def test_texts(text: str) -> None:
    or_reason(jsonfeed.read, text, origin="o", now=NOW)
    or_reason(opml.read, text)
    or_reason(extract.read, text, origin="o", pasted=True, now=NOW)
    or_reason(files.markdown, text, origin="o", now=NOW)
    or_reason(files.plain, text, origin="o", pasted=True, now=NOW)
    discover.feeds_of(text, "https://e.org/")
    discover.is_article(text)
    robots.rules(text, "newsletter-desk").allow("/a")
    moment(text, now=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["items", "id", "url", "title", "content_html", "authors", "name", "language", "date_published"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_json_of_any_shape(value: Any) -> None:
    import json

    or_reason(jsonfeed.read, json.dumps({"items": [value], "authors": value, "title": value}), origin="o", now=NOW)


@given(st.text(max_size=60), st.sampled_from(["", "https://e.org/a/b"]))
def test_addresses(url: str, base: str) -> None:
    or_reason(locate, url, base=base)
    or_reason(locate, f"http://{url}")
    found = web_address(url, base)
    assert found is None or found.startswith(("http://", "https://"))
