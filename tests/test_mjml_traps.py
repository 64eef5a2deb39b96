"""Each trap of mjml-python, first as the library has it, then as our adapter hands it over.

When an upgrade of the library closes a trap, its first half fails here, and what steps around it can go.
"""

from __future__ import annotations

import subprocess
import sys

import mjml
import pytest
from html_meaning import words

from newsletter.problems import NewsletterError
from newsletter.render.mjml import to_html
from newsletter.render.mjml_lint import MOST_LEVELS


def page(body: str = "", head: str = "<mj-title>Titre</mj-title>", root: str = 'lang="fr" dir="ltr"') -> str:
    return f"<mjml {root}><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"


def column(content: str) -> str:
    return page(f"<mj-section><mj-column>{content}</mj-column></mj-section>")


def raw(source: str) -> str:
    return mjml.mjml2html(source, fonts={})


def codes(source: str) -> set[str]:
    with pytest.raises(NewsletterError) as caught:
        to_html(source)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("character", "written"),
    [
        ("\u00a0", r"\u{a0}"),
        ("\u202f", r"\u{202f}"),
        ("\u200d", r"\u{200d}"),
        ("\u0301", r"\u{301}"),
        ("\n", r"\n"),
        ("\t", r"\t"),
        ("\\", r"\\"),
    ],
)
def test_odd_characters_in_attributes(character: str, written: str) -> None:
    source = column(f'<mj-image src="a.png" alt="un{character}deux"/>')
    assert f'alt="un{written}deux"' in raw(source)
    meant = " " if character in "\n\t" else character  # XML reads a line break in an attribute as a blank
    assert f'alt="un{meant}deux"' in to_html(source)


@pytest.mark.parametrize("character", ["\u00a0", "\u202f", "\\"])
def test_odd_characters_in_the_attributes_of_html(character: str) -> None:
    source = column(f'<mj-text><a href="x" title="un{character}deux">lien</a></mj-text>')
    assert f'title="un{character}deux"' not in raw(source)
    assert f'title="un{character}deux"' in to_html(source)


@pytest.mark.parametrize(
    "content",
    [
        "<mj-text>été > hiver</mj-text>",
        '<mj-button href="x">é > x</mj-button>',
        "<mj-raw><tr><td>x é > </td></tr></mj-raw>",
        "<mj-text><!--[if mso]>é > é<![endif]--></mj-text>",
    ],
)
def test_a_raw_greater_than_after_an_accent_panics(content: str) -> None:
    with pytest.raises(BaseException, match="char boundary") as caught:
        raw(column(content))
    assert not isinstance(caught.value, Exception)
    assert "é" in to_html(column(content))


def test_single_quotes_around_an_attribute() -> None:
    source = column("<mj-image src='a.png' alt='dit \"oui\"'/>")
    assert r'alt="dit \"oui\""' in raw(source)
    assert 'alt="dit &quot;oui&quot;"' in to_html(source)


def test_a_title_with_quotes_breaks_the_label() -> None:
    source = page(head='<mj-title>dit "oui" \\ et\nnon</mj-title>')
    assert r'aria-label="dit \"oui\" \\ et\nnon"' in raw(source)
    assert 'aria-label="dit &quot;oui&quot; \\ et non"' in to_html(source)


def test_a_line_break_between_two_tags_joins_words() -> None:
    source = column("<mj-text><b>un</b>\n<i>deux</i></mj-text>")
    assert "<b>un</b><i>deux</i>" in raw(source)
    assert "<b>un</b>\n<i>deux</i>" in to_html(source)


def test_css_keeps_the_references_of_xml() -> None:
    source = page(head="<mj-title>Titre</mj-title><mj-style>p { font: &#39;Segoe UI&#39; }</mj-style>")
    assert "font: &#39;Segoe UI&#39;" in raw(source)
    assert "font: 'Segoe UI'" in to_html(source)


def test_deep_nesting_ends_the_process() -> None:
    levels = 200_000
    source = f"from mjml import mjml2html; mjml2html({column('<mj-text>X</mj-text>')!r}.replace('X', '<b>' * {levels} + '</b>' * {levels}))"
    assert subprocess.run([sys.executable, "-c", source], capture_output=True, check=False).returncode < 0
    deep = "<b>" * MOST_LEVELS + "</b>" * MOST_LEVELS
    assert codes(column(f"<mj-text>{deep}</mj-text>")) == {"mjml.too-deep"}
    fair = "<b>" * (MOST_LEVELS - 10) + "x" + "</b>" * (MOST_LEVELS - 10)
    assert words(to_html(column(f"<mj-text>{fair}</mj-text>"))).strip() == "x"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<mj-txt>perdu</mj-txt>", "mjml.unknown-tag"),
        ('<mj-text colour="red">x</mj-text>', "mjml.unknown-attribute"),
        ("<mj-text>x</mj-txt>", "mjml.not-xml"),
        ("<mj-text><b>x</i></mj-text>", "mjml.not-xml"),
        ("<mj-section><mj-column/></mj-section>", "mjml.nesting"),
        ('<mj-text mj-class="inconnue">x</mj-text>', "mjml.unknown-class"),
        ('<mj-image src="a.png"/>', "mjml.no-alt"),
        ('<mj-table role="none"><tr><td>x</td></tr></mj-table>', "mjml.ignored-attribute"),
        ("perdu", "mjml.stray-text"),
    ],
)
def test_mistakes_that_the_library_swallows(content: str, code: str) -> None:
    assert "</html>" in raw(column(content))
    assert code in codes(column(content))


def test_a_zero_without_its_unit_is_not_understood() -> None:
    with_unit, without = (column(f'<mj-image src="a.png" alt="" padding="{p}"/>') for p in ("0px 20px", "0 20px"))
    assert 'width="560"' in raw(with_unit)
    assert 'width="560"' in to_html(with_unit)
    assert codes(without) == {"mjml.value"}


def test_three_digit_colours_stay_short() -> None:
    assert "color:#fff" in raw(column('<mj-text color="#fff">x</mj-text>'))
    assert codes(column('<mj-text color="#fff">x</mj-text>')) == {"mjml.value"}


def test_any_full_width_is_a_yes() -> None:
    full, no = (
        page(f'<mj-section full-width="{value}"><mj-column/></mj-section>') for value in ("full-width", "false")
    )
    assert raw(full) == raw(no)
    assert codes(no) == {"mjml.value"}


def test_without_language_the_mail_has_none() -> None:
    source = page(root="")
    assert 'lang="und" dir="auto"' in raw(source)
    assert codes(source) == {"mjml.no-lang", "mjml.no-dir"}
    html = to_html(page())
    assert html.count('lang="fr" dir="ltr"') == 2


def test_without_title_the_mail_has_no_label() -> None:
    assert "aria-label" not in raw(page(head=""))
    assert codes(page(head="")) == {"mjml.no-title"}


def test_icons_and_fonts_of_third_parties() -> None:
    social = column('<mj-social><mj-social-element name="facebook" href="x">x</mj-social-element></mj-social>')
    assert '<img src="https://www.mailjet.com' in raw(social)
    assert codes(social) == {"mjml.refused-tag"}
    assert "fonts.googleapis.com" in mjml.mjml2html(column("<mj-text>x</mj-text>"))
    assert "googleapis" not in to_html(column("<mj-text>x</mj-text>"))
    assert codes(page(head='<mj-title>T</mj-title><mj-font name="a" href="https://example.org/a.css"/>')) == {
        "mjml.refused-tag"
    }


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ('<mj-html-attributes><mj-selector path=".a"/></mj-html-attributes>', "mjml.refused-tag"),
        (
            '<mj-attributes><mj-class name="a"><mj-text color="#ff0000"/></mj-class></mj-attributes>',
            "mjml.nested-class",
        ),
        ('<mj-include path="a.mjml"/>', "mjml.refused-tag"),
        ("<mj-title>un <b>deux</b></mj-title>", "mjml.text-only"),
    ],
)
def test_what_stops_the_library_in_the_head(head: str, code: str) -> None:
    source = page(head=f"<mj-title>T</mj-title>{head}")
    with pytest.raises(ValueError, match="in root template"):
        raw(source)
    assert codes(source) == {code}


def test_inlined_css_is_not() -> None:
    source = page(
        '<mj-section css-class="a"><mj-column/></mj-section>',
        '<mj-title>T</mj-title><mj-style inline="inline">.a { color: red }</mj-style>',
    )
    assert "color: red" not in raw(source).partition("<body")[2]
    assert codes(source) == {"mjml.ignored-attribute"}


def test_the_preheader_of_mjml_stands_outside_the_language() -> None:
    source = page(head="<mj-title>T</mj-title><mj-preview>Avant</mj-preview>")
    html = raw(source)
    assert html.index("Avant") < html.index('role="article"')
    assert codes(source) == {"mjml.refused-tag"}


def test_mj_raw_in_a_wrapper_is_seen_by_outlook_alone() -> None:
    source = page("<mj-wrapper><mj-raw>perdu</mj-raw><mj-section><mj-column/></mj-section></mj-wrapper>")
    assert "perdu" not in words(raw(source))
    assert codes(source) == {"mjml.raw-place"}


def test_notes_in_comments_stop_the_library_and_are_left_out() -> None:
    source = column('<mj-image src="a.png" alt=""><!-- note --></mj-image>')
    with pytest.raises(ValueError, match="unexpected token"):
        raw(source)
    assert "note" not in to_html(source)


@pytest.mark.parametrize("comment", ["<!--[if mso]>x<![endif] -->", "<!--[if -->", "<!--[if mso]>x<![endif]x-->"])
def test_half_a_conditional_comment_panics(comment: str) -> None:
    with pytest.raises(BaseException, match=r"oops|out of range") as caught:
        raw(page(f"<mj-raw>{comment}</mj-raw>"))
    assert not isinstance(caught.value, Exception)
    assert codes(page(f"<mj-raw>{comment}</mj-raw>")) == {"mjml.comment"}


def test_the_library_gives_one_long_line() -> None:
    source = column("<mj-text>" + "<p>un mot, puis d’autres</p>" * 200 + "</mj-text>")
    assert max(len(line.encode()) for line in raw(source).splitlines()) > 998
    assert max(len(line.encode()) for line in to_html(source).splitlines()) <= 500
