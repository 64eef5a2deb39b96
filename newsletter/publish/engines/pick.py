"""The engine that newsletter.toml names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from newsletter.destinations import Brevo, Buttondown, Copy, Ghost, Listmonk, Mailchimp

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.publish.engines.contract import Engine
    from newsletter.publish.engines.http import Wire

Settings: TypeAlias = Listmonk | Buttondown | Ghost | Brevo | Mailchimp | Copy


def engine(settings: Settings, newsletter: Path, wire: Wire) -> Engine:
    """Make the adapter for an engine's settings. `newsletter` is the folder that paths are relative to."""
    match settings:
        case Listmonk():
            from newsletter.publish.engines.listmonk import ListmonkEngine

            return ListmonkEngine(settings, wire)
        case Buttondown():
            from newsletter.publish.engines.buttondown import ButtondownEngine

            return ButtondownEngine(settings, wire)
        case Ghost():
            from newsletter.publish.engines.ghost import GhostEngine

            return GhostEngine(settings, wire)
        case Brevo():
            from newsletter.publish.engines.brevo import BrevoEngine

            return BrevoEngine(settings, wire)
        case Mailchimp():
            from newsletter.publish.engines.mailchimp import MailchimpEngine

            return MailchimpEngine(settings, wire)
        case Copy():
            from newsletter.publish.engines.folder import FolderEngine

            return FolderEngine(settings, newsletter)
