"""Each rule finds what its bad examples show, and nothing in its good ones; every rule has both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import missing
from rule_cases import CASES, examples, found

from newsletter import report
from newsletter.pipeline.ruleset import CODES

READERS = {path.name for path in CASES.iterdir()} - CODES  # codes of those who read files, with examples too


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rules") / "newsletter"


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def needs(example: Path) -> None:
    if example.parent.name == "text.spelling" and not shutil.which("hunspell"):
        missing("hunspell")


@pytest.mark.parametrize("example", examples("bad"), ids=named)
def test_a_bad_example_gives_its_code_and_no_other(desk: Path, example: Path) -> None:
    needs(example)
    done = found(desk, example)
    assert {problem.code for problem in done} == {example.parent.name}, report.as_text(done)
    for problem in done:
        assert problem.message.endswith((".", ".)")), problem
        assert problem.hint, problem
        assert problem.path, problem
        if problem.code != "yaml.too-large":
            assert problem.line > 0, problem
            assert problem.column > 0, problem
            assert problem.excerpt, problem


@pytest.mark.parametrize("example", examples("good"), ids=named)
def test_a_good_example_gives_nothing(desk: Path, example: Path) -> None:
    needs(example)
    done = found(desk, example)
    assert not done, report.as_text(done)


@pytest.mark.parametrize("code", sorted(CODES | READERS))
def test_every_rule_has_examples_of_both_kinds(code: str) -> None:
    assert list((CASES / code).glob("bad*.*")), f"{code} has no bad example"
    assert list((CASES / code).glob("good*.*")), f"{code} has no good example"
