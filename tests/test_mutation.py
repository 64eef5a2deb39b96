"""Each rule sees its own fault: a clean issue, broken in the one way that a rule is for, gives its code and no other."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import missing
from mutations import CLEAN, MUTATIONS, RENDERED
from rule_cases import NOW, in_mail

from newsletter import report
from newsletter.pipeline import build
from newsletter.pipeline.check import Checked, Options, check
from newsletter.pipeline.pages import own_pages
from newsletter.pipeline.ruleset import ASKED, CODES

# What readers of an issue, its seeds and its pictures tell; other families tell of the configuration and the templates.
OF_ISSUES = {"allow", "content", "evidence", "file", "image", "schema", "seed", "source", "yaml"}
NO_BREAK = {
    "seed.not-found": "`newsletter new --from` tells it; what an issue cites in vain is source.not-found",
    "seed.ambiguous": "the same: an issue names a seed whole",
    "seed.choice": "no key of a seed has a choice",
    "seed.one-line": "a title over two lines is joined",
    "seed.range": "no key of a seed has a range",
}
_KEPT = ".newsletter"  # compiled templates: most of the time that a check takes


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutation") / "newsletter"
    folder.mkdir()
    return folder


def lay(desk: Path) -> None:
    """Lay the clean newsletter, whose every link answered half an hour ago."""
    for path in desk.iterdir():
        if path.name != _KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(CLEAN, desk, dirs_exist_ok=True)
    urls = {url for path in CLEAN.rglob("*.*") if path.suffix in {".md", ".yaml"} for url in _urls(path)}
    (desk / _KEPT).mkdir(exist_ok=True)
    heard = {url: ["fine", "", "", "2025-01-01T11:30:00+00:00"] for url in urls}
    (desk / _KEPT / "links.json").write_text(json.dumps(heard), encoding="utf-8")


def _urls(path: Path) -> list[str]:
    return re.findall(r"https://[\w./-]+\w", path.read_text(encoding="utf-8"))


def checked(desk: Path, *, online: bool, spelling: bool) -> tuple[Checked, ...]:
    return check(desk, Options(now=NOW, every=True, online=online, spelling=spelling, jobs=1)).issues


def test_the_issue_is_clean_and_has_a_block_of_every_kind(desk: Path) -> None:
    if not shutil.which("hunspell"):
        missing("hunspell")
    lay(desk)
    for one in checked(desk, online=True, spelling=True):
        assert not one.problems, report.as_text(one.problems)


@pytest.mark.parametrize("code", sorted(MUTATIONS))
def test_a_break_is_seen_by_its_rule_and_by_no_other(desk: Path, code: str) -> None:
    if code == "text.spelling" and not shutil.which("hunspell"):
        missing("hunspell")
    lay(desk)
    for change in MUTATIONS[code]:
        change(desk)
    issues = checked(desk, online=code in ASKED, spelling=code == "text.spelling")
    found = [problem for issue in issues for problem in issue.problems]
    assert {problem.code for problem in found} == {code}, report.as_text(found)


@pytest.mark.parametrize("code", sorted(RENDERED))
def test_a_break_of_the_mail_is_seen_by_its_rule_and_by_no_other(desk: Path, code: str) -> None:
    lay(desk)
    build.build(desk, build.Options(wanted=("cas",)))
    (path,) = desk.glob("out/mail/*/email.html")
    html = path.read_text(encoding="utf-8")
    assert not in_mail(html)
    old, new = RENDERED[code]
    assert html.count(old) == 1, f"«{old}» stands {html.count(old)} times in the mail"
    assert {problem.code for problem in in_mail(html.replace(old, new))} == {code}


def test_every_rule_has_a_break() -> None:
    known = CODES | {code for code in own_pages() if code.partition(".")[0] in OF_ISSUES}
    assert sorted([*MUTATIONS, *RENDERED, *NO_BREAK]) == sorted(known)
