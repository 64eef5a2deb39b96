"""One issue from its file to its bytes: mail, text, message, manifest, the text of its page and its images."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter import __version__, rules
from newsletter.curate import proofs, table
from newsletter.curate.footprint import footprint
from newsletter.model import Output
from newsletter.newsroom import content
from newsletter.pipeline import cited, judge
from newsletter.pipeline.inputs import inputs_key
from newsletter.pipeline.pictures import pictures_of
from newsletter.pipeline.ruleset import unknown_allowances
from newsletter.pipeline.social import picture as social_picture
from newsletter.pipeline.sources import seeds_of
from newsletter.problems import NewsletterError, Problem, has_errors
from newsletter.publish import message
from newsletter.publish.engines.contract import mail_hash
from newsletter.render import context, email, search, site, text
from newsletter.render.typeset import Typesetter
from newsletter.rules import Found
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.footprint import Footprint
    from newsletter.curate.proofs import Proved
    from newsletter.curate.rules import Draft
    from newsletter.model import Issue, Seed
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.pictures import Picture
    from newsletter.render.context import Edition
    from newsletter.render.search import Row
    from newsletter.render.site import Card
    from newsletter.rules import Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that an issue is made from, as far as it could be read, and what is wrong with it.

    `draft` is what its rules look at. `sound` tells whether its own file was read without an error, `whole` whether
    every picture is there: without them there is nothing to render.
    """

    path: str
    key: str
    reads: tuple[str, ...]
    draft: Draft
    pictures: tuple[Picture, ...]
    problems: tuple[Problem, ...]
    sound: bool
    whole: bool


MARGIN = 24  # CSS pixels at each side of a mail's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What came of one file: card, text of the page and outputs where it could be rendered, findings in any case.

    `found` is what its own rules found, without what the issue allows; `allowances` tells which of those were needed.
    """

    path: str
    key: str
    reads: tuple[str, ...] = ()
    card: Card | None = None
    seconds: int = 0
    content: str = ""
    row: Row = field(default_factory=list)
    outputs: tuple[Output, ...] = ()
    found: tuple[Found, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    footprint: Footprint | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of `found`."""
        return tuple(one.problem for one in self.found)


def press(desk: Desk, path: Path, *, draft: bool) -> Pressed:
    """Render one issue and run its own rules. User's mistakes come back as findings; nothing is written."""
    material = gather(desk, path, draft=draft)
    if not isinstance(material, Material):
        return material
    issue = material.draft.issue
    found = [*map(Found, material.problems), *unknown_allowances(issue), *judge.of_draft(desk, material.draft)]
    pressed = Pressed(
        path=material.path, key=material.key, reads=material.reads, footprint=footprint(issue, desk.room.config.zone)
    )
    if material.whole and (material.sound or draft):
        try:
            pressed, quoted_bytes = _rendered(desk, material, pressed, draft=draft)
            found += pressed.found
            parts: dict[str, bytes] = {one.kind: one.data for one in pressed.outputs}
            found += judge.of_mail(desk, issue, parts, quoted_bytes)
        except NewsletterError as error:
            found += (Found(_placed(desk, problem)) for problem in error.problems)
    kept, allowances = rules.allowed(found, rules.allowances(issue))
    if not material.sound:  # what an entry is for may be among what could not be read
        allowances = tuple(replace(one, used=True) for one in allowances)
    return replace(pressed, found=kept, allowances=allowances)


def _placed(desk: Desk, problem: Problem) -> Problem:
    """Name a template of the newsletter's own as its other files are named."""
    path = Path(problem.path)
    return replace(problem, path=desk.room.relative(path)) if path.is_relative_to(desk.room.folder) else problem


def gather(desk: Desk, path: Path, *, draft: bool) -> Material | Pressed:
    """Read an issue and all that it needs; give what is wrong with its file where no issue can be made out of it."""
    data = content(path)
    issue, problems = desk.room.read_issue(path)
    shown = desk.room.relative(path)
    if issue is None:
        key = inputs_key(desk, data, (), draft=draft)
        return Pressed(path=shown, key=key, found=tuple(map(Found, problems)))
    sound = not has_errors(problems)
    seeds, lost = seeds_of(issue, desk.room)
    pictures, shown_wrong = pictures_of(issue, desk.room.image_folder(path), desk.room, column(desk), desk.theme.paper)
    reads = tuple(sorted([*(f"seeds/{name}.md" for name in seeds), *(one.file for one in pictures)]))
    proved = judge.proved(desk, issue, seeds)
    if not sound:
        proved = proofs.undamaged(issue, proved, problems)
    return Material(
        path=shown,
        key=inputs_key(desk, data, reads, draft=draft),
        reads=reads,
        draft=judge.draft_of(desk, issue, seeds, pictures, proved, sound=sound),
        pictures=pictures,
        problems=(*problems, *lost, *shown_wrong),
        sound=sound,
        whole=not has_errors(shown_wrong),
    )


def _rendered(desk: Desk, material: Material, pressed: Pressed, *, draft: bool) -> tuple[Pressed, int]:
    """Render an issue; give what came of it, and the size of its HTML on the way."""
    issue, proved = material.draft.issue, material.draft.proved
    edition = edition_of(desk, issue, material.draft.seeds, material.pictures, draft=draft, proved=proved)
    mail, quoted_bytes = _mail(desk, edition, material)
    card = site.card(edition)
    social, unlettered = social_picture(desk, issue, card)
    made = replace(
        pressed,
        seconds=edition.seconds,
        card=card,
        content=site.content(edition, desk.env),
        row=search.row(edition, card),
        outputs=(*mail, *_assets(issue, material.pictures), social),
        found=unlettered,
    )
    return made, quoted_bytes


def edition_of(
    desk: Desk,
    issue: Issue,
    seeds: Mapping[str, Seed],
    pictures: Sequence[Picture],
    *,
    draft: bool,
    proved: Sequence[Proved] = (),
) -> Edition:
    """Put an issue together with all that rendering needs. `proved` tells which figures the web copy links."""
    config = desk.room.config
    language = issue.language or config.language
    labels = desk.labels(language)
    setting = Typesetter(issue, labels, language, narrow=config.typography.narrow_spaces)
    base = f"{config.url.rstrip('/')}/issues/{issue.name}/"
    shown = {one.src: context.Picture(src=f"{base}{one.src}", **_shown_size(one, column(desk))) for one in pictures}
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
        traced=cited.marks(proved, seeds),
    )


def column(desk: Desk) -> int:
    """Give the width of text and images in a mail, in CSS pixels."""
    return desk.theme.width - 2 * MARGIN


def _shown_size(picture: Picture, widest: int) -> dict[str, int]:
    """Fit a picture into the column; one that is narrower is shown pixel by pixel."""
    width = min(widest, picture.width)
    return {"width": width, "height": max(round(picture.height * width / picture.width), 1)}


def _message(edition: Edition, html: str, plain: str) -> tuple[bytes, int]:
    """Write the message that no reader in particular gets: what any mail program opens; and measure its HTML part."""
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
    sent = message.specimen(letter, message_id=f"<{digest}@{host}>")
    _, before, after = message.frame(letter)
    return sent, len(sent) - sent.rindex(before) - len(before) - len(after)


def _sender(edition: Edition) -> str:
    """Give the name in From."""
    title = edition.config.title
    return f"{edition.signer}, {title}" if edition.signer else title


def _mail(desk: Desk, edition: Edition, material: Material) -> tuple[list[Output], int]:
    folder = f"mail/{edition.issue.name}"
    html, plain = email.render(edition, desk.env), text.render(edition, desk.env)
    sent, quoted_bytes = _message(edition, html, plain)
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
        "inputs_sha256": material.key,
        "evidence": table.rows(edition.issue, material.draft.proved),
        "mail_sha256": mail_hash(subject=edition.subject, preheader=edition.preheader, html=html, text=plain),
        "parts": {
            one.path.rpartition("/")[2]: {"bytes": len(one.data), "sha256": hashlib.sha256(one.data).hexdigest()}
            for one in parts
        },
    }
    data = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return [*parts, Output(kind="manifest", path=f"{folder}/manifest.json", data=data)], quoted_bytes


def _sent_at(edition: Edition) -> datetime:
    when = edition.issue.publish_at or datetime.combine(edition.issue.date, time(7))
    return when if when.tzinfo else when.replace(tzinfo=edition.config.zone)


def _assets(issue: Issue, pictures: Sequence[Picture]) -> list[Output]:
    return [Output(kind="asset", path=f"site/issues/{issue.name}/{one.src}", data=one.data) for one in pictures]
