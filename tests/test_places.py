"""`newsletter publish` with its site on another machine (a real rsync over a real ssh), and in a bucket (S3)."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_engines import FakeListmonk, running
from places import AWS, s3_server, shown, ssh_server
from publishers import LISTMONK, Desk, desk_at

from newsletter.destinations import BucketSite
from newsletter.publish.targets.bucket import MANIFEST, BucketTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Place:
    """Somewhere a site can be: its table in newsletter.toml, a look at it, and how it is broken and mended."""

    name: str
    table: str
    files: Callable[[], dict[str, bytes]]
    broken: Callable[[], object]
    mended: Callable[[], object]
    environ: dict[str, str] = field(default_factory=dict)
    said: str = ""


@contextmanager
def other_machine(folder: Path) -> Iterator[Place]:
    """Reach this machine by ssh: the command `ssh` is the real one, told the key and the port of the test."""
    www, tools = folder / "srv" / "la lettre", folder / "bin"
    www.parent.mkdir()
    tools.mkdir()
    with ssh_server(folder) as (port, ssh):
        real = shlex.split(ssh)
        wrapper = tools / "ssh"
        wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} {shlex.join(real[1:])} "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)
        key = folder / "user"
        yield Place(
            name="rsync",
            table=f'[publish.site.rsync]\nto = "127.0.0.1:{www}"\nport = {port}\n',
            files=lambda: {
                one.relative_to(www).as_posix(): one.read_bytes() for one in www.rglob("*") if one.is_file()
            },
            broken=lambda: key.rename(folder / "lost"),
            mended=lambda: (folder / "lost").rename(key),
            environ={"PATH": f"{tools}:{os.environ['PATH']}"},
            said="Permission denied",
        )


@contextmanager
def bucket(_: Path) -> Iterator[Place]:
    """Make a bucket in a server that speaks S3."""
    with s3_server() as endpoint:
        name = f"lettre-{os.urandom(4).hex()}"
        settings = BucketSite(bucket=name, endpoint=endpoint, region="us-east-1", prefix="archive")
        client = BucketTarget(settings)._client()
        client.create_bucket(Bucket=name)

        def files() -> dict[str, bytes]:
            keys = [one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", ())]
            found = {key: client.get_object(Bucket=name, Key=key)["Body"].read() for key in keys}
            return {key.removeprefix("archive/"): data for key, data in found.items() if not key.endswith(MANIFEST)}

        yield Place(
            name="s3",
            table=f'[publish.site.bucket]\nbucket = "{name}"\nprefix = "archive"\nendpoint = "{endpoint}"\nregion = "us-east-1"\n',
            files=files,
            broken=lambda: client.delete_bucket(Bucket=name),
            mended=lambda: client.create_bucket(Bucket=name),
            environ=AWS,
            said="NoSuchBucket",
        )


@pytest.fixture(params=[other_machine, bucket])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with request.param(tmp_path) as made:
        yield made


def built(desk: Desk) -> dict[str, bytes]:
    site = desk.room.folder / ".newsletter/published/site"
    return {one.relative_to(site).as_posix(): one.read_bytes() for one in site.rglob("*") if one.is_file()}


def test_the_site_goes_there_before_the_mail_and_once(tmp_path: Path, place: Place) -> None:
    with shown(lambda name: place.files().get(name)) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, place.table + LISTMONK.format(url=fake.url))
        desk.environ = place.environ
        desk.issue(1)
        rehearsed = desk.run("publish", "--due", "--dry-run")
        assert (rehearsed.code, place.files(), fake.requests) == (0, {}, []), rehearsed.err
        assert "files would change" in rehearsed.out
        done = desk.run("publish", "--due", "--json")
        assert done.code == 0, done.err
        (result,) = json.loads(done.out)
        assert result["receipts"][0]["provider"] == place.name
        assert place.files() == built(desk)
        assert [one["status"] for one in fake.campaigns.values()] == ["scheduled"]
        assert "0 files changed" in desk.run("publish", "--due").out
        assert desk.run("correct", "1", "Une note.").code == 0
        assert desk.run("publish", "--due").code == 0
        assert place.files() == built(desk)
        assert any(b"Une note." in data for data in place.files().values())
        assert len(fake.campaigns) == 1


def test_a_place_that_refuses_mails_nobody_and_the_next_run_goes_on(tmp_path: Path, place: Place) -> None:
    with shown(lambda name: place.files().get(name)) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, place.table + LISTMONK.format(url=fake.url))
        desk.environ = place.environ
        desk.issue(1)
        place.broken()
        refused = desk.run("publish", "--due")
        assert (refused.code, place.said in refused.err, fake.requests) == (1, True, [])
        assert "canary" not in refused.out + refused.err
        assert "Traceback" not in refused.err
        place.mended()
        assert desk.run("publish", "--due").code == 0
        assert len(fake.campaigns) == 1
