"""Templates: where they are found, what is escaped, and how their mistakes are told."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st
from jinja2 import FunctionLoader

from newsletter.problems import NewsletterError, Problem
from newsletter.render import marks
from newsletter.render.environment import environment, render, templates_root

if TYPE_CHECKING:
    from pathlib import Path

NAME = "email/issue.mjml.j2"


def write(folder: Path, **templates: str) -> Path:
    """Write templates, `email__issue_mjml_j2` being `email/issue.mjml.j2`."""
    for name, text in templates.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def problem(folder: Path, **values: object) -> Problem:
    with pytest.raises(NewsletterError) as caught:
        render(environment([folder]), NAME, **values)
    (found,) = caught.value.problems
    return found


def test_the_first_root_with_a_template_wins(tmp_path: Path) -> None:
    own = write(tmp_path / "own", text__issue_txt_j2="own {% include 'text/end.txt.j2' %}")
    shipped = write(tmp_path / "shipped", text__issue_txt_j2="shipped", text__end_txt_j2="end")
    assert render(environment([own, shipped]), "text/issue.txt.j2") == "own end"
    assert render(environment([shipped]), "text/issue.txt.j2") == "shipped"
    assert render(environment([tmp_path / "none", shipped]), "text/issue.txt.j2") == "shipped"


def test_the_shipped_templates_are_beside_the_package_or_in_it() -> None:
    assert (templates_root() / "labels").is_dir()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("email__a_mjml_j2", "&lt;b&gt;&amp;&#34;&#39;"),
        ("web__a_html_j2", "&lt;b&gt;&amp;&#34;&#39;"),
        ("web__a_xml_j2", "&lt;b&gt;&amp;&#34;&#39;"),
        ("text__a_txt_j2", "<b>&\"'"),
    ],
)
def test_what_is_escaped(tmp_path: Path, name: str, expected: str) -> None:
    write(tmp_path, **{name: "{{ text }}"})
    template = name.replace("__", "/").replace("_", ".")
    assert render(environment([tmp_path]), template, text="<b>&\"'") == expected


def test_blocks_leave_no_lines_behind(tmp_path: Path) -> None:
    write(tmp_path, text__a_txt_j2="a\n  {% if true %}\nb\n  {% endif %}\nc\n")
    assert render(environment([tmp_path]), "text/a.txt.j2") == "a\nb\nc"


def test_a_name_may_be_called_name(tmp_path: Path) -> None:
    write(tmp_path, text__a_txt_j2="{{ name }} {{ env }}")
    assert render(environment([tmp_path]), "text/a.txt.j2", name="un", env="deux") == "un deux"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    write(tmp_path, text__a_txt_j2="\ufeffa")
    assert render(environment([tmp_path]), "text/a.txt.j2") == "a"


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ("a\n  {{ titel }}", 2, 6, "undefined: 'titel' is undefined. Did you mean `title`?"),
        ("{{ issue.titel }}", 1, 10, "undefined: 'dict object' has no attribute 'titel'. Did you mean `title`?"),
        ("{{ issue.xyz }}", 1, 10, "undefined: 'dict object' has no attribute 'xyz'. It has: slug, title."),
        ("{{ zzz.yyy }}", 1, 4, "undefined: 'zzz' is undefined. Give it a value, or ask `is defined` first."),
        ("\n{{ title|uper }}", 2, 10, "syntax: No filter named 'uper'. Did you mean `upper`?"),
        ("{% fro x in y %}", 1, 4, "syntax: Encountered unknown tag 'fro'. Did you mean `from`?"),
        ("{% if title is strng %}{% endif %}", 1, 16, "syntax: No test named 'strng' found. Did you mean `string`?"),
        ("\n\n  {% if title }", 3, 3, "syntax: unexpected '}'. Mend the template at this line."),
        ("{% include 'email/isue' %}", 1, 13, f"not-found: There is no template `email/isue`. Did you mean `{NAME}`?"),
        ("a\n {{ 1 / 0 }}", 2, 2, "failed: ZeroDivisionError: division by zero. Mend the expression at this line."),
        ("{{ [].x.y }}", 1, 7, "undefined: 'list object' has no attribute 'x'. It has: append, clear, copy, count, extend, index, insert, pop, remove, reverse, sort."),
    ],
)  # fmt: skip
def test_mistakes_are_told(tmp_path: Path, text: str, line: int, column: int, told: str) -> None:
    write(tmp_path, email__issue_mjml_j2=text)
    found = problem(tmp_path, title="T", issue={"title": "T", "slug": "t"})
    assert (found.line, found.column) == (line, column)
    assert f"{found.code}: {found.message} {found.hint}" == f"template.{told}"
    assert found.path == str(tmp_path / NAME)
    assert found.excerpt == text.split("\n")[line - 1]


def test_a_mistake_is_told_in_the_template_that_made_it(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2="{% include 'email/part.mjml.j2' %}", email__part_mjml_j2="\n{{ titel }}")
    for _ in range(2):  # compiled, then from the bytecode cache
        with pytest.raises(NewsletterError) as caught:
            render(environment([tmp_path], cache=tmp_path / "cache"), NAME, title="T")
        (found,) = caught.value.problems
        assert (found.path, found.line) == (str(tmp_path / "email" / "part.mjml.j2"), 2)


def test_a_plain_file_may_be_included_and_is_named(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2="{% include 'email/style.css' %}")
    (tmp_path / "email" / "style.css").write_text("p {}\n{{ colour }}", encoding="utf-8")
    found = problem(tmp_path)
    assert (found.path, found.line) == (str(tmp_path / "email" / "style.css"), 2)


def test_an_imported_template_does_not_see_the_values(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2="{% import 'email/part.mjml.j2' as part %}{{ part.a() }}")
    write(tmp_path, email__part_mjml_j2="{% macro a() %}{{ title }}{% endmacro %}")
    assert (
        problem(tmp_path, title="T").hint == "An imported template does not see `title`: write `import … with context`."
    )


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    found = problem(write(tmp_path, email__isue_mjml_j2=""))
    assert (found.code, found.path, found.line) == ("template.not-found", NAME, 0)
    assert found.hint == "Did you mean `email/isue.mjml.j2`?"


def test_a_template_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2="")
    (tmp_path / NAME).write_bytes(b"\xe9t\xe9")
    assert problem(tmp_path).code == "template.not-utf8"


def test_a_template_that_includes_itself_is_told(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2=f"{{% include '{NAME}' %}}")
    assert problem(tmp_path).message.startswith("RecursionError")


def test_an_error_that_no_template_made_rises_as_it_is(tmp_path: Path) -> None:
    def fail(_: str) -> str:
        raise OSError("the disk is gone")

    env = environment([tmp_path])
    env.loader = FunctionLoader(fail)
    with pytest.raises(OSError, match="disk"):
        render(env, NAME)


def test_a_filter_may_say_itself_what_is_wrong(tmp_path: Path) -> None:
    def complain(_: str) -> str:
        raise NewsletterError.of("typography.unknown", "No such language.")

    env = environment([write(tmp_path, email__issue_mjml_j2="{{ 'x'|typo }}")])
    env.filters["typo"] = complain
    with pytest.raises(NewsletterError, match="No such language"):
        render(env, NAME)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    write(tmp_path, email__issue_mjml_j2="x")
    assert render(environment([tmp_path], cache=tmp_path / "file" / "cache"), NAME) == "x"


def test_the_cache_holds_what_was_compiled_with_its_marks(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2="<mj-body>")
    pages = {render(environment([tmp_path], cache=tmp_path / "cache"), NAME) for _ in range(2)}
    assert pages == {f'<mj-body data-at="{tmp_path / NAME}:1">'}
    assert list((tmp_path / "cache").iterdir())


MARKED = """{# <mj-text> in a note #}
<mjml>
{% if true %}
  <mj-text
    align="left">{{ text }}</mj-text>
{% endif %}
  <mj-{{ "raw" }}/> <mj-text{{ {"a": 1}|xmlattr }}/>
  {%- if true -%}

  <mj-raw/>
  {% endif %}
{% raw %}<mj-spacer />{% endraw %}
{% macro end() %}
<mj-divider/>
{% endmacro %}
{{ end() }}
"""


def test_marks_stand_on_every_tag_that_a_template_spells_out(tmp_path: Path) -> None:
    write(tmp_path, email__issue_mjml_j2=MARKED, web__issue_html_j2=MARKED)
    page = render(environment([tmp_path]), NAME, text="<mj-text>")
    path = re.escape(str(tmp_path / NAME))
    assert re.findall(rf'<(mj\S*) data-at="{path}:(\d+)"', page) == [
        ("mjml", "2"), ("mj-text", "4"), ("mj-raw", "10"), ("mj-spacer", "12"), ("mj-divider", "14"),
    ]  # fmt: skip
    assert "data-at" not in render(environment([tmp_path]), "web/issue.html.j2", text="")
    assert marks.strip(page) == render(environment([tmp_path]), "web/issue.html.j2", text="<mj-text>")


def test_a_path_of_odd_characters_is_marked_and_read_back(tmp_path: Path) -> None:
    folder = write(tmp_path / """a"b&c <d> {{ e }} :7""", email__issue_mjml_j2="\n<mj-body/>")
    page = render(environment([folder]), NAME)
    (value,) = re.findall('data-at="([^"]*)"', page)
    assert marks.parse(unescape(value)) == (str(folder / NAME), 2)
    assert marks.strip(page) == "\n<mj-body/>"


@given(
    st.lists(
        st.sampled_from(
            ['<mj-text data-at="x:1">', ' data-at="x:1"', "<mj", "-text", '"', ">", "é", "\n", ":", "&lt;", "&"]
        )
    ).map("".join)
)
def test_text_from_people_is_neither_marked_nor_stripped(text: str) -> None:
    literal = f"<mj-body>\n<mj-text title='{escape(text)}'>{escape(text)}</mj-text></mj-body>"
    marked = marks.mark(literal, "a.mjml.j2", 1)
    assert marked.count(" data-at=") == literal.count(" data-at=") + 2
    assert marks.strip(marked) == literal
    assert marks.strip(escape(text)) == escape(text)


def test_markdown_may_leave_quotes_and_is_not_stripped() -> None:
    text = '<p>say data-at="x:1" and &lt;mj-text data-at="x:1"></p>'
    assert marks.strip(marks.mark(text, "a", 1)) == text
