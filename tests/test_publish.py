"""`newsletter publish` and its neighbours, through the command line: real site, real git, a relay, an engine's stand-in."""

from __future__ import annotations

from pathlib import Path

from fake_engines import FakeListmonk, running
from publishers import LISTMONK, SITE, desk_at, web


def test_first(tmp_path: Path) -> None:
    www = tmp_path / "www"
    with web(www) as url, running(FakeListmonk()) as fake:
        desk = desk_at(tmp_path / "n", url, SITE.format(path=www) + LISTMONK.format(url=fake.url))
        desk.issue(1)
        for args in (
            ["publish", "--due", "--dry-run"],
            ["publish", "--due"],
            ["publish", "--due"],
            ["publish", "1", "--json"],
            ["send", "status"],
        ):
            desk.run(*args)
        assert 0
