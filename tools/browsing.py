"""A real browser on a built newsletter, without network: for the browser tests and the pictures of the README."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from newsletter import config
from newsletter.newsroom import Newsroom
from newsletter.pipeline.build import Options, build
from newsletter.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from newsletter.model import Issue

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
THEMES = ("focus", "letter", "poster")


@dataclass(frozen=True)
class View:
    """A way of looking: the window's size, light or dark, with style sheets and images or without."""

    width: int = 1200
    height: int = 800
    dark: bool = False
    styles: bool = True
    images: bool = True


VIEWS = {
    "desktop": View(),
    "phone": View(width=375),
    "small": View(width=320),
    "dark": View(width=375, dark=True),
    "no-style": View(width=600, styles=False),
    "no-images": View(width=375, images=False),
}


class Library:
    """A newsletter that was built: its pages and mails by issue, served to the browser from the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        report = build(folder, Options(jobs=1))
        wrong = [
            f"{one.code} {one.path}:{one.line} {one.message}"
            for one in report.problems
            if one.severity is Severity.ERROR
        ]
        if wrong:
            raise RuntimeError("\n".join(wrong))
        self.room = Newsroom(folder, config.load(folder))
        self.url = self.room.config.url.rstrip("/")
        self.names = sorted(path.name for path in (folder / "out/mail").iterdir())

    def mail(self, name: str) -> str:
        """Give the HTML of an issue's mail."""
        return (self.folder / f"out/mail/{name}/email.html").read_text(encoding="utf-8")

    def pages(self) -> list[str]:
        """List the pages of the site by their paths."""
        site = self.folder / "out/site"
        return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))

    def issue(self, name: str) -> Issue:
        """Give an issue by the name of its folder."""
        issues = (self.room.read_issue(path)[0] for path in self.room.issue_files())
        return next(issue for issue in issues if issue and issue.name == name)

    def serve(self, route: Route) -> None:
        """Answer a request of the browser from the output: there is no network."""
        path = self.folder / "out/site" / route.request.url.removeprefix(self.url).lstrip("/").partition("#")[0]
        file = path / "index.html" if path.is_dir() else path
        if route.request.url.startswith(self.url) and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()


def shipped(folder: Path, theme: str, url: str = "") -> Library:
    """Build the shipped newsletter in another folder and theme, for another address if one is given."""
    for name in ("issues", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "newsletter.toml").read_text(encoding="utf-8")
    text = re.sub(r'(?m)^theme = ".*"', f'theme = "{theme}"', text)
    if url:  # of a machine, from which no mail can come
        text = re.sub(r'(?m)^url = ".*"', f'url = "{url}"\nemail = "lettre@example.org"', text, count=1)
    (folder / "newsletter.toml").write_text(text, encoding="utf-8")
    return Library(folder)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript", ".xml": "application/xml"}

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, theme: str) -> Iterator[Library]:
    """Have the shipped newsletter, built in an empty folder, at an address of this machine."""
    site = partial(Quiet, directory=str(folder / "out/site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        library = shipped(folder, theme, url=f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield library
        finally:
            server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, library: Library, view: View) -> Iterator[Page]:
    """Open a window on a newsletter; what it asks of another host fails, and is told."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height}, color_scheme="dark" if view.dark else "light"
    )
    context.route("**/*", library.serve)
    if not view.images:
        context.route(re.compile(r"\.(png|jpe?g|gif)$"), lambda route: route.abort())
    page = context.new_page()
    yield page
    context.close()


def show_mail(page: Page, library: Library, name: str, view: View) -> None:
    """Put a mail into a window the way a client does; some drop every style sheet."""
    html = library.mail(name)
    page.set_content(html if view.styles else re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))


def show_page(page: Page, library: Library, path: str) -> None:
    """Open a page of the site, with all its images."""
    page.goto(f"{library.url}/{path}")
    page.evaluate("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
    page.wait_for_function("[...document.images].every(one => one.complete)")
