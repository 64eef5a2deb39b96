"""`newsletter check --online` against servers of the tests' own: what it asks, how often, how many at once, whom never."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from loopback import Handler, Play, moved, page, serving

from newsletter import config
from newsletter.curate.rules.online import Answer, State
from newsletter.ingest.addresses import Policy
from newsletter.ingest.bounds import Bounds
from newsletter.ingest.fetch import Fetcher
from newsletter.newsroom import Newsroom
from newsletter.pipeline import online
from newsletter.pipeline.check import Options, check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest
    from newsroom_builder import NewsroomBuilder

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
FINE = page("<p>Ici.</p>")


def asked(
    newsroom: NewsroomBuilder,
    urls: Sequence[str],
    *,
    now: datetime = NOW,
    allowed: str = "127.0.0.0/8",
    seen: list[tuple[int, int]] | None = None,
) -> Mapping[str, Answer]:
    room = Newsroom(newsroom.folder, config.load(newsroom.folder))
    bounds = Bounds(seconds=3.0, silence=1.0)
    fetcher = Fetcher(contact="https://lettre.example.org", bounds=bounds, policy=Policy.allowing([allowed]))
    progress = None if seen is None else lambda done, total: seen.append((done, total))
    return online.answers(room, urls, now=now, fetcher=fetcher, on_progress=progress)


def status(code: int) -> Play:
    return lambda handler: handler.say(code)


def drop(handler: Handler) -> None:
    handler.connection.close()


def test_each_answer_is_what_it_means(newsroom: NewsroomBuilder) -> None:
    plays: dict[str, Play] = {
        "/fine": FINE,
        "/404": status(404),
        "/410": status(410),
        "/403": status(403),
        "/500": status(500),
        "/405": status(405),
        "/drop": drop,
        "/here": moved("/fine", 302),
        "/gone-to": moved("/fine", 301),
        "/gone-to-404": moved("/404", 301),
        "/loop": moved("/loop", 302),
        "/big": page(b"x" * 20_000_000),
        "/robots.txt": page("User-agent: *\nDisallow: /\n", "text/plain"),
    }
    with serving(plays) as server:
        heard = asked(newsroom, [server.url + path for path in plays])
        states = {url.removeprefix(server.url): str(answer.state) for url, answer in heard.items()}
        assert heard[server.url + "/gone-to"].moved_to == server.url + "/fine"
    assert states == {
        "/fine": "fine",
        "/404": "dead",
        "/410": "dead",
        "/403": "unsure",
        "/500": "unsure",
        "/405": "unsure",
        "/drop": "unsure",
        "/here": "fine",
        "/gone-to": "moved",
        "/gone-to-404": "dead",
        "/loop": "unsure",
        "/big": "fine",
        "/robots.txt": "fine",
    }
    assert heard[server.url + "/404"].said == f"{server.url}/404 is not there (HTTP 404)."


def test_several_at_a_time_and_two_of_one_host(newsroom: NewsroomBuilder) -> None:
    most: dict[str, int] = {}
    under_way: dict[str, int] = {}
    lock = threading.Lock()

    def slowly(handler: Handler) -> None:
        host = handler.headers["Host"]
        with lock:
            for key in (host, "all"):
                under_way[key] = under_way.get(key, 0) + 1
                most[key] = max(most.get(key, 0), under_way[key])
        time.sleep(0.05)
        with lock:
            for key in (host, "all"):
                under_way[key] -= 1
        handler.say(200)

    paths = [f"/{number}" for number in range(8)]
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(dict.fromkeys(paths, slowly))) for _ in range(4)]
        urls = [server.url + path for server in servers for path in paths]
        seen: list[tuple[int, int]] = []
        heard = asked(newsroom, urls, seen=seen)
        assert [len(server.asked) for server in servers] == [8, 8, 8, 8]
    assert {answer.state for answer in heard.values()} == {State.FINE}
    assert max(number for host, number in most.items() if host != "all") == 2
    assert most["all"] > 2
    assert seen == [(number, 32) for number in range(1, 33)]


def test_what_was_heard_is_kept_a_day_and_what_was_wrong_an_hour(newsroom: NewsroomBuilder) -> None:
    with serving({"/fine": FINE}) as server:
        urls = [server.url + "/fine", server.url + "/dead"]

        def asks(after: timedelta) -> list[str]:
            server.asked.clear()
            asked(newsroom, urls, now=NOW + after)
            return sorted(path for path, _ in server.asked)

        assert asks(timedelta()) == ["/dead", "/fine"]
        assert asks(timedelta(minutes=59)) == []
        assert asks(timedelta(minutes=61)) == ["/dead"]
        assert asks(timedelta(hours=25)) == ["/dead", "/fine"]
        assert asks(timedelta(hours=20)) == ["/dead", "/fine"]  # a clock that went back: what is from later is no news
        path = newsroom.folder / ".newsletter/links.json"
        assert set(json.loads(path.read_text(encoding="utf-8"))) == set(urls)
        path.write_text('{"https://', encoding="utf-8")
        assert asks(timedelta()) == ["/dead", "/fine"]


def test_a_private_machine_is_never_asked(newsroom: NewsroomBuilder) -> None:
    with serving({"/": FINE}) as inside, serving({"/": moved(inside.url), "/a": FINE}, host="127.0.0.2") as outside:
        urls = [inside.url + "/", outside.url + "/", outside.url + "/a", inside.url.replace("127.0.0.1", "localhost")]
        heard = asked(newsroom, urls, allowed="127.0.0.2/32")
        assert [str(heard[url].state) for url in urls] == ["private", "private", "fine", "private"]
        assert inside.asked == []
        assert "which is not a public address" in heard[urls[1]].said


def test_the_command_asks_no_private_machine(newsroom: NewsroomBuilder) -> None:
    with serving({"/": FINE}) as server:
        newsroom.seed("rapport", "Un texte.", url=server.url + "/")
        port = server.server_port
        newsroom.issue(
            1,
            more=f"    sources: [rapport]\nps: Voir [le guide](http://localhost:{port}/) et [la notice]({server.url}/).\n",
        )
        ran = newsroom.run("check", "1", "--online")
        assert server.asked == []
    assert ran.code == 1
    assert ran.err.count("[link.private]") == 2
    assert "is an address of your own network" in ran.err


def test_findings_stand_where_the_link_and_the_seeds_address_do(
    newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = Fetcher(contact="https://lettre.example.org", policy=Policy.allowing(["127.0.0.0/8"]))
    monkeypatch.setattr(online, "_fetcher", lambda _: local)
    # What only looks at the words of an address would stop here: this is about what the web says.
    monkeypatch.setattr("newsletter.curate.rules.online.is_private", lambda _: False)
    with serving({"/gone": moved("/fine", 301), "/fine": FINE}) as server:
        newsroom.seed("rapport", "Un texte.", url=server.url + "/lost")
        more = f"    sources: [rapport]\nps: Voir [le guide]({server.url}/gone) et [la notice]({server.url}/dead).\n"
        newsroom.issue(1, more=more)
        found = check(newsroom.folder, Options(now=NOW, online=True, spelling=False)).problems
    told = {
        (one.code, one.path.partition("/")[0], one.line)
        for one in found
        if one.code not in {"link.private", "link.http"}
    }
    assert told == {("link.redirected", "issues", 19), ("link.dead", "issues", 19), ("link.dead", "seeds", 3)}
    (redirected,) = (one for one in found if one.code == "link.redirected")
    assert redirected.hint == f"Write `{server.url}/fine`."
    assert redirected.excerpt[redirected.column - 1 :].startswith(f"{server.url}/gone")


def test_a_machine_that_is_offline_calls_no_link_dead(
    newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = socket.getaddrinfo

    def lookup(host: str, *arguments: Any, **named: Any) -> Any:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    urls = ["https://a.invalid/", "https://b.invalid/"]
    for _ in range(2):
        heard = asked(newsroom, urls)
        assert {(answer.state, answer.said) for answer in heard.values()} == {
            (State.UNSURE, "No name on the web could be looked up: this machine seems to be offline.")
        }
    assert not (newsroom.folder / ".newsletter/links.json").exists()
    with serving({"/": FINE}) as server:
        heard = asked(newsroom, [*urls, server.url + "/"])
    assert [str(answer.state) for answer in heard.values()] == ["dead", "dead", "fine"]
