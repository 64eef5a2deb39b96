"""The site on another machine, through rsync over ssh."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.targets.contract import Deployed, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.destinations import RsyncSite

_OURS = ("--recursive", "--times", "--perms", "--protect-args", "--compress", "--checksum", "--chmod=D755,F644")
# New files wait beside the old ones until all are there, then take their places; what is gone goes last.
_AT_ONCE = ("--delay-updates", "--delete-delay")


@dataclass(frozen=True, slots=True)
class RsyncTarget:
    """Deploys with rsync. `ssh` is the command that connects; it never asks anything."""

    settings: RsyncSite
    ssh: str = "ssh -o BatchMode=yes"

    def deploy(self, site: Path, *, dry_run: bool = False) -> Deployed:
        """Make the other folder the same. Almost at once: rsync renames all changed files at the end."""
        names_of(site)
        destination = self._destination()
        port = f" -p {self.settings.port}" if self.settings.port else ""
        listing = ("--itemize-changes", "--out-format=%i %n", *(["--dry-run"] if dry_run else []))
        command = ["rsync", *_OURS, *_AT_ONCE, *listing, "--rsh", self.ssh + port, "--", f"{site}/", destination]
        try:
            done = subprocess.run(command, capture_output=True, check=True, text=True, stdin=subprocess.DEVNULL)
        except FileNotFoundError as error:
            raise NewsletterError.of("site.rsync", "rsync is not installed.", "Install rsync and ssh.") from error
        except subprocess.CalledProcessError as error:
            said = " ".join(error.stderr.split()[:60])
            hint = f"Try `{self.ssh}{port} {destination.partition(':')[0]} true`: it must answer without a question."
            raise NewsletterError.of("site.rsync", f"rsync failed: {said}", hint) from None
        lines = [line.split(" ", 1) for line in done.stdout.splitlines() if " " in line]
        changed = tuple(name for what, name in lines if re.match(r"[<>c]f", what))
        removed = tuple(name.strip() for what, name in lines if what == "*deleting")
        return Deployed(target="rsync", where=destination, version="", changed=changed, removed=removed)

    def _destination(self) -> str:
        to = self.settings.to
        if to.startswith("-") or "\n" in to or re.match(r"\w+://", to) or not re.fullmatch(r"([^:/\s]+:)?[^\0]+", to):
            raise NewsletterError.of(
                "site.rsync", f"`{to}` is no place that rsync reaches over ssh.", "Write `user@host:folder`."
            )
        return f"{to.rstrip('/')}/"
