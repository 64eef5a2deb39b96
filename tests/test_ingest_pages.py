from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from newsletter.ingest import discover, extract, reading
from newsletter.ingest.decoding import decode
from newsletter.ingest.reading import Body
from newsletter.ingest.sniff import Kind, kind
from newsletter.problems import NewsletterError

CASES = Path(__file__).parent / "cases" / "pages"
NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)
URL = "https://www.gazette.example.org/economie/ateliers-de-nuit"
ARTICLE = (CASES / "article.html").read_text(encoding="utf-8")


def test_an_article_comes_out_with_all_that_is_said_of_it() -> None:
    article = extract.read(ARTICLE, url=URL + "?at_medium=mail", origin="o", pasted=False, now=NOW)
    assert article.title == "Les ateliers de nuit rouvrent"
    assert article.url == URL
    assert article.site == "La Gazette du port"
    assert article.author == "Inès Carpentier"
    assert article.published == datetime(2025, 11, 5, tzinfo=UTC)
    assert article.language == "fr-FR"
    assert article.obtained == "page"
    for part in (
        "## Des machines qui apprennent\n\n",
        "- trois caméras par poste de soudure\n- un rapport",
        "> « La machine",
        "reprises de 18 %",
    ):
        assert part in article.text
    for noise in ("Accueil", "droits réservés", "non", "dix conseils", "# Les ateliers de nuit rouvrent"):
        assert noise not in article.text.split()
        assert noise not in article.text or " " not in noise
    assert "droits réservés" in article.raw


def test_reading_is_not_moved_by_what_was_read_before() -> None:
    first, *others = (extract.read(ARTICLE, url=URL, origin="o", pasted=False, now=NOW) for _ in range(4))
    assert others == [first] * 3


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("https://www.gazette.example.org/other", "https://www.gazette.example.org/other"),
        ("https://gazette.example.org/other", "https://gazette.example.org/other"),
        ("https://elsewhere.example.org/stolen", URL),
        ("https://www.gazette.example.org/", URL),
        ("javascript:alert(1)", URL),
    ],
)
def test_a_canonical_address_counts_on_its_own_site(declared: str, kept: str) -> None:
    html = ARTICLE.replace("https://www.gazette.example.org/economie/ateliers-de-nuit?utm_campaign=x", declared)
    assert extract.read(html, url=URL, origin="o", pasted=False, now=NOW).url == kept


def shell(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body>{body}</body></html>"


TEASER = "<article><p>" + "Les premières lignes sont libres, la suite ne l'est pas. " * 5 + "</p></article>"
WALLS = [
    ("login", URL, shell("<h1>Connexion</h1><form><input name=u><input type='password' name=p></form>")),
    (
        "login",
        "https://site.example.org/login?next=/a",
        shell("<p>" + "Please log in to read what we wrote for you. " * 5 + "</p>"),
    ),
    ("subscribers", URL, shell(TEASER, '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>')),
    ("subscribers", URL, shell(TEASER + "<p>Cet article est réservé aux abonnés.</p>")),
    ("consent", URL, shell("<p>Avant d’accéder au site, choisissez.</p><button>Tout accepter</button>")),
    ("consent", "https://consent.site.example.org/collect?x=1", shell("<p>Before you continue</p>")),
    ("robot", URL, shell("<h1>Just a moment...</h1><script src=/cdn-cgi/challenge></script>")),
    ("script", URL, shell("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>")),
    ("no-article", URL, shell("<p>Rien.</p>" * 0)),
]


@pytest.mark.parametrize(
    ("what", "url", "html"), WALLS, ids=[f"{wall[0]}-{number}" for number, wall in enumerate(WALLS)]
)
def test_a_wall_is_named(what: str, url: str, html: str) -> None:
    with pytest.raises(NewsletterError) as caught:
        extract.read(html, url=url, origin="o", pasted=False, now=NOW)
    assert caught.value.problems[0].code == f"page.{what}"
    assert caught.value.problems[0].hint


def test_a_banner_for_cookies_does_not_make_a_wall() -> None:
    banner = "<div class=cookie-banner>Tout accepter <form><input type=password></form></div><p class=captcha></p>"
    html = ARTICLE.replace("<nav>", banner + "<nav>")
    assert "rallumé ses projecteurs" in extract.read(html, url=URL, origin="o", pasted=False, now=NOW).text


def test_deep_pages_do_not_end_the_reader() -> None:
    deep = ARTICLE.replace("<article>", "<div>" * 30_000 + "<article>")
    assert "rallumé ses projecteurs" in extract.read(deep, url=URL, origin="o", pasted=False, now=NOW).text


def read(html: str, url: str) -> reading.Contents:
    return reading.read(Body(data=html.encode(), origin="o", url=url), now=NOW)


LINKS = (
    '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
    "<link type=application/atom+xml rel='feed alternate' href='/feed?a=1&amp;b=2'>"
    '<link rel="alternate" hreflang="en" href="/en">'
)


def test_a_front_page_gives_its_feeds_the_main_one_first() -> None:
    found = read(shell("<p>Bonjour.</p>", LINKS), "https://site.example.org/")
    assert found.feeds == ("https://site.example.org/feed?a=1&b=2", "https://site.example.org/comments/feed")


def test_a_page_that_links_to_a_feed_gives_it() -> None:
    found = read(shell('<p><a href="/blog/rss.xml">RSS</a> <a href="/a">A</a></p>'), "https://site.example.org/blog/")
    assert found.feeds == ("https://site.example.org/blog/rss.xml",)


def test_an_article_that_names_a_feed_stays_an_article() -> None:
    assert read(ARTICLE, URL).articles
    assert read(ARTICLE.replace('content="article"', 'content="x"'), URL).articles


def test_no_feed_of_another_kind_of_address() -> None:
    html = shell("", '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">')
    assert discover.feeds_of(html, "https://e.org/") == ()


TEXT = "Été à Œuvres, 14 % — « voilà »"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),
        (TEXT.encode("cp1252"), "charset=latin1"),
        (TEXT.encode("utf-8-sig"), "charset=utf-16"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-32"), "charset=us-ascii"),
        ((TEXT + " and some more, so that it can be guessed").encode("utf-16-le"), ""),
        ((TEXT + " and some more, so that it can be guessed").encode("utf-16-be"), "charset=utf-8"),
    ],
)
def test_encodings_are_found_whatever_was_declared(data: bytes, content_type: str) -> None:
    assert decode(data, content_type).startswith(TEXT)


def test_an_encoding_declared_rightly_is_believed() -> None:
    assert decode("Привет".encode("koi8-r"), "text/plain; charset=KOI8-R") == "Привет"
    assert decode(b'<meta charset="windows-1251"><p>' + "Привет".encode("cp1251")).endswith("Привет")
    assert decode("日本".encode("iso-2022-jp"), "charset=iso-2022-jp") == "日本"
    assert decode(b"caf\xe9", "charset=punycode") == "café"


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_become_text(data: bytes, content_type: str) -> None:
    decode(data, content_type)


@pytest.mark.parametrize(
    ("text", "name", "content_type", "wanted"),
    [
        ("<?xml version='1.0'?><!-- a --><!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss>", "", "text/html", Kind.FEED),
        ("<atom:feed xmlns:atom='x'>", "a.html", "", Kind.FEED),
        ("<!doctype html><p>x", "", "text/plain", Kind.PAGE),
        ("<div><p>One</p></div>", "", "", Kind.PAGE),
        ("if a < b and c > d: <b>x", "", "", Kind.TEXT),
        ("# Title\n\ntext", "a.md", "", Kind.MARKDOWN),
        ("<p>x</p>", "a.txt", "", Kind.TEXT),
        ("From: a@b.c\nSubject: x\nDate: y\n\ntext", "", "", Kind.MAIL),
        ("Subject: a line, and nothing else", "", "", Kind.TEXT),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "", "", Kind.JSON_FEED),
        ("broken <", "", "application/rss+xml", Kind.FEED),
    ],
)
def test_kinds_are_told_by_what_is_there(text: str, name: str, content_type: str, wanted: Kind) -> None:
    assert kind(text.encode(), text, name=name, content_type=content_type) == wanted
