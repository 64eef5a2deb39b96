"""A made-up corpus with the shape of a real one: 200 feeds, 6,555 entries, 45 MB, in French and English."""

from __future__ import annotations

import random
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS = 200
ENTRIES = 6_555
BYTES = 45_000_000

_SYLLABLES = {
    "fr": ("la le re ment tion pour des ques eur ance ille", "par ven dre mon cha teau sou lu mi è té nou vel"),
    "en": ("the ing er tion ment re al ness ly con pro ver", "st and work ship ful ter est per land ward"),
}


class Writer:
    """Makes words, sentences and articles; the same seed gives the same text."""

    def __init__(self, language: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.syllables = " ".join(_SYLLABLES[language]).split()
        words = {self._word() for _ in range(12_000)}
        self.words = sorted(words)
        self.random.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))  # Zipf

    def _word(self) -> str:
        return "".join(self.random.choices(self.syllables, k=self.random.choice((1, 2, 2, 3, 3, 4))))

    def sentence(self) -> str:
        """Give 6 to 25 words, now and then with a figure."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(6, 25))
        if self.random.random() < 0.15:
            words.insert(3, f"{self.random.randint(2, 98)} %")
        return " ".join(words).capitalize() + "."

    def title(self) -> str:
        """Give a headline."""
        return self.sentence()[:70].rpartition(" ")[0]

    def text(self, length: int) -> str:
        """Give plain paragraphs, together about `length` characters."""
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < length:
            paragraphs.append(" ".join(self.sentence() for _ in range(self.random.randint(1, 4))))
        return "\n\n".join(paragraphs)

    def html(self, length: int) -> str:
        """Give the same as HTML, with links, lists, headings, pictures and the attributes of real pages."""
        done: list[str] = []
        for paragraph in self.text(int(length * 0.72)).split("\n\n"):
            chance = self.random.random()
            words = escape(paragraph).split(" ")
            if chance < 0.5:
                at = self.random.randrange(len(words))
                words[at] = f'<a href="https://example.org/{at}?utm_source=rss" rel="nofollow">{words[at]}</a>'
            if chance < 0.3:
                words[-1] = f"<strong>{words[-1]}</strong>"
            body = " ".join(words)
            if chance < 0.06:
                done.append(f'<h2 class="wp-block-heading">{words[0]}</h2>')
            if chance > 0.93:
                done.append("<ul>" + "".join(f"<li>{part}</li>" for part in body.split(". ")) + "</ul>")
            elif chance > 0.88:
                done.append(f'<figure><img src="/i/{len(done)}.jpg" alt="" width="640"></figure><p>{body}</p>')
            else:
                done.append(f'<p class="has-text" style="margin:0">{body}</p>')
        return "".join(done)


def feeds(seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of each feed: RSS 2.0, Atom and RSS 1.0, full texts and teasers."""
    chance = random.Random(seed)
    writers = {language: Writer(language, seed) for language in ("fr", "en")}
    for number in range(FEEDS):
        language = "fr" if number % 3 else "en"
        count = ENTRIES // FEEDS + (number < ENTRIES % FEEDS)
        kind = chance.choices(("rss", "atom", "rdf"), weights=(70, 25, 5))[0]
        lengths = [max(200, int(chance.lognormvariate(8.36, 0.9))) for _ in range(count)]
        entries = [_entry(kind, writers[language], number, index, length) for index, length in enumerate(lengths)]
        yield f"feed{number:03d}.xml", _document(kind, language, number, entries).encode()


def _entry(kind: str, writer: Writer, feed: int, index: int, length: int) -> str:
    link = f"https://site{feed}.example.org/{index}"
    title, body = escape(writer.title()), escape(writer.html(length))
    day, hour = 1 + index % 28, feed % 24
    if kind == "atom":
        return (
            f'<entry><id>tag:site{feed},{index}</id><title>{title}</title><link rel="alternate" href="{link}"/>'
            f"<updated>2025-10-{day:02d}T{hour:02d}:00:00Z</updated><author><name>A. Writer</name></author>"
            f'<content type="html">{body}</content></entry>'
        )
    date = f"<pubDate>{day:02d} Oct 2025 {hour:02d}:00:00 +0200</pubDate>"
    if kind == "rdf":
        about = f' rdf:about="{link}"'
        date = f"<dc:date>2025-10-{day:02d}T{hour:02d}:00:00+02:00</dc:date>"
        return f"<item{about}><title>{title}</title><link>{link}</link>{date}<description>{body}</description></item>"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{date}<dc:creator>A. Writer</dc:creator>"
        f"<description>{title}</description><content:encoded>{body}</content:encoded></item>"
    )


def _document(kind: str, language: str, number: int, entries: list[str]) -> str:
    inside = "\n".join(entries)
    if kind == "atom":
        return (
            f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
            f"<title>Site {number}</title><id>tag:site{number}</id>{inside}</feed>"
        )
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    channel = (
        f"<title>Site {number}</title><link>https://site{number}.example.org/</link><language>{language}</language>"
    )
    if kind == "rdf":
        rdf = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        return f'<?xml version="1.0"?><rdf:RDF {rdf} {names}><channel>{channel}</channel>{inside}</rdf:RDF>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {names}><channel>{channel}{inside}</channel></rss>'
    )


def write(folder: Path) -> int:
    """Write the corpus into a folder. Gives its size in bytes."""
    size = 0
    for name, data in feeds():
        (folder / name).write_bytes(data)
        size += len(data)
    return size
