"""The definition of the pre-commit hooks, and what the how-to for CI says of them and of `check`."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from newsroom_builder import ROOT

from newsletter.pipeline.pages import explain, pages

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOW_TO = (ROOT / "docs/how-to/ci.md").read_text(encoding="utf-8")
# Of https://pre-commit.com/#creating-new-hooks, what a definition must and may have.
NEEDED = {"id", "name", "entry", "language"}
KNOWN = NEEDED | {"description", "files", "require_serial", "pass_filenames"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_is_what_pre_commit_reads(hook: dict[str, Any]) -> None:
    assert hook.keys() >= NEEDED
    assert set(hook) <= KNOWN
    assert hook["language"] == "python"
    program, command = hook["entry"].split()
    assert (program, command) == ("newsletter", "check")
    assert 'newsletter = "newsletter' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    chosen = re.compile(hook["files"])
    assert chosen.search("issues/2025-01-02-cas.yaml")
    assert not chosen.search("docs/issues/2025-01-02-cas.yaml")
    assert not chosen.search("notes.txt")
    assert bool(chosen.search("seeds/rapport.md")) is (hook.get("pass_filenames") is False)
    assert bool(chosen.search("issues/2025-01-02-cas/a.png")) is (hook.get("pass_filenames") is False)


def test_the_hooks_of_the_how_to_are_those(newsroom: NewsroomBuilder) -> None:
    assert set(re.findall(r"- id: ([\w-]+)", HOW_TO)) == {hook["id"] for hook in HOOKS}
    wrong, right = newsroom.issue(1, slug="un", more="ps: Un TODO.\n"), newsroom.issue(2, slug="deux")
    paths = [path.relative_to(newsroom.folder).as_posix() for path in (wrong, right)]
    assert newsroom.run("check", paths[1]).code == 0
    both = newsroom.run("check", *paths)
    assert both.code == 1
    assert both.out.endswith("2 issues checked: 1 error.\n")


def test_the_commands_of_the_how_to_run(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", "-C", str(newsroom.folder), *arguments], check=True, capture_output=True)
    subprocess.run(["git", "-C", str(newsroom.folder), "branch", "origin/main"], check=True, capture_output=True)
    lines = re.findall(r"^\s*(?:- )?(?:run: )?(newsletter check[^\n#|]*)$", HOW_TO, re.MULTILINE)
    assert len(lines) >= 4
    for line in lines:
        command = shlex.split(line.partition(">")[0])[1:]
        ran = newsroom.run(*command, env={"SOURCE_DATE_EPOCH": "1735732800"})
        assert ran.code == 0, f"{line}\n{ran.err}"


def test_every_code_is_explained() -> None:
    for code in pages():
        title, _, rest = explain(code).partition("\n")
        assert title.startswith("# "), code
        assert code in title
        assert rest.strip(), code
