from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from places import s3_server, ssh_server
from repositories import git, runner, shared

from newsletter.destinations import BranchSite, BucketSite, FolderSite, RsyncSite
from newsletter.problems import NewsletterError
from newsletter.publish.git import Repository
from newsletter.publish.targets.branch import BranchTarget
from newsletter.publish.targets.bucket import MANIFEST, BucketTarget, content_type
from newsletter.publish.targets.contract import names_of
from newsletter.publish.targets.folder import MARKER, FolderTarget
from newsletter.publish.targets.rsync import RsyncTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsletter.publish.targets.contract import Target

OLD = {"index.html": b"old", "issues/2025-11-07-ia/index.html": b"one", "assets/a.css": b"a", "feed.xml": b"<feed/>"}
NEW = {"index.html": b"new", "issues/2025-11-07-ia/index.html": b"one", "assets/b.css": b"b", "feed.xml": b"<feed />"}


def site(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder / "site", ignore_errors=True)
    for name, data in files.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "site"


def files_under(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """A server that speaks S3."""
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "rsync", "branch", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Target, Callable[[], dict[str, bytes]]]:
    """Each target, and a look at what readers find there."""
    if request.param == "folder":
        return FolderTarget(FolderSite(path=str(tmp_path / "www")), tmp_path / "newsletter"), lambda: {
            name: data for name, data in files_under(tmp_path / "www").items() if name != MARKER
        }
    if request.param == "rsync":
        return RsyncTarget(RsyncSite(to=str(tmp_path / "www"))), lambda: files_under(tmp_path / "www")
    if request.param == "branch":
        bare = shared(tmp_path)
        return BranchTarget(BranchSite(), runner(tmp_path, "here")), lambda: pages(bare)
    bucket = f"lettre-{os.urandom(4).hex()}"
    settings = BucketSite(bucket=bucket, endpoint=request.getfixturevalue("moto"), region="eu-west-3", prefix="a/b")
    client = BucketTarget(settings)._client()
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    client.put_object(Bucket=bucket, Key="a/b/of-somebody-else.txt", Body=b"keep")
    client.put_object(Bucket=bucket, Key="a/bc.txt", Body=b"keep")
    return BucketTarget(settings), lambda: objects(client, bucket)


def pages(bare: Path) -> dict[str, bytes]:
    names = git(bare, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    found = {name: Repository(bare).show("gh-pages", name) for name in names}
    assert found.pop(".nojekyll") == b""
    return found


def objects(client: Any, bucket: str) -> dict[str, bytes]:
    keys = [entry["Key"] for entry in client.list_objects_v2(Bucket=bucket)["Contents"]]
    found = {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    assert found.pop("a/b/of-somebody-else.txt") == found.pop("a/bc.txt") == b"keep"
    found.pop(f"a/b/{MANIFEST}", None)
    return {key.removeprefix("a/b/"): data for key, data in found.items()}


def test_a_place_holds_exactly_the_site(place: tuple[Target, Callable[[], dict[str, bytes]]], tmp_path: Path) -> None:
    target, seen = place
    first = target.deploy(site(tmp_path, OLD))
    assert seen() == OLD
    assert set(first.changed) - {".nojekyll"} == set(OLD)
    second = target.deploy(site(tmp_path, NEW))
    assert seen() == NEW
    assert set(second.changed) == {"index.html", "assets/b.css", "feed.xml"}
    assert second.removed == ("assets/a.css",)
    third = target.deploy(site(tmp_path, NEW))
    assert (third.changed, third.removed) == ((), ())
    assert third.version == second.version


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    place: tuple[Target, Callable[[], dict[str, bytes]]], tmp_path: Path
) -> None:
    target, seen = place
    target.deploy(site(tmp_path, OLD))
    said = target.deploy(site(tmp_path, NEW), dry_run=True)
    assert seen() == OLD
    assert set(said.changed) == {"index.html", "assets/b.css", "feed.xml"}
    assert said.removed == ("assets/a.css",)


def test_what_others_point_at_becomes_visible_before_what_points(tmp_path: Path) -> None:
    names = names_of(site(tmp_path, NEW | {"404.html": b"", "sitemap.xml": b""}))
    assert names[0] == "assets/b.css"
    assert names[-3:] == ("feed.xml", "index.html", "sitemap.xml")


def test_a_folder_without_a_site_and_symlinks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NewsletterError, match="holds no site"):
        names_of(tmp_path)
    (site(tmp_path, OLD) / "secret").symlink_to("/etc/passwd")
    with pytest.raises(NewsletterError, match="`secret` is a symlink"):
        names_of(tmp_path / "site")


def test_readers_of_a_folder_never_see_a_mixture(tmp_path: Path) -> None:
    target = FolderTarget(FolderSite(path="www"), tmp_path)
    one, two = ({**OLD, "index.html": word, "assets/word.css": word} for word in (b"one", b"two"))
    target.deploy(site(tmp_path, one))
    mixed, stop = [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            # A reader's connection holds the folder that it entered: what openat(2) does for a web server.
            handle = os.open(tmp_path / "www", os.O_RDONLY)
            try:
                page, style = (_read(handle, name) for name in ("index.html", "assets/word.css"))
            except FileNotFoundError:
                continue  # the old tree is being removed behind this reader
            finally:
                os.close(handle)
            if page != style:
                mixed.append((page, style))

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(20):
        target.deploy(site(tmp_path, two))
        target.deploy(site(tmp_path, one))
    stop.set()
    thread.join()
    assert mixed == []


def _read(folder: int, name: str) -> bytes:
    handle = os.open(name, os.O_RDONLY, dir_fd=folder)
    try:
        return os.read(handle, 100)
    finally:
        os.close(handle)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "thesis.tex").write_text("years of work")
    with pytest.raises(NewsletterError, match="files that no build made"):
        FolderTarget(FolderSite(path="www"), tmp_path).deploy(site(tmp_path, OLD))
    assert (tmp_path / "www" / "thesis.tex").read_text() == "years of work"


def test_a_branch_keeps_its_history_and_the_working_copy_its_state(tmp_path: Path) -> None:
    bare = shared(tmp_path)
    here = runner(tmp_path, "here")
    target = BranchTarget(BranchSite(domain="lettre.example.org"), here)
    before = git(here.folder, "for-each-ref", "refs/heads"), git(here.folder, "status", "--porcelain")
    first = target.deploy(site(tmp_path, OLD))
    second = target.deploy(site(tmp_path, NEW))
    assert git(bare, "log", "--format=%H", "gh-pages").split() == [second.version, first.version]
    assert git(bare, "show", "gh-pages:CNAME") == "lettre.example.org"
    assert (git(here.folder, "for-each-ref", "refs/heads"), git(here.folder, "status", "--porcelain")) == before


def test_a_branch_that_somebody_pushed_to_meanwhile_gets_the_site_on_top(tmp_path: Path) -> None:
    bare = shared(tmp_path)
    here, there = (
        BranchTarget(BranchSite(), runner(tmp_path, "here")),
        BranchTarget(BranchSite(), runner(tmp_path, "b")),
    )
    here.deploy(site(tmp_path, OLD))
    stale = replace(
        here, repository=_Late(here.repository, lambda: there.deploy(site(tmp_path, OLD | {"x.txt": b"x"})))
    )
    stale.deploy(site(tmp_path, NEW))
    assert pages(bare) == NEW
    assert len(git(bare, "log", "--format=%H", "gh-pages").split()) == 3


class _Late(Repository):
    """A repository in which somebody else is quicker, once."""

    def __init__(self, real: Repository, first: Callable[[], object]) -> None:
        super().__init__(real.folder, real.remote, real.environ)
        object.__setattr__(self, "first", [first])

    def push(self, commit: str, ref: str, expected: str | None) -> bool:
        waiting: list[Callable[[], object]] = object.__getattribute__(self, "first")
        while waiting:
            waiting.pop()()
        return super().push(commit, ref, expected)


def test_a_bucket_gets_types_and_an_interrupted_deployment_is_cleaned_up_by_the_next(
    tmp_path: Path, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = BucketSite(bucket=f"lettre-{os.urandom(4).hex()}", endpoint=moto, region="us-east-1")
    target = BucketTarget(settings)
    client = target._client()
    client.create_bucket(Bucket=settings.bucket)
    real, count = BucketTarget._put, [0]

    def dying(self: BucketTarget, client: Any, name: str, data: bytes) -> None:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        real(self, client, name, data)

    with monkeypatch.context() as patch:
        patch.setattr(BucketTarget, "_put", dying)
        with pytest.raises(KeyboardInterrupt):
            target.deploy(site(tmp_path, OLD))
    target.deploy(site(tmp_path, NEW))
    keys = {entry["Key"] for entry in client.list_objects_v2(Bucket=settings.bucket)["Contents"]}
    assert keys == {*NEW, MANIFEST}
    kinds = {name: client.head_object(Bucket=settings.bucket, Key=name)["ContentType"] for name in keys}
    assert kinds["index.html"] == "text/html; charset=utf-8"
    assert kinds["feed.xml"] == "application/atom+xml; charset=utf-8"
    assert content_type("assets/a.png") == "image/png"
    assert content_type("CNAME") == "application/octet-stream"


def test_a_bucket_that_does_not_work_is_told_without_credentials(
    tmp_path: Path, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    wrong = {moto: "answered NoSuchBucket", "http://127.0.0.1:9": "EndpointConnectionError"}
    for endpoint, said in wrong.items():
        target = BucketTarget(BucketSite(bucket="not-there", endpoint=endpoint, region="us-east-1"))
        with pytest.raises(NewsletterError, match=said) as caught:
            target.deploy(site(tmp_path, OLD))
        assert "canary" not in str(caught.value.problems)


@pytest.mark.parametrize("to", ["-e evil", "rsync://host/x", "host::module", "ho st:x\ny"])
def test_a_destination_that_is_none_is_refused(tmp_path: Path, to: str) -> None:
    with pytest.raises(NewsletterError, match=r"no place that rsync reaches|rsync failed"):
        RsyncTarget(RsyncSite(to=to)).deploy(site(tmp_path, OLD))


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A real ssh server for this user on a free port, and the command that reaches it."""
    with ssh_server(tmp_path) as reached:
        yield reached


def test_rsync_over_ssh(tmp_path: Path, sshd: tuple[int, str]) -> None:
    port, ssh = sshd
    settings = RsyncSite(to=f"127.0.0.1:{tmp_path / 'a folder'}", port=port)
    assert set(RsyncTarget(settings, ssh).deploy(site(tmp_path, OLD)).changed) == set(OLD)
    assert RsyncTarget(settings, ssh).deploy(site(tmp_path, NEW)).removed == ("assets/a.css",)
    assert files_under(tmp_path / "a folder") == NEW
    stranger = ssh.replace(str(tmp_path / "user"), "/nonexistent")
    with pytest.raises(NewsletterError, match=r"rsync failed: .*Permission denied"):
        RsyncTarget(settings, stranger).deploy(site(tmp_path, OLD))
