"""From a save to the eye: the file is written, and a real Chromium paints what changed. Ours beside live tools.

What is timed begins before the write and ends with the frame after the one in which the new words stood in the
document: both clocks are this machine's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.timing import ROOT, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SAVES = 30
PEERS = {"vite": "vite@7", "eleventy": "@11ty/eleventy@3.1.2", "maizzle": "@maizzle/framework@5"}
HEAD = "<!doctype html><html lang='fr'><head><title>x</title></head><body>"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Looks in every frame for the words, and then waits for the paint of the frame in which they stand.
WATCH = """(words) => new Promise((done) => {
  const documents = () => [document, ...[...document.querySelectorAll("iframe")].map((one) => one.contentDocument)];
  const look = () => {
    if (!documents().some((one) => one?.body?.textContent.includes(words))) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())));
  };
  look();
})"""
# The same for what was found and for the evidence: the words stand twice in the title, which is a finding.
FOUND = WATCH.replace("documents().some", '[document.querySelector(".found")].some').replace(
    "one?.body?.textContent", "one?.textContent"
)
# A page that loads again forgets who waits: it asks anew whenever it starts.
ARRIVE = """(() => {
  const look = () => {
    const words = window.name.startsWith("save-") && window.name;
    if (words && document.body && document.body.textContent.includes(words)) {
      const tell = () => console.info(`painted ${words} ${performance.timeOrigin + performance.now()}`);
      requestAnimationFrame(() => setTimeout(tell));
      window.name = "";
    }
    requestAnimationFrame(look);
  };
  look();
})()"""


@dataclass(frozen=True)
class Delays:
    """Milliseconds from a save to its paint."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        """What 95 in 100 stay under."""
        return sorted(self.each)[max(0, round(len(self.each) * 0.95) - 1)]


def longest(folder: Path) -> Path:
    return max((folder / "issues").glob("*.yaml"), key=lambda path: path.stat().st_size)


def newsletter(folder: Path, issues: int = 0) -> Path:
    """Copy the shipped newsletter, with many more issues if wanted."""
    for name in ("issues", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "newsletter.toml", folder)
    text = min((ROOT / "issues").glob("*.yaml"), key=lambda path: path.stat().st_size).read_text(encoding="utf-8")
    for number in range(issues):
        date = f"{1990 + number // 336}-{1 + number % 336 // 28:02}-{1 + number % 28:02}"
        other = re.sub(r"(?m)^number: .*", f"number: {1000 + number}", text)
        other = re.sub(r"(?m)^date: .*", f"date: {date}", re.sub(r"(?m)^(slug|publish_at): .*\n", "", other))
        (folder / f"issues/{date}-bench-{number}.yaml").write_text(f"slug: bench-{number}\n{other}", encoding="utf-8")
    return folder


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: Sequence[str], folder: Path, url: str) -> Iterator[str]:
    """Run a server until its address answers, and end it with all that it started."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "CI": "true"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(url, process)
        yield url
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    port = int(url.split(":")[2].split("/", maxsplit=1)[0])
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"{url}: the server ended with {process.returncode}")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def pushed(page: Page, file: Path, before: str, after: str) -> tuple[Delays, Delays]:
    """Time saves of a page that stays, the desk: the new words in the frame, and what was found about them."""
    text = file.read_text(encoding="utf-8")
    painted, found = [], []
    for number in range(SAVES + 3):
        words = "mot" + "".join(chr(ord("a") + int(digit)) for digit in str(time.time_ns() + number))
        waiting = f"window.__painted = ({WATCH})(words); window.__found = ({FOUND})(words);"
        page.evaluate(f"(words) => {{ {waiting} }}", words)
        started = time.time() * 1000
        file.write_text(text.replace(before, after.format(words)), encoding="utf-8")
        painted.append(page.evaluate("() => window.__painted") - started)
        found.append(page.evaluate("() => window.__found") - started)
        time.sleep(0.25)
    file.write_text(text, encoding="utf-8")
    return Delays(tuple(painted[3:])), Delays(tuple(found[3:]))


def reloaded(page: Page, file: Path, text: str) -> Delays:
    """Time saves of a page that its tool loads again. `text` holds `WORDS`."""
    told: dict[str, float] = {}

    def heard(message: object) -> None:
        parts = str(getattr(message, "text", "")).split()
        if parts[:1] == ["painted"]:
            told[parts[1]] = float(parts[2])

    page.on("console", heard)
    each = []
    for number in range(SAVES + 3):
        words = f"save-{number:03}-{time.time_ns()}"
        page.evaluate("(words) => { window.name = words; }", words)
        started = time.time()
        file.write_text(text.replace("WORDS", words), encoding="utf-8")
        for _ in range(2000):
            if words in told:
                break
            page.wait_for_timeout(5)
        each.append(told[words] - started * 1000)
        page.wait_for_timeout(250)
    return Delays(tuple(each[3:]))


def ours(browser: Browser, issues: int = 0) -> tuple[Delays, Delays]:
    """Time the desk on the longest shipped issue: painted, and findings and evidence."""
    with workplace() as folder:
        newsletter(folder, issues)
        file = longest(folder)
        url = f"http://127.0.0.1:{free_port()}/"
        port = url.split(":")[2].rstrip("/")
        command = [sys.executable, "-m", "newsletter", "preview", "--no-open", "--port", port]
        with running(command, folder, url):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}#issue/{file.name}")
            page.wait_for_selector("html[data-ready]")
            page.wait_for_selector(".outline .name", timeout=60_000)
            title = re.findall(r"(?m)^  - id: .*\n    title: (.*)$", file.read_text(encoding="utf-8"))[0]
            delays = pushed(page, file, f"title: {title}", "title: {0} {0}")
            page.close()
            return delays


def peer(browser: Browser, name: str, folder: Path) -> Delays:
    """Time another tool on one page with the words of the same issue."""
    port = free_port()
    body = (ROOT / longest(ROOT).relative_to(ROOT)).read_text(encoding="utf-8").replace("<", "&lt;")
    page_text = f"{HEAD}<h1>WORDS</h1><pre>{body}</pre></body></html>"
    bin_ = folder / "node_modules/.bin"
    if name == "vite":
        file, path = folder / "index.html", ""
        command = [str(bin_ / "vite"), "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    elif name == "eleventy":
        page_text = f"{HEAD}<h1>WORDS</h1><pre>{{% raw %}}{body}{{% endraw %}}</pre></body></html>"
        file, path = folder / "index.html", ""
        command = [str(bin_ / "eleventy"), "--serve", f"--port={port}", "--quiet"]
    else:
        file, path = folder / "emails/issue.html", "issue.html"
        file.parent.mkdir()
        settings = f'{{ build: {{ content: ["emails/*.html"] }}, server: {{ port: {port} }} }}'
        (folder / "config.js").write_text(f"export default {settings}\n", encoding="utf-8")
        command = [str(bin_ / "maizzle"), "serve"]
    file.write_text(page_text.replace("WORDS", "start"), encoding="utf-8")
    with running(command, folder, f"http://127.0.0.1:{port}/"):
        time.sleep(2)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(ARRIVE)
        page.goto(f"http://127.0.0.1:{port}/{path}")
        time.sleep(1)
        delays = reloaded(page, file, page_text)
        page.close()
        return delays


def installed(name: str, folder: Path) -> bool:
    """Install a peer into a folder of its own."""
    if not shutil.which("npm"):
        return False
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}), encoding="utf-8")
    command = ["npm", "install", "--silent", "--no-fund", "--no-audit", PEERS[name]]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def main() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        print(f"Save to painted change, {SAVES} saves of the longest shipped issue, milliseconds\n")
        print(f"{'':24}{'median':>8}{'p95':>8}")
        for name, issues in (("the desk", 0), ("the desk, 1,000 issues", 1000)):
            painted, found = ours(browser, issues)
            _say(name, painted)
            _say("  findings and evidence", found)
        for name, package in PEERS.items():
            with workplace() as folder:
                if installed(name, folder):
                    try:
                        _say(package, peer(browser, name, folder))
                    except (SystemExit, KeyError) as error:
                        print(f"{package:24} could not be measured: {error}")
                else:
                    print(f"{package:24} could not be installed")
        browser.close()


def _say(name: str, delays: Delays) -> None:
    print(f"{name:24}{delays.median:8.0f}{delays.p95:8.0f}", flush=True)


if __name__ == "__main__":
    main()
