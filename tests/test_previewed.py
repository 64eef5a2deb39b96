"""What was seen is what goes out: the desk and test mailings write down a mail, and `publish` refuses another one."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import websockets
from desking import Running, desk as opened
from fake_engines import Fake, FakeListmonk, running
from publishers import LISTMONK, SITE, Desk, desk_at, web

from newsletter.publish import previews
from newsletter.publish.stores import FileStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

NOW = datetime(2025, 11, 7, 6, 17, tzinfo=UTC)


@dataclass
class Room:
    """A newsletter with one issue that is due, and the engine's stand-in."""

    desk: Desk
    fake: Fake
    issue: Path

    def edit(self, old: str, new: str) -> None:
        self.issue.write_text(self.issue.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    @property
    def seen(self) -> str:
        read = json.loads((self.desk.room.folder / ".newsletter/previews/desk/1.json").read_text(encoding="utf-8"))
        return str(read["content"])

    def publish(self, *arguments: str) -> dict[str, Any]:
        done = self.desk.run("publish", *arguments, "--json")
        (result,) = json.loads(done.out)
        return {**result, "codes": [one["code"] for one in result["problems"]]}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        yield Room(desk, fake, desk.issue(1))


@asynccontextmanager
async def window(running: Running, name: str) -> AsyncIterator[Any]:
    """Open a window on an issue, as the page does; give what reads the next message of a kind."""
    origin, token = f"http://127.0.0.1:{running.port}", running.json("hello")["token"]
    async with websockets.connect(
        f"ws://127.0.0.1:{running.port}/live",
        origin=origin,  # type: ignore[arg-type]  # a NewType of str
        max_size=None,
    ) as live:
        await live.send(json.dumps({"token": token, "open": name}))

        async def heard(kind: str) -> dict[str, Any]:
            while True:
                message: dict[str, Any] = json.loads(await asyncio.wait_for(live.recv(), 30))
                if message["type"] == kind:
                    return message

        yield heard


def test_what_the_desk_has_shown_goes_out_and_nothing_else(room: Room) -> None:
    async def look() -> None:
        with opened(room.desk.room.folder) as running:
            async with window(running, room.issue.name) as heard:
                await heard("about")

    asyncio.run(look())
    seen = room.seen
    room.edit("Un point.", "Un point neuf.")
    for arguments in (["--due"], ["1"], ["1", "--dry-run"]):
        refused = room.publish(*arguments)
        assert "publish.changed" in refused["codes"], refused
        assert room.fake.requests == []
    room.edit("Un point neuf.", "Un point.")
    done = room.publish("--due")
    assert (done["end"], done["mail_sha256"]) == ("published", seen)


def test_a_change_that_somebody_sees_at_the_desk_counts_as_seen_and_a_broken_file_does_not(room: Room) -> None:
    async def look() -> tuple[str, str]:
        with opened(room.desk.room.folder) as running:
            async with window(running, room.issue.name) as heard:
                await heard("about")
                first = room.seen
                room.edit("Un point.", "Un point neuf.")
                while "Un point neuf." not in (await heard("about"))["source"]:
                    pass
                room.edit("- Un point neuf.", "{ Un point neuf.")
                while "{ Un point" not in (await heard("about"))["source"]:
                    pass
                return first, room.seen

    first, second = asyncio.run(look())
    assert first != second
    room.edit("{ Un point neuf.", "- Un point neuf.")
    done = room.publish("--due")
    assert (done["end"], done["mail_sha256"], room.seen) == ("published", second, second)


def test_a_desk_that_nobody_looks_at_has_shown_nothing(room: Room) -> None:
    with opened(room.desk.room.folder) as running:
        assert running.ask("GET", "/")[0] == 200
        assert running.json("issues")
        assert running.ask("GET", f"/frames/issues/{room.issue.name}/")[0] == 200
    assert not (room.desk.room.folder / ".newsletter/previews").exists()


def test_a_mail_is_named_by_its_hash_and_another_is_refused(room: Room) -> None:
    named = room.publish("1", "--dry-run")["mail_sha256"]
    room.edit("Un point.", "Un point neuf.")
    assert room.publish("1", "--previewed", named)["codes"] == ["publish.changed"]
    assert room.fake.requests == []
    assert room.publish("1", "--previewed", named, "--changed")["end"] == "published"
    (campaign,) = room.fake.campaigns.values()
    assert "Un point neuf." in campaign["body"]


@pytest.mark.parametrize("minutes", [-1, 1])
def test_of_a_test_mailing_and_the_desk_the_later_one_counts(tmp_path: Path, minutes: int) -> None:
    store = FileStore(tmp_path / "previews")
    assert previews.last(store, tmp_path, 1) is None
    previews.record(store, 1, "tested", NOW)
    assert previews.last(store, tmp_path, 1) == "tested"
    previews.see(tmp_path, 1, "shown", NOW + timedelta(minutes=minutes))
    assert previews.last(store, tmp_path, 1) == ("shown" if minutes > 0 else "tested")
    assert previews.last(store, tmp_path, 2) is None
