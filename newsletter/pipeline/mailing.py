"""What a build made of an issue, taken up to be published: exactly the bytes that its manifest vouches for."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsletter.problems import NewsletterError
from newsletter.publish.engines.contract import Mail
from newsletter.publish.names import mailing_key

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.config import Config
    from newsletter.model import Issue

_VERSION = re.compile(r'<meta name="newsletter:version" content="([0-9a-f]+)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """An issue that is built: its mail, the site that it is part of, and by what its web copy is known."""

    issue: Issue
    mail: Mail
    date: datetime
    site: Path
    mark: str

    @property
    def content(self) -> str:
        """The hash of the mail, as its manifest says it."""
        return self.mail.content


def read(config: Config, issue: Issue, out: Path) -> Mailing:
    """Take an issue up from a build. Raises NewsletterError where its files are not what the manifest says."""
    folder = out / "mail" / issue.name
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    parts = {name: (folder / name).read_bytes() for name in manifest["parts"]}
    mail = Mail(
        key=mailing_key(config, issue),
        number=issue.number,
        subject=manifest["subject"],
        preheader=manifest["preheader"],
        html=parts["email.html"].decode(),
        text=parts["email.txt"].decode(),
        url=manifest["url"],
        sender=(manifest["sender"], sender_address(config)),
    )
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    if mail.content != manifest["mail_sha256"] or any(
        hashes[name] != said["sha256"] for name, said in manifest["parts"].items()
    ):
        message = f"The mail of {issue.name} is not what its manifest says."
        raise NewsletterError.of("publish.manifest", message, "Nobody may change `out`: build it again.")
    page = (out / "site" / "issues" / issue.name / "index.html").read_text(encoding="utf-8")
    found = _VERSION.search(page)
    return Mailing(
        issue=issue,
        mail=mail,
        date=datetime.fromisoformat(manifest["date"]),
        site=out / "site",
        mark=found[0] if found else mail.url,
    )


def sender_address(config: Config) -> str:
    """Give the address in From. Raises NewsletterError where newsletter.toml has none."""
    if config.email:
        return config.email
    hint = "Write `email` into newsletter.toml: an address of your own domain."
    raise NewsletterError.of("publish.sender", "The newsletter has no address to mail from.", hint)
