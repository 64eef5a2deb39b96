from __future__ import annotations

import os
import stat
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from repositories import ENVIRONMENT, git, runner, shared

from newsletter.problems import NewsletterError
from newsletter.publish.git import TOKEN, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REF = "refs/newsletter/claims/42"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return shared(tmp_path)


def commit(repository: Repository, data: bytes, parent: str | None = None) -> str:
    return repository.commit(repository.tree({"claim.json": data}), "A claim", parent)


def test_a_ref_is_made_once_and_replaced_only_from_what_it_was(bare: Path) -> None:
    one, two = runner(bare.parent, "one"), runner(bare.parent, "two")
    mine, theirs = commit(one, b"one"), commit(two, b"two")
    assert one.push(mine, REF, None) is True
    assert two.push(theirs, REF, None) is False
    assert two.push(theirs, REF, theirs) is False
    two.fetch(REF)
    assert two.push(commit(two, b"two", mine), REF, mine) is True
    assert one.push(commit(one, b"one again", mine), REF, mine) is False
    assert one.show(mine, "claim.json") == b"one"


def test_pushing_and_fetching_touches_no_branch_and_no_ref_here(bare: Path) -> None:
    here = runner(bare.parent, "here")
    before = git(here.folder, "for-each-ref")
    here.push(commit(here, b"x"), REF, None)
    here.fetch(REF)
    assert git(here.folder, "for-each-ref") == before
    assert git(here.folder, "status", "--porcelain") == ""
    assert (
        git(bare, "log", "--format=%an <%ae>|%cn", "-1", REF)
        == "Newsletter <newsletter@users.noreply.invalid>|Newsletter"
    )


def test_a_shallow_clone_can_claim(bare: Path) -> None:
    here, there = runner(bare.parent, "here", depth=1), runner(bare.parent, "there", depth=1)
    first = commit(here, b"one")
    assert here.push(first, REF, None)
    there.fetch(REF)
    assert there.show(first, "claim.json") == b"one"
    assert there.push(commit(there, b"two", first), REF, first)


def test_the_callers_git_variables_are_not_obeyed(bare: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    git(tmp_path, "init", "--quiet", str(elsewhere))
    here = runner(bare.parent, "here")
    hostile = ENVIRONMENT | {"GIT_DIR": str(elsewhere / ".git"), "GIT_INDEX_FILE": "/nonexistent", "GIT_WORK_TREE": "/"}
    repository = Repository(here.folder, environ=hostile)
    assert repository.has_remote()
    assert repository.push(commit(repository, b"x"), REF, None)


def test_files_are_stored_byte_for_byte_whatever_attributes_and_ignore_files_say(bare: Path, tmp_path: Path) -> None:
    here = runner(bare.parent, "here")
    (here.folder / ".gitattributes").write_text("* text eol=crlf ident\n")
    (here.folder / ".gitignore").write_text("*\n")
    site = tmp_path / "site"
    (site / "a folder").mkdir(parents=True)
    files = {"index.html": b"$Id$ one\r\ntwo\n", "a folder/été «x».html": b"\xff\x00"}
    for name, data in files.items():
        (site / name).write_bytes(data)
    made = here.commit(here.tree_of_files({name: site / name for name in files}), "Site")
    assert {name: here.show(made, name) for name in files} == files


def test_a_push_that_the_host_refuses_is_an_error_with_its_words(bare: Path) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Claims are not allowed here' >&2\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    here = runner(bare.parent, "here")
    with pytest.raises(NewsletterError, match="Claims are not allowed here"):
        here.push(commit(here, b"x"), REF, None)


def test_a_push_whose_answer_is_lost_is_found_out(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = runner(bare.parent, "here")
    made = commit(here, b"x")
    real = Repository.run

    def deaf(self: Repository, *arguments: str, stdin: bytes = b"", extra: dict[str, str] | None = None) -> bytes:
        answer = real(self, *arguments, stdin=stdin, extra=extra)
        if arguments[0] == "push":
            raise NewsletterError.of("git.failed", "the connection was lost")
        return answer

    monkeypatch.setattr(Repository, "run", deaf)
    assert here.push(made, REF, None) is True


def test_a_pre_push_hook_of_the_working_copy_is_not_run(bare: Path) -> None:
    here = runner(bare.parent, "here")
    hook = here.folder / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert here.push(commit(here, b"x"), REF, None)


def test_no_git_no_repository_no_remote_are_told(tmp_path: Path) -> None:
    assert not Repository(tmp_path, environ=ENVIRONMENT).has_remote()
    with pytest.raises(NewsletterError, match="git is not installed"):
        Repository(tmp_path, environ={"PATH": str(tmp_path)}).text("status")
    git(tmp_path, "init", "--quiet", "alone")
    alone = Repository(tmp_path / "alone", environ=ENVIRONMENT)
    assert not alone.has_remote()
    assert alone.newest_commit() is None
    git(alone.folder, "remote", "add", "origin", "https://anna:canary-token@127.0.0.1:9/none.git")
    with pytest.raises(NewsletterError) as caught:
        alone.refs(REF)
    assert "canary-token" not in str(caught.value)


@pytest.fixture
def guarded(bare: Path) -> Iterator[str]:
    """The repository behind HTTP (git's own backend), for who brings the token."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(b"")

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def answer(self, body: bytes) -> None:
            path, _, query = self.path.partition("?")
            if self.headers.get("Authorization") != "Basic eC1hY2Nlc3MtdG9rZW46Y2FuYXJ5":  # x-access-token:canary
                self.send_response(401)
                self.end_headers()
                return
            variables = ENVIRONMENT | {
                "GIT_PROJECT_ROOT": str(bare.parent),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "REMOTE_USER": "ci",
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }
            done = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True, check=True)
            head, _, rest = done.stdout.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(fields.pop("Status", "200").split()[0]))
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(rest)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{bare.name}"
        server.shutdown()
        thread.join()


def test_the_token_goes_to_the_remotes_host_in_the_environment_and_never_into_words(bare: Path, guarded: str) -> None:
    here = runner(bare.parent, "here")
    git(here.folder, "remote", "set-url", "origin", guarded)
    with_token = Repository(here.folder, environ=ENVIRONMENT | {TOKEN: "canary"})
    assert with_token.push(commit(with_token, b"x"), REF, None)
    assert with_token.refs(REF)
    wrong = Repository(here.folder, environ=ENVIRONMENT | {TOKEN: "canary-two"})
    with pytest.raises(NewsletterError) as caught:
        wrong.push(commit(wrong, b"y"), "refs/newsletter/claims/43", None)
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(wrong)
    assert "canary" not in (here.folder / ".git" / "config").read_text()
    assert TOKEN not in os.environ
