"""Firefox and WebKit with a window each, as the tests use Chromium: open a page, ask it, take its picture."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urljoin

from conftest import missing
from mailhosts import free_port
from PIL import Image
from urllib3 import HTTPConnectionPool, Retry
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from websockets.sync.client import ClientConnection

SCREEN = (1210, 3000)  # pixels: what WebKit's window has of a page at once; a picture is put together of such parts
PATIENCE = 60  # seconds
BROWSER = "webkitgtk:browserOptions"
SCROLL = "scrollTo(0, arguments[0]); document.querySelector('div').style.background = arguments[1]"
FRAME = "window.html"  # a page that shows another in a frame: `window.html?375,/issues/`
FRAME_PAGE = """<!doctype html><body style="margin:0"><div style="position:fixed;top:0;right:0;width:10px;height:9px"></div>
<script>
const [width, page] = location.search.slice(1).split(",");
document.write(`<iframe src="${page}" width="${width}" height="800" style="border:0;display:block"></iframe>`);
</script>"""


class Window(Protocol):
    """A window of a browser, with one page in it."""

    def show(self, url: str, width: int) -> None:
        """Open an address in a window so many pixels wide, and wait until all its images are there."""

    def evaluate(self, script: str, /) -> Any:
        """Give what an expression of JavaScript comes to; what JSON can say."""

    def picture(self) -> Image.Image:
        """Give the picture of the whole page, not only of what the window shows of it."""


class FirefoxWindow:
    """Firefox by WebDriver BiDi, which it speaks over one socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.calls = 0
        self.call("session.new", capabilities={})
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **params: Any) -> Any:
        self.calls += 1
        self.socket.send(json.dumps({"id": self.calls, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv(PATIENCE))).get("id") != self.calls:
            pass  # an event that nobody asked for
        if answer["type"] == "error":
            raise RuntimeError(answer["message"])
        return answer["result"]

    def show(self, url: str, width: int) -> None:
        size = {"width": width, "height": 800}
        self.call("browsingContext.setViewport", context=self.context, viewport=size, devicePixelRatio=1)
        self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, script: str, /) -> Any:
        result = self.call(
            "script.evaluate",
            expression=f"JSON.stringify({script})",
            target={"context": self.context},
            awaitPromise=False,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def picture(self) -> Image.Image:
        shot = self.call("browsingContext.captureScreenshot", context=self.context, origin="document")
        return opened(base64.b64decode(shot["data"]))


class WebKitWindow:
    """WebKit's MiniBrowser by WebDriver. Its window is never under 447 pixels wide, so the page is in a frame."""

    def __init__(self, port: int, browser: Path) -> None:
        # The driver needs a moment before it listens.
        self.pool = HTTPConnectionPool("127.0.0.1", port, timeout=PATIENCE, retries=Retry(8, backoff_factor=0.1))
        wanted = {"binary": str(browser), "args": ["--automation"]}
        session = self.call("POST", "/session", capabilities={"alwaysMatch": {BROWSER: wanted}})["sessionId"]
        self.session = f"/session/{session}"
        self.size = (0, 0)
        self.shots = 0

    def call(self, method: str, path: str, **body: Any) -> Any:
        answer = self.pool.request(method, path, body=json.dumps(body) if method == "POST" else None)
        value = answer.json()["value"]
        if answer.status >= 400:
            raise RuntimeError(value["message"])
        return value

    def run(self, script: str, *args: object) -> Any:
        return self.call("POST", f"{self.session}/execute/sync", script=script, args=args)

    def show(self, url: str, width: int) -> None:
        self.call("POST", f"{self.session}/window/rect", x=0, y=0, width=width + 10, height=SCREEN[1])
        self.call("POST", f"{self.session}/url", url=urljoin(url, f"/{FRAME}?{width},{url}"))
        height = self.run("return frames[0].document.documentElement.scrollHeight")
        self.run("document.querySelector('iframe').height = arguments[0]", height)
        self.size = (width, height)

    def close(self) -> None:
        self.call("DELETE", self.session)

    def evaluate(self, script: str, /) -> Any:
        return json.loads(self.run("return JSON.stringify(frames[0].eval(arguments[0]))", script))

    def picture(self) -> Image.Image:
        whole = Image.new("RGB", self.size)
        top = 0
        while top < self.size[1]:
            part = self.part(top)
            whole.paste(part, (0, min(top, max(0, self.size[1] - part.height))))
            top += part.height
        return whole

    def part(self, top: int) -> Image.Image:
        """Give what the window shows of a page from a line on, once the colour of the mark beside it is that of now."""
        self.shots += 1
        mark = (self.shots % 256, 99, self.shots // 256)
        self.run(SCROLL, top, "#{:02x}{:02x}{:02x}".format(*mark))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = opened(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))
            if shown.getpixel((shown.width - 2, 2)) == mark:
                return shown.crop((0, 0, self.size[0], shown.height))
        raise RuntimeError("WebKit does not paint")


def opened(data: bytes) -> Image.Image:
    """Open a picture."""
    return Image.open(io.BytesIO(data)).convert("RGB")


@contextmanager
def firefox(folder: Path, *, dark: bool) -> Iterator[Window]:
    """Start Debian's Firefox with a profile in an empty folder."""
    program = shutil.which("firefox-esr") or missing("Firefox (Debian's firefox-esr)")
    preferences = {"layout.css.prefers-color-scheme.content-override": 0 if dark else 1, "ui.useOverlayScrollbars": 1}
    lines = [f'user_pref("{name}", {value});\n' for name, value in preferences.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with running(command, {"HOME": str(folder)}) as process:
        port = json.loads(awaited(folder / "WebDriverBiDiServer.json", process))["ws_port"]
        with connect(f"ws://127.0.0.1:{port}/session", max_size=None, proxy=None) as socket:
            yield FirefoxWindow(socket)


@contextmanager
def webkit(folder: Path, *, dark: bool) -> Iterator[Window]:
    """Start Debian's WebKitGTK on a screen that nobody sees."""
    driver = shutil.which("WebKitWebDriver") or missing("WebKit (Debian's webkit2gtk-driver)")
    screen = shutil.which("Xvfb") or missing("a screen for WebKit (Debian's xvfb)")
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    theme = "Adwaita:dark" if dark else "Adwaita"
    chosen, port = folder / "display", free_port()
    with chosen.open("w") as file:
        size = "{}x{}x24".format(*SCREEN)
        command = [screen, "-displayfd", str(file.fileno()), "-nolisten", "tcp", "-screen", "0", size]
        with running(command, {}, keep=[file.fileno()]) as process:
            display = ":" + awaited(chosen, process).strip()
            environment = {"DISPLAY": display, "GTK_THEME": theme, "HOME": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1"}
            with running([driver, f"--port={port}"], environment):
                window = WebKitWindow(port, browser)
                yield window
                window.close()


ENGINES = {"Firefox": firefox, "WebKit": webkit}


@contextmanager
def running(
    command: list[str], environment: dict[str, str], keep: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Have a program run, with some files of ours open to it, until the block ends."""
    surroundings = {**os.environ, **environment}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=surroundings, pass_fds=keep) as process:
        try:
            yield process
        finally:
            process.terminate()


def awaited(file: Path, process: subprocess.Popen[bytes]) -> str:
    """Give what a program writes into a file at its start, as soon as it ends with a line or a brace."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if text.endswith(("\n", "}")):
            return text
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not start")
