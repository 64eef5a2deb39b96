from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, strategies as st

from newsletter.ingest import markup
from newsletter.ingest.prose import text_of

NAMES = "p div b a i ul ol li table tr td h2 blockquote pre br script style form font span svg template section dl dd"
TAGS = st.sampled_from([*NAMES.split(), "select", "option", "button", "math", "x-y"])
PIECES = st.one_of(
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.builds(
        '<{} href="{}" onclick=x title="<{}>">'.format,
        TAGS,
        st.sampled_from(["javascript:alert(1)", "/a", "data:,x"]),
        TAGS,
    ),
    st.text(max_size=8),
    st.sampled_from(
        ["&lt;", "&amp;", "&nbsp;", "&#0;", "<!--", "-->", "<![CDATA[", "]]>", "<", ">", '"', "\0", "\u202e", "\ud800"]
    ),
)
MARKUP = st.lists(PIECES, max_size=40).map("".join)


class Depth(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


@given(MARKUP)
def test_nothing_that_runs_is_left(source: str) -> None:
    seen = Depth()
    seen.feed(markup.safe(source, "https://e.org/"))
    assert not seen.tags & {"script", "style", "form", "svg", "template", "iframe", "object"}
    assert not seen.handlers
    assert all(address.startswith(("http://", "https://", "mailto:")) for address in seen.addresses)


@given(MARKUP)
def test_text_is_visible_and_free_of_tags(source: str) -> None:
    text = text_of(markup.safe(source))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
    assert "```" in text or "\n\n\n" not in text
    text.encode()


@given(st.text())
def test_words_of_plain_text_survive_cleaning(text: str) -> None:
    import html

    said = text_of(markup.safe(f"<p>{html.escape(text)}</p>"))
    assert "".join(said.split()) == "".join(markup.visible(text).split()).strip()


@given(MARKUP)
def test_flattening_leaves_shallow_markup_alone(source: str) -> None:
    assert markup.flatten(source, harmless=0) == source or source.count("<") > 16


def nested(piece: str, times: int) -> str:
    return piece * times + "the end"


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        '<div title="<">',
        "<ul><li>",
        "<table><tr><td>",
        "<li><div>",
        "<p><b id=x>",
        "<form><div></form>",
        "<div></span>",
        "<div><table></div></table>",
        "<b><div></b></div>",
        "<a",
        "<svg><p>",
        "<blockquote>",
        "<font a=1>",
    ],
)
def test_depth_costs_neither_time_nor_memory(piece: str) -> None:
    clean = markup.safe(nested(piece, 20_000))
    assert len(clean) < 12_000_000
    text_of(clean)


def test_deep_text_is_kept() -> None:
    assert text_of(markup.safe(nested("<div>", 100_000))) == "the end"


CASES: list[tuple[str, str]] = [
    ("<p>One <b>two</b>\n three</p><p>four</p>", "One two three\n\nfour"),
    ("one<br>two<br><br>three<br><br><br>four", "one\ntwo\n\nthree\n\nfour"),
    ("<h1>A</h1><h3>B <i>c</i></h3>text", "# A\n\n### B c\n\ntext"),
    ("<ul><li>a<li><p>b</p><p>c</p></ul>", "- a\n- b\n\n  c"),
    ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n   - b\n2. c"),
    ("<blockquote><p>a<p>b</blockquote>c", "> a\n\n> b\n\nc"),
    ("<pre>a\n  b &lt;</pre>", "```\na\n  b <\n```"),
    ("<table><tr><th>a</th><th>b</th></tr><tr><td>1<td></td><td>3</table>", "a | b\n\n1 | 3"),
    ("a&nbsp;% &amp;lt; &eacute;", "a\u00a0% &lt; é"),
    ("<dl><dt>a<dd>b</dl><figure><img src=x><figcaption>c</figcaption></figure>", "a\n\nb\n\nc"),
    ("<p> </p><p>&nbsp;</p><div></div>", ""),
    ("plain\ntext\n\nin two", "plain text\n\nin two"),
    ("e\u0301\u200b\u00ad", "é"),
]


@pytest.mark.parametrize(("source", "text"), CASES)
def test_what_a_reader_reads(source: str, text: str) -> None:
    assert text_of(markup.safe(source)) == text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A &amp; B", "A & B"),
        ("<i>A</i> <script>x</script>B", "A B"),
        (" a\n\tb ", "a b"),
        ("5 < 6", "5 < 6"),
        ("x" * 20_000, "x" * 1000),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_a_line_is_one_line(written: str, said: Any) -> None:
    assert markup.line(written) == said
