"""The open windows: what each looks at, and how a change of a file reaches all that show it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.websockets import WebSocketDisconnect

from newsletter.preview import payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.websockets import WebSocket

    from newsletter.preview.guard import Gate
    from newsletter.preview.newsdesk import Newsdesk, Shown

T = TypeVar("T")
_AT_ONCE = 5  # issues read in one go
_PAINTED = 0.05  # seconds that the browser has to itself for painting, before the checks take a core
_PATIENCE = 5.0  # seconds for a window to say who it is


@dataclass(eq=False, slots=True)
class Window:
    """One page that is open somewhere. `number` finds its issue again under another name."""

    socket: WebSocket
    name: str = ""
    number: int | None = None
    shown: str = ""

    async def send(self, message: dict[str, Any]) -> None:
        """Send a message; a window that was closed meanwhile is no error."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, OSError):
            await self.socket.send_text(json.dumps(message, ensure_ascii=False))


@dataclass(eq=False, slots=True)
class Hub:
    """All windows, and the newsletter they show. What touches the newsletter runs in one thread at a time."""

    desk: Newsdesk
    gate: Gate
    windows: set[Window] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _later: set[asyncio.Task[None]] = field(default_factory=set)
    _waiting: set[str] = field(default_factory=set)

    async def ask(self, question: Callable[..., T], *arguments: object) -> T:
        """Call a function that reads or writes the newsletter, outside the event loop."""
        async with self._turn:
            return await asyncio.to_thread(question, *arguments)

    async def serve(self, socket: WebSocket) -> None:
        """Keep a window up to date until it is closed. Its first message carries the token."""
        await socket.accept()
        window = Window(socket)
        try:
            first = json.loads(await asyncio.wait_for(socket.receive_text(), _PATIENCE))
            if not isinstance(first, dict) or not self.gate.is_token(first.get("token")):
                await socket.close(4401, "The token is missing or old.")
                return
            self.windows.add(window)
            await self._opened(window, first)
            while True:
                await self._opened(window, json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, TimeoutError, ValueError, RuntimeError):
            with contextlib.suppress(RuntimeError):
                await socket.close(4400)
        finally:
            self.windows.discard(window)

    async def _opened(self, window: Window, message: object) -> None:
        if isinstance(message, dict) and isinstance(message.get("open"), str):
            window.name, window.shown, window.number = message["open"], "", None
            await self._tell({window}, window.name)

    async def changed(self, names: frozenset[str]) -> None:
        """Take note of changed files and tell the windows: bytes at once, findings right behind, lists last."""
        await self._follow_renamed(await self.ask(self._note, names))
        touched = {name for name in {window.name for window in self.windows} if self._touches(names, name)}
        for name in touched:
            await self._tell({window for window in self.windows if window.name == name}, name)
        others = {window for window in self.windows if window.name and window.name not in touched}
        for name in {window.name for window in others} if any(one.startswith("issues/") for one in names) else ():
            self._soon(self._tell_about(name))
        self._soon(self._tell_lists(names))

    @staticmethod
    def _touches(names: frozenset[str], issue: str) -> bool:
        own = (f"issues/{issue}", f"issues/{issue.rpartition('.')[0]}/")
        shared = ("newsletter.toml", "templates", "assets", "seeds")
        return any(name.startswith((*own, *shared)) for name in names)

    def _note(self, names: frozenset[str]) -> set[str]:
        self.desk.refresh(names)
        return set(self.desk.files())

    async def _follow_renamed(self, files: set[str]) -> None:
        for window in [one for one in self.windows if one.name and one.name not in files]:
            issues = await self.ask(self.desk.issues)
            found = [name for name, issue in issues.items() if issue.number == window.number]
            before, window.name = window.name, found[0] if found else window.name
            await window.send({"type": "renamed" if found else "gone", "issue": before, "now": window.name})
            if found:
                window.shown = ""
                await self._tell({window}, window.name)

    async def _tell(self, windows: set[Window], name: str) -> None:
        """Send an issue's bytes at once; all else follows."""
        try:
            shown = await self.ask(self.desk.glance, name)
        except (KeyError, OSError):
            for window in windows:
                await window.send({"type": "gone", "issue": name, "now": name})
            return
        await self._send_bytes(windows, shown)
        self._soon(self._tell_about(name))

    async def _send_bytes(self, windows: set[Window], shown: Shown) -> None:
        message = payload.render(shown)
        key = f"{shown.name} {shown.sha256} {shown.stale} {message['problems'] if shown.stale else ''}"
        await asyncio.gather(*(window.send(message) for window in windows if window.shown != key))
        for window in windows:
            window.shown = key

    async def _tell_about(self, name: str) -> None:
        """Tell what is known of an issue; saves that come while one is waiting are told with it."""
        if name in self._waiting:
            return
        self._waiting.add(name)
        await asyncio.sleep(_PAINTED)
        self._waiting.discard(name)
        await self.learn()
        try:
            shown = await self.ask(self.desk.show, name)
            message = await self.ask(payload.about, self.desk, shown)
        except (KeyError, OSError):
            return
        windows = {one for one in self.windows if one.name == name}
        await self._send_bytes(windows, shown)
        if windows:
            await self.ask(self.desk.seen, shown)
        for window in windows:
            window.number = message.get("number", window.number)
            await window.send(message)

    async def _tell_lists(self, names: frozenset[str]) -> None:
        changed = {name.removeprefix("issues/") for name in names if name.startswith("issues/")}
        files = await self.ask(self.desk.files)
        message = {
            "type": "lists",
            "changed": sorted({name.partition("/")[0] for name in names}),
            "rows": [await self.ask(payload.row, self.desk, name) for name in sorted(changed & set(files))],
            "gone": sorted(changed - set(files)),
            "troubles": payload.problems(self.desk.troubles),
        }
        for window in list(self.windows):
            await window.send(message)

    async def learn(self) -> None:
        """Read the issues that were not read yet, a few at a time: a save never waits for all of them."""
        unread = await self.ask(self.desk.unread)
        for start in range(0, len(unread), _AT_ONCE):
            await self.ask(self._read, unread[start : start + _AT_ONCE])
            await asyncio.sleep(0)

    def _read(self, names: list[str]) -> None:
        for name in names:
            with contextlib.suppress(KeyError, OSError):  # deleted between the two looks
                self.desk.issue(name)

    def _soon(self, doing: Any) -> None:  # noqa: ANN401  a coroutine
        task = asyncio.create_task(doing)
        self._later.add(task)
        task.add_done_callback(self._later.discard)
