"""Links laid over set text: jumps of the teaser, traced figures; and the question of the hook."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from newsletter.render.linking import Tracer, jumps, link
from newsletter.render.opening import question
from newsletter.render.titles import together

NBSP, NNBSP = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("fragment", "text", "linked"),
    [
        ("<p>gagne 11 % en un an</p>", "11 %", '<p>gagne <a href="x">11 %</a> en un an</p>'),
        (f"<p><strong>11{NBSP}%</strong></p>", f"11{NNBSP}%", f'<p><strong><a href="x">11{NBSP}%</a></strong></p>'),
        ("<p>111 % puis 11 %</p>", "11 %", '<p>111 % puis <a href="x">11 %</a></p>'),
        ("<p>2,11 % puis 11 %</p>", "11 %", '<p>2,11 % puis <a href="x">11 %</a></p>'),
        (f"<p>3{NNBSP}000 puis 000</p>", "000", f'<p>3{NNBSP}000 puis <a href="x">000</a></p>'),
        ("<p>vaut 10,5 puis 10</p>", "10", '<p>vaut 10,5 puis <a href="x">10</a></p>'),
        ("<p>en 10.</p>", "10", '<p>en <a href="x">10</a>.</p>'),
        ('<p><a href="#">11 %</a> et 11 %</p>', "11 %", '<p><a href="#">11 %</a> et <a href="x">11 %</a></p>'),
        ("<p><code>11 %</code></p>", "11 %", "<p><code>11 %</code></p>"),
        ('<p title="11 %">rien</p>', "11 %", '<p title="11 %">rien</p>'),
        ("<p>R&amp;D</p>", "R&amp;D", '<p><a href="x">R&amp;D</a></p>'),
        ("<p>11 <em>%</em></p>", "11 %", "<p>11 <em>%</em></p>"),
        ("le <em>bon</em> cas", "le <em>bon</em> cas", '<a href="x">le <em>bon</em> cas</a>'),
        ("<em>bons</em>, <em>bon</em>", "<em>bon</em>", '<em>bons</em>, <a href="x"><em>bon</em></a>'),
        ('<a href="#"><em>bon</em></a>', "<em>bon</em>", '<a href="#"><em>bon</em></a>'),
        ('<a href="#">bon</a>', '<a href="#">bon</a>', '<a href="#">bon</a>'),
        ("à 1<b>0</b> 000", "<b>0</b>", "à 1<b>0</b> 000"),
    ],
)
def test_a_text_is_linked_where_it_stands_by_itself(fragment: str, text: str, linked: str) -> None:
    assert link(fragment, text, 'href="x"')[0] == linked


def test_names_of_a_teaser_are_linked_in_their_order() -> None:
    names = [("IA", "a"), ("Kosmos", "b"), ("l’IA de demain", "c")]
    assert (
        jumps("Puis : IA, Kosmos et l’IA de demain.", names)
        == 'Puis : <a href="#a">IA</a>, <a href="#b">Kosmos</a> et <a href="#c">l’IA de demain</a>.'
    )
    assert jumps("Autre chose.", names) == "Autre chose."


def test_each_figure_is_traced_once() -> None:
    trace = Tracer([("11 %", 'href="a"'), ("7", 'href="b"')])
    assert trace("<p>7 et 7</p>") == '<p><a href="b">7</a> et 7</p>'
    assert trace("<p>7 et 11 %</p>") == '<p>7 et <a href="a">11 %</a></p>'
    assert trace("<p>11 %</p>") == "<p>11 %</p>"


@given(st.text("ab 1,%<>&", max_size=40).map(lambda text: text.replace("<", "").replace(">", "").replace("&", "")))
def test_linking_changes_no_text(text: str) -> None:
    import re

    fragment = f"<p>{text}</p>"
    linked, end = link(fragment, "a 1", 'href="x"')
    assert re.sub(r"</?a[^>]*>", "", linked) == fragment
    assert (end < 0) == (linked == fragment)


@pytest.mark.parametrize(
    ("fragment", "marked"),
    [
        ("<p>Un.</p>\n<p>Vrai ?</p>\n<p>Fin.</p>", "<p>Un.</p>\n<p class>Vrai ?</p>\n<p>Fin.</p>"),
        ("<p>Un ?</p><p>Deux ?</p>", "<p>Un ?</p><p class>Deux ?</p>"),
        ("<p style='x'>« Vrai ? »</p>", "<p class>« Vrai ? »</p>"),
        ("<p><em>Vrai ?</em></p>", "<p class><em>Vrai ?</em></p>"),
        ("<p>Vrai ? Non.</p>", "<p>Vrai ? Non.</p>"),
        ("<p style='x'>Un. Deux ?</p>", "<p style='x'>Un.</p>\n<p class>Deux ?</p>"),
        ("<p>Un.<br />\nDeux ?</p>", "<p>Un.</p>\n<p class>Deux ?</p>"),
        ("<p>Un,<br />\nou deux ?</p>", "<p class>Un,<br />\nou deux ?</p>"),
        ("<p>Chez M. Dupont, p. 12 ?</p>", "<p class>Chez M. Dupont, p. 12 ?</p>"),
        ("<p><b>Un.</b> <em>Et</em> deux ?</p>", "<p><b>Un.</b></p>\n<p class><em>Et</em> deux ?</p>"),
        ("<p><em>Un. Deux ?</em></p>", "<p><em>Un. Deux ?</em></p>"),
        (f"<p>{'Un mot, ' * 16}non ?</p>", f"<p>{'Un mot, ' * 16}non ?</p>"),
        (f"<p>{'Un mot, ' * 16}oui. Non ?</p>", f"<p>{'Un mot, ' * 16}oui.</p>\n<p class>Non ?</p>"),
        ("", ""),
    ],
)
def test_the_last_question_is_set_apart(fragment: str, marked: str) -> None:
    assert question(fragment, "class") == marked


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Votre poste est-il soluble ?", "Votre poste <s>est-il</span> soluble ?"),
        ("<em>Va-t-elle</em> mieux", "<em><s>Va-t-elle</span></em> mieux"),
        ("L’arrière-boutique d’en face", "L’arrière-boutique d’en face"),
        ('<a href="a-b">c-d</a>', '<a href="a-b"><s>c-d</span></a>'),
        ("2024 - 2025", "2024 - 2025"),
        ("R&amp;D", "R&amp;D"),
    ],
)
def test_short_compounds_of_a_title_stay_together(title: str, kept: str) -> None:
    assert together(title, "").replace("<span >", "<s>") == kept
