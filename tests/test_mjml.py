"""MJML in, mail out: tests/cases/mjml holds pairs, compared by what the HTML means; and text stays text, whatever it is."""

from __future__ import annotations

import os
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from html_meaning import meaning, words
from hypothesis import example, given, settings, strategies as st

from newsletter.problems import NewsletterError
from newsletter.render import marks, mjml as door
from newsletter.render.mjml import to_html

GOOD = sorted((Path(__file__).parent / "cases" / "mjml").glob("*.mjml"))
EXAMPLES = 5_000 if os.environ.get("NEWSLETTER_PROOF") else 150

# All that XML can hold; a lone carriage return is a line break to HTML, so it is left out here.
anything = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t"
    )
)
nasty = st.lists(
    st.one_of(
        anything,
        st.sampled_from(["<", ">", "&", '"', "'", "\\", "-->", "<!--", "]]>", "<![endif]-->", "<!--[if mso]>", "</mj-text>", "<mj-text>"]),
        st.sampled_from([' data-at="x:1"', '<mj-text data-at="x:1"', "&#233;", "&amp;", "&nbsp;", "é>", "{{ x }}", "\u202f", "\u00a0", "<b>", "\n"]),
    ),
    max_size=8,
).map("".join)  # fmt: skip

PAGE = """<mjml lang="fr" dir="ltr">
<mj-head><mj-title>Titre {text}</mj-title></mj-head>
<mj-body><mj-section><mj-column>
<mj-text><p title="{text}">[{text}]</p><p><b>{text}</b>{text}<i>{text}</i>.</p></mj-text>
<mj-image src="https://example.org/a.png" alt="{text}"/>
<mj-button href="https://example.org/">[{text}]</mj-button>
</mj-column></mj-section></mj-body>
</mjml>"""


class Found(HTMLParser):
    """Collect the title, and the attributes of each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: dict[str, list[dict[str, str]]] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.setdefault(tag, []).append({name: value or "" for name, value in attrs})


def blanks(text: str) -> str:
    """Make one blank of several, as HTML does; other spaces stay."""
    return re.sub(r"[ \t\n\r]+", " ", text).strip(" ")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_mjml_becomes_the_mail_beside_it(path: Path) -> None:
    expected = path.with_suffix(".html")
    html = to_html(path.read_text(encoding="utf-8"), path.name)
    if os.environ.get("NEWSLETTER_GOLDEN"):
        expected.write_text(html, encoding="utf-8")
    assert meaning(html) == meaning(expected.read_text(encoding="utf-8"))


@given(nasty)
@example("été > hiver")
@example("é\n\u202f\\")
@example("\n\u202f")
@settings(max_examples=EXAMPLES, deadline=None)
def test_text_from_people_comes_out_as_text(text: str) -> None:
    source = PAGE.replace("{text}", escape(text))
    html = to_html(source)
    paragraphs = f"[{text}] {text}{text}{text}. [{text}]"
    assert blanks(words(html)).replace(" ", "") == blanks(paragraphs).replace(" ", "")
    assert blanks(f"{text}{text}{text}.") in blanks(words(html))
    flat = re.sub(r"[\t\n]", " ", text)
    found = Found(html).tags
    assert [image["alt"] for image in found["img"]] == [flat]
    assert [paragraph.get("title") for paragraph in found["p"]] == [flat, None]
    labels = [tag["aria-label"] for tag in found["div"] if "aria-label" in tag]
    assert labels == [blanks(f"Titre {text}")]
    assert {"mj-text", "mjml"}.isdisjoint(found)
    assert len(found["b"]) == 1
    assert meaning(html) == meaning(to_html(marks.mark(source, "email/issue.mjml.j2", 1)))


@given(nasty)
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_source_gives_a_mail_or_problems(text: str) -> None:
    for source in (text, PAGE.replace("{text}", text)):
        try:
            html = to_html(source)
        except NewsletterError as error:
            assert all(problem.code.startswith("mjml.") for problem in error.problems)  # noqa: PT017 -- either will do
        else:
            assert html.startswith("<!doctype html>")


def test_references_that_are_no_characters_stay() -> None:
    comment = "<!--[if mso]>&#55296;&#1114112;&#99999999999;&#233;&#65;<![endif]-->"
    html = to_html(PAGE.replace("[{text}]</p>", f"{comment}</p>").replace("{text}", "x"))
    assert "<!--[if mso]>&#55296;&#1114112;&#99999999999;é&#65;<![endif]-->" in html


def test_the_same_source_gives_the_same_bytes() -> None:
    source = GOOD[0].read_text(encoding="utf-8")
    assert len({to_html(source) for _ in range(5)}) == 1


@pytest.mark.parametrize(("comment", "line"), [("<?x?>", 4), ("<p>", 0)], ids=["with position", "without"])
def test_a_refusal_of_the_renderer_names_the_template(tmp_path: Path, comment: str, line: int) -> None:
    template = tmp_path / "issue.mjml.j2"
    literal = PAGE.replace("[{text}]</p>", f"<!--[if mso]>{comment}<![endif]--></p>").replace("{text}", "x")
    template.write_text(f"\n\n{literal}", encoding="utf-8")
    marked, there = marks.mark(literal, str(template), 3), line and line + 2
    for source, path, number in ((literal, "issue.mjml", line), (marked, str(template), there)):
        with pytest.raises(NewsletterError) as caught:
            to_html(source, "issue.mjml")
        (problem,) = caught.value.problems
        assert (problem.code, problem.path, problem.line) == ("mjml.refused", path, number)
        assert problem.excerpt == (literal.split("\n")[3] if line else "")


class PanicException(BaseException):
    pass


@pytest.mark.parametrize(
    ("raised", "risen"), [(PanicException, NewsletterError), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_a_panic_is_told_and_an_interrupt_is_not_taken_for_one(
    monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], risen: type[BaseException]
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise raised("oops")

    monkeypatch.setattr(door, "mjml2html", fail)
    with pytest.raises(risen):
        to_html(GOOD[0].read_text(encoding="utf-8"))
