"""What Lighthouse says of the shipped newsletter's archive and longest issue: `python tools/lighthouse.py`.

Lighthouse comes from npm on first use, as pinned in tests/node-lighthouse; the browser is Debian's Chromium. Each page
is read up to three times and its best score counts: what a busy machine takes from the speed, it does not take each
time. Ends with 1 if a score is under its floor.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browsing import CHROMIUM, ROOT, served

HOME = ROOT / "tests/node-lighthouse"
PROGRAM = HOME / "node_modules/lighthouse/cli/index.js"
PAGES = ("", "issues/2025-11-14-agents-au-bureau/")
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3


@dataclass
class Scores:
    """The best score of each category out of 100, and what was not perfect when it was reached."""

    best: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)

    def add(self, report: dict[str, Any]) -> None:
        """Keep what is better in a report of Lighthouse."""
        for name, category in report["categories"].items():
            score = round(category["score"] * 100)
            if score > self.best.get(name, -1):
                audits = [report["audits"][one["id"]] for one in category["auditRefs"]]
                poor = [one for one in audits if one["score"] is not None and one["score"] < 0.9]
                self.best[name] = score
                self.lacking[name] = [f"{one['id']} {one.get('displayValue', '')}".strip() for one in poor]

    def low(self) -> dict[str, list[str]]:
        """Give the categories under their floors, each with what it lacks."""
        return {name: self.lacking[name] for name, least in LEAST.items() if self.best[name] < least}


def installed() -> bool:
    """Have Lighthouse, from npm if it is not there; False where npm or Chromium is missing."""
    if not shutil.which("npm") or not CHROMIUM.exists():
        return False
    if not PROGRAM.is_file():
        command = ["npm", "ci", "--silent", "--no-fund", "--no-audit", "--ignore-scripts"]
        subprocess.run(command, cwd=HOME, check=True)
    return True


def scores(url: str) -> Scores:
    """Read a page until its scores are over the floors, or three times."""
    found = Scores()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            found.add(report(url, Path(folder)))
            if not found.low():
                break
    return found


def report(url: str, folder: Path) -> dict[str, Any]:
    """Have a page read by Lighthouse, in a browser with a new profile."""
    out = folder / "report.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    command = ["node", str(PROGRAM), url, "--output=json", f"--output-path={out}", f"--chrome-flags={flags}", "--quiet"]
    env = {**os.environ, "CHROME_PATH": str(CHROMIUM), "HOME": str(folder), "CI": "1"}
    subprocess.run(command, check=True, capture_output=True, text=True, env=env, timeout=300)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Print the scores of each page; give 1 if one is too low."""
    if not installed():
        sys.exit("lighthouse.py: needs npm and Debian's Chromium")
    failed = 0
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "focus") as library:
        print(f"{'':44}" + "".join(f"{name:>16}" for name in LEAST))
        for page in PAGES:
            found = scores(f"{library.url}/{page}")
            print(f"/{page:43}" + "".join(f"{found.best[name]:>16}" for name in LEAST), flush=True)
            for name, lacks in found.low().items():
                print(f"    {name} is under {LEAST[name]}: {', '.join(lacks)}")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
