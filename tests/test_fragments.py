from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, strategies as st

from newsletter.render.fragments import first_sentence, footnotes, linked, mail, plain, words, words_of, wrapped
from newsletter.render.markdown import inline, to_html
from newsletter.render.typography import fix, fix_html

STYLES = {
    "p": "margin:0 0 14px",
    "p:first": "margin:4px 0",
    "p:last": "margin:0",
    "ul": "u",
    "ul:last": "v",
    "li": "l",
    "a": 'font-family:"Un & deux"',
    "img": "border:0",
    "strong": "font-weight:700",
    "code": "c",
}
SIGNS = (
    "mot ",
    "a",
    "é",
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "**",
    "*",
    "`",
    "[a](https://x.fr)",
    "<b>",
    "&",
    "<",
    '"',
    "style=",
    "\u00a0",
)
TEXTS = st.lists(st.one_of(st.sampled_from(SIGNS), st.characters(codec="utf-8")), max_size=30).map("".join)
WORDS = st.lists(st.text("abcdé«»\u00a0\u202f!", min_size=1, max_size=90), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("un", '<p style="margin:0">un</p>'),
        ("un\n\ndeux\n\ntrois", '<p style="margin:4px 0">un</p>\n<p style="margin:0 0 14px">deux</p>\n<p style="margin:0">trois</p>'),
        ("**un**", '<p style="margin:0"><strong style="font-weight:700">un</strong></p>'),
        ("*un*", '<p style="margin:0"><em>un</em></p>'),
        ("[un](https://x.fr)", '<p style="margin:0"><a href="https://x.fr" style="font-family:&quot;Un &amp; deux&quot;">un</a></p>'),
        ("![un](x.png)", '<p style="margin:0"><img alt="un" src="x.png" style="border:0" /></p>'),
        ("un\n- deux", '<p style="margin:4px 0">un</p>\n<ul style="v">\n<li style="l">deux</li>\n</ul>'),
        ("- un\n\ndeux", '<ul style="u">\n<li style="l">un</li>\n</ul>\n<p style="margin:0">deux</p>'),
        ("> un\n>\n> deux", '<blockquote>\n<p style="margin:4px 0">un</p>\n<p style="margin:0">deux</p>\n</blockquote>'),
        ("un\n\n---", '<p style="margin:4px 0">un</p>\n<hr />'),
        ("---\n\nun", '<hr />\n<p style="margin:0">un</p>'),
        ("un\ndeux", '<p style="margin:0">un<br />\ndeux</p>'),
        ("<p>", '<p style="margin:0">&lt;p&gt;</p>'),
    ],
)  # fmt: skip
def test_mail(text: str, wanted: str) -> None:
    assert mail(to_html(text), STYLES) == wanted


def test_mail_without_styles_or_without_tags() -> None:
    fragment = to_html("**un**\n\n- deux")
    assert mail(fragment, {}) == fragment
    assert mail("un &amp; deux", STYLES) == "un &amp; deux"


@given(TEXTS)
def test_mail_only_adds_styles(text: str) -> None:
    fragment = to_html(text)
    styled = mail(fragment, STYLES)
    assert re.sub(' style="[^"]*"(?=(?: /)?>)', "", styled) == fragment
    allowed = set(STYLES.values())
    for element in fromstring(f"<div>{styled}</div>").iter():  # noqa: S314  made by the code under test
        assert element.get("style") in ({None} | allowed)
        assert (element.get("style") is not None) == (element.tag in STYLES)


def visible(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"], exclude_characters="\\`*_[]{&;"), max_size=60)
)
def test_plain_shows_the_text_as_it_is(text: str) -> None:
    text = re.sub(r"^\s*(?:[-+>~#=]|\d+[.)])|:|@", "", text)
    assert visible(plain(to_html(f"mot {text}"))) == visible(f"mot {text}")
    assert visible(plain(inline(f"mot {text}"))) == visible(f"mot {text}")
    assert visible(words_of(to_html(f"mot {text}"))) == visible(f"mot {text}")
    assert visible(words_of(inline(f"mot {text}"))) == visible(f"mot {text}")


@given(WORDS, st.integers(20, 90))
def test_lines_are_no_longer_than_the_width(texts: list[str], width: int) -> None:
    text = " ".join(texts)
    lines = wrapped(text, width)
    assert " ".join(lines) == text
    assert all(len(line) <= width or " " not in line for line in lines)
    assert all(len(line) + 1 + len(after.split(" ")[0]) > width for line, after in pairwise(lines))


@given(WORDS, st.integers(30, 90))
def test_notes_are_counted_in_the_width(texts: list[str], width: int) -> None:
    text = " ".join(linked(word, f"https://x.fr/{'long/' * 9}{index % 99}") for index, word in enumerate(texts))
    body = footnotes("\n".join(wrapped(text, width))).rpartition("\n\n")[0]
    assert all(len(line) <= width or " " not in line for line in body.split("\n"))


@given(TEXTS)
def test_plain_has_lines_of_72_columns(text: str) -> None:
    for line in footnotes(plain(to_html(text))).split("\n"):
        words_and_signs = re.sub(r"^(?:> |- |\d+\. | {4})*", "", line)
        assert len(line) <= 72 or " " not in words_and_signs or line.startswith("    ") or re.match(r"\[\d+\] ", line)
        assert not line.endswith(" ")


def test_footnotes_number_an_address_once() -> None:
    text = plain(to_html("[un](https://x.fr/1), [deux](https://x.fr/2) et [encore](https://x.fr/1)."))
    assert footnotes(f"{text}\n\nFin.\n") == (
        "un\u00a0[1], deux\u00a0[2] et encore\u00a0[1].\n\nFin.\n\n[1] https://x.fr/1\n[2] https://x.fr/2\n"
    )
    assert footnotes("Rien.\n") == "Rien.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<https://x.fr/a>", "https://x.fr/a"),
        ("https://x.fr/a", "https://x.fr/a"),
        ("[x.fr/a](https://x.fr/a)", "https://x.fr/a"),
        ("[x.fr](https://x.fr/)", "https://x.fr/"),
        ("<a@x.fr>", "a@x.fr"),
        ("[a@x.fr](mailto:a@x.fr)", "a@x.fr"),
        ("[**a** `b`](https://x.fr)", "a b\u00a0[1]\n\n[1] https://x.fr\n"),
        ("![un chat](c.png)", "[un chat]"),
        ("[![](c.png)](https://x.fr)", "https://x.fr"),
        ("![](c.png)", ""),
        ("a < b & c > d", "a < b & c > d"),
    ],
)
def test_links_in_plain_text(text: str, wanted: str) -> None:
    assert footnotes(plain(to_html(text))) == wanted


def test_addresses_and_fixed_spaces_do_not_break() -> None:
    address = "https://exemple.org/" + "chemin/" * 20
    text = fix(f"Un titre : {'mot ' * 14}trois cents : « 12 000 € » {address} fin", "fr")
    lines = plain(to_html(text)).split("\n")
    assert address in lines
    assert "«\u00a012\u202f000\u00a0€\u00a0»" in "".join(lines)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("l’IA", 1),
        ("l'IA d'aujourd'hui", 2),
        ("Quoi ? Oui !", 2),
        ("« un » — deux : trois", 3),
        ("12\u202f000 lecteurs", 2),
        ("en 2025, 14\u00a0% de plus", 5),
        ("R&D", 1),
        ("https://x.fr/a-b-c?d=e", 1),
        ("va-t-elle", 1),
        ("", 0),
        ("… — ! ___", 0),
        ("日本語", 1),
        ("<p>l’<em>IA</em> <strong>ou</strong><br />\nnon</p>\n<ul>\n<li>si</li><li>oui</li>\n</ul>", 5),
        ("R&amp;D &lt;b&gt; &lt;&gt;", 2),
        ('<p><img alt="un chat" src="c.png" /> <a href="https://x.fr">ici</a></p>', 1),
    ],
)
def test_words(text: str, count: int) -> None:
    assert words(text) == count


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), max_size=20))
def test_markup_adds_no_words(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert words(text) == words(to_html(text)) == words(to_html(f"**{text}**" if text else "")) == len(tokens)
    assert words(fix_html(to_html(f"« {text} » : *{text}* ?"), "fr")) == 2 * len(tokens)


def test_words_of_a_fragment_are_lines_of_text() -> None:
    fragment = to_html("un *deux*\ntrois\n\n- quatre & <cinq>\n- [six](https://x.fr)\n\n> sept")
    assert words_of(fragment) == "un deux\ntrois\nquatre & <cinq>\nsix\nsept"
    assert words_of(inline("**R&D** : `a`")) == "R&D : a"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Une phrase. Une autre.", "Une phrase."),
        ("Vrai ou faux ? Réponse plus bas.", "Vrai ou faux ?"),
        ("Enfin\u202f! La suite.", "Enfin\u202f!"),
        ("M. Dupont et Mme Durand parlent. Fin.", "M. Dupont et Mme Durand parlent."),
        ("Voir p. 12 et fig. 3, cf. Annexe. Fin.", "Voir p. 12 et fig. 3, cf. Annexe."),
        ("J.-P. Durand arrive. Il repart.", "J.-P. Durand arrive."),
        ("L’IA. Fin.", "L’IA."),
        ("Des tests, des essais, etc. Puis la fin.", "Des tests, des essais, etc."),
        ("Des tests, etc. et la fin. Oui.", "Des tests, etc. et la fin."),
        ("« Vrai ? » demande-t-il. Oui.", "« Vrai ? » demande-t-il."),
        ("Il dit : « Vrai ? » Puis rien.", "Il dit : « Vrai ? »"),
        ("Il dit : « Vrai ? »", "Il dit : « Vrai ? »"),
        ("Il dit “oui.” Puis rien.", "Il dit “oui.”"),
        ("Vraiment ?! Oui.", "Vraiment ?!"),
        ("Et puis… Rien. Fin.", "Et puis…"),
        ("Et puis… rien. Fin.", "Et puis… rien."),
        ("GPT-4.5 coûte 1.50 $. Fin.", "GPT-4.5 coûte 1.50 $."),
        ("Lire exemple.org. Fin.", "Lire exemple.org."),
        ("Une ligne\nUne autre. Fin.", "Une ligne"),
        ("Sans point", "Sans point"),
        ("Sans point !", "Sans point !"),
        ("(Une phrase.) Une autre.", "(Une phrase.)"),
        ("Yahoo! rachète. Fin.", "Yahoo! rachète."),
        ("Mr. Smith speaks. The end.", "Mr. Smith speaks."),
        ("  \n", ""),
    ],
)
def test_first_sentence(text: str, wanted: str) -> None:
    assert first_sentence(text) == wanted
