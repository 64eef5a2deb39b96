"""The site as a branch of the newsletter's git remote (GitHub Pages, GitLab Pages, Codeberg Pages)."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.targets.contract import Deployed, names_of

if TYPE_CHECKING:
    from newsletter.destinations import BranchSite
    from newsletter.publish.git import Repository

MESSAGE = "Publish the site"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class BranchTarget:
    """Deploys as a commit on top of the branch. No branch and no file of the working copy changes."""

    settings: BranchSite
    repository: Repository

    def deploy(self, site: Path, *, dry_run: bool = False) -> Deployed:
        """Push the site as one commit: the host shows the old one or the new one."""
        tree = self._tree(site)
        ref = f"refs/heads/{self.settings.branch}"
        for _ in range(_TRIES):
            tip = self.repository.refs(ref).get(ref)
            changed, removed = self._difference(ref, tip, tree)
            version = tip or ""
            if not dry_run and (changed or removed):
                version = self.repository.commit(tree, MESSAGE, tip)
                if not self.repository.push(version, ref, tip):
                    continue
            return Deployed(
                target="branch",
                where=f"{self.repository.remote}/{self.settings.branch}",
                version=version,
                changed=changed,
                removed=removed,
            )
        message = f"`{self.settings.branch}` changes faster than the site can be pushed."
        raise NewsletterError.of("site.branch", message, "See that nobody else writes to this branch.")

    def _tree(self, site: Path) -> str:
        names = names_of(site)
        extra = {".nojekyll": b""} | ({"CNAME": f"{self.settings.domain}\n".encode()} if self.settings.domain else {})
        with tempfile.TemporaryDirectory(prefix="newsletter-site-") as folder:
            paths = {name: site / name for name in names}
            for name, data in extra.items():
                paths[name] = Path(folder) / name
                paths[name].write_bytes(data)
            return self.repository.tree_of_files(paths)

    def _difference(self, ref: str, tip: str | None, tree: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if tip is None:
            return tuple(self.repository.text("ls-tree", "-r", "-z", "--name-only", tree).strip("\0").split("\0")), ()
        self.repository.fetch(ref)
        listed = self.repository.text("diff-tree", "-r", "-z", "--name-status", "--no-renames", tip, tree)
        fields = listed.strip("\0").split("\0") if listed else []
        pairs = list(zip(fields[::2], fields[1::2], strict=True))
        changed = tuple(name for status, name in pairs if status != "D")
        return changed, tuple(name for status, name in pairs if status == "D")
