"""Git repositories for tests: an identity, a branch name and no configuration of the machine."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from newsletter.publish.git import Repository

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin:/usr/local/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return done.stdout.decode().strip()


def shared(folder: Path) -> Path:
    """Make a bare repository with one commit on main."""
    bare = folder / "shared.git"
    git(folder, "init", "--quiet", "--bare", str(bare))
    first = runner(folder, "first")
    (first.folder / "newsletter.toml").write_text('title = "Lettre"\n')
    git(first.folder, "add", ".")
    git(first.folder, "commit", "--quiet", "-m", "Start")
    git(first.folder, "push", "--quiet", "origin", "HEAD:main")
    return bare


def runner(folder: Path, name: str, *, depth: int | None = None) -> Repository:
    """Clone the bare repository of the folder, as a CI runner does."""
    shallow = [f"--depth={depth}"] if depth else []
    git(folder, "clone", "--quiet", *shallow, (folder / "shared.git").as_uri(), name)
    return Repository(folder / name, environ=ENVIRONMENT)
