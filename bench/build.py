"""Building: one issue beside the npm `mjml` command line on the same mail; 100 and 1,000 issues."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from bench.corpus import newsletter
from bench.timing import ROOT, interleaved, row, workplace

if TYPE_CHECKING:
    from pathlib import Path

NEWSLETTER = [sys.executable, "-m", "newsletter", "build"]
MJML = ROOT / "tests/node/node_modules/.bin/mjml"


def main() -> None:
    with workplace() as folder:
        _one(folder / "one")
        for count in (100, 1000):
            _many(folder / str(count), count)


def _one(folder: Path) -> None:
    newsletter(folder, 1)
    ours = "newsletter, 1 issue: mail, text, web"
    commands = {"python -c pass": [sys.executable, "-c", "pass"], ours: [*NEWSLETTER, "--force"]}
    if MJML.exists():
        source = folder / "mail.mjml"
        source.write_text(_mjml(folder), encoding="utf-8")
        commands["npm mjml, the same mail's MJML"] = [str(MJML), str(source), "-o", str(folder / "mail.html")]
    else:
        print("npm mjml is missing: run `make machine`")
    found = interleaved(commands, folder)
    base = found[ours].seconds
    for name, timed in found.items():
        row(name, timed, f"{timed.seconds / base:.2f}×")


def _mjml(folder: Path) -> str:
    """Give the MJML of the issue in a folder, as it goes into the renderer."""
    from newsletter import config
    from newsletter.newsroom import Newsroom
    from newsletter.pipeline import desk, press
    from newsletter.render import email, marks

    room = Newsroom(folder, config.load(folder))
    issue, _ = room.read_issue(room.issue_files()[0])
    assert issue is not None
    opened = desk.open_desk(room)
    return marks.strip(email.source(press.edition_of(opened, issue, {}, (), draft=False), opened.env))


def _many(folder: Path, count: int) -> None:
    newsletter(folder, count)
    changed = sorted((folder / "issues").glob("*.yaml"))[count // 2]
    text = changed.read_text(encoding="utf-8")

    def prepare(name: str, number: int) -> None:
        if name.endswith("cold"):
            shutil.rmtree(folder / "out", ignore_errors=True)
        elif name.endswith("changed"):
            changed.write_text(text.replace("Bonjour,", f"Bonjour {number},"), encoding="utf-8")

    for state in ("cold", "one changed", "none changed"):
        name = f"newsletter, {count} issues, {state}"
        row(name, interleaved({name: NEWSLETTER}, folder, runs=5, before=prepare)[name])


if __name__ == "__main__":
    main()
