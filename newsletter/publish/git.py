"""Every call of git that publishing makes. What it does never depends on the caller's GIT_* variables."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

TOKEN = "NEWSLETTER_GIT_TOKEN"  # noqa: S105  a variable's name; it holds a token or user:token, for a remote on https
_KEPT = {"GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO"}  # how to reach a host, not what to do there
_IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in {"NAME": "Newsletter", "EMAIL": "newsletter@users.noreply.invalid"}.items()
}
_PATIENCE = 300  # seconds for one call
_TRIES = 5  # pushes of one ref, while the remote neither takes it nor has another


@dataclass(frozen=True, slots=True)
class Repository:
    """A working copy (or a bare repository) and the remote that it shares with other runners."""

    folder: Path
    remote: str = "origin"
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def has_remote(self) -> bool:
        """Tell whether the folder lies in a repository that has the remote."""
        try:
            return self.remote in self.text("remote").split()
        except NewsletterError:
            return False

    def newest_commit(self) -> datetime | None:
        """Give the time of the commit that is checked out: a moment that has surely passed."""
        try:
            return datetime.fromtimestamp(int(self.text("log", "-1", "--format=%ct")), UTC)
        except (NewsletterError, ValueError):
            return None

    def refs(self, pattern: str) -> dict[str, str]:
        """Ask the remote for the refs that match a pattern: name → commit."""
        listed = self._shared("ls-remote", "--refs", self.remote, pattern).decode()
        return {name: commit for commit, name in (line.split("\t") for line in listed.splitlines())}

    def fetch(self, *refs: str) -> None:
        """Bring the objects of remote refs here. No ref of this repository changes."""
        if refs:
            self._shared("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self.remote, *refs)

    def show(self, commit: str, name: str) -> bytes:
        """Give a file of a commit that is here."""
        return self.run("cat-file", "blob", f"{commit}:{name}")

    def tree(self, files: Mapping[str, bytes]) -> str:
        """Write files into the object store, byte for byte, and give their tree. Names use forward slashes."""
        blobs = [self.run("hash-object", "-w", "--no-filters", "--stdin", stdin=data) for data in files.values()]
        return self._tree_of(files, [blob.decode().strip() for blob in blobs])

    def tree_of_files(self, files: Mapping[str, Path]) -> str:
        """The same for files on the disk, in one process; no filter, attribute or ignore file is obeyed."""
        paths = "".join(f"{path.absolute()}\n" for path in files.values())
        blobs = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=paths.encode())
        return self._tree_of(files, blobs.decode().split())

    def commit(self, tree: str, message: str, parent: str | None = None) -> str:
        """Make a commit of a tree, with an identity of the newsletter's own. No branch changes."""
        parents = ["-p", parent] if parent else []
        return self.run("commit-tree", tree, *parents, "-m", message, extra=_IDENTITY).decode().strip()

    def push(self, commit: str, ref: str, expected: str | None) -> bool:
        """Set a remote ref to a commit if it still is `expected` (None: if it is not there yet).

        Gives False where somebody else was first: the remote decides, in one step (compare and swap).
        Raises NewsletterError where it refuses for another reason.
        """
        lease = f"--force-with-lease={ref}:{expected or ''}"
        options = ("--quiet", "--no-verify", "--no-signed", "--no-follow-tags", lease)
        for _ in range(_TRIES):
            try:
                self._shared("push", *options, self.remote, f"{commit}:{ref}")
            except NewsletterError as error:
                # Words differ between hosts and an answer can be lost on its way: what is there now decides.
                now = self.refs(ref).get(ref)
                if now == commit:
                    return True
                if now != expected:
                    return False
                refused = error
            else:
                return True
        raise refused

    def text(self, *arguments: str) -> str:
        """Run git and give its answer without the line end."""
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Run git and give what it prints. Raises NewsletterError with git's own words."""
        kept = {name: value for name, value in self.environ.items() if not name.startswith("GIT_") or name in _KEPT}
        kept.pop(TOKEN, None)
        environment = kept | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"} | dict(extra or {})
        command = ["git", *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                input=stdin,
                capture_output=True,
                env=environment,
                timeout=_PATIENCE,
                check=True,
            )
        except FileNotFoundError as error:
            raise NewsletterError.of("git.missing", "git is not installed.", "Install git.") from error
        except subprocess.TimeoutExpired as error:
            message = f"`git {arguments[0]}` gave no answer for {_PATIENCE} s."
            raise NewsletterError.of("git.silent", message, "Look at the remote and at the network.") from error
        except subprocess.CalledProcessError as error:
            raise self._failed(arguments[0], error.stderr) from None
        return done.stdout

    def _shared(self, *arguments: str) -> bytes:
        """Run what speaks to the remote, with the token where there is one."""
        return self.run(*arguments, extra=self._authorization(self.environ.get(TOKEN, "")))

    def _authorization(self, token: str) -> dict[str, str]:
        """Give git the token, for the remote's host alone, in the environment: arguments are for all to see."""
        address = urlsplit(self.text("remote", "get-url", "--push", self.remote)) if token else None
        if address is None or address.scheme not in {"https", "http"}:
            return {}
        pair = token if ":" in token else f"x-access-token:{token}"
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{address.scheme}://{address.netloc.rpartition('@')[2]}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {base64.b64encode(pair.encode()).decode()}",
        }

    def _failed(self, command: str, stderr: bytes) -> NewsletterError:
        """Make an error of what git said, without what an address may say of credentials."""
        said = re.sub(r"(\w+://)[^/@\s]+@", r"\1…@", stderr.decode("utf-8", "replace"))
        words = " ".join(" ".join(said.split()).rsplit(maxsplit=60)[-60:]) or "it gave no reason."
        hint = "Look at the remote's address, and at what may be done there from here."
        return NewsletterError.of("git.failed", f"`git {command}` failed: {words}", hint)

    def _tree_of(self, names: Iterable[str], blobs: Sequence[str]) -> str:
        entries = "".join(f"100644 {blob}\t{name}\0" for blob, name in zip(blobs, names, strict=True))
        with tempfile.TemporaryDirectory(prefix="newsletter-index-") as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self.run("update-index", "-z", "--add", "--index-info", stdin=entries.encode(), extra=index)
            return self.run("write-tree", extra=index).decode().strip()
