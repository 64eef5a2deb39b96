from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import golden
import pytest

from newsletter.ingest import feeds, jsonfeed, reading
from newsletter.ingest.reading import Body
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from newsletter.model import Article

CASES = Path(__file__).parent / "cases" / "feeds"
NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)
URL = "https://found.example.org/feeds/all"


def as_case(article: Article) -> dict[str, Any]:
    """What a golden pair holds of an article: all that a feed decides about."""
    values = asdict(article)
    for name in ("retrieved", "origin", "obtained", "cut"):
        values.pop(name)
    values["published"] = article.published.isoformat() if article.published else None
    return values


@pytest.mark.parametrize(
    "path",
    sorted(path for path in CASES.iterdir() if not path.name.endswith(".golden.json")),
    ids=lambda path: path.name,
)
def test_each_feed_gives_its_entries(path: Path) -> None:
    contents = reading.read(Body(data=path.read_bytes(), origin="case", url=URL), now=NOW)
    found = {
        "kind": contents.kind,
        "notes": list(contents.notes),
        "entries": [as_case(one) for one in contents.articles],
    }
    golden.compare(path.with_name(path.name + ".golden.json"), json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def rss(items: str, encoding: str = "utf-8") -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def item(title: str, text: str = "", link: str = "", guid: str = "") -> str:
    parts = (("title", title), ("description", text), ("link", link), ("guid", guid))
    return "<item>" + "".join(f"<{name}>{said}</{name}>" for name, said in parts if said) + "</item>"


def read(body: bytes, content_type: str = "") -> tuple[Article, ...]:
    return feeds.read(body, origin="o", url=URL, content_type=content_type, now=NOW).articles


def code(body: bytes) -> str:
    with pytest.raises(NewsletterError) as caught:
        reading.read(Body(data=body, origin="o", url=URL), now=NOW)
    problem = caught.value.problems[0]
    assert problem.message.endswith(".")
    assert problem.hint
    return problem.code


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item("Été")), ""),
        (rss(item("Été")), "text/xml"),
        (rss(item("Été")), "text/xml; charset=iso-8859-1"),
        (rss(item("Été"), "iso-8859-1"), ""),
        (rss(item("Été")).decode().encode("latin-1"), ""),
        (rss(item("Été"), "utf-8").decode().encode("latin-1"), "application/rss+xml; charset=utf-8"),
        (rss(item("Été"), "utf-16").decode().encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + rss(item("Été")), ""),
        (rss(item("Été"), "x-no-such-thing"), ""),
    ],
)
def test_an_encoding_declared_wrongly_does_no_harm(body: bytes, content_type: str) -> None:
    assert [article.title for article in read(body, content_type)] == ["Été"]


def test_a_feed_is_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(item("secret")))
    for body in (str(secret).encode(), secret.as_uri().encode(), b"http://127.0.0.1:1/feed"):
        with pytest.raises(NewsletterError):
            read(body)


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'
    body = rss(item("Title &x;", "&x; text")).replace(b"<rss", doctype.encode() + b"<rss")
    assert "the secret" not in repr(read(body))


def test_a_bomb_of_entities_stays_small() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = rss(item("Title", "&l9;")).replace(b"<rss", f'<!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]><rss'.encode())
    assert len(repr(read(body))) < 10_000


def test_only_the_first_entries_of_a_huge_feed_are_read() -> None:
    body = rss("".join(item(f"T{number}", guid=str(number)) for number in range(100_000)))
    feed = feeds.read(body, origin="o", url=URL, now=NOW)
    assert [article.title for article in feed.articles] == [f"T{number}" for number in range(feeds.MOST)]
    assert feed.notes == (f"It has 100000 entries; the first {feeds.MOST} were read.",)


def test_nested_tags_do_not_nest_the_reader() -> None:
    deep = "&lt;div&gt;" * 100_000 + "the text"
    (article,) = read(rss(item("Deep", deep)))
    assert article.text.endswith("the text")


def test_the_same_feed_gives_the_same_names() -> None:
    body = rss(item("A", "a") + item("B", "b", guid="1") + item("C", "c", link="https://e.org/c"))
    assert [one.uid for one in read(body)] == [one.uid for one in read(body)]


def test_a_page_and_a_feed_entry_of_one_address_have_one_name() -> None:
    from newsletter.ingest.entries import uid_of_address

    (article,) = read(rss(item("A", "a", link="https://E.org/c/?utm_source=x#top", guid="77")))
    assert article.uid == uid_of_address("https://e.org/c")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"", "source.empty"),
        (b" \n", "source.empty"),
        (rss(""), "feed.empty"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "feed.empty"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "feed.none"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "feed.broken"),
        (b'{"items": ' + b"[" * 100_000, "feed.broken"),
        (b"%PDF-1.7 ...", "source.binary"),
        (b"\x89PNG\r\n\x1a\n....", "source.binary"),
        (bytes(range(256)) * 20, "source.binary"),
        (b"<opml><body><outline text='no feed'/></body></opml>", "opml.empty"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, wanted: str) -> None:
    assert code(body) == wanted


def test_a_broken_json_feed_is_named() -> None:
    with pytest.raises(NewsletterError):
        jsonfeed.read("[1, 2]", origin="o", now=NOW)
