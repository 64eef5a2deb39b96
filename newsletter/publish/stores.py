"""Where claims lie: refs of a git remote, or files beside a newsletter that is in no git repository."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsletter.publish.git import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from newsletter.publish.claims import Store

REFS = "refs/newsletter/"
Kind = Literal["claims", "previews"]


def store_for(folder: Path, environ: Mapping[str, str] = os.environ, kind: Kind = "claims") -> Store:
    """Give the store of a newsletter: its git remote, where it has one; `.newsletter/claims` otherwise."""
    repository = Repository(folder, environ=environ)
    if repository.has_remote():
        return RefStore(repository, kind)
    return FileStore(folder / ".newsletter" / kind)


@dataclass(frozen=True, slots=True)
class RefStore:
    """Claims as `refs/newsletter/claims/<number>`: a version is a commit, the remote compares and swaps."""

    repository: Repository
    kind: Kind = "claims"

    @property
    def _refs(self) -> str:
        return f"{REFS}{self.kind}/"

    @property
    def _file(self) -> str:
        return f"{self.kind.removesuffix('s')}.json"

    def read(self, number: int) -> tuple[bytes, str] | None:
        """Give a claim's bytes and its commit."""
        ref = f"{self._refs}{number}"
        commit = self.repository.refs(ref).get(ref)
        if commit is None:
            return None
        self.repository.fetch(ref)
        return self.repository.show(commit, self._file), commit

    def read_all(self) -> dict[int, tuple[bytes, str]]:
        """Give all claims."""
        found = self.repository.refs(f"{self._refs}*")
        self.repository.fetch(*found)
        numbered = {int(ref.removeprefix(self._refs)): commit for ref, commit in found.items()}
        return {
            number: (self.repository.show(commit, self._file), commit) for number, commit in sorted(numbered.items())
        }

    def swap(self, number: int, data: bytes, expected: str | None) -> str | None:
        """Push a commit that replaces another. Raises NewsletterError where the remote takes no push from here."""
        tree = self.repository.tree({self._file: data})
        commit = self.repository.commit(tree, f"{self.kind.removesuffix('s').capitalize()} of issue {number}", expected)
        return commit if self.repository.push(commit, f"{self._refs}{number}", expected) else None


@dataclass(frozen=True, slots=True)
class FileStore:
    """Claims as chains of files, `<number>/<version>.json`: a version is made once, by whoever links it first."""

    folder: Path

    def read(self, number: int) -> tuple[bytes, str] | None:
        """Give the last version of a claim."""
        versions = sorted((self.folder / str(number)).glob("[0-9]*.json"))
        return (versions[-1].read_bytes(), versions[-1].stem) if versions else None

    def read_all(self) -> dict[int, tuple[bytes, str]]:
        """Give the last version of all claims."""
        names = sorted(int(path.name) for path in self.folder.glob("*") if re.fullmatch(r"\d+", path.name))
        found = {number: self.read(number) for number in names}
        return {number: last for number, last in found.items() if last}

    def swap(self, number: int, data: bytes, expected: str | None) -> str | None:
        """Write the version behind `expected`, complete and on the disk, if nobody has."""
        chain = self.folder / str(number)
        chain.mkdir(parents=True, exist_ok=True)
        version = f"{int(expected or '0') + 1:06}"
        with tempfile.NamedTemporaryFile(dir=chain, prefix=".new-") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            try:
                os.link(file.name, chain / f"{version}.json")
            except FileExistsError:
                return None
        _to_disk(chain)
        return version


def _to_disk(folder: Path) -> None:
    """Make sure that what was linked into a folder is there after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
