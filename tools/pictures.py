"""Takes the pictures of the README from a real Chromium: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable  # noqa: TC003  a dataclass reads its annotations
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import desk_pictures
from browsing import ROOT, THEMES, Library, View, chromium, shipped, show_mail, show_page, window
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

OUT = ROOT / "docs/pictures"
LARGEST = 150_000  # bytes of a picture
ISSUE = "2025-11-07-ia-emploi"
LONG = "2025-11-14-agents-au-bureau"
PAGE = f"issues/{LONG}/index.html"
GAP, GROUND = 24, "#8d8a84"
PHONE = View(width=375, height=760)


@dataclass(frozen=True)
class Shot:
    """A picture: what is opened, and from which element on it is taken."""

    open: Callable[[Page, Library, View], None]
    view: View
    start: str = "body"
    above: int = 0


def mail(name: str) -> Callable[[Page, Library, View], None]:
    """Open a mail."""
    return lambda page, library, view: show_mail(page, library, name, view)


def site(path: str) -> Callable[[Page, Library, View], None]:
    """Open a page of the site."""
    return lambda page, library, _: show_page(page, library, path)


# Each picture is a row of shots.
PICTURES: Mapping[str, Sequence[Shot]] = {
    "mail-desktop": [
        Shot(mail(ISSUE), View(width=660, height=1000)),
        Shot(mail(ISSUE), View(width=660, height=1000), "#gemma", 24),
    ],
    "mail-phone": [
        Shot(mail(ISSUE), PHONE),
        Shot(mail(LONG), PHONE, "#softbank", 24),
        Shot(mail(LONG), PHONE, "#focus", 120),
    ],
    "mail-dark": [
        Shot(mail(ISSUE), replace(PHONE, dark=True)),
        Shot(mail(LONG), replace(PHONE, dark=True), "#softbank", 24),
        Shot(mail(LONG), replace(PHONE, dark=True), "#focus", 120),
    ],
    "mail-without-styles": [Shot(mail(ISSUE), View(width=760, height=1000, styles=False))],
    "web-copy": [Shot(site(PAGE), View(width=1360, height=940), "#lundi-matin", 60)],
    "archive": [Shot(site("index.html"), View(width=1000, height=1180))],
}


def main() -> int:
    """Take every picture; say which is too large."""
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, built() as libraries:
        for name, shots in PICTURES.items():
            save(name, [take(browser, libraries["focus"], shot) for shot in shots])
        save("themes", [take(browser, libraries[one], Shot(mail(ISSUE), PHONE, "#gemma", 24)) for one in THEMES])
        for path in desk_pictures.take(browser, ROOT, OUT / "work"):
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        with Image.open(OUT / "work/desk-issue-light.png") as desk:
            save("desk", [desk.convert("RGB")])
    large = [path.name for path in OUT.glob("*.png") if path.stat().st_size > LARGEST]
    if large:
        sys.stderr.write(f"over {LARGEST // 1000} KB: {', '.join(large)}\n")
    return 1 if large else 0


@contextmanager
def built() -> Iterator[Mapping[str, Library]]:
    """Build the shipped newsletter in every theme, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        libraries = {}
        for theme in THEMES:
            (Path(folder) / theme).mkdir()
            libraries[theme] = shipped(Path(folder) / theme, theme)
        yield libraries


def take(browser: Browser, library: Library, shot: Shot) -> Image.Image:
    """Take one shot: a window's height of the page, from an element on."""
    with window(browser, library, shot.view) as page:
        shot.open(page, library, shot.view)
        page.locator(shot.start).first.evaluate(
            "(one, above) => scrollTo(0, one.getBoundingClientRect().top + scrollY - above)", shot.above
        )
        return Image.open(BytesIO(page.screenshot())).convert("RGB")


def save(name: str, shots: Sequence[Image.Image]) -> None:
    """Lay shots in a row and write them as a PNG of few colours."""
    inner = sum(one.width for one in shots) + GAP * (len(shots) - 1)
    edge = GAP if len(shots) > 1 else 0
    row = Image.new("RGB", (inner + 2 * edge, shots[0].height + 2 * edge), GROUND)
    left = edge
    for one in shots:
        row.paste(one, (left, edge))
        left += one.width + GAP
    path = OUT / f"{name}.png"
    row.quantize(240, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    sys.exit(main())
