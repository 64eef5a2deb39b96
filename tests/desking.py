"""The desk in a real browser, for tests: a server of its own, a Chromium, and what is asked of them again and again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsroom_builder import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FrameLocator, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = ROOT / "tests/node/node_modules/axe-core/axe.min.js"
WAIT = 20_000  # milliseconds for what takes a few: the machine may be busy


@dataclass
class Running:
    """A desk that runs in a process of its own."""

    folder: Path
    process: subprocess.Popen[str]
    said: str
    address: str

    @property
    def port(self) -> int:
        return int(self.address.split("/")[2].rpartition(":")[2])

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Send a request as it stands: no client tidies its path."""
        host = self.address.split("/")[2].rpartition(":")[0]
        connection = http.client.HTTPConnection(host, self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, {"Host": f"{host}:{self.port}"} | named)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data, {name.lower(): value for name, value in answer.getheaders()}

    def json(self, path: str) -> Any:
        return json.loads(self.ask("GET", f"/api/{path}")[1])

    def post(self, path: str, value: object) -> tuple[int, Any]:
        token, origin = self.json("hello")["token"], f"http://127.0.0.1:{self.port}"
        status, data, _ = self.ask(
            "POST", f"/api/{path}", json.dumps(value).encode(), x_desk_token=token, Origin=origin
        )
        return status, json.loads(data)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start(folder: Path, *arguments: str, port: int = 0) -> Running:
    process = subprocess.Popen(
        [sys.executable, "-m", "newsletter", "preview", "--no-open", "--port", str(port), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = ""
    assert process.stdout
    while "Press Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, f"the desk ended: {said}"
        said += line
    address = next(word for word in said.split() if word.startswith("http://"))
    running = Running(folder, process, said, address)
    for _ in range(400):
        try:
            running.ask("GET", "/")
        except OSError:
            time.sleep(0.05)
        else:
            break
    return running


@contextmanager
def desk(folder: Path, *arguments: str) -> Iterator[Running]:
    running = start(folder, *arguments)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, running: Running, view: str = "", **options: Any) -> Iterator[Page]:
    """Open the desk at a view, such as `#issues`. What a page says to the console as an error fails the test."""
    settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en"} | options
    context = browser.new_context(**settings)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{running.address}{view}")
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    context.close()
    assert errors == []


def frame(page: Page, kind: str) -> FrameLocator:
    return page.frame_locator(f'iframe[data-kind="{kind}"]')


def says(page: Page, kind: str, words: str) -> None:
    """Wait until a frame shows some words."""
    frame(page, kind).get_by_text(words).first.wait_for(state="attached")


def known(page: Page) -> None:
    """Wait until everything is told: the outline comes last."""
    page.wait_for_selector(".side .outline .name")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
