"""The site as a folder of this machine: exchanged for the old one in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.publish import output
from newsletter.publish.targets.contract import Deployed, names_of
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.destinations import FolderSite

MARKER = ".newsletter-site"  # says that the folder is ours to replace


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """Deploys into a folder. A path in the settings is relative to the newsletter's."""

    settings: FolderSite
    newsletter: Path

    def deploy(self, site: Path, *, dry_run: bool = False) -> Deployed:
        """Replace the folder: readers see the old site or the new one, never a mixture."""
        target = self.newsletter / self.settings.path
        new = {name: (site / name).read_bytes() for name in names_of(site)}
        new[MARKER] = (stable_hash(*(part for pair in sorted(new.items()) for part in pair)) + "\n").encode()
        output.guard(target, self.newsletter, MARKER)
        old = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
        same = {name for name, data in new.items() if name in old and old[name].read_bytes() == data}
        removed = tuple(sorted(old.keys() - new))
        if not dry_run and (removed or len(same) < len(new)):
            output.replace(target, same, {name: data for name, data in new.items() if name not in same})
        return Deployed(
            target="folder",
            where=str(target),
            version=new[MARKER].decode().strip(),
            changed=tuple(name for name in new if name not in same and name != MARKER),
            removed=removed,
        )
