"""Any issue renders, its words arrive as they are, and none of them becomes markup or template syntax."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import config
from newsletter.model import (
    Comment,
    Correction,
    Disclosure,
    Focus,
    Issue,
    Language,
    Link,
    NewsItem,
    Poll,
    Section,
    Sponsor,
    Ticker,
)
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import Desk, open_desk
from newsletter.pipeline.press import edition_of
from newsletter.render import email, site, text

PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
SHIPPED = Path(__file__).parent.parent
NASTY = [
    "</mj-text><mj-text>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7077 }}",
    "{% raw %}",
    "{# x #}",
    "été > hiver",
    "a\N{NO-BREAK SPACE}b\N{NARROW NO-BREAK SPACE}c",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "مرحبا بالعالم",
    "שלום",
    "say \"hi\" & 'bye'",
    "&amp; &lt;b&gt; &#60;",
    "]]> <!-- -->",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "\\u{202f} \\n \\",
    "[x](javascript:alert(1))",
    "[x](https://example.org/x)",
    "[**x** et $META](#n0)",
    "*|MERGE|* %recipient.x% ${{ x }}",
    "$META $NADA $",
    "> " * 40 + "x",
    "1. a\n2. b",
    "- a\n- b",
    "```\ncode <b>\n```",
    "`<b>`",
    "# titre",
    "A" * 120,
]
# Letters whose meaning no rule of Markdown or typography touches.
PLAIN = st.text(st.characters(categories=["Ll", "Lu", "Lo"], exclude_characters="ﬀ"), min_size=1, max_size=12)


@st.composite
def phrase(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.one_of(PLAIN, PLAIN, st.sampled_from(NASTY)), min_size=1, max_size=5))
    return "Z " + " ".join(words) + " Z"


def lines(draw: st.DrawFn, most: int) -> tuple[str, ...]:
    return tuple(one.replace("\n", " ") for one in draw(st.lists(phrase(), max_size=most)))


@st.composite
def issues(draw: st.DrawFn) -> Issue:
    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.one_of(st.none(), strategy))

    line = phrase().map(lambda value: value.replace("\n", " "))
    news = tuple(
        NewsItem(
            title=draw(line),
            id=f"n{index}",
            short=maybe(line),
            intro=maybe(phrase()),
            essential=lines(draw, 3),
            takeaway=maybe(phrase()),
            sources=("https://example.org/?a=1&b=<2>",) if draw(st.booleans()) else (),
        )
        for index in range(draw(st.integers(0, 3)))
    )
    focus = None
    if not news or draw(st.booleans()):
        sections = tuple(
            Section(title=draw(line), id=f"s{index}", body=draw(phrase())) for index in range(draw(st.integers(0, 2)))
        )
        focus = Focus(
            title=draw(line),
            intro=maybe(phrase()),
            outline=lines(draw, 2),
            sections=sections,
            conclusion=maybe(phrase()),
        )
    comment = Comment(text=draw(phrase()), author=draw(line), reply=maybe(phrase())) if draw(st.booleans()) else None
    return Issue(
        number=1, date=date(2025, 1, 2), slug="x", subject=draw(line), preheader=maybe(line), greeting=maybe(line), hook=maybe(phrase()),
        comment=comment, news=news, focus=focus, ps=maybe(phrase()),
        links=(Link(title=draw(line), url="https://example.org/a?b=1&c=2", note=maybe(line)),) if draw(st.booleans()) else (),
        sponsor=Sponsor(name=draw(line), text=draw(phrase()), url="https://example.org/") if draw(st.booleans()) else None,
        poll=Poll(question=draw(line), answers=(draw(line), draw(line))) if draw(st.booleans()) else None,
        tickers=MappingProxyType({"META": Ticker(change=-11.3, as_of=date(2025, 1, 1))}),
        corrections=(Correction(date=date(2025, 1, 3), text=draw(phrase())),) if draw(st.booleans()) else (),
        disclosure=Disclosure(blocks=("hook",), text=maybe(phrase())) if draw(st.booleans()) else None,
    )  # fmt: skip


class Reading(HTMLParser):
    """What a browser would make of a page: its tags, its attributes, its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts = 0
        self.link = ""
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name in {"href", "src"}:
                assert not (value or "").lower().startswith(("javascript:", "data:", "vbscript:", "file:")), value
        self.scripts += tag == "script"
        if tag == "a":
            assert not self.link, f"a link in the link to {self.link}"
            self.link = dict(attrs).get("href") or "nowhere"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@lru_cache(maxsize=1)
def desk() -> Desk:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    (folder / "newsletter.toml").write_text(
        'title = "La Lettre"\nurl = "https://lettre.example.org"\n'
        '[poll]\nurl = "https://v.example.org/{issue}/{poll}/{answer}"\n',
        encoding="utf-8",
    )
    return open_desk(Newsroom(folder, config.load(folder)))


def rendered(issue: Issue, language: Language = "fr") -> tuple[str, str, str]:
    edition = edition_of(desk(), replace(issue, language=language), {}, (), draft=False)
    env = desk().env
    return email.render(edition, env), text.render(edition, env), site.content(edition, env)


MAIL_TAGS = {
    "html", "head", "title", "meta", "style", "body", "div", "table", "tbody", "tr", "td", "p", "a", "h1", "h2", "h3", "span", "ul", "ol", "li",
    "img", "br", "strong", "em", "blockquote", "code", "pre", "hr", "!doctype", "xml", "small", "b", "i", "th", "abbr", "bdi", "link",
}  # fmt: skip


@settings(max_examples=20_000 if PROOF else 150)
@given(issues(), st.sampled_from(["fr", "en", "fr-CA", "fr-CH"]))
def test_no_text_becomes_markup(issue: Issue, language: Language) -> None:
    mail, plain, page = rendered(issue, language)
    read, web = Reading(mail), Reading(page)
    assert read.scripts == web.scripts == 0
    assert read.tags <= MAIL_TAGS, read.tags - MAIL_TAGS
    for attributes in (read.attributes, web.attributes):
        assert not [name for name in attributes if name.startswith("on")]
        assert "onerror" not in attributes
    for made in (mail, plain, page):
        assert "49539" not in made  # what the template engine would make of it
        assert "data-at" not in made
        assert "\\u{" not in made.replace("\\u{202f}", "")
    assert max(len(row.encode()) for row in mail.split("\n")) <= 998


@settings(max_examples=20_000 if PROOF else 150)
@given(st.lists(PLAIN, min_size=9, max_size=9, unique=True))
def test_every_text_arrives_as_it_is(words: list[str]) -> None:
    a, b, c, d, e, f, g, h, i = (f"q{word}q" for word in words)
    issue = Issue(
        number=1, date=date(2025, 1, 2), slug="x", subject=a, hook=b, ps=i,
        news=(NewsItem(title=c, intro=d, essential=(e, e), takeaway=f),),
        focus=Focus(title=g, sections=(Section(title="t", body=h),)),
    )  # fmt: skip
    mail, plain, page = rendered(issue)
    mail_text, page_text, plain_text = Reading(mail).text, Reading(page).text, " ".join(plain.split())
    for word in (b, c, d, e, f, g, h, i):
        assert word in mail_text
        assert word in page_text
        assert word in plain_text
    assert a in mail_text


@pytest.mark.parametrize("nasty", NASTY)
def test_each_nasty_text_everywhere(nasty: str) -> None:
    one = nasty.replace("\n", " ")
    issue = Issue(
        number=1, date=date(2025, 1, 2), slug="x", subject=one, preheader=one, greeting=one, hook=nasty, teaser=one, ps=nasty,
        news=(NewsItem(title=one, id="x", intro=nasty, essential=(one, one), takeaway=nasty),),
        focus=Focus(title=one, intro=nasty, outline=(one,), sections=(Section(title=one, id="y", body=nasty),), conclusion=nasty),
        comment=Comment(text=nasty, author=one, reply=nasty), links=(Link(title=one, url="https://example.org", note=one),),
        sponsor=Sponsor(name=one, text=nasty, url="https://example.org"), poll=Poll(question=one, answers=(one, one)),
    )  # fmt: skip
    mail, _, page = rendered(issue)
    assert Reading(mail).scripts == Reading(page).scripts == 0
    assert "onerror" not in Reading(mail).attributes | Reading(page).attributes


def test_five_thousand_nested_quotes() -> None:
    issue = Issue(
        number=1,
        date=date(2025, 1, 2),
        slug="x",
        hook=">" * 5000 + " x",
        news=(NewsItem(title="a", intro="> " * 5000 + "y"),),
    )
    mail, plain, page = rendered(issue)
    assert mail
    assert plain
    assert page
