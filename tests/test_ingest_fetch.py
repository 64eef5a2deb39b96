from __future__ import annotations

import gzip
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from loopback import Handler, moved, page, serving

from newsletter.ingest.addresses import Policy
from newsletter.ingest.bounds import Bounds
from newsletter.ingest.fetch import Failure, Fetched, Fetcher

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = Policy.allowing(["127.0.0.0/8"])


def fetcher(*, policy: Policy = LOOPBACK, per_host: int = 2, **bounds: Any) -> Fetcher:
    return Fetcher(contact="https://letter.example.org", bounds=Bounds(**bounds), policy=policy, per_host=per_host)


def got(found: Fetched | Failure) -> Fetched:
    assert isinstance(found, Fetched), found
    return found


def code(found: Fetched | Failure) -> str:
    assert isinstance(found, Failure), found
    assert found.problem.message.endswith(".")
    assert found.problem.hint
    return found.problem.code


def test_a_good_answer_comes_with_all_that_is_needed_next_time() -> None:
    with serving({"/feed": page("<rss/>", "text/xml", ETag='"1"', Last_Modified="yesterday")}) as server:
        found = got(fetcher().fetch(server.url + "/feed#top", heed_robots=False))
    assert (found.status, found.body, found.content_type) == (200, b"<rss/>", "text/xml")
    assert (found.etag, found.last_modified, found.url) == ('"1"', "yesterday", server.url + "/feed")
    headers = server.asked[0][1]
    assert headers["user-agent"].startswith("newsletter-desk/")
    assert "https://letter.example.org" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip"


def test_an_unchanged_feed_is_not_sent_again() -> None:
    def play(handler: Handler) -> None:
        same = handler.headers["If-None-Match"] == '"1"' and handler.headers["If-Modified-Since"] == "yesterday"
        handler.say(304 if same else 200)

    with serving({"/feed": play}) as server:
        found = got(fetcher().fetch(server.url + "/feed", etag='"1"', last_modified="yesterday", heed_robots=False))
    assert found.not_modified


def test_gzip_is_unpacked() -> None:
    with serving({"/": page(gzip.compress(b"a" * 1000), Content_Encoding="gzip")}) as server:
        assert got(fetcher().fetch(server.url, heed_robots=False)).body == b"a" * 1000


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(bytes(200 * 2**20), 9)
    with serving({"/": page(bomb, Content_Encoding="gzip")}) as server:
        assert code(fetcher(size=2**20).fetch(server.url, heed_robots=False)) == "fetch.too-big"


def test_gzip_that_is_none() -> None:
    with serving({"/": page(b"\x1f\x8bnot at all", Content_Encoding="gzip")}) as server:
        assert code(fetcher().fetch(server.url, heed_robots=False)) == "fetch.packing"


def test_an_encoding_nobody_asked_for() -> None:
    with serving({"/": page(b"?", Content_Encoding="br")}) as server:
        assert code(fetcher().fetch(server.url, heed_robots=False)) == "fetch.encoding"


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize("play", [drip, drip_headers])
def test_a_server_that_drips_ends_at_the_deadline(play: Callable[[Handler], None]) -> None:
    with serving({"/": play}) as server:
        began = time.monotonic()
        found = fetcher(seconds=0.4, silence=0.3).fetch(server.url, heed_robots=False)
    assert code(found) == "fetch.timeout"
    assert time.monotonic() - began < 5


def test_a_silent_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert code(fetcher(silence=0.1).fetch(url, heed_robots=False)) == "fetch.timeout"


def test_nobody_listens() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/"
        assert code(fetcher().fetch(url, heed_robots=False)) == "fetch.refused"


def test_an_unknown_name() -> None:
    assert code(fetcher().fetch("http://nowhere.invalid/feed", heed_robots=False)) == "fetch.name"


def half(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")


def not_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n")


def nothing(handler: Handler) -> None:
    handler.wfile.flush()


@pytest.mark.parametrize(
    ("play", "reason"), [(half, "ended early"), (not_http, "not HTTP"), (nothing, "closed the connection")]
)
def test_a_broken_answer(play: Callable[[Handler], None], reason: str) -> None:
    with serving({"/": play}) as server:
        found = fetcher().fetch(server.url, heed_robots=False)
    assert code(found) == "fetch.broken"
    assert isinstance(found, Failure)
    assert reason in found.problem.message


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (401, "login"),
        (403, "forbidden"),
        (404, "not-found"),
        (410, "gone"),
        (451, "forbidden"),
        (500, "server"),
        (418, "status"),
        (304, ""),
    ],
)
def test_each_status_has_its_message(status: int, wanted: str) -> None:
    with serving({"/": lambda handler: handler.say(status)}) as server:
        found = fetcher().fetch(server.url, heed_robots=False)
    if wanted:
        assert code(found) == f"fetch.{wanted}"
    else:
        assert got(found).not_modified


def test_redirects_are_followed_and_a_lasting_one_is_told() -> None:
    plays = {"/a": moved("/b", 301), "/b": moved("c?é=1", 308), "/c": page("here")}
    with serving(plays) as server:
        found = got(fetcher().fetch(server.url + "/a", heed_robots=False))
    assert found.body == b"here"
    assert found.url == found.moved_to == server.url + "/c?%C3%A9=1"


def test_a_passing_redirect_is_not_a_move() -> None:
    with serving({"/a": moved("/b", 302), "/b": moved("/c", 301), "/c": page("here")}) as server:
        assert got(fetcher().fetch(server.url + "/a", heed_robots=False)).moved_to == ""


def test_a_loop_of_redirects_ends() -> None:
    with serving({"/a": moved("/b", 301), "/b": moved("/a", 301)}) as server:
        assert code(fetcher().fetch(server.url + "/a", heed_robots=False)) == "fetch.redirects"
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "http://[::1"])
def test_a_redirect_leads_to_the_web_or_nowhere(target: str) -> None:
    with serving({"/a": moved(target)}) as server:
        assert code(fetcher().fetch(server.url + "/a", heed_robots=False)) == "fetch.url"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_private_address_gets_no_byte(host: str) -> None:
    with serving({"/": page("secret")}) as server:
        found = fetcher(policy=Policy()).fetch(f"http://{host}:{server.server_port}/", heed_robots=False)
    assert code(found) == "fetch.address"
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused() -> None:
    with serving({"/": page("secret")}, host="127.0.0.2") as inside, serving({"/": moved(inside.url)}) as outside:
        found = fetcher(policy=Policy.allowing(["127.0.0.1/32"])).fetch(outside.url, heed_robots=False)
    assert code(found) == "fetch.address"
    assert isinstance(found, Failure)
    assert "127.0.0.2" in found.problem.message
    assert len(outside.asked) == 1
    assert inside.asked == []


@pytest.mark.parametrize("first", ["93.184.216.34", "127.0.0.1"])
def test_rebinding_a_name_does_not_help(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a name resolves to when it is looked at, the peer of the connection decides."""
    with serving({"/": page("secret")}) as server:
        answers = [first]

        def resolve(*_: Any, **__: Any) -> list[Any]:
            address = answers.pop() if answers else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.server_port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        found = fetcher(policy=Policy()).fetch("http://rebind.example.org/", heed_robots=False)
    assert code(found) == "fetch.address"
    assert answers == []
    assert server.asked == []


def test_credentials_are_sent_to_their_host_and_shown_to_nobody() -> None:
    with serving({"/": page("other")}) as other, serving({"/a": moved("/b"), "/b": moved(other.url)}) as server:
        url = server.url.replace("http://", "http://reader:s%40cret@")
        found = got(fetcher().fetch(url + "/a", heed_robots=False))
        lost = fetcher().fetch(url + "/missing", heed_robots=False)
    assert [headers.get("authorization") for _, headers in server.asked[:2]] == ["Basic cmVhZGVyOnNAY3JldA=="] * 2
    assert "authorization" not in other.asked[0][1]
    assert "cret" not in repr(found)
    assert "cret" not in repr(lost)


def test_a_host_that_asks_for_rest_is_not_asked_again() -> None:
    with serving({"/": lambda handler: handler.say(429, retry_after="120")}) as server:
        door = fetcher()
        first, second = (door.fetch(server.url, heed_robots=False) for _ in range(2))
    assert code(first) == code(second) == "fetch.busy"
    assert isinstance(first, Failure)
    assert first.retry_at is not None
    assert timedelta(seconds=100) < first.retry_at - datetime.now(UTC) < timedelta(seconds=121)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("value", "rests"),
    [
        (format_datetime(datetime.now(UTC) + timedelta(hours=1)), True),
        ("9" * 400, True),
        (format_datetime(datetime.now(UTC) - timedelta(hours=1)), False),
        ("soon", False),
        ("", False),
        ("٣", True),
    ],
    ids=["in an hour", "long", "an hour ago", "a word", "nothing", "other digits"],
)
def test_retry_after_in_any_form(value: str, *, rests: bool) -> None:
    with serving({"/": lambda handler: handler.say(429, retry_after=value.encode().decode("latin-1"))}) as server:
        found = fetcher().fetch(server.url, heed_robots=False)
    assert code(found) == "fetch.busy"
    assert isinstance(found, Failure)
    if value.isascii():
        assert (found.retry_at is not None) == rests


def test_at_most_two_ask_a_host_at_once() -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def play(handler: Handler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        handler.say(200)

    with serving({"/": play}) as server, ThreadPoolExecutor(8) as pool:
        door = fetcher()
        for found in pool.map(lambda _: door.fetch(server.url, heed_robots=False), range(12)):
            got(found)
    assert most[0] == 2


ROBOTS = "User-agent: *\nDisallow: /closed\n"


def test_robots_are_heeded_for_pages_and_not_for_feeds() -> None:
    plays = {
        "/robots.txt": page(ROBOTS, "text/plain"),
        "/closed": page("x"),
        "/open": page("x"),
        "/way": moved("/closed"),
    }
    with serving(plays) as server:
        door = fetcher()
        assert code(door.fetch(server.url + "/closed", heed_robots=True)) == "fetch.robots"
        assert code(door.fetch(server.url + "/way", heed_robots=True)) == "fetch.robots"
        got(door.fetch(server.url + "/open", heed_robots=True))
        got(door.fetch(server.url + "/closed", heed_robots=False))
    assert [path for path, _ in server.asked].count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("url", "reason", "message"),
    [
        ("https://lemonde.invalid/article", "fetch.name", "No machine is known as lemonde.invalid."),
        ("http://192.168.0.1/feed", "fetch.address", "http://192.168.0.1/feed leads to 192.168.0.1, which is not"),
        ("http://localhost:1/", "fetch.address", "http://localhost:1/ leads to "),
    ],
)
def test_where_nothing_was_asked_nothing_is_said_of_robots(url: str, reason: str, message: str) -> None:
    door = fetcher(policy=Policy())
    for found in (door.fetch(url, heed_robots=True), door.fetch(url, heed_robots=True)):
        assert isinstance(found, Failure)
        assert code(found) == reason
        assert found.problem.message.startswith(message)
        assert "robots" not in found.problem.message + found.problem.hint


def test_a_site_that_closes_the_door_is_told_as_such() -> None:
    with serving({}) as server:
        url = server.url
    assert code(fetcher().fetch(f"{url}/page", heed_robots=True)) == "fetch.refused"
    plays = {"/robots.txt": lambda handler: handler.say(503, retry_after="120"), "/": page("x")}
    with serving(plays) as server:
        found = fetcher().fetch(server.url, heed_robots=True)
        assert isinstance(found, Failure)
        assert (code(found), found.retry_at is None) == ("fetch.busy", False)
        assert "robots.txt can be had" in found.problem.hint


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_robots_that_cannot_be_read(status: int, *, allowed: bool) -> None:
    with serving({"/robots.txt": lambda handler: handler.say(status), "/": page("x")}) as server:
        assert isinstance(fetcher().fetch(server.url, heed_robots=True), Fetched) == allowed


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/feed",
        "mailto:a@b.c",
        "http://exa mple.org/",
        "http://" + "a" * 70 + ".org/",
        "http://h:99999/",
        "http://é\u0300..org/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    assert code(fetcher().fetch(url, heed_robots=False)) in {"fetch.url", "fetch.name"}


def test_a_certificate_nobody_vouches_for(tmp_path: Any) -> None:
    import ssl

    from certificates import self_signed

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with serving({"/": page("secret")}, tls=context) as server:
        found = fetcher().fetch(server.url.replace("http:", "https:"), heed_robots=False)
    assert code(found) == "fetch.tls"
    assert isinstance(found, Failure)
    assert "self-signed" in found.problem.message.replace("self signed", "self-signed")
    assert server.asked == []


def test_tls_asked_of_a_server_that_has_none() -> None:
    with serving({"/": page("x")}) as server:
        assert code(fetcher().fetch(server.url.replace("http:", "https:"), heed_robots=False)) == "fetch.tls"
