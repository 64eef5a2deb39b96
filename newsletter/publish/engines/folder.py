"""The mail as files, with the placeholders of any engine: for those that take a mailing by copy and paste."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.engines.certain import upserted
from newsletter.publish.engines.contract import Campaign, Plan, State, cannot, refuse_unless
from newsletter.publish.engines.merge_syntax import READER, SYNTAXES, UNSUBSCRIBE, Syntax, unchanged
from newsletter.publish.engines.planning import planned
from newsletter.publish.engines.reply import Reply
from newsletter.publish.output import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from newsletter.destinations import Copy
    from newsletter.publish.engines.contract import Mail

_META = "meta.json"


@dataclass(frozen=True, slots=True)
class FolderEngine:
    """Writes `<path>/<key>/email.html`, `email.txt` and `meta.json`. Nobody is mailed by this."""

    settings: Copy
    newsletter: Path
    name: str = "The folder"

    def plan(self, mail: Mail) -> Plan:
        """Write the mail in the syntax that the settings name."""
        return planned(self.name, self._syntax(), mail)

    def find(self, key: str) -> Campaign | None:
        """Look whether the files are there."""
        return self._campaign(key) if (self._folder(key) / _META).is_file() else None

    def upsert_draft(self, plan: Plan) -> Campaign:
        """Write the files, `meta.json` last."""

        def written(_: Campaign | None = None) -> Campaign:
            folder = self._folder(plan.mail.key)
            write_file(folder / "email.html", plan.html.encode())
            write_file(folder / "email.txt", plan.text.encode())
            self._note(plan.mail.key, self._meta(plan))
            return self._campaign(plan.mail.key)

        return upserted(self, plan.mail.key, written, written, lambda _: None)

    def send_test(self, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Refuse: files mail nobody."""
        cannot(
            f"{self.name} {campaign.id}",
            f"mail to {len(addresses)} addresses",
            "Test from the engine it is pasted into.",
        )

    def schedule(self, campaign: Campaign, when: datetime | None) -> Campaign:
        """Note when somebody is to send it."""
        refuse_unless(campaign, State.DRAFT)
        state = State.SCHEDULED if when else State.SENT
        self._note(
            campaign.id, self._read(campaign.id) | {"state": state, "send_at": when.isoformat() if when else None}
        )
        return self._campaign(campaign.id)

    def unschedule(self, campaign: Campaign) -> Campaign:
        """Take the note back."""
        refuse_unless(campaign, State.SCHEDULED)
        self._note(campaign.id, self._read(campaign.id) | {"state": State.DRAFT, "send_at": None})
        return self._campaign(campaign.id)

    def status(self, campaign: Campaign) -> Campaign:
        """Read the note."""
        return self._campaign(campaign.id)

    def _syntax(self) -> Syntax:
        plain = Syntax(unsubscribe=UNSUBSCRIBE, reader=READER, html=unchanged, text=unchanged, subject=unchanged)
        base = SYNTAXES[self.settings.syntax] if self.settings.syntax else plain
        return replace(
            base,
            unsubscribe=self.settings.unsubscribe or base.unsubscribe,
            reader=self.settings.reader or base.reader,
        )

    def _folder(self, key: str) -> Path:
        return self.newsletter / self.settings.path / key

    def _meta(self, plan: Plan) -> dict[str, object]:
        name, address = plan.mail.sender
        return {
            "subject": plan.subject,
            "preheader": plan.mail.preheader,
            "from": f"{name} <{address}>" if name else address,
            "number": plan.mail.number,
            "web": plan.mail.url,
            "sha256": plan.mail.content,
            "state": State.DRAFT,
            "send_at": None,
        }

    def _note(self, key: str, meta: dict[str, object]) -> None:
        written = json.dumps(meta, ensure_ascii=False, indent=1) + "\n"
        write_file(self._folder(key) / _META, written.encode())

    def _read(self, key: str) -> dict[str, object]:
        path = self._folder(key) / _META
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            message = f"`{path}` cannot be read."
            raise NewsletterError.of("engine.unexpected", message, "Remove its folder and publish again.") from error
        return dict(read)

    def _campaign(self, key: str) -> Campaign:
        meta = Reply(self.name, self._read(key), _META)
        at = meta.get("send_at")
        try:
            state = State(meta["state"].text)
        except ValueError:
            state = State.STOPPED
        return Campaign(engine=self.name, id=key, state=state, at=at.time if at else None)
