from __future__ import annotations

import json
import multiprocessing
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from certificates import self_signed
from faults import BAD, BEHIND, BUSY, GOOD, item, rss
from ingesting import JUDGEMENT, NOW, article, inbox, incoming
from loopback import Handler, moved, page, serving

from newsletter.config import Feed
from newsletter.ingest.addresses import Policy
from newsletter.ingest.bounds import Bounds
from newsletter.ingest.collect import SourceResult, collect
from newsletter.ingest.fetch import Fetcher
from newsletter.ingest.inbox import Inbox
from newsletter.ingest.inbox_search import Wanted
from newsletter.ingest.workers import Workers
from newsletter.pipeline.collect import LIKENESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loopback import Play


def fetcher(**bounds: Any) -> Fetcher:
    known = {"size": 16 * 2**20, "seconds": 8.0, "silence": 4.0}
    return Fetcher(
        contact="https://letter.example.org",
        bounds=Bounds(**{**known, **bounds}),
        policy=Policy.allowing(["127.0.0.1/32"]),
        per_host=16,
    )


def run(
    box: Inbox, named: Iterable[str | Feed], processes: int = 1, door: Fetcher | None = None, **more: Any
) -> dict[str, SourceResult]:
    with Workers(JUDGEMENT, now=NOW, processes=processes, alone=0) as workers:
        results = collect(named, inbox=box, fetcher=door or fetcher(), workers=workers, now=NOW, **more)
    return {result.source: result for result in results}


def test_every_fault_has_its_message_while_the_good_come_in(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    plays: dict[str, Play] = {**BEHIND, **{path: play for path, (play, _) in (*GOOD.items(), *BAD.items())}}
    plays["/robots.txt"] = page("User-agent: *\nDisallow: /robots-closed\n", "text/plain")
    with inbox(tmp_path) as box, serving(plays) as server, serving(BUSY) as busy, serving({}, tls=context) as secure:
        server.plays["/list"] = page(
            f'<opml version="2.0"><body><outline xmlUrl="{server.url}/listed"/></body></opml>', "text/xml"
        )
        feeds: list[str | Feed] = [Feed(url=server.url + path) for path in (*GOOD, *BAD) if path != "/robots-closed"]
        feeds += [
            server.url + "/robots-closed",
            Feed(url=secure.url.replace("http:", "https:")),
            Feed(url="https://nowhere.invalid/"),
            Feed(url=busy.url),
        ]
        heard: list[tuple[int, int]] = []
        results = run(box, feeds, on_progress=lambda _, done, known: heard.append((done, known)))
        assert len(results) == len(feeds) + 1
        for path, (_, count) in GOOD.items():
            result = results[server.url + path]
            assert (result.status, result.new, result.error) == ("new" if count else "unchanged", count, None), path
        assert results[server.url + "/listed"].new == 1
        for path, (_, said) in BAD.items():
            result = results[server.url + path]
            assert result.status == "failed", path
            assert said in (result.error or ""), (path, result.error)
            assert result.hint, path
        assert "prove who it is" in (results[secure.url.replace("http:", "https:") + ""].error or "")
        assert "left alone until" in (results[busy.url].error or "")
        assert "No machine" in (results["https://nowhere.invalid/"].error or "")
        assert "moved for good" in (results[server.url + "/moved"].hint or "")
        assert "Its feed is" in (results[server.url + "/site"].hint or "")
        assert "100000 entries" in (results[server.url + "/many"].hint or "")
        assert "well-formed" in (results[server.url + "/truncated"].hint or "")
        assert heard[-1] == (len(results), len(results))
        stored = box.search(Wanted(limit=10_000))
        assert len(stored) == sum(result.new for result in results.values())
        assert "root:" not in "".join(found.article.text for found in stored)
        json.dumps([result.as_json() for result in results.values()])

        again = run(box, feeds)
        assert all(result.new == result.updated == 0 for result in again.values())
        assert len(box.search(Wanted(limit=10_000))) == len(stored)
        assert len(busy.asked) == 1
        assert again[server.url + "/same"].unchanged == 0


def test_files_folders_and_pasted_text_come_in(tmp_path: Path) -> None:
    texts = {
        "in/page.html": "<html lang=fr><title>Page</title><article><h1>Page</h1><p>"
        + "Une phrase qui compte bien. " * 20
        + "</p></article>",
        "in/note.md": "# Note\n\nLe texte.",
        "in/mail.eml": "From: a@b.c\nSubject: Mail\nContent-Type: text/plain; charset=utf-8\n\nLe texte.",
        "in/feed.xml": rss(item("One"), item("Two")),
        "in/latin.txt": "Un été\n\nDes phrases à l'ancienne, écrites ailleurs.",
        "in/scan.pdf": "%PDF-1.4",
        "in/none.txt": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("latin-1"))
    with inbox(tmp_path) as box:
        results = run(
            box, ["in", "-", "nowhere"], folder=tmp_path, standard_input="Collé\n\nUn texte collé ici.".encode()
        )
        assert {name: (result.kind, result.status, result.new) for name, result in results.items()} == {
            "in/feed.xml": ("feed", "new", 2),
            "in/latin.txt": ("text", "new", 1),
            "in/mail.eml": ("mail", "new", 1),
            "in/none.txt": ("file", "failed", 0),
            "in/note.md": ("markdown", "new", 1),
            "in/page.html": ("page", "new", 1),
            "in/scan.pdf": ("file", "failed", 0),
            "-": ("text", "new", 1),
            "nowhere": ("file", "failed", 0),
        }
        assert list(results)[-1] == "nowhere"
        languages = {found.article.title: found.article.language for found in box.search(Wanted())}
        assert languages["Page"] == "fr"
        obtained = {found.article.title: found.article.obtained for found in box.search(Wanted())}
        assert obtained["Mail"] == "mail"
        assert [one for one in obtained.values() if one == "paste"] == ["paste"]
        again = run(box, ["in", "-"], folder=tmp_path, standard_input="Collé\n\nUn texte collé ici.".encode())
        assert all(not result.new and not result.updated for result in again.values())


def test_a_dry_run_tells_and_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\ntext", encoding="utf-8")
    with inbox(tmp_path) as box:
        assert run(box, ["a.md"], folder=tmp_path, keep=False)["a.md"].new == 1
        assert box.search(Wanted()) == ()


def test_an_unchanged_feed_costs_one_question(tmp_path: Path) -> None:
    with inbox(tmp_path) as box, serving({"/same": GOOD["/same"][0]}) as server:
        feed = Feed(url=server.url + "/same")
        first, second = (run(box, [feed])[feed.url] for _ in range(2))
    assert (first.status, second.status) == ("new", "unchanged")
    assert [headers.get("if-none-match") for _, headers in server.asked] == [None, '"1"']


def test_a_feed_that_could_not_be_read_is_asked_for_in_full_again(tmp_path: Path) -> None:
    with inbox(tmp_path) as box, serving({"/": page(rss(), "text/xml", ETag='"1"')}) as server:
        for _ in range(2):
            run(box, [Feed(url=server.url)])
    assert [headers.get("if-none-match") for _, headers in server.asked] == [None, None]


def test_credentials_are_shown_nowhere(tmp_path: Path) -> None:
    with (
        inbox(tmp_path) as box,
        serving({"/feed": page(rss(item("One")), "text/xml"), "/bad": moved("/bad")}) as server,
    ):
        secret = server.url.replace("http://", "http://me:hunter2@")
        results = run(box, [Feed(url=secret + "/feed"), Feed(url=secret + "/bad"), secret + "/missing"])
        dump = "\n".join(box.connection.iterdump())
    assert results[server.url + "/feed"].new == 1
    assert "hunter2" not in dump + repr(results)


def test_a_list_inside_a_list_is_not_opened(tmp_path: Path) -> None:
    with inbox(tmp_path) as box, serving({}) as server:
        server.plays["/list"] = page(
            f'<opml version="2.0"><body><outline xmlUrl="{server.url}/list2"/></body></opml>', "text/xml"
        )
        server.plays["/list2"] = page(
            f'<opml version="2.0"><body><outline xmlUrl="{server.url}/x"/></body></opml>', "text/xml"
        )
        results = run(box, [server.url + "/list"])
    assert results[server.url + "/list2"].status == "failed"
    assert server.url + "/x" not in results


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    for number in range(6):
        text = (
            f"<p>Le texte numéro {number} parle de machines. "
            + " ".join(f"mot{number}{word}" for word in range(200))
            + "</p>"
        )
        (tmp_path / f"{number}.xml").write_text(
            rss(*(item(f"T{number}-{each}", text.replace("<", "&lt;")) for each in range(8))), encoding="utf-8"
        )
    (tmp_path / "bad.xml").write_text(rss(), encoding="utf-8")
    found = []
    for processes in (1, 2):
        with Inbox(None, LIKENESS) as box:
            results = run(box, ["."], processes=processes, folder=tmp_path)
            stored = sorted((one.article for one in box.search(Wanted())), key=lambda one: one.uid)
            found.append((results, stored))
    assert found[0] == found[1]
    assert not multiprocessing.active_children()


def test_ctrl_c_leaves_what_was_stored_and_ends_soon(tmp_path: Path) -> None:
    hold = threading.Event()

    def wait(handler: Handler) -> None:
        hold.wait(20)
        handler.say(500)

    def interrupt(result: SourceResult, done: int, known: int) -> None:
        assert (result.status, done, known) == ("new", 1, 2)
        raise KeyboardInterrupt

    with inbox(tmp_path) as box, serving({"/good": GOOD["/good"][0], "/wait": wait}) as server:
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            run(
                box,
                [Feed(url=server.url + "/good"), Feed(url=server.url + "/wait")],
                door=fetcher(seconds=20, silence=20),
                on_progress=interrupt,
            )
        assert time.monotonic() - began < 10
        hold.set()
        assert len(box.search(Wanted())) == 1


def test_an_inbox_that_breaks_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    from newsletter.problems import NewsletterError

    for number in range(4):
        (tmp_path / f"{number}.md").write_text(f"# T{number}\n\n" + f"texte {number} " * 9_000, encoding="utf-8")
    with inbox(tmp_path) as box:
        box.add(incoming(article("Avant")), source="s")
        (pages,) = box.connection.execute("PRAGMA page_count").fetchone()
        box.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(NewsletterError) as caught:
            run(box, ["."], folder=tmp_path)
        assert caught.value.problems[0].code == "inbox.full"


KILLED = """
import sys, time
sys.path[:0] = {path!r}
from pathlib import Path
from test_ingest_collect import run, inbox
if __name__ == "__main__":
    with inbox(Path({folder!r})) as box:
        run(box, ["in"], processes=2, folder=Path({folder!r}), on_progress=lambda *_: (print(".", flush=True), time.sleep(0.03)))
"""


def test_killed_in_the_middle_the_next_run_completes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(40):
        text = " ".join(f"mot{number}{word}" for word in range(200))
        (tmp_path / "in" / f"{number}.xml").write_text(
            rss(*(item(f"T{number}-{each}", text) for each in range(2))), encoding="utf-8"
        )
    program = tmp_path / "killed.py"
    program.write_text(
        KILLED.format(path=[str(Path(__file__).parent), str(Path(__file__).parents[1])], folder=str(tmp_path)),
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        for _ in range(8):
            assert running.stdout.readline()
        os.kill(running.pid, signal.SIGKILL)
    with inbox(tmp_path) as box:
        stored = len(box.search(Wanted()))
        assert stored >= 16
        assert stored % 2 == 0
        results = run(box, ["in"], folder=tmp_path)
        assert sum(result.new for result in results.values()) == 80 - stored
        assert sum(result.updated for result in results.values()) == 0
