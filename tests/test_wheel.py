"""The wheel, installed into an empty environment outside the repository, does the main job."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_what_it_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        f"newsletter/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "templates").rglob("*.*")
        if path.is_file()
    }
    assert shipped <= names
    assert {"newsletter/issue.schema.json", "newsletter/py.typed", "newsletter/scaffold/fr/newsletter.toml"} <= names
    assert {f"newsletter/report/fr/{path.name}" for path in (ROOT / "newsletter/report/fr").iterdir()} <= names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "issues/", "seeds/"))]


def test_it_works_outside_the_repository(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    python = tmp_path / "env/bin/python"
    target = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    # The libraries are borrowed; .pth files, and so the checkout itself, do not count on this path.
    env = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), "NO_COLOR": "1"}

    def run(*arguments: str, cwd: Path) -> str:
        command = [str(python), "-m", "newsletter", *arguments]
        return subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, text=True).stdout

    for language in ("fr", "en"):
        run("init", f"mine-{language}", "--lang", language, cwd=tmp_path)
        said = run("build", cwd=tmp_path / f"mine-{language}")
        assert "1 built" in said
        assert next((tmp_path / f"mine-{language}/out/mail").rglob("email.html")).stat().st_size > 5000
    where = subprocess.run(
        [python, "-c", "import newsletter; print(newsletter.__file__)"],
        cwd=tmp_path,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert where.startswith(str(tmp_path))
