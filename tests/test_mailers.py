"""The way of an issue through the command line: the same suite for the own relay, for each engine, and for files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fake_engines import Fake
from publishers import READERS, SERVED, SITE, Desk, Mailer, desk_at, mailer_of, web, with_readers
from relays import Mailroom

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = READERS[:4]
KINDS = ["smtp", *SERVED, "copy"]
ANNA = "anna@example.org"


@dataclass
class Sending:
    """Who mails a newsletter, and what can be seen of it from the other side."""

    kind: str
    desk: Desk
    other: Mailer

    @property
    def touched(self) -> bool:
        """Whether anything was asked of it."""
        if isinstance(self.other, Mailroom):
            return self.other.connections > 0
        return bool(self.other.requests) if isinstance(self.other, Fake) else self.other.exists()

    @property
    def tested(self) -> list[str]:
        """Who got a test."""
        if isinstance(self.other, Mailroom):
            return [reader for reader in self.other.readers() if reader not in FEW]
        return self.other.tests if isinstance(self.other, Fake) else []

    @property
    def out(self) -> list[str]:
        """What is on its way to readers: their copies, or campaigns by their state."""
        if isinstance(self.other, Mailroom):
            return sorted(reader for reader in self.other.readers() if reader in FEW)
        if isinstance(self.other, Fake):
            return [str(one.get("status")) for one in self.other.campaigns.values()]
        return [json.loads(path.read_text(encoding="utf-8"))["state"] for path in self.other.glob("*/meta.json")]


OUT = {
    "smtp": FEW,
    "listmonk": ["scheduled"],
    "buttondown": ["scheduled"],
    "ghost": ["scheduled"],
    "brevo": ["queued"],
    "mailchimp": ["schedule"],
    "copy": ["scheduled"],
}


@pytest.fixture(params=KINDS)
def mailer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sending]:
    www = tmp_path / "www"
    with web(www) as url, mailer_of(request.param, tmp_path) as (other, table):
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + table)
        desk.issue(1)
        yield Sending(request.param, with_readers(desk, FEW) if request.param == "smtp" else desk, other)


def result(desk: Desk, *arguments: str) -> dict[str, Any]:
    done = desk.run("publish", *arguments, "--json")
    (one,) = json.loads(done.out)
    return {**one, "code": done.code}


def test_it_is_rehearsed_tested_published_once_and_what_went_out_is_what_was_seen(mailer: Sending) -> None:
    desk = mailer.desk
    rehearsed = result(desk, "--due", "--dry-run")
    assert (rehearsed["code"], rehearsed["end"], mailer.touched) == (0, "dry run", False)
    if mailer.kind == "smtp":
        assert f"  audience: {len(FEW)} readers" in desk.run("publish", "--due", "--dry-run").out
    tested = desk.run("send", "1", "--test", ANNA)
    if mailer.kind == "copy":
        assert (tested.code, "[engine.cannot]" in tested.err) == (1, True)
    else:
        assert (tested.code, mailer.tested) == (0, [ANNA]), tested.err
        assert f"previewed: {rehearsed['mail_sha256']}" in tested.out
    done = result(desk, "--due")
    assert (done["code"], done["end"], mailer.out) == (0, "published", OUT[mailer.kind])
    assert done["mail_sha256"] == rehearsed["mail_sha256"]
    (manifest,) = (desk.room.folder / ".newsletter/published/mail").glob("*/manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["mail_sha256"] == done["mail_sha256"]
    assert [one["step"] for one in done["receipts"]] == ["deploy", "begin", "hand over"]
    again = result(desk, "1")
    assert (again["code"], again["end"], again["receipts"]) == (0, "elsewhere", done["receipts"])
    assert (mailer.out, len(mailer.tested)) == (OUT[mailer.kind], 0 if mailer.kind == "copy" else 1)
    (standing,) = json.loads(desk.run("send", "status", "--json").out)
    assert (standing["done"], standing["receipts"]["hand over"]) == (True, done["receipts"][2]["id"])
