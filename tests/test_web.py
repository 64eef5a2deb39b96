"""What machines read of the site: feeds, descriptions for search engines, sitemap, and Lighthouse as one of them."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import fastfeedparser
import feedparser
import lighthouse
from browsing import Library, served
from conftest import PROOF, missing
from PIL import Image

from newsletter.pipeline import state

if TYPE_CHECKING:
    from newsletter.render.site import Card

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def site(library: Library) -> Path:
    return library.folder / "out/site"


def cards(library: Library) -> list[Card]:
    """Give what the archive shows of its issues, the newest first."""
    built = state.load(library.folder / "out").issues.values()
    return sorted(
        (one.card for one in built if one.card.listed), key=lambda card: (card.date, card.number), reverse=True
    )


def file_of(library: Library, address: str) -> Path:
    """Give the file that an address of the site leads to."""
    assert address.startswith(library.url + "/"), address
    path = site(library) / urlsplit(address).path.lstrip("/")
    return path / "index.html" if path.is_dir() else path


class Tags(HTMLParser):
    """Collect the start tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def meta(self, name: str) -> list[str]:
        return [
            given["content"]
            for tag, given in self.found
            if tag == "meta" and name in (given.get("property"), given.get("name"))
        ]


def tags(library: Library, path: str) -> Tags:
    return Tags((site(library) / path).read_text(encoding="utf-8"))


def test_the_atom_feed_is_what_it_should_be(library: Library) -> None:
    data = (site(library) / "feed.xml").read_bytes()
    read = feedparser.parse(data)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.id == f"{library.url}/"
    assert [link.href for link in read.feed.links if link.rel == "self"] == [f"{library.url}/feed.xml"]
    expected = [(card.title, card.address, card.address, card.published, card.updated) for card in cards(library)]
    assert [(one.title, one.link, one.id, one.published, one.updated) for one in read.entries] == expected
    assert read.feed.updated == max(card.updated for card in cards(library))
    root = ET.fromstring(data)  # noqa: S314  our own
    for entry in root.iter(f"{ATOM}entry"):
        assert {f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "content", "link")} <= {
            one.tag for one in entry
        }
    assert len({one.id for one in read.entries}) == len(read.entries)


def test_another_parser_reads_the_same(library: Library) -> None:
    data = (site(library) / "feed.xml").read_bytes()
    one, other = feedparser.parse(data), fastfeedparser.parse(data)
    assert [(entry.title, entry.link, entry.id, entry.author) for entry in one.entries] == [
        (entry.title, entry.link, entry.id, entry.author) for entry in other.entries
    ]
    for entry, twin in zip(one.entries, other.entries, strict=True):
        assert [tag.term for tag in entry.get("tags", [])] == [tag["term"] for tag in twin.get("tags", [])]
        assert datetime.fromisoformat(entry.published) == datetime.fromisoformat(twin.published)
        # feedparser cleans what it is given: what is compared is what is read, not how it is marked up.
        assert words(entry.content[0].value) == words(twin.content[0]["value"])


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_the_json_feed_says_the_same(library: Library) -> None:
    feed = json.loads((site(library) / "feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{library.url}/feed.json"
    atom = feedparser.parse((site(library) / "feed.xml").read_bytes())
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    for item, entry in zip(feed["items"], atom.entries, strict=True):
        assert {"id", "url", "title", "summary", "content_html", "date_published", "date_modified", "language"} <= set(
            item
        )
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert words(item["content_html"]) == words(entry.content[0].value)


def test_what_a_feed_carries_stands_by_itself(library: Library) -> None:
    """Every address in a feed's texts is whole, its images are there, and nothing in it runs or is styled."""
    feed = json.loads((site(library) / "feed.json").read_text(encoding="utf-8"))
    for item in feed["items"]:
        found = Tags(item["content_html"]).found
        for tag, given in found:
            assert tag not in {"script", "style", "form", "input", "iframe", "h1", "link"}
            assert "style" not in given
            for name in ("href", "src"):
                if name in given:
                    assert given[name].startswith(("https://", "mailto:")), given[name]
            if tag == "img":
                assert file_of(library, given["src"]).is_file()
                assert given["alt"]


def described(library: Library, path: str) -> dict[str, Any]:
    text = (site(library) / path).read_text(encoding="utf-8")
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data: dict[str, Any] = json.loads(script)
    return data


def test_a_page_is_described_as_a_news_article_should_be(library: Library) -> None:
    """What search engines ask of an article: headline, images, dates with zones, author, publisher."""
    for card in cards(library):
        data = described(library, f"issues/{card.name}/index.html")
        assert (data["@context"], data["@type"]) == ("https://schema.org", "NewsArticle")
        assert 0 < len(data["headline"]) <= 110
        assert card.title.startswith(data["headline"])
        published, modified = (datetime.fromisoformat(data[name]) for name in ("datePublished", "dateModified"))
        assert published.tzinfo
        assert published <= modified
        assert data["mainEntityOfPage"] == card.address
        assert file_of(library, data["mainEntityOfPage"]).is_file()
        assert data["author"]["name"]
        assert data["publisher"]["@type"] == "Organization"
        assert data["publisher"]["name"]
        assert data["inLanguage"] == card.language
        with Image.open(file_of(library, data["image"][0])) as image:
            assert image.width >= 1200  # what a large preview asks for
        assert all(file_of(library, address).is_file() for address in data["image"])


def test_the_archive_is_described_with_its_issues(library: Library) -> None:
    data = described(library, "index.html")
    assert data["@context"] == "https://schema.org"
    assert [one["url"] for one in data["mainEntity"]["itemListElement"]] == [card.address for card in cards(library)]


def test_what_is_shown_where_a_page_is_shared(library: Library) -> None:
    for card in cards(library):
        found = tags(library, f"issues/{card.name}/index.html")
        (address,) = found.meta("og:image")
        with Image.open(file_of(library, address)) as image:
            sizes = [int(found.meta(f"og:image:{side}")[0]) for side in ("width", "height")]
            assert list(image.size) == sizes == [1200, 630]
        assert card.title in found.meta("og:image:alt")[0]
        for name in ("og:title", "og:description", "og:url", "og:type", "og:site_name", "description", "twitter:card"):
            assert len(found.meta(name)) == 1, name
            assert found.meta(name)[0]


def test_the_sitemap_names_every_page_that_is_to_be_found(library: Library) -> None:
    root = ET.parse(site(library) / "sitemap.xml").getroot()  # noqa: S314  our own
    assert root.tag == f"{SITEMAP}urlset"
    assert all([one.tag for one in url] == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"] for url in root)
    listed = [url.findtext(f"{SITEMAP}loc", "") for url in root]
    for url in root:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", url.findtext(f"{SITEMAP}lastmod", ""))
    assert len(set(listed)) == len(listed)
    meant = set()
    for path in library.pages():
        found = tags(library, path)
        canonical = [given["href"] for tag, given in found.found if tag == "link" and given.get("rel") == "canonical"]
        if "noindex" not in "".join(found.meta("robots")):
            assert len(canonical) == 1, path
            assert file_of(library, canonical[0]) == site(library) / path
            meant.add(canonical[0])
    assert set(listed) == meant
    assert f"Sitemap: {library.url}/sitemap.xml" in (site(library) / "robots.txt").read_text(encoding="utf-8")


LOADED = {
    "img": "src",
    "script": "src",
    "source": "srcset",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
}
LOADING = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


def test_nothing_is_loaded_from_another_host(library: Library) -> None:
    """In no page, style sheet or script stands an address of another host that a browser would ask."""
    for path in library.pages():
        for tag, given in tags(library, path).found:
            asked = given.get(LOADED.get(tag, ""), "")
            if tag == "link" and LOADING & set(given.get("rel", "").split()):
                asked = given["href"]
            if asked:
                assert file_of(library, urljoin(f"{library.url}/{path}", asked)).is_file(), f"{path}: {asked}"
    for asset in (site(library) / "assets").glob("*.*"):
        if asset.suffix in {".css", ".js"}:
            assert not re.search(
                r"(?:https?:)?//\w|url\(|@import", asset.read_text(encoding="utf-8").replace("// ", "")
            ), path


if PROOF:  # a minute of its own, and what it says of speed needs a machine to itself

    def test_lighthouse_is_content(tmp_path: Path) -> None:
        if not lighthouse.installed():
            missing("Lighthouse (npm, and Debian's Chromium)")
        with served(tmp_path, "focus") as library:
            for page in lighthouse.PAGES:
                found = lighthouse.scores(f"{library.url}/{page}")
                sys.stdout.write(f"\nLighthouse /{page}: {found.best}\n")
                assert found.low() == {}, page
