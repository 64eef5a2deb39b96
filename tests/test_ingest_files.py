from __future__ import annotations

import os
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.config import Feed
from newsletter.ingest import files, mail, opml
from newsletter.ingest.sources import by_turns, expand, read_file
from newsletter.problems import NewsletterError

NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)


def letter(*, html: str = "", plain: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


HEADERS = {
    "From": "Inès Carpentier <ines@gazette.example.org>",
    "Subject": "L’été à 14 %",
    "Date": "Wed, 05 Nov 2025 07:12:00 +0100",
    "Message_ID": "<1@gazette.example.org>",
    "List_ID": "La Gazette <gazette.example.org>",
}


def test_a_mail_gives_its_html_part() -> None:
    table = "<table><tr><td><h1>Bonjour</h1><p>Un <b>mot</b>.</p><script>x</script></td></tr></table>"
    article = mail.read(letter(html=table, plain="Autre chose", **HEADERS), origin="a.eml", now=NOW)
    assert article.text == "# Bonjour\n\nUn mot."
    assert (article.title, article.author, article.site) == ("L’été à 14 %", "Inès Carpentier", "La Gazette")
    assert article.published == datetime(2025, 11, 5, 6, 12, tzinfo=UTC)
    assert article.obtained == "mail"
    assert article.uid == mail.read(letter(plain="x", **HEADERS), origin="b.eml", now=NOW).uid


def test_a_mail_of_plain_text() -> None:
    article = mail.read(letter(plain="Un mot,\net un autre."), origin="a.eml", now=NOW)
    assert article.text == "Un mot,\net un autre."
    assert article.title == "Un mot,"
    assert article.published is None


BROKEN = [
    b"Subject: =?utf-8?q?=FF?=\nFrom: <<<>>> @@\nDate: Mon, 99 Foo 2025\nContent-Type: text/html; charset=nothing\n\n<p>A text",
    b"Content-Type: multipart/mixed; boundary=x\nSubject: a\n\n--x\nContent-Type: text/plain\n\nA text",
    b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nQSB0ZXh0",
    b"From: \xff\xfe\nContent-Type: text/plain\n\nA text \xe9",
]


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_mail_gives_what_it_can(body: bytes) -> None:
    assert mail.read(body, origin="a.eml", now=NOW).text.startswith("A text")


def test_a_mail_without_text_says_so() -> None:
    with pytest.raises(NewsletterError) as caught:
        mail.read(b"Subject: a\nContent-Type: image/png\n\nxx", origin="a.eml", now=NOW)
    assert caught.value.problems[0].code == "mail.empty"


def test_markdown_with_a_front_matter() -> None:
    text = '---\ntitle: "Un titre"\nurl: https://e.org/a?utm_source=b\npublished: 2025-11-05\nauthor: A\n---\n\n# Un titre\n\nLe texte.\n'
    article = files.markdown(text, origin="a.md", now=NOW)
    assert (article.title, article.text, article.url, article.author) == (
        "Un titre",
        "Le texte.",
        "https://e.org/a",
        "A",
    )
    assert article.published is not None
    assert article.published.date() == date(2025, 11, 5)


def test_markdown_without_a_front_matter() -> None:
    article = files.markdown("# Titre #\nLe texte.", origin="a.md", now=NOW)
    assert (article.title, article.text) == ("Titre", "Le texte.")
    assert files.markdown("Le texte seul.", origin="a.md", now=NOW).title == "Le texte seul."


PASTED = """Les ateliers de nuit rouvrent

Par : Inès Carpentier

Le chantier naval a rallumé ses projecteurs lundi, après dix-huit mois de silence.

Les équipes ont repris la soudure des coques à vingt-deux heures précises, dans le froid.

Copyright © 2021 - 2030 Tous droits réservés.
"""


def test_what_is_cut_from_pasted_text_can_come_back() -> None:
    article, _ = files.plain(PASTED, origin="-", pasted=True, now=NOW)
    assert article.title == "Les ateliers de nuit rouvrent"
    assert article.author == "Inès Carpentier"
    assert "Copyright" not in article.text
    assert article.raw == PASTED
    (cut,) = [one for one in article.cut if "Copyright" in one]
    assert "Copyright" in files.restored(article, files.cut_lines(cut), now=NOW).text


@pytest.mark.parametrize("read", [files.markdown, lambda text, **known: files.plain(text, pasted=True, **known)])
def test_no_text_says_so(read: object) -> None:
    assert callable(read)
    with pytest.raises(NewsletterError):
        read(" \n\n\u200b", origin="-", now=NOW)


LIST = """<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><body>
<outline text="Tech"><outline text="Été &amp; cie" xmlUrl="https://e.org/feed"/><outline TITLE="B" xmlurl="feed://b.org/rss"/></outline>
<outline text="local" xmlUrl="file:///etc/passwd"/><outline text="again" xmlUrl="https://e.org/feed"/>
</body></opml>"""


def test_a_list_of_feeds_comes_in() -> None:
    assert opml.read(LIST) == (("https://e.org/feed", "Été & cie"), ("https://b.org/rss", "B"))


def test_a_list_of_feeds_goes_out_and_comes_back() -> None:
    feeds = (Feed(url="https://e.org/feed?a=1&b=2", name='A "B" <C>'), Feed(url="https://b.org/"))
    assert opml.read(opml.write(feeds, title="T & U")) == tuple((feed.url, feed.name or feed.url) for feed in feeds)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<opml><body/></opml>", "empty"),
        ("<opml", "broken"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml><outline xmlUrl="https://e.org/&a;"/></opml>', "broken"),
        ("<a>" * 50_000, "broken"),
    ],
)
def test_a_broken_list_says_so(text: str, code: str) -> None:
    with pytest.raises(NewsletterError) as caught:
        opml.read(text)
    assert caught.value.problems[0].code == f"opml.{code}"


def test_a_truncated_list_gives_what_it_has() -> None:
    assert len(opml.read(LIST[: LIST.index("</body>")])) == 2


def names(named: str | Feed, folder: Path) -> list[str]:
    return [source.name for source in expand(named, folder=folder)]


def test_a_folder_gives_its_files(tmp_path: Path) -> None:
    for name in ("b.html", "b_files/x.js", "a/c.txt", ".hidden", "a/.git/config", "z_files/kept.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    (tmp_path / "in" / "link").symlink_to("/etc/passwd")
    assert names("in", tmp_path) == ["in/a/c.txt", "in/b.html", "in/z_files/kept.txt"]


def test_addresses_are_shown_without_credentials(tmp_path: Path) -> None:
    assert names("https://me:secret@e.org/feed", tmp_path) == ["https://e.org/feed"]
    assert names(Feed(url="feed://me:secret@e.org/feed"), tmp_path) == ["https://e.org/feed"]
    assert "secret" not in repr(expand("https://me:secret@e.org/feed", folder=tmp_path))


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("nothing.txt", "missing"),
        ("example.org/feed", "missing"),
        ("in", "empty"),
        ("a\0b", "missing"),
        ("x" * 5000, "closed"),
    ],
)
def test_what_is_not_there_says_so(named: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(NewsletterError) as caught:
        expand(named, folder=tmp_path)
    assert caught.value.problems[0].code == f"source.{code}"


def test_an_address_without_https_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(NewsletterError) as caught:
        expand("example.org/feed", folder=tmp_path)
    assert "https://example.org/feed" in caught.value.problems[0].hint


def test_a_folder_without_rights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(NewsletterError) as caught:
        expand(".", folder=tmp_path)
    assert caught.value.problems[0].code == "source.closed"


def test_files_that_are_none_or_too_big(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 101)
    for path, code in ((tmp_path / "big", "too-big"), (tmp_path / "gone", "closed"), (Path("/dev/null"), "special")):
        with pytest.raises(NewsletterError) as caught:
            read_file(path, origin="o", most=100)
        assert caught.value.problems[0].code == f"source.{code}"


def test_hosts_take_turns() -> None:
    sources = [
        source
        for url in ("https://a.org/1", "https://a.org/2", "https://b.org/1")
        for source in expand(url, folder=Path())
    ]
    assert [source.url for source in by_turns(sources)] == ["https://a.org/1", "https://b.org/1", "https://a.org/2"]
