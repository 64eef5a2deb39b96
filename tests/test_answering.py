from __future__ import annotations

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from newsletter.problems import NewsletterError
from newsletter.publish import answering
from newsletter.publish.engines.http import look

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "ab12cd34"


class Site(ThreadingHTTPServer):
    """Answers with what is written into `answers`, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Page)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/issues/x/"


class Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.headers["Cache-Control"])
        status, body = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def wait(url: str) -> list[float]:
    """Wait with a clock that only the pauses move, and give the pauses."""
    pauses: list[float] = []
    answering.wait(url, MARK, patience=60, pause=pauses.append, clock=lambda: sum(pauses))
    return pauses


def test_a_page_that_is_there_is_not_waited_for(site: Site) -> None:
    site.answers = [(200, f"<p>{MARK}</p>")]
    assert wait(site.url) == []
    assert site.asked == ["no-cache"]


def test_missing_and_old_and_broken_pages_are_waited_for_ever_longer(site: Site) -> None:
    site.answers = [(404, ""), (200, "the old copy"), (503, MARK), (302, ""), (200, MARK)]
    assert wait(site.url) == [1, 2, 4]


@pytest.mark.parametrize(
    ("answer", "said"), [((404, MARK), "it answers 404"), ((200, "old"), "it still shows an older copy")]
)
def test_a_page_that_does_not_come_is_told(site: Site, answer: tuple[int, str], said: str) -> None:
    site.answers = [answer]
    with pytest.raises(NewsletterError, match=said):
        wait(site.url)
    assert len(site.asked) == 8


def test_a_host_that_is_not_there_is_told() -> None:
    with pytest.raises(NewsletterError, match=r"does not answer \(NewConnectionError\)"):
        wait("http://127.0.0.1:9/")


def test_the_servers_clock_is_seen(site: Site) -> None:
    site.answers = [(200, "")]
    at = look(site.url).at
    assert at is not None
    assert abs((at - datetime.now(UTC)).total_seconds()) < 3600
