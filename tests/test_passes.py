"""The passes over a mail's HTML: each does its one thing, and none changes what the mail means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import mjml
import pytest
from html_meaning import meaning
from hypothesis import given, strategies as st

from newsletter.render.passes import fold, merge_conditions, name_layout_tables, squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent / "cases" / "mjml"
PAGES = {
    path.stem: mjml.mjml2html(path.read_text(encoding="utf-8"), fonts={})
    for path in CASES.glob("*.mjml")
    if path.stem in {"columns", "hero", "wrapper", "small-parts", "classes", "long", "tables"}
}
PASSES = [merge_conditions, squeeze, fold]

OPEN, CLOSE = "<!--[if mso | IE]>", "<![endif]-->"


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("step", PASSES)
def test_a_pass_keeps_the_meaning_and_has_nothing_left_to_do(step: Callable[[str], str], page: str) -> None:
    html = PAGES[page]
    once = step(html)
    assert meaning(once) == meaning(html)
    assert step(once) == once
    assert step(html) == once


@pytest.mark.parametrize("page", sorted(PAGES))
def test_tidy_is_all_of_them(page: str) -> None:
    tidied = tidy(PAGES[page])
    assert tidy(tidied) == tidied
    assert CLOSE + OPEN not in tidied
    for tag in re.findall("<table[^>]*>", tidied):
        assert re.search(r'\srole="presentation"', tag) or page == "tables"


def test_conditions_merge_only_with_their_like() -> None:
    assert merge_conditions(f"{OPEN}<tr>{CLOSE}{OPEN}<td>{CLOSE}{OPEN}x{CLOSE}") == f"{OPEN}<tr><td>x{CLOSE}"
    for apart in (
        f"{OPEN}a{CLOSE} {OPEN}b{CLOSE}",
        f"{OPEN}a{CLOSE}<!--[if lte mso 11]>b{CLOSE}",
        f"<!--[if mso]>a{CLOSE}{OPEN}b{CLOSE}",
        f"<!--[if !mso]><!-->a<!--{CLOSE}{OPEN}b{CLOSE}",
        f"{OPEN}a{CLOSE}<!--[if !mso]><!-->b<!--{CLOSE}",
        f"<!--[if !mso]><!-->a<!--{CLOSE}<!--[if !mso]><!-->b<!--{CLOSE}",
        f"a{CLOSE}{OPEN}b{CLOSE}",
    ):
        assert merge_conditions(apart) == apart


def test_layout_tables_get_their_role_and_tables_of_data_do_not() -> None:
    data = "<table><tr><th>a</th></tr></table>"
    caption = "<table><caption>a</caption></table>"
    assert name_layout_tables(data) == data
    assert name_layout_tables(caption) == caption
    assert (
        name_layout_tables("<table><tr><td>a</td></tr></table>")
        == '<table role="presentation"><tr><td>a</td></tr></table>'
    )
    assert (
        name_layout_tables(f"<table><td>{data}</td></table>") == f'<table role="presentation"><td>{data}</td></table>'
    )
    assert (
        name_layout_tables("<table><th><table><td></td></table></th></table>")
        == '<table><th><table role="presentation"><td></td></table></th></table>'
    )
    assert name_layout_tables('<table role="none"><td></td></table>') == '<table role="none"><td></td></table>'
    ghost = f"{OPEN}<table><tr><td>{CLOSE}<table><td>x</td></table>{OPEN}</td></tr></table>{CLOSE}"
    assert name_layout_tables(ghost).count('role="presentation"') == 2
    assert name_layout_tables("</table><table><table></table>") == '</table><table><table role="presentation"></table>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a   b</p>", "<p>a b</p>"),
        ("<p>a\n   b</p>", "<p>a\nb</p>"),
        ("<p>a  \n\t\n b</p>", "<p>a\nb</p>"),
        ("<b>a</b> \n <i>b</i>  ", "<b>a</b>\n<i>b</i> "),
        ('<img alt="a   b\n   c">', '<img alt="a   b\n   c">'),
        ("<p>a \u00a0 \u202f\u202f\u2003\u2003b</p>", "<p>a \u00a0 \u202f\u202f\u2003\u2003b</p>"),
        ("<pre>a   b\n   c</pre>  <p>", "<pre>a   b\n   c</pre> <p>"),
        ("<style>a   {}\n   b {}</style>", "<style>a   {}\n   b {}</style>"),
        ("<!--   a   --><!--[if mso]><p>a   b</p><![endif]-->", "<!--   a   --><!--[if mso]><p>a b</p><![endif]-->"),
    ],
)
def test_blanks_are_squeezed_where_they_mean_nothing(html: str, expected: str) -> None:
    assert squeeze(html) == expected


def test_lines_are_folded_at_words_and_attributes_only() -> None:
    words = " ".join(["mot"] * 200)
    folded = fold(f"<p>{words}</p>")
    assert max(map(len, folded.split("\n"))) <= 240
    assert folded.replace("\n", " ") == f"<p>{words}</p>"
    attributes = " ".join(f'data-{number}="un deux  trois"' for number in range(40))
    folded = fold(f"<a {attributes}>x</a>")
    assert max(map(len, folded.split("\n"))) <= 240
    assert re.findall('="([^"]*)"', folded) == ["un deux  trois"] * 40


WORDS, NO_BREAKS, MSO = "un " * 200, "un\u00a0" * 200, "mso " * 80


@pytest.mark.parametrize(
    "whole",
    [
        f'title="{WORDS}">',
        f"title='un \" {WORDS}'>",
        f"<pre>{WORDS}</pre>",
        f"<!-- {WORDS} -->",
        "é" * 600,
        NO_BREAKS,
        f"<!--[if {MSO}]>",
    ],
    ids=["attribute", "single quotes", "pre", "comment", "word", "no-break spaces", "condition"],
)
def test_what_has_no_place_to_fold_stays_whole(whole: str) -> None:
    start = "<a " if whole.startswith("title") else ""
    assert whole in fold(f"<p>{'un ' * 100}{start}{whole}{' un' * 100}</p>")


def test_a_tag_that_already_spans_lines_is_left_so() -> None:
    html = f'<v:rect a="1"\n style="{WORDS}" b="2">{WORDS}</v:rect>'
    assert f'style="{WORDS}"' in fold(html)


def test_rows_begin_lines_and_css_folds_at_its_rules() -> None:
    assert (
        fold("<table><tbody><tr><td>a</td></tr></tbody></table>")
        == "<table>\n<tbody>\n<tr>\n<td>a</td>\n</tr>\n</tbody></table>"
    )
    css = "".join(f".a{number} {{ color: red }}" for number in range(40))
    assert max(map(len, fold(f"<style>{css}</style>").split("\n"))) <= 240
    assert fold("<style>a {} b {}</style>") == "<style>a {} b {}</style>"


pieces = st.lists(
    st.sampled_from(["<p>", "</p>", "<b>un</b>", " ", "\n", "  ", "mot", "é\u202f", '<a href="x  y" title="un deux">', "</a>", "<pre>a  b\n</pre>", "<br>", f"{OPEN}<p>x  y</p>{CLOSE}", "<style>a {}</style>", "&gt;", "un mot " * 60]),
    max_size=30,
).map("".join)  # fmt: skip


@given(pieces)
def test_no_order_of_things_loses_any(html: str) -> None:
    assert meaning(tidy(html)) == meaning(html)
    assert tidy(tidy(html)) == tidy(html)
