"""One issue from its file to its bytes: mail, text, message, manifest, the text of its page and its images."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter import __version__, walk
from newsletter.model import Output
from newsletter.pipeline.inputs import inputs_key
from newsletter.pipeline.pictures import pictures_of
from newsletter.problems import NewsletterError, Problem, did_you_mean, has_errors
from newsletter.publish import message
from newsletter.publish.engines.contract import mail_hash
from newsletter.render import context, email, site, text
from newsletter.render.typeset import Typesetter
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from newsletter.model import Issue, Seed
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.pictures import Picture
    from newsletter.render.context import Edition
    from newsletter.render.site import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What came of one file: card, text of the page and outputs where it is sound, problems in any case."""

    path: str
    key: str
    reads: tuple[str, ...] = ()
    card: Card | None = None
    seconds: int = 0
    content: str = ""
    outputs: tuple[Output, ...] = ()
    problems: tuple[Problem, ...] = ()


def press(desk: Desk, path: Path, *, draft: bool) -> Pressed:
    """Render one issue. User's mistakes come back as problems; nothing is written."""
    data = path.read_bytes()
    issue, problems = desk.room.read_issue(path)
    nothing = Pressed(path=desk.room.relative(path), key=inputs_key(desk, data, (), draft=draft), problems=problems)
    if issue is None or has_errors(problems):
        return nothing
    try:
        seeds = _seeds(desk, issue)
        pictures = pictures_of(issue, desk.room.image_folder(path), desk.room)
        reads = tuple(sorted([*(f"seeds/{name}.md" for name in seeds), *(one.file for one in pictures)]))
        key = inputs_key(desk, data, reads, draft=draft)
        edition = edition_of(desk, issue, seeds, pictures, draft=draft)
        return Pressed(
            path=nothing.path,
            key=key,
            reads=reads,
            seconds=edition.seconds,
            card=site.card(edition),
            content=site.content(edition, desk.env),
            outputs=(*_mail(desk, edition, key), *_assets(issue, pictures)),
            problems=problems,
        )
    except NewsletterError as error:
        return replace(nothing, problems=(*problems, *error.problems))


def _seeds(desk: Desk, issue: Issue) -> Mapping[str, Seed]:
    """Read the seeds that the issue names. Raises NewsletterError for those that are not there."""
    named = [(at, name) for at, name in walk.citations(issue) if not walk.is_address(name)]
    found = {name: desk.room.seed(name) for _, name in named}
    lost = [(at, name) for at, name in named if found[name] is None]
    if lost:
        known = desk.room.seed_ids()
        elsewhere = "Pin it with `newsletter pick`, or write the address of the source."
        raise NewsletterError(
            *(
                issue.source.problem(
                    "source.not-found",
                    f"There is no seed `{name}` (seeds/{name}.md).",
                    did_you_mean(name, known) or elsewhere,
                    at=at,
                    length=len(name),
                )
                for at, name in lost
            )
        )
    return {name: seed for name, seed in found.items() if seed is not None}


def edition_of(
    desk: Desk, issue: Issue, seeds: Mapping[str, Seed], pictures: Sequence[Picture], *, draft: bool
) -> Edition:
    """Put an issue together with all that rendering needs."""
    config = desk.room.config
    language = issue.language or config.language
    labels = desk.labels(language)
    setting = Typesetter(issue, labels, language, narrow=config.typography.narrow_spaces)
    base = f"{config.url.rstrip('/')}/issues/{issue.name}/"
    shown = {
        one.src: context.Picture(src=f"{base}{one.src}", **_shown_size(one, desk.theme.width - 48)) for one in pictures
    }
    return context.Edition(
        issue=issue,
        config=config,
        labels=labels,
        theme=desk.theme,
        logo=desk.logo,
        setting=setting,
        seeds=seeds,
        pictures=shown,
        seconds=context.seconds_to_read(issue, setting, config.reading_speed),
        draft=draft,
    )


def _shown_size(picture: Picture, column: int) -> dict[str, int]:
    """Fit a picture into the column. Sharp screens want twice the pixels, so a wide one is halved."""
    width = min(column, picture.width if picture.width < column else max(picture.width // 2, column))
    return {"width": width, "height": max(round(picture.height * width / picture.width), 1)}


def _message(edition: Edition, html: str, plain: str) -> bytes:
    """Write the message that no reader in particular gets: what any mail program opens."""
    config, host = edition.config, urlsplit(edition.config.url).hostname or "example.invalid"
    letter = message.Letter(
        subject=edition.subject,
        html=html,
        text=plain,
        from_name=_sender(edition),
        from_address=config.email or f"newsletter@{host}",
        date=_sent_at(edition),
        list_id=host if "." in host else f"newsletter.{host}",
        list_name=config.title,
        archive_url=config.url.replace("http://", "https://", 1),
        unsubscribe_url=context.UNSUBSCRIBE,
        unsubscribe_mailto=f"mailto:unsubscribe@{host}",
    )
    digest = stable_hash(edition.issue.name, html, plain)[:32]
    return message.specimen(letter, message_id=f"<{digest}@{host}>")


def _sender(edition: Edition) -> str:
    """Give the name in From."""
    title = edition.config.title
    return f"{edition.author}, {title}" if edition.author else title


def _mail(desk: Desk, edition: Edition, key: str) -> list[Output]:
    folder = f"mail/{edition.issue.name}"
    html, plain = email.render(edition, desk.env), text.render(edition, desk.env)
    sent = _message(edition, html, plain)
    parts = [
        Output(kind="html", path=f"{folder}/email.html", data=html.encode()),
        Output(kind="text", path=f"{folder}/email.txt", data=plain.encode()),
        Output(kind="message", path=f"{folder}/message.eml", data=sent),
    ]
    manifest = {
        "issue": edition.issue.name,
        "number": edition.issue.number,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "sender": _sender(edition),
        "date": _sent_at(edition).isoformat(),
        "url": edition.address,
        "draft": edition.draft,
        "reading_time_s": edition.seconds,
        "tool": f"newsletter {__version__}",
        "inputs_sha256": key,
        "mail_sha256": mail_hash(subject=edition.subject, preheader=edition.preheader, html=html, text=plain),
        "parts": {
            one.path.rpartition("/")[2]: {"bytes": len(one.data), "sha256": hashlib.sha256(one.data).hexdigest()}
            for one in parts
        },
    }
    data = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return [*parts, Output(kind="manifest", path=f"{folder}/manifest.json", data=data)]


def _sent_at(edition: Edition) -> datetime:
    when = edition.issue.publish_at or datetime.combine(edition.issue.date, time(7))
    return when if when.tzinfo else when.replace(tzinfo=edition.config.zone)


def _assets(issue: Issue, pictures: Sequence[Picture]) -> list[Output]:
    return [Output(kind="asset", path=f"site/issues/{issue.name}/{one.src}", data=one.data) for one in pictures]
