"""Where this newsletter goes: its place on the web and who mails it, opened from newsletter.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import destinations
from newsletter.newsroom import PRIVATE
from newsletter.problems import NewsletterError
from newsletter.publish.engines import pick as engines
from newsletter.publish.engines.http import Wire
from newsletter.publish.own_relay import OwnRelay
from newsletter.publish.targets import pick as targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.newsroom import Newsroom
    from newsletter.publish.engines.contract import Engine
    from newsletter.publish.targets.contract import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Both opened, with their names. `target` is None where something else puts the site on the web."""

    target: Target | None
    where: str
    mailer: Engine | OwnRelay
    engine: str


def open_destination(room: Newsroom, environ: Mapping[str, str]) -> Destination:
    """Open the place and the engine that newsletter.toml names. Raises NewsletterError where no engine is named."""
    mailer = open_mailer(room, environ)
    target = open_target(room, environ)
    place = next(iter(destinations.named(room.config.publish.site)), "")
    return Destination(target=target, where=place, mailer=mailer, engine=engine_name(room))


def open_target(room: Newsroom, environ: Mapping[str, str]) -> Target | None:
    """Open the place for the site, where one is named."""
    site = room.config.publish.site
    chosen = site.folder or site.rsync or site.branch or site.bucket
    return targets.target(chosen, room.folder, environ) if chosen else None


def open_mailer(room: Newsroom, environ: Mapping[str, str]) -> Engine | OwnRelay:
    """Open what mails."""
    named = room.config.publish.engine
    if named.smtp:
        return open_relay(room, environ)
    chosen = named.listmonk or named.buttondown or named.ghost or named.brevo or named.mailchimp or named.copy
    if chosen is None:
        hint = "Write `[publish.engine.listmonk]`, `[publish.engine.smtp]`, … (docs/how-to/publish.md)."
        raise NewsletterError.of("publish.no-engine", "newsletter.toml does not say who mails.", hint)
    return engines.engine(chosen, room.folder, Wire(environ=environ))


def open_relay(room: Newsroom, environ: Mapping[str, str]) -> OwnRelay:
    """Open the newsletter's own relay. Raises NewsletterError where an engine mails instead."""
    settings = room.config.publish.engine.smtp
    if settings is None:
        name = engine_name(room) or "no engine"
        message = f"newsletter.toml names {name}: only an own relay (`[publish.engine.smtp]`) keeps a ledger here."
        raise NewsletterError.of("relay.none", message, "Look at the campaign in your engine.")
    ca_file = room.folder / settings.ca_file if settings.ca_file else None
    return OwnRelay(settings=settings, private=room.folder / PRIVATE, ca_file=ca_file, environ=environ)


def engine_name(room: Newsroom) -> str:
    """Give the name of the engine's table, empty where there is none."""
    return next(iter(destinations.named(room.config.publish.engine)), "")
