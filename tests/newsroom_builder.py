"""A tiny newsletter in one call, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from newsletter.seedfile import body_hash

ROOT = Path(__file__).parent.parent
CONFIG = """\
title = "La Lettre"
url = "https://lettre.example.org"
language = "fr"
timezone = "Europe/Paris"
reading_speed = 200

[authors.ana]
name = "Ana"
"""
ISSUE = """\
number: {number}
date: {date}
slug: {slug}
status: ready
hook: |
  Une ligne.

  Une question ?
news:
  - id: kosmos
    title: {title}
    short: Kosmos
    intro: |
      Kosmos lit des articles.
    essential:
      - Un point.
      - Un autre point.
"""


@dataclass(frozen=True)
class Ran:
    """What a command line printed, and how it ended."""

    code: int
    out: str
    err: str


class NewsroomBuilder:
    """A newsletter in a folder, built up by the test that needs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "issues").mkdir(parents=True)
        self.write("newsletter.toml", CONFIG)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def issue(self, number: int = 1, *, slug: str = "premier", title: str = "Kosmos lit tout", more: str = "") -> Path:
        date = f"2025-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        text = ISSUE.format(number=number, date=date, slug=slug, title=title) + more
        return self.write(f"issues/{date}-{slug}.yaml", text)

    def seed(self, name: str, body: str, **front: str) -> Path:
        keys = {"title": name, "url": f"https://example.org/{name}", "sha256": body_hash(body)} | front
        head = "".join(f"{key}: {value}\n" for key, value in keys.items())
        return self.write(f"seeds/{name}.md", f"---\n{head}---\n{body}\n")

    def run(self, *arguments: str, env: dict[str, str] | None = None, stdin: str = "") -> Ran:
        """Run the command line in the newsletter's folder, as a user would."""
        done = subprocess.run(
            [sys.executable, "-m", "newsletter", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
