"""`newsletter doctor`: configuration, credentials, and what the domain says of its mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter import config as configuration
from newsletter.destinations import named
from newsletter.problems import Problem, Severity
from newsletter.publish import lookup
from newsletter.publish.doctor import Records, Sending, examine
from newsletter.publish.own_relay import DKIM_KEY
from newsletter.publish.workflows import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from newsletter.config import Config

_OPTIONAL = {"GHOST_STAFF_TOKEN", "NEWSLETTER_SMTP_USER", "NEWSLETTER_SMTP_PASSWORD"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to look at. `records`: a file of TXT records instead of DNS; `selectors`: of DKIM keys of an engine."""

    environ: Mapping[str, str]
    records: Path | None = None
    selectors: tuple[str, ...] = ()
    offline: bool = False
    tell: Callable[[str], None] = lambda _: None


def examined(folder: Path, options: Options) -> tuple[Problem, ...]:
    """List what is missing or wrong. Raises NewsletterError for a configuration or records that cannot be read."""
    config = configuration.load(folder)
    sending = sending_of(config, options.selectors)
    domain = sending.sender.rpartition("@")[2].lower()
    problems = [*_settings(config), *_credentials(config, options.environ)]
    if options.offline or not domain:
        nothing = ("spf", "dkim", "dmarc")
        found = examine(sending, Records())
        return (*problems, *(one for one in found if not one.code.removeprefix("doctor.").startswith(nothing)))
    names = (domain, f"_dmarc.{domain}", *sending.dkim)
    options.tell(f"looking at TXT records of {', '.join(names)}")
    records = lookup.given(options.records) if options.records else lookup.asked(names)
    known = Records(
        domain=records.get(domain, ()),
        dmarc=records.get(f"_dmarc.{domain}", ()),
        keys={name: records.get(name, ()) for name in sending.dkim},
    )
    return (*problems, *examine(sending, known))


def sending_of(config: Config, selectors: tuple[str, ...]) -> Sending:
    """Say how a newsletter mails, as its configuration has it."""
    engine, smtp = next(iter(named(config.publish.engine)), None), config.publish.engine.smtp
    domain = (config.email or "").rpartition("@")[2].lower()
    own = ((smtp.dkim_selector, smtp.dkim_domain or domain),) if smtp and smtp.dkim_selector else ()
    keys = [*own, *((selector, domain) for selector in selectors)]
    host = urlsplit(config.url).hostname or ""
    return Sending(
        sender=config.email or "",
        engine=None if smtp else engine,
        dkim=tuple(one if "._domainkey." in one else f"{one}._domainkey.{of}" for one, of in keys),
        list_id=host if "." in host else None,
        unsubscribe=smtp.unsubscribe if smtp else None,
        one_click=smtp is not None,
        address=config.address,
    )


def _settings(config: Config) -> list[Problem]:
    problems = []
    if not named(config.publish.engine):
        hint = "Write `[publish.engine.listmonk]`, `[publish.engine.smtp]`, …"
        problems.append(_finding("doctor.engine", "newsletter.toml does not say who mails.", hint, Severity.ERROR))
    if not named(config.publish.site):
        message = "newsletter.toml names no place for the site: something else has to put it on the web."
        problems.append(_finding("doctor.site", message, "Write `[publish.site.branch]`, …", Severity.INFO))
    if ("timezone",) not in config.source.nodes:
        message = "The newsletter has no time zone: `publish_at` needs an offset each time."
        problems.append(_finding("doctor.timezone", message, 'Write `timezone = "Europe/Paris"`.', Severity.WARNING))
    return problems


def _credentials(config: Config, environ: Mapping[str, str]) -> list[Problem]:
    """Say which credentials are not here: names only."""
    name, smtp = next(iter(named(config.publish.engine)), ""), config.publish.engine.smtp
    wanted = next((names for engine, names in SECRETS.items() if engine == name), ())
    wanted += (DKIM_KEY,) if smtp and smtp.dkim_selector else ()
    missing = [one for one in wanted if one not in _OPTIONAL and not environ.get(one)]
    return [
        _finding("doctor.credentials", f"{one} is not set here.", "CI needs it, in the publish job.", Severity.WARNING)
        for one in missing
    ]


def _finding(code: str, message: str, hint: str, severity: Severity) -> Problem:
    return Problem(severity=severity, code=code, path=configuration.FILE, message=message, hint=hint)
