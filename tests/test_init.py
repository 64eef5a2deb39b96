"""`newsletter init`: a newsletter that builds at once, laid down without overwriting anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom_builder import ROOT, Ran

from newsletter import config, issuefile
from newsletter.pipeline.build import Options, build


def run(*arguments: str, cwd: Path, **environ: str) -> Ran:
    command = [sys.executable, "-m", "newsletter", *arguments]
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_newsletter_builds_at_once(tmp_path: Path, language: str) -> None:
    done = run("init", "mine", "--lang", language, cwd=tmp_path)
    assert done.code == 0
    assert "cd mine" in done.out
    folder = tmp_path / "mine"
    report = build(folder, Options())
    assert report.problems == ()
    assert len(report.issues) == 1
    path = next((folder / "issues").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../issue.schema.json\n")
    issue, problems = issuefile.read(text, path.name)
    assert not problems
    assert issue
    assert path.stem == issue.name
    assert config.load(folder).language == language
    assert ".newsletter/" in (folder / ".gitignore").read_text(encoding="utf-8")


def test_a_folder_that_has_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/lettre.txt").write_text("x", encoding="utf-8")
    done = run("init", "mine", cwd=tmp_path)
    assert done.code == 1
    assert "not empty" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["lettre.txt"]


def test_a_repository_that_was_just_begun_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / ".git").mkdir(parents=True)
    mine = {"README.md": "# Ma lettre\n", "LICENSE": "à moi\n", ".gitattributes": "* text=auto\n"}
    for name, text in mine.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = run("init", ".", "--ci", "github", cwd=folder)
    assert done.code == 0, done.err
    assert {name: (folder / name).read_text(encoding="utf-8") for name in mine} == mine
    assert build(folder, Options()).problems == ()


@pytest.mark.parametrize("name", ["lettre.txt", ".gitignore", "issues", "newsletter.toml", ".github"])
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["real", "dry"])
def test_what_would_be_written_over_is_named_and_a_dry_run_says_the_same(
    tmp_path: Path, name: str, dry: tuple[str, ...]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("à moi", encoding="utf-8")
    done = run("init", "mine", "--ci", "github", *dry, cwd=tmp_path)
    assert done.code == 1
    assert f"`mine` is not empty (`{name}`)" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]


def test_a_file_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    for folder in ("f", "f/mine"):
        done = run("init", folder, cwd=tmp_path)
        assert done.code == 1
        assert "`f` is a file: nothing was written." in done.err


def test_a_dry_run_lists_the_workflow_too(tmp_path: Path) -> None:
    shown = run("init", "mine", "--ci", "gitlab", "--dry-run", cwd=tmp_path)
    assert "  .gitlab-ci.yml\n" in shown.out
    run("init", "mine", "--ci", "gitlab", cwd=tmp_path)
    names = [
        path.relative_to(tmp_path / "mine").as_posix() for path in (tmp_path / "mine").rglob("*") if path.is_file()
    ]
    assert sorted(shown.out.split("/:\n")[1].split()) == sorted(names)
    assert f"Would write {len(names)} files" in shown.out


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_issue_is_for_the_monday_that_comes_and_its_first_check_is_quiet(
    tmp_path: Path, language: str
) -> None:
    epoch = str(int(datetime(2030, 5, 6, 12, tzinfo=UTC).timestamp()))  # a Monday
    done = run("init", "mine", "--lang", language, cwd=tmp_path, SOURCE_DATE_EPOCH=epoch)
    assert done.code == 0
    (path,) = (tmp_path / "mine/issues").glob("*.yaml")
    assert path.name.startswith("2030-05-13-")
    checked = run("check", "--strict", "--json", cwd=tmp_path / "mine", SOURCE_DATE_EPOCH=epoch)
    assert checked.code == 0, checked.out
    assert {one["severity"] for one in json.loads(checked.out)} <= {"info"}
    laid = (tmp_path / "mine/newsletter.toml").read_text(encoding="utf-8")
    assert "docs/" not in laid
    assert all(theme.name in laid for theme in (ROOT / "templates/themes").iterdir())


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run("init", "mine", "--dry-run", cwd=tmp_path)
    assert done.code == 0
    assert "issue.schema.json" in done.out
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language(tmp_path: Path) -> None:
    done = run("init", "mine", "--lang", "de", cwd=tmp_path)
    assert done.code == 1
    assert "--lang fr" in done.err


def test_commands_outside_a_newsletter_say_how_to_start(tmp_path: Path) -> None:
    done = run("build", cwd=tmp_path)
    assert done.code == 1
    assert "newsletter init" in done.err


def test_a_misspelt_command(tmp_path: Path) -> None:
    done = run("biuld", cwd=tmp_path)
    assert done.code == 2
    assert "Did you mean `build`?" in done.err


def test_a_misspelt_option(tmp_path: Path) -> None:
    done = run("build", "--opne", cwd=tmp_path)
    assert done.code == 2
    assert "--open" in done.err


def test_a_closed_pipe_is_no_bug(tmp_path: Path) -> None:
    command = f"{sys.executable} -m newsletter schema | head -c 10"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
