"""The desk's server without a browser: who gets in, what can be read and written, what it says when it starts."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import websockets
from conftest import PROOF
from desking import Running, desk
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter.pipeline.build import Options, build
from newsletter.preview import anchors, edits, payload
from newsletter.preview.newsdesk import open_newsdesk
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = "2025-01-02-premier.yaml"
CANARY = "canary-7f3a: nobody may read this"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk whose folder holds a secret, and lies beside another."""
    newsroom = NewsroomBuilder(tmp_path_factory.mktemp("desk") / "newsletter")
    newsroom.issue()
    newsroom.write(".env", CANARY)
    newsroom.write("secret.yaml", CANARY)
    newsroom.write("../outside.yaml", CANARY)
    newsroom.seed("un", "Du texte.")
    with desk(newsroom.folder) as opened:
        yield opened


def test_foreign_names_are_refused(running: Running) -> None:
    for host in (
        "evil.example",
        f"evil.example:{running.port}",
        "127.0.0.1.evil.example",
        "",
        "localhost.evil.example",
    ):
        status, body, _ = running.ask("GET", "/api/hello", Host=host)
        assert (status, b"token" in body) == (403, False), host
    assert running.ask("GET", "/api/hello", Host=f"localhost:{running.port}")[0] == 200


@pytest.mark.parametrize("path", ["/", "/api/hello", "/api/issues", "/page/main.js", f"/api/issues/{SMALL}/count"])
def test_another_page_reads_nothing(running: Running, path: str) -> None:
    assert running.ask("GET", path, Origin="http://evil.example")[0] == 403
    assert running.ask("GET", path, Origin="null")[0] == 403
    status, _, headers = running.ask("GET", path)
    assert status == 200
    assert "access-control-allow-origin" not in headers
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["edit", "pick", "unpick", "begin"])
def test_a_post_needs_origin_and_token(running: Running, path: str) -> None:
    token, mine = running.json("hello")["token"], f"http://127.0.0.1:{running.port}"
    before = (running.folder / "issues" / SMALL).read_bytes()
    body = json.dumps({"issue": SMALL, "read": "", "changes": []}).encode()
    for headers in (
        {},
        {"Origin": mine},
        {"x_desk_token": token},
        {"Origin": mine, "x_desk_token": token[:-1]},
        {"Origin": "http://evil.example", "x_desk_token": token},
        {"Origin": f"https://127.0.0.1.evil.example:{running.port}", "x_desk_token": token},
        {"Origin": mine, "x_desk_token": token, "Host": "evil.example"},
    ):
        assert running.ask("POST", f"/api/{path}", body, **headers)[0] == 403, headers
    assert running.ask("POST", f"/api/{path}", body, Origin=mine, x_desk_token=token)[0] in {400, 409}
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert running.ask(method, f"/api/{path}", body, Origin=mine, x_desk_token=token)[0] in {403, 404, 405}
    assert (running.folder / "issues" / SMALL).read_bytes() == before


def test_a_socket_needs_origin_and_token(running: Running) -> None:
    token, url = running.json("hello")["token"], f"ws://127.0.0.1:{running.port}/live"

    async def heard(origin: str | None, first: object) -> str:
        try:
            async with websockets.connect(url, origin=origin, max_size=None) as live:  # type: ignore[arg-type]
                await live.send(first if isinstance(first, str | bytes) else json.dumps(first))
                return str(json.loads(await asyncio.wait_for(live.recv(), 10))["type"])
        except (websockets.ConnectionClosed, websockets.InvalidStatus) as error:
            return type(error).__name__

    mine, right = f"http://127.0.0.1:{running.port}", {"token": token, "open": SMALL}
    assert asyncio.run(heard(mine, right)) == "render"
    assert asyncio.run(heard("http://evil.example", right)) == "InvalidStatus"
    assert asyncio.run(heard(None, right)) == "InvalidStatus"
    for first in ({"token": "x", "open": SMALL}, {"open": SMALL}, "[]", "not json", "1", {"token": 1}):
        assert asyncio.run(heard(mine, first)).startswith("ConnectionClosed"), first


def fuzzed() -> list[str]:
    steps = [
        "..",
        ".",
        "",
        "%2e%2e",
        "%2e%2e%2f",
        "..%2f",
        "..\\",
        "%5c",
        "%00",
        "issues",
        "seeds",
        "page",
        "frames",
        "api",
    ]
    steps += [
        "etc",
        "passwd",
        ".env",
        "secret.yaml",
        "outside.yaml",
        SMALL,
        "newsletter.toml",
        "main.js",
        "assets",
        "light",
        "a" * 300,
        "ü",
        "%ff",
        "//",
    ]
    roots = [
        "/",
        "/page/",
        "/frames/",
        "/frames/issues/",
        "/frames/assets/",
        "/api/issues/",
        "/api/seeds/",
        "/api/inbox/",
        "/api/",
    ]
    made = random.Random(7)  # noqa: S311  the same paths each time
    paths = [
        root + "/".join(made.choices(steps, k=made.randint(1, 7)))
        for root in roots
        for _ in range(400 if PROOF else 25)
    ]
    absolute = [
        root + quote(f"{up}{path}", safe="")
        for root in roots
        for up in ("", "../" * 8)
        for path in ("/etc/passwd", ".env", "secret.yaml")
    ]
    return paths + absolute


def test_no_path_leads_out_of_what_the_desk_shows(running: Running) -> None:
    for path in fuzzed():
        status, body, _ = running.ask("GET", quote(path, safe="/%\\"))
        assert status in {200, 307, 400, 403, 404, 405}, path
        assert CANARY.encode() not in body, path
        assert b"root:" not in body, path


def test_no_name_leads_out_of_what_the_desk_writes(running: Running) -> None:
    before = {
        path: path.read_bytes()
        for path in running.folder.parent.rglob("*")
        if path.is_file() and ".newsletter" not in path.parts
    }
    change = [{"do": "set", "at": ["ps"], "value": "x"}]
    for name in (
        "../secret.yaml",
        "../../outside.yaml",
        "/etc/passwd",
        "..",
        "",
        f"../issues/{SMALL}",
        "secret.yaml",
        f"./{SMALL}",
        f"{SMALL}\0",
    ):
        assert running.post("edit", {"issue": name, "read": "", "changes": change})[0] == 400, name
    for seeds in (["../secret"], ["../../outside"], [], ["un", "/etc/passwd"], "un", None, [1]):
        assert running.post("begin", {"seeds": seeds})[0] == 400, seeds
    for given in ({"id": "../x"}, {"id": "*"}, {}, {"id": "a", "seed": "../../outside"}):
        assert running.post("pick", given)[0] == 400
        assert running.post("unpick", given)[0] == 400
    after = {
        path: path.read_bytes()
        for path in running.folder.parent.rglob("*")
        if path.is_file() and ".newsletter" not in path.parts
    }
    assert after == before


def test_only_what_the_page_offers_can_be_changed(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue()
    room = open_newsdesk(newsroom.folder)
    read = payload.about(room, room.show(path.name))["read"]
    before = path.read_bytes()
    refused: tuple[object, ...] = (
        {"do": "set", "at": ["number"], "value": "7"},
        {"do": "set", "at": ["slug"], "value": "x"},
        {"do": "set", "at": ["status"], "value": "sent"},
        {"do": "set", "at": ["news", 4, "title"], "value": "x"},
        {"do": "set", "at": ["news", 0, "title"], "value": 1},
        {"do": "set", "at": ["news", 0, "title"], "value": ""},
        {"do": "set", "at": ["news"], "value": "x"},
        {"do": "move", "at": ["news", 0], "to": 1},
        {"do": "move", "at": ["news", -1], "to": 0},
        {"do": "move", "at": ["number", 0], "to": 0},
        {"do": "remove", "at": ["news", 0]},
        {"do": "append", "at": ["news"], "value": "x"},
        {},
        [],
        "x",
    )
    for change in refused:
        with pytest.raises(NewsletterError):
            edits.apply(room, path.name, [change], read)
    assert path.read_bytes() == before
    now = edits.apply(room, path.name, [{"do": "set", "at": ["news", 0, "essential", 1], "value": "Mieux."}], read)
    assert path.read_bytes() == before.replace(b"Un autre point.", b"Mieux.")
    with pytest.raises(NewsletterError) as caught:
        edits.apply(room, path.name, [{"do": "set", "at": ["status"], "value": "draft"}], read)
    assert caught.value.problems[0].code == "edit.conflict"
    assert edits.apply(room, path.name, [{"do": "set", "at": ["status"], "value": "draft"}], now)


def test_the_desk_shows_what_the_build_makes(tmp_path: Path) -> None:
    import shutil

    for name in ("issues", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "newsletter.toml", tmp_path)
    report = build(tmp_path, Options(jobs=1))
    room = open_newsdesk(tmp_path)
    made = {result.path: result.built for result in report.issues}
    for name in room.files():
        built = made[f"issues/{name}"]
        assert built is not None
        hashes = {one.kind: one.sha256 for one in built.files}
        assert room.glance(name).sha256 == hashes["html"]
        shown = room.show(name)
        assert shown.sha256 == hashes["html"]
        page = (report.out / f"site/issues/{built.card.name}/index.html").read_bytes()
        assert room.page(shown) == page
        issue = room.issue(name)[0]
        assert issue is not None
        lines = (tmp_path / "issues" / name).read_text(encoding="utf-8").split("\n")
        for piece in anchors.pieces(room.desk, issue):
            first = piece.value.split("\n", maxsplit=1)[0].split()[0]
            assert any(first in line.replace("\\", "") for line in lines[piece.line - 1 : piece.end]), piece


def test_a_taken_port_gives_the_next_one_and_says_so(running: Running, newsroom: NewsroomBuilder) -> None:
    with desk(newsroom.folder, f"--port={running.port}") as other:
        assert other.port != running.port
        assert f"Port {running.port} is in use" in other.said
    with socket.socket() as one:
        assert one.connect_ex(("127.0.0.1", other.port)) != 0


def test_a_host_that_others_reach_asks_for_a_token_and_says_why(newsroom: NewsroomBuilder) -> None:
    newsroom.issue()
    with desk(newsroom.folder, "--host=127.0.0.2") as locked:
        assert "can be reached by other machines" in locked.said
        token = locked.address.partition("token=")[2]
        for path in ("/", "/page/main.js", "/api/hello", "/api/issues", f"/frames/issues/{SMALL}/"):
            status, body, _ = locked.ask("GET", path)
            assert status == 403
            assert token.encode() not in body
        status, _, headers = locked.ask("GET", f"/?token={token}")
        assert status == 200
        cookie = headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert locked.ask("GET", "/api/hello", Cookie=cookie.partition(";")[0])[0] == 200
        assert locked.ask("GET", "/api/hello", Cookie="desk=x")[0] == 403
        assert locked.ask("GET", f"/?token={token}", Host="evil.example")[0] == 403


def test_the_desk_ends_at_once_and_quietly(newsroom: NewsroomBuilder) -> None:
    with desk(newsroom.folder) as one:
        pass
    assert one.process.returncode == 0


def test_mistakes_at_the_start_are_told_in_words(newsroom: NewsroomBuilder) -> None:
    newsroom.issue()
    assert "There is no issue `nulle-part`" in newsroom.run("preview", "--no-open", "--issue", "nulle-part").err
    assert "--export" in newsroom.run("preview", "--against", "HEAD").err
    far = newsroom.run("preview", "--no-open", "--host", "192.0.2.1")
    assert (far.code, "cannot listen" in far.err) == (1, True)
    newsroom.write("newsletter.toml", "title =")
    broken = newsroom.run("preview", "--no-open")
    assert (broken.code, "newsletter.toml:1" in broken.err) == (1, True)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_the_export_is_whole_and_compares_with_a_revision(newsroom: NewsroomBuilder) -> None:
    newsroom.issue()
    newsroom.issue(2, slug="second", title="Deux")
    git(newsroom.folder, "init", "-q")
    git(newsroom.folder, "add", ".")
    git(newsroom.folder, "commit", "-qm", "Deux numéros")
    newsroom.issue(title="Kosmos a changé")
    newsroom.issue(3, slug="troisieme", title="Trois")
    done = newsroom.run("preview", "--export", "out/desk", "--against", "HEAD")
    assert (done.code, done.err) == (0, "")
    out = newsroom.folder / "out/desk"
    rows = {row["number"]: row["changed"] for row in json.loads((out / "data/issues.json").read_text(encoding="utf-8"))}
    assert rows == {1: True, 2: False, 3: True}
    told = {one["type"]: one for one in json.loads((out / f"data/issues/{SMALL}.json").read_text(encoding="utf-8"))}
    assert "Kosmos a changé" in told["render"]["html"]
    assert "Kosmos lit tout" in told["before"]["html"]
    assert any(line.startswith("+") and "Kosmos a changé" in line for line in told["before"]["changes"])
    assert str(newsroom.folder) not in "".join(
        path.read_text(encoding="utf-8", errors="ignore") for path in out.rglob("*") if path.is_file()
    )
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert newsroom.run("preview", "--export", "out/desk", "--against", "HEAD").code == 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    for revision in ("nulle-part", "--output=/tmp/x"):
        wrong = newsroom.run("preview", "--export", "out/desk", f"--against={revision}")
        assert (wrong.code, "Traceback" in wrong.err) == (1, False)
    assert newsroom.run("preview", "--export", "issues").code == 1
