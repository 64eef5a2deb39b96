"""The pages of themes: one for each theme, at an address that follows from its name alone."""

from __future__ import annotations

import pytest
from newsroom_builder import NewsroomBuilder

from newsletter.render.topics import slug


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Modèles", "modeles"),
        ("modeles", "modeles"),
        ("l’emploi", "l-emploi"),
        ("l'emploi", "l-emploi"),
        ("Open-source", "open-source"),
        ("R & D", "r-d"),
        ("C", "c"),
        ("C++", "c-a3d13b"),
        ("c ++", "c-a3d13b"),
        ("C#", "c-d22a88"),
        ("IA 短讯", "ia-a28126"),
        ("短讯", "xc718e965"),
        ("++", "xe70870b5"),
    ],
)
def test_the_address_of_a_theme(name: str, wanted: str) -> None:
    assert slug(name) == wanted


def test_themes_that_differ_by_a_sign_have_a_page_each(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un", more='themes: ["C++", "C"]\n')
    newsroom.issue(2, slug="deux", more='themes: ["C"]\n')
    assert newsroom.run("build").code == 0
    site = newsroom.folder / "out/site"
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in site.glob("themes/*/index.html")}
    assert sorted(pages) == ["c", slug("C++")]
    titles = {name: page.partition("<h1>")[2].partition("</h1>")[0] for name, page in pages.items()}
    assert {name: title.rpartition(" ")[2] for name, title in titles.items()} == {"c": "C", slug("C++"): "C++"}
    issue = next(site.glob("issues/*-un/index.html")).read_text(encoding="utf-8")
    assert [f"themes/{name}/index.html" in issue for name in pages] == [True, True]
