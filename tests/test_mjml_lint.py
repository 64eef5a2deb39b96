"""Bad MJML in tests/cases/mjml_bad: each file's problems are beside it, one a line, as `line:column code message hint`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.render.environment import environment, render
from newsletter.render.mjml_lint import lint

if TYPE_CHECKING:
    from newsletter.problems import Problem

BAD = sorted((Path(__file__).parent / "cases" / "mjml_bad").glob("*.mjml"))
GOOD = sorted((Path(__file__).parent / "cases" / "mjml").glob("*.mjml"))


def told(problems: list[Problem]) -> str:
    return "".join(f"{p.line}:{p.column} {p.code} {p.message} {p.hint}".rstrip() + "\n" for p in problems)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_mjml_is_told_where_and_why(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    expected = path.with_suffix(".txt")
    problems = lint(source, path.name)
    if os.environ.get("NEWSLETTER_GOLDEN"):
        expected.write_text(told(problems), encoding="utf-8")
    assert problems
    assert told(problems) == expected.read_text(encoding="utf-8")
    assert {problem.path for problem in problems} == {path.name}
    lines = source.replace("\x08", "\ufffd").split("\n")
    assert all(problem.excerpt == lines[problem.line - 1] for problem in problems)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_mjml_has_no_problem(path: Path) -> None:
    assert lint(path.read_text(encoding="utf-8"), path.name) == []


def test_half_of_a_character_is_told_where_it_stands() -> None:
    (problem,) = lint('<mjml lang="fr" dir="ltr">\n<mj-body>\n\n</mj-body><mj-head>\ud800')
    assert (problem.code, problem.line, problem.column) == ("mjml.not-xml", 4, 20)
    assert problem.excerpt == "</mj-body><mj-head>\ufffd"


TEMPLATES = {
    "email/issue.mjml.j2": """{# the mail of an issue #}
<mjml lang="fr" dir="ltr">
  <mj-head>
    <mj-title>{{ title }}</mj-title>
  </mj-head>
  <mj-body>
    {% for item in news %}
      {% include "email/item.mjml.j2" %}
    {% endfor %}
  </mj-body>
</mjml>
""",
    "email/item.mjml.j2": """{% from "email/parts.mjml.j2" import picture %}
<mj-section padding="0 20px">
  <mj-column>
    <mj-text
      align="left"
      colour="{{ item.color }}">{{ item.title }}</mj-text>
    {{ picture(item) }}
    {% if item.raw %}<mj-raw>{{ item.raw }}</mj-raw>{% endif %}
  </mj-column>
</mj-section>
""",
    "email/parts.mjml.j2": """{# small parts #}

{% macro picture(item) %}
  <mj-image src="{{ item.image }}" {{ {"width": item.width}|xmlattr }}/>
{% endmacro %}
""",
}


def rendered(folder: Path, **item: str) -> str:
    for name, text in TEMPLATES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    values = {"title": "Un", "color": "red", "image": "a.png", "width": "12em", "raw": "", **item}
    return render(environment([folder]), "email/issue.mjml.j2", title="L’été", news=[values, values])


def test_a_problem_names_the_template_that_wrote_the_tag(tmp_path: Path) -> None:
    problems = lint(rendered(tmp_path))
    assert [(Path(p.path).name, p.line, p.column, p.code) for p in problems] == [
        ("item.mjml.j2", 2, 13, "mjml.value"),
        ("item.mjml.j2", 6, 7, "mjml.unknown-attribute"),
        ("parts.mjml.j2", 4, 3, "mjml.value"),
        ("parts.mjml.j2", 4, 3, "mjml.no-alt"),
    ]
    assert problems[1].excerpt == """      colour="{{ item.color }}">{{ item.title }}</mj-text>"""
    assert problems[0].path == str(tmp_path / "email" / "item.mjml.j2")


def test_a_template_that_is_no_file_is_named_all_the_same() -> None:
    (problem,) = lint(
        '<mjml data-at="email/a.mjml.j2:7" lang="fr" dir="ltr"><mj-head><mj-title>T</mj-title></mj-head></mjml>'
    )
    assert (problem.path, problem.line, problem.code) == ("email/a.mjml.j2", 7, "mjml.no-body")
    assert problem.excerpt.startswith('<mjml lang="fr"')


def test_broken_text_names_the_tag_that_holds_it(tmp_path: Path) -> None:
    *_, last = lint(rendered(tmp_path, raw="un\x01deux"))
    assert (Path(last.path).name, last.line, last.code) == ("item.mjml.j2", 8, "mjml.not-xml")
    assert last.message.endswith("in `mj-raw`, near `<mj-raw>un\ufffddeux</mj-r`.")
