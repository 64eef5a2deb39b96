"""Pictures of the desk: each view, light and dark, out of git; and the one that the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from browsing import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

# Each view by its address, and what of it tells that it is there.
VIEWS = {
    "issue": ("#issue/2025-11-07-ia-emploi.yaml", ".issue:not([hidden]) .outline .name"),
    "issues": ("#issues", ".list:not([hidden]) .first"),
    "seeds": ("#seeds", ".list:not([hidden]) .first"),
    "seed": ("#seeds/kosmos-preprint", ".seed:not([hidden]) p"),
}
FRAMES = 'localStorage.setItem(\'desk.frames\', \'["desktop", "phone", "source"]\')'


@contextmanager
def opened(folder: Path) -> Iterator[str]:
    """Open the desk of a newsletter at a free port; give its address."""
    command = [sys.executable, "-m", "newsletter", "preview", "--no-open", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            raise SystemExit(f"the desk did not open: {line}")
        yield found[0]
    finally:
        process.terminate()
        process.communicate()


def take(browser: Browser, folder: Path, out: Path) -> Iterator[Path]:
    """Take every view of a newsletter's desk, light and dark, into a folder; give the files."""
    out.mkdir(parents=True, exist_ok=True)
    with opened(folder) as address:
        for scheme in ("light", "dark"):
            for name, (view, sign) in VIEWS.items():
                window = {"width": 1440, "height": 900}
                page = browser.new_page(viewport=window, color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]
                page.add_init_script(FRAMES)
                page.goto(address + view)
                page.wait_for_selector("html[data-ready]", state="attached")
                page.wait_for_selector(sign)
                if name == "seed":
                    page.evaluate("document.activeElement.blur()")
                else:
                    page.keyboard.press("j")
                page.wait_for_timeout(800)
                path = out / f"desk-{name}-{scheme}.png"
                page.screenshot(path=path)
                page.close()
                yield path
