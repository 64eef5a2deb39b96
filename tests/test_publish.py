"""`newsletter publish` and its neighbours, through the command line: real site, real git, a relay, an engine's stand-in."""

from __future__ import annotations

import json
from pathlib import Path

from fake_engines import CANARY, FakeListmonk, running
from publishers import LISTMONK, SITE, SMTP, desk_at, web
from relays import Mailroom, relay_of


def test_first(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        for args in (["publish", "--due", "--dry-run"], ["publish", "--due"], ["publish", "--due"], ["publish", "1", "--json"], ["send", "status"]):
            done = desk.run(*args)
            print(args, done.code, done.out, done.err)
        print(fake.campaigns)
        assert 0
