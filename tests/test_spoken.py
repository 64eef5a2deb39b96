"""Words in two languages side by side: each is set by the rules of its own, and says which that is."""

from __future__ import annotations

import email
import re
from email import policy
from html import unescape
from typing import TYPE_CHECKING

import pytest
from newsroom_builder import NewsroomBuilder

if TYPE_CHECKING:
    from pathlib import Path

NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
CONFIG = """\
title = "L'Observatoire"
description = "Que lit-on ?"
address = "1, rue de l'Église"
url = "https://lettre.example.org"
language = "fr"
timezone = "Europe/Paris"

[authors.ana]
name = "O'Neil"

[subscribe]
url = "https://lettre.example.org/oui"
"""
FRENCH = """\
number: 1
date: 2025-01-02
slug: francais
status: ready
themes: [l'emploi]
hook: Une question ?
news:
  - title: Un titre
    intro: Un texte.
    sources: [anglais, francais, allemand]
"""
ENGLISH = """\
number: 2
date: 2025-01-09
slug: english
language: en
status: ready
themes: [l'emploi]
hook: A question?
news:
  - title: Things one reads
    intro: A text.
    sources: [anglais, francais]
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    newsroom = NewsroomBuilder(tmp_path_factory.mktemp("spoken") / "n")
    newsroom.write("newsletter.toml", CONFIG)
    newsroom.seed("anglais", "A text.", title="'What is next: a \"public\" model?'", site="The Review", language="en")
    newsroom.seed("francais", "Un texte.", title="'Et après : un modèle ?'", language="fr")
    newsroom.seed("allemand", "Ein Text.", title="'Was nun: nichts?'", language="de")
    newsroom.write("issues/2025-01-02-francais.yaml", FRENCH)
    newsroom.write("issues/2025-01-09-english.yaml", ENGLISH)
    ran = newsroom.run("build")
    assert ran.code == 0, ran.err
    return newsroom.folder / "out"


def page(out: Path, name: str) -> str:
    return (out / f"site/issues/{name}/index.html").read_text(encoding="utf-8")


def part(out: Path, name: str, kind: str) -> str:
    return (out / f"mail/{name}/email.{kind}").read_text(encoding="utf-8")


def test_the_sites_own_words_say_their_language_on_a_page_in_another(out: Path) -> None:
    english = page(out, "2025-01-09-english")
    for marked in (
        '<a class="name" lang="fr"',
        f'<p lang="fr">Que lit-on{THIN}?</p>',
        '<p lang="fr">1, rue de l’Église</p>',
        '<a lang="fr" href="../../themes/l-emploi/index.html">l’emploi</a>',
    ):
        assert marked in english, marked
    assert 'lang="' not in page(out, "2025-01-02-francais").partition("<main")[0].partition("<body")[2]


def test_a_neighbour_in_another_language_says_so(out: Path) -> None:
    assert '<span lang="en">Things one reads</span>' in page(out, "2025-01-02-francais")
    assert '<span lang="fr">Un titre</span>' in page(out, "2025-01-09-english")


def test_a_mail_says_the_language_of_the_newsletters_name(out: Path) -> None:
    name = re.compile(r'<p class="plain" lang="fr"[^>]*>L’Observatoire</p>')
    assert name.search(part(out, "2025-01-09-english", "html"))
    assert '<span lang="fr">1, rue de l’Église</span>' in part(out, "2025-01-09-english", "html")
    assert not name.search(part(out, "2025-01-02-francais", "html"))


def test_labels_are_set_in_the_language_of_the_page(out: Path) -> None:
    english, french = page(out, "2025-01-09-english"), page(out, "2025-01-02-francais")
    assert '<p class="themes">Themes: ' in english
    assert 'content="L’Observatoire, No. 2: Things one reads"' in english
    assert f'<p class="themes">Thèmes{NBSP}: ' in french
    assert f'content="L’Observatoire, n°{NBSP}1{NBSP}: Un titre"' in french


def test_a_source_is_set_and_marked_in_its_own_language(out: Path) -> None:
    title = "What is next: a “public” model? (The Review)"
    french, english = page(out, "2025-01-02-francais"), page(out, "2025-01-09-english")
    assert f'<li lang="en"><a href="https://example.org/anglais">{title}</a>' in unescape(french)
    assert f'<li><a href="https://example.org/francais">Et après{NBSP}: un modèle{THIN}?</a>' in french
    assert '<li lang="de"><a href="https://example.org/allemand">Was nun: nichts?</a>' in french
    assert f'<li lang="fr"><a href="https://example.org/francais">Et après{NBSP}: un modèle{THIN}?</a>' in english
    assert f'<li><a href="https://example.org/anglais">{title}</a>' in unescape(english)
    assert 'href="https://example.org/anglais" lang="en"' in part(out, "2025-01-02-francais", "html")
    assert title in part(out, "2025-01-02-francais", "txt").replace("\n  ", " ")


def test_the_newsletters_own_names_are_set_wherever_readers_see_them(out: Path) -> None:
    seen = [page(out, "2025-01-02-francais"), (out / "site/index.html").read_text(encoding="utf-8")]
    seen += [part(out, "2025-01-02-francais", kind) for kind in ("html", "txt")]
    seen += [(out / f"site/feed.{kind}").read_text(encoding="utf-8") for kind in ("xml", "json")]
    for text in map(unescape, seen):
        assert "L’Observatoire" in text
        assert not re.search(r"L'Obs|O'Neil|l'Église|l'emploi", text)
    assert "O’Neil" in seen[0]


def test_headers_of_a_mail_keep_names_as_they_were_typed(out: Path) -> None:
    data = (out / "mail/2025-01-02-francais/message.eml").read_bytes()
    message = email.message_from_bytes(data, policy=policy.default)
    assert message["From"].addresses[0].display_name == "O'Neil, L'Observatoire"


def test_the_search_knows_the_language_of_an_issue(out: Path) -> None:
    script = (out / "site/assets/search/2025.js").read_text(encoding="utf-8")
    rows = script.split("\n")[1:3]
    assert [row.rstrip(",").rpartition(",")[2] for row in rows] == ['"en"]', '"fr"]']
