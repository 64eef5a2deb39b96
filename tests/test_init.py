"""`newsletter init`: a newsletter that builds at once, laid down without overwriting anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from newsroom_builder import ROOT, Ran

from newsletter import config, issuefile
from newsletter.pipeline.build import Options, build


def run(*arguments: str, cwd: Path) -> Ran:
    command = [sys.executable, "-m", "newsletter", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
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
