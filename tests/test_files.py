"""Reading people's files: all problems at once, each in its place, with what to do."""

from __future__ import annotations

from pathlib import Path

import golden
import pytest
from hypothesis import given, strategies as st

from newsletter import config, issuefile, report, seedfile
from newsletter.places import Source
from newsletter.yamlnodes import DEEPEST, parse

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted((CASES / "issues_bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_issue(case: Path) -> None:
    _, problems = issuefile.read(case.read_text(encoding="utf-8"), f"issues/{case.name}")
    assert problems
    golden.compare(case.with_suffix(".txt"), report.as_text(problems) + "\n")


@pytest.mark.parametrize("case", sorted((CASES / "config_bad").glob("*.toml")), ids=lambda path: path.stem)
def test_bad_config(case: Path) -> None:
    _, problems = config.read(case.read_text(encoding="utf-8"), "newsletter.toml", Path())
    assert problems
    golden.compare(case.with_suffix(".txt"), report.as_text(problems) + "\n")


@pytest.mark.parametrize("case", sorted((CASES / "seeds_bad").glob("*.md")), ids=lambda path: path.stem)
def test_bad_seed(case: Path) -> None:
    _, problems = seedfile.read(case.read_text(encoding="utf-8"), f"seeds/{case.name}", case.stem)
    assert problems
    golden.compare(case.with_suffix(".txt"), report.as_text(problems) + "\n")


def test_ten_megabytes_are_refused() -> None:
    issue, problems = issuefile.read("hook: " + "x" * 10_000_000, "issues/x.yaml")
    assert issue is None
    assert [problem.code for problem in problems] == ["yaml.too-large"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_ten_thousand_levels_are_refused(opening: str) -> None:
    issue, problems = issuefile.read(opening * 10_000, "issues/x.yaml")
    assert issue is None
    assert problems[0].code in {"yaml.too-deep", "yaml.syntax"}
    assert parse(Source(text="[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)))[1] == ()


def test_words_that_older_yaml_reads_as_something_else_stay_text() -> None:
    text = "number: 1\ndate: 2025-01-02\nnews:\n  - title: no\n    short: 12:30\n    intro: 2025-01-02\n    takeaway: 1_000\n"
    issue, problems = issuefile.read(text, "x")
    assert not problems
    assert issue
    item = issue.news[0]
    assert (item.title, item.short, item.intro, item.takeaway) == ("no", "12:30", "2025-01-02", "1_000")


STYLES = {
    "plain": "ps: {0}\n",
    "double": 'ps: "{0}"\n',
    "single": "ps: '{0}'\n",
    "literal": "ps: |\n  {0}\n",
    "folded": "ps: >\n  {0}\n",
}


@pytest.mark.parametrize("style", STYLES)
def test_each_character_of_a_text_knows_its_place(style: str) -> None:
    words = "Où l’IA coûte 14 % de plus 🎉 aux États"
    text = "number: 1\ndate: 2025-01-02\n" + STYLES[style].format(words) + "news: [{title: a}]\n"
    issue, _ = issuefile.read(text, "x")
    assert issue
    for offset, character in enumerate(words):
        line, column = issue.source.position(("ps",), offset)
        assert text.split("\n")[line - 1][column - 1] == character


def test_places_in_paragraphs() -> None:
    text = "number: 1\ndate: 2025-01-02\nhook: |\n  Un é.\n\n  Deux\n  trois.\nnews: [{title: a}]\n"
    issue, _ = issuefile.read(text, "x")
    assert issue
    assert issue.hook == "Un é.\n\nDeux\ntrois."
    assert issue.source.position(("hook",), issue.hook.index("Deux")) == (6, 3)
    assert issue.source.position(("hook",), issue.hook.index("trois")) == (7, 3)


@given(st.text())
def test_no_text_makes_the_reader_raise(text: str) -> None:
    issuefile.read(text, "x")
    seedfile.read(text, "x", "x")
    config.read(text, "x", Path())


@given(st.binary(max_size=300))
def test_no_bytes_in_a_file_make_it_raise(data: bytes) -> None:
    issuefile.read("number: 1\ndate: 2025-01-02\nnews:\n  - title: " + data.decode("utf-8", "replace"), "x")
