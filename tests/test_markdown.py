from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from growth import is_linear
from hypothesis import given, strategies as st

from newsletter.render.blocks import DEEPEST
from newsletter.render.fragments import footnotes, plain
from newsletter.render.markdown import SCHEMES, headings, inline, parsed, parsed_inline, to_html
from newsletter.render.typography import fix_markdown

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "markdown").glob("*.md") if path.name != "README.md")

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "img", "li", "ol", "p", "pre", "strong", "ul"}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
SIGNS = (
    "a", "é", "mot ", " ", "  ", "\n", "\n\n", "\n- ", "\n1. ", "\n  - ", "\n> ", "\n```\n", "\n    ", "*", "**", "_", "`", "[", "]",
    "](", ")", "![", "<", ">", "&", ";", "&amp;", "&#106;", "javascript:", "https://", "data:", "x.fr", "@", '"', "'", "\\", "#", "---", "===",
    "{{", "}}", '<b onclick="x">', "</p>", "<!--", "-->", "\t", "\u00a0", "\x02", "\x0e0\x0f", "2025. ", "+ 5", "~~~", ":", "!", "?", ".",
)  # fmt: skip
MARKUP = st.lists(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=25).map("".join)
# Often without markup or with simple markup only, so that the short way is taken.
SIMPLE = st.lists(
    st.one_of(
        st.sampled_from(
            (
                "mot",
                " ",
                " ",
                "\n",
                "\n\n",
                "**",
                "**",
                "*",
                "[",
                "](https://x.fr/a_b?c=1&d=2)",
                "&",
                "a",
                "é",
                ".",
                "!",
                ":",
                "_",
            )
        ),
        st.sampled_from(
            (
                "**fort**",
                "*léger*",
                "[lien](https://x.fr)",
                "[ ](https://x.fr)",
                "[a](https://x.fr/;)",
                "[b](http://x.fr/(c))",
            )
        ),
    ),
    max_size=12,
).map("".join)
PROSE = st.lists(
    st.one_of(
        st.sampled_from(
            ("mot", " ", "\n", "\n\n", "é", "&", ">", ".", "-", "#", "1.", "\u00a0", ")", "!", "~", "=", "\n\n\n")
        ),
        st.characters(),
    ),
    max_size=20,
).map("".join)


def tree(fragment: str) -> Element:
    return fromstring(f"<div>{fragment}</div>")  # noqa: S314  made by the code under test


def words_in(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_case(case: Path) -> None:
    fragment = to_html(case.read_text(encoding="utf-8"))
    assert fragment == case.with_suffix(".html").read_text(encoding="utf-8").rstrip("\n")
    assert footnotes(plain(fragment)).rstrip("\n") == case.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")


@given(st.one_of(PROSE, SIMPLE, MARKUP))
def test_the_short_way_is_equal(text: str) -> None:
    assert to_html(text) == parsed(text)
    assert inline(text) == parsed_inline(text)


def test_the_short_way_does_without_the_library() -> None:
    code = (
        "import sys; from newsletter.render.markdown import inline, to_html\n"
        "print(to_html('R&D > essais\\nligne\\n\\nfin'), inline('Un titre'), 'markdown' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "<p>R&amp;D &gt; essais<br />\nligne</p>\n<p>fin</p> Un titre False\n"


@given(MARKUP)
def test_no_text_becomes_a_tag_or_an_attribute(text: str) -> None:
    for fragment in (to_html(text), inline(text)):
        root = tree(fragment)
        for element in root.iter():
            if element is not root:
                assert element.tag in TAGS
                assert set(element.keys()) <= ATTRIBUTES.get(element.tag, set())
                address = element.get("href") or element.get("src") or ""
                scheme = re.match(
                    r"[a-zA-Z][a-zA-Z0-9+.-]*:", "".join(re.findall(r"[^\s\x00-\x20]", unescape(address)))
                )
                assert scheme is None or scheme[0][:-1].lower() in SCHEMES
    assert not {"p", "ul", "ol", "blockquote", "pre", "hr", "br"} & {
        element.tag for element in tree(inline(text)).iter()
    }


@given(MARKUP)
def test_typography_leaves_the_structure_alone(text: str) -> None:
    markup = re.compile(r"</?[a-z]+|(?:href|src)=\"[^\"]*\"")
    assert markup.findall(to_html(fix_markdown(text, "fr"))) == markup.findall(to_html(text))


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\\`*_[]<>&{:@-+~.)#=\ufffe\uffff"),
        max_size=40,
    )
)
def test_text_comes_out_as_it_went_in(text: str) -> None:
    text = re.sub("[\ufdd0-\ufdef]", "", text)
    for html in (f"<{text}>", f"« {text} » & <b>{text}</b> <script>{text}"):
        assert words_in("".join(tree(to_html(html)).itertext())) == words_in(html)
        assert words_in("".join(tree(inline(html)).itertext())) == words_in(html)
    assert text.strip() in "".join(tree(to_html(f"**{text.strip()}**")).itertext())


@given(st.text(st.characters(codec="utf-8", exclude_characters="{}%`", exclude_categories=["Cc", "Cn"]), max_size=30))
def test_placeholders_stay(inside: str) -> None:
    assert words_in(f"{{{{ {inside} }}}}") in words_in("".join(tree(to_html(f"a {{{{ {inside} }}}} b")).itertext()))


@pytest.mark.parametrize(
    "sign", ["> ", ">", "- ", "1. ", "> - ", "- > ", "* ", "[", "![", "**", "`", "<", "[a](", "({", "&", "\\"]
)
def test_five_thousand_signs(sign: str) -> None:
    fragment = to_html(sign * 5_000 + "\nx")
    depth = deepest = 0
    for close in re.findall(r"<(/?)(?:blockquote|ul|ol|strong|em)>", fragment):
        depth += -1 if close else 1
        deepest = max(deepest, depth)
    assert deepest <= DEEPEST + 1
    assert "x" in "".join(tree(fragment).itertext())


@pytest.mark.parametrize(
    "unit",
    ["> ", "- ", "- a\n", "> a\n", "a\n\n", "[", "![", "[a](", "`` ` ", "**a", "<a ", "&a;", "```\n", "# a\n", "{{"],
)
def test_work_grows_in_step(unit: str) -> None:
    to_html("*once*, so that the parser is there")
    assert is_linear(to_html, unit, 400)
    assert is_linear(inline, unit, 400)
    assert is_linear(headings, unit, 400)


@pytest.mark.parametrize("step", [1, 2, 4])
def test_lists_that_go_down_line_by_line(step: int) -> None:
    lines = "\n".join(" " * step * level + "- x" for level in range(400))
    fragment = to_html(f"{lines}\n\n" + "\n".join("> " * level + "y" for level in range(1, 400)))
    assert fragment.count("x") == 400
    assert fragment.count("y") == 399
    assert "<ul>\n" * (DEEPEST + 1) not in re.sub(r"<li>x?\n?", "", fragment)


def test_threads_share_the_parser() -> None:
    texts = [f"*{number}*\n\n- `{number}`\n- [{number}](https://x.fr/{number})" for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(to_html, texts)) == [to_html(text) for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0", "\t\n "])
def test_nothing_makes_nothing(text: str) -> None:
    assert to_html(text) == inline(text) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- 5 % de moins", "- 5 % de moins"),
        ("1. Le **début**", "1. Le <strong>début</strong>"),
        ("# IA", "# IA"),
        ("> 30 %", "&gt; 30 %"),
        ("Deux\n  lignes\n", "Deux lignes"),
        ("R&D *<b>*", "R&amp;D <em>&lt;b&gt;</em>"),
        ("```a```", "<code>a</code>"),
        ("    indenté", "indenté"),
    ],
)
def test_one_line(text: str, wanted: str) -> None:
    assert inline(text) == wanted


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Un\ntexte\n## Deux", [0, 2]),
        ("#IA et #1\n\n##Collé", [2]),
        ("texte # et #", []),
        ("   ### Trois", [0]),
        ("> # Cité\n- # Point", [0]),
        ("Souligné\n===\n\nDe même\n---", [0, 3]),
        ("texte\n\n---\n\ntexte", []),
        ("- point\n---", []),
        ("---\n---", []),
        ("```\n# code\n```\n# Titre", [3]),
        ("> ```\n> # code\n> ```", []),
        ("~~~\n# code", []),
        ("#######  sept", []),
        ("#", [0]),
        ("", []),
    ],
)
def test_headings(text: str, lines: list[int]) -> None:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    assert headings(text) == [starts[line] for line in lines]
    assert "<h" not in to_html(text).replace("<hr", "")
