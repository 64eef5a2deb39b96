"""What the machine refuses is told as the user's problem, and touches nothing but what it is about."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys

import pytest
from conftest import missing
from newsroom_builder import ROOT, NewsroomBuilder, Ran

from newsletter.machine import as_problem

# Root reads and writes everywhere, unless it gives that up.
POWERS = "-dac_override,-dac_read_search,-fowner"


def run(newsroom: NewsroomBuilder, *arguments: str) -> Ran:
    """Run the command line as somebody whom rights hold back."""
    command = [sys.executable, "-m", "newsletter", *arguments]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            missing("setpriv (util-linux)")
        command = ["setpriv", "--bounding-set", POWERS, *command]
    done = subprocess.run(
        command,
        cwd=newsroom.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_an_issue_that_may_not_be_read_keeps_no_other_back(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    shut = newsroom.issue(2, slug="ferme")
    shut.chmod(0)
    ran = run(newsroom, "build")
    assert ran.code == 1
    assert f"issues/{shut.name}: error: Permission denied. [file.refused]" in ran.err
    assert (newsroom.folder / "out/mail/2025-01-02-premier/email.html").is_file()
    for command in (["check", "--all"], ["check", "ferme"], ["evidence", shut.name], ["correct", shut.stem, "Non."]):
        ran = run(newsroom, *command)
        assert ran.code == 1, command
        assert "Traceback" not in ran.err, command


def test_a_seed_that_may_not_be_read_is_told(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="    sources: [rapport]\n")
    newsroom.seed("rapport", "Un texte.").chmod(0)
    ran = run(newsroom, "check", "1")
    assert ran.code == 1
    assert "seeds/rapport.md: error: Permission denied. [file.refused]" in ran.err


def test_a_folder_named_like_an_issue_is_told(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    (newsroom.folder / "issues/2026-12-08-dossier.yaml").mkdir()
    for command in ("check", "build"):
        ran = run(newsroom, command)
        assert ran.code == 1
        assert "issues/2026-12-08-dossier.yaml: error: Is a directory. [file.refused]" in ran.err


@pytest.mark.parametrize(
    ("shut", "command"),
    [
        ("issues", ["new"]),
        ("newsletter.toml", ["build"]),
        (".newsletter", ["build"]),
        (".", ["build"]),
    ],
)
def test_rights_are_told_where_they_are_missing(newsroom: NewsroomBuilder, shut: str, command: list[str]) -> None:
    newsroom.issue(1)
    path = newsroom.folder / shut
    path.mkdir(exist_ok=True) if shut == ".newsletter" else None
    path.chmod(0o000 if path.is_file() else 0o555)
    ran = run(newsroom, *command)
    path.chmod(0o755)
    assert ran.code == 1
    assert ran.err.count("[file.refused]") == 1
    assert "Permission denied." in ran.err
    assert "Traceback" not in ran.err


def test_what_may_be_a_mistake_of_ours_is_not_told_as_the_users() -> None:
    assert as_problem(OSError(errno.EBADF, "Bad file descriptor", "x")) is None
    assert as_problem(OSError(errno.ENOENT, "No such file or directory")) is None  # of what, nobody knows
    full = as_problem(OSError(errno.ENOSPC, "No space left on device"))
    assert full is not None
    assert full.message == "No space left on device."
