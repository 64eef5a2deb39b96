"""What the desk knows of a newsletter while it is open: read once, read again only where a file changed."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsletter import clock, config as configuration, issueedit
from newsletter.curate.footprint import footprint
from newsletter.model import Output
from newsletter.newsroom import PRIVATE, Newsroom
from newsletter.pipeline import among, archive
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.pictures import pictures_of
from newsletter.pipeline.press import column, edition_of, press
from newsletter.pipeline.ruleset import AMONG, OWN
from newsletter.pipeline.sources import seeds_of
from newsletter.pipeline.state import Built
from newsletter.problems import NewsletterError, Problem, has_errors
from newsletter.publish import previews
from newsletter.render import email, site
from newsletter.rules import settled

if TYPE_CHECKING:
    from pathlib import Path

    from newsletter.curate.footprint import Footprint
    from newsletter.model import Issue
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.press import Pressed
    from newsletter.render.site import Card
    from newsletter.rules import Allowance, Found

DARK = b"(prefers-color-scheme: dark)"
SCHEMES = {"light": b"not all", "dark": b"all"}  # a frame shows one, whatever the machine prefers
SHARED = ("newsletter.toml", "templates", "assets")  # what every issue is made with


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An issue as the desk shows it: its last good bytes, and what is wrong with the file as it stands.

    `stale` tells that the file has moved on from the bytes; `outputs` is empty where there never were any.
    """

    name: str
    outputs: tuple[Output, ...] = ()
    card: Card | None = None
    content: str = ""
    problems: tuple[Problem, ...] = ()
    found: tuple[Found, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    stale: bool = False
    seconds: int = 0

    def part(self, kind: str) -> bytes:
        """Give one part of the mail; nothing where the issue never could be rendered."""
        return next((one.data for one in self.outputs if one.kind == kind), b"")

    @property
    def sha256(self) -> str:
        """The hash of the mail's HTML, the one that the build's manifest carries."""
        return hashlib.sha256(self.part("html")).hexdigest() if self.outputs else ""

    @property
    def mail_sha256(self) -> str:
        """The hash of the whole mail, as the build's manifest says it; empty where it was not rendered whole."""
        manifest = self.part("manifest")
        return str(json.loads(manifest)["mail_sha256"]) if manifest else ""


@dataclass(frozen=True, slots=True)
class _Read:
    issue: Issue | None
    problems: tuple[Problem, ...]
    footprint: Footprint | None


@dataclass(slots=True)
class Newsdesk:
    """An open newsletter. One thread at a time; `troubles` is what keeps its configuration from being used."""

    folder: Path
    desk: Desk
    troubles: tuple[Problem, ...] = ()
    _files: dict[str, Path] | None = None
    _read: dict[str, _Read] = field(default_factory=dict)
    _last: dict[str, Shown] = field(default_factory=dict)
    _cards: dict[str, tuple[str, Card]] = field(default_factory=dict)
    _seen: dict[int, str] = field(default_factory=dict)

    def files(self) -> dict[str, Path]:
        """Give the issues' files by their names. No other path is ever opened for a name that comes from a page."""
        if self._files is None:
            try:
                self._files = {path.name: path for path in self.desk.room.issue_files()}
            except NewsletterError as error:
                self.troubles = error.problems
                return {}
        return self._files

    def refresh(self, changed: frozenset[str]) -> None:
        """Take note of changed files, named from the newsletter's folder on."""
        for name in changed:
            folder, _, file = name.partition("/")
            self._read.pop(file, None)
            if folder == "issues" and (file in (self._files or ())) != (self.folder / name).is_file():
                self._files = None
        if any(name.startswith(SHARED) for name in changed):
            self._reopen()
        elif any(name.startswith("seeds") for name in changed):
            self.desk = replace(self.desk, room=Newsroom(self.folder, self.desk.room.config))

    def _reopen(self) -> None:
        """Open configuration and templates again; where they are broken, the ones that worked stay."""
        zone = self.desk.room.config.timezone
        try:
            self.desk = open_desk(Newsroom(self.folder, configuration.load(self.folder)))
            self.troubles = ()
            self._files = None
            if self.desk.room.config.timezone != zone:
                self._read.clear()
        except NewsletterError as error:
            self.troubles = error.problems

    def issue(self, name: str) -> tuple[Issue | None, tuple[Problem, ...]]:
        """Read an issue, or remember it. Raises OSError where the file is gone."""
        known = self._read.get(name)
        if known is None:
            issue, problems = self.desk.room.read_issue(self.files()[name])
            known = self._read[name] = _Read(
                issue, problems, footprint(issue, self.desk.room.config.zone) if issue else None
            )
        return known.issue, known.problems

    def unread(self) -> list[str]:
        """Name the issues that have not been read since they changed."""
        return [name for name in self.files() if name not in self._read]

    def issues(self) -> dict[str, Issue]:
        """Give all issues that can be read, by their names."""
        found = {}
        for name in self.files():
            try:
                issue = self.issue(name)[0]
            except (OSError, KeyError):  # deleted between the two looks
                continue
            if issue is not None:
                found[name] = issue
        return found

    def show(self, name: str) -> Shown:
        """Render an issue. Raises KeyError or OSError where it is not there."""
        pressed = press(self.desk, self.files()[name], draft=False)
        if pressed.card is None:
            last = self._last.get(name, Shown(name=name))
            shown = replace(last, problems=(*self.troubles, *pressed.problems), stale=True)
        else:
            shown = _shown(name, pressed)
            shown = replace(shown, problems=(*self.troubles, *shown.problems), stale=bool(self.troubles))
        shown = replace(shown, found=pressed.found, allowances=pressed.allowances)
        self._last[name] = shown
        return shown

    def glance(self, name: str) -> Shown:
        """Render the mail of an issue and nothing else: the eye waits for it. Its bytes are those that `show` gives.

        Raises KeyError or OSError where the issue is not there.
        """
        path, room = self.files()[name], self.desk.room
        issue, problems = room.read_issue(path)
        if issue is None or has_errors(problems) or self.troubles:
            return self.show(name)
        seeds, _ = seeds_of(issue, room)
        pictures, missing = pictures_of(issue, room.image_folder(path), room, column(self.desk), self.desk.theme.paper)
        if missing:
            return self.show(name)
        edition = edition_of(self.desk, issue, seeds, pictures, draft=False)
        try:
            html = email.render(edition, self.desk.env)
        except NewsletterError:
            return self.show(name)
        outputs = [Output(kind="html", path=f"mail/{issue.name}/email.html", data=html.encode())]
        outputs += [Output(kind="asset", path=f"site/issues/{issue.name}/{one.src}", data=one.data) for one in pictures]
        last = self._last.get(name, Shown(name=name))
        shown = replace(last, outputs=tuple(outputs), card=site.card(edition), problems=problems, stale=False)
        self._last[name] = shown
        return shown

    def last(self, name: str) -> Shown:
        """Give what was rendered last, without rendering it again."""
        return self._last.get(name, Shown(name=name))

    def seen(self, shown: Shown) -> None:
        """Write down that somebody has the mail before their eyes: publishing refuses another one."""
        issue = self.issue(shown.name)[0]
        content = "" if shown.stale or issue is None else shown.mail_sha256
        if issue is None or not content or self._seen.get(issue.number) == content:
            return
        with suppress(OSError):  # a newsletter that can only be read is shown all the same
            previews.see(self.folder / PRIVATE, issue.number, content, clock.now())
            self._seen[issue.number] = content

    def check(self, shown: Shown) -> tuple[Found, ...]:
        """Say what is found in an issue by itself and among the others. Raises KeyError where it is gone."""
        room = self.desk.room
        self.issues()
        prints = [read.footprint for name in self.files() if (read := self._read.get(name)) and read.footprint]
        path = room.relative(self.files()[shown.name])
        placed: tuple[Found, ...] = ()
        if any(one.path == path for one in prints):
            series = among.series_of(prints, lambda one: room.read_issue(room.folder / one)[0])
            placed = among.of_series(room, series, path, clock.now())
        return settled(shown.found, placed, shown.allowances, OWN | AMONG)

    def page(self, shown: Shown) -> bytes:
        """Give the web copy of an issue as the build would, with its neighbours in the archive."""
        if shown.card is None:
            return b""
        order = sorted(self.issues().items(), key=lambda one: (one[1].date, one[1].number))
        names = [name for name, issue in order if issue.status == "ready" or name == shown.name]
        at = names.index(shown.name) if shown.name in names else len(names)
        before, after = names[:at][-1:], names[at + 1 :][:1]
        around = {
            name: Built("", (), card, 0, (), "") for name in (*before, *after) for card in [self._card(name)] if card
        }
        around[shown.name] = Built("", (), shown.card, 0, (), "")
        return archive.page_output(self.desk, shown.card, shown.content, archive.neighbours(around)[shown.name]).data

    def site_file(self, path: str) -> bytes | None:
        """Give the bytes of an image or the style sheet that rendered issues name, by its path on the site."""
        parts = path.split("/")
        if parts[0] == "assets" and len(parts) == 3 and parts[1] in SCHEMES:
            return self.desk.stylesheet.replace(DARK, SCHEMES[parts[1]])
        for shown in self._last.values():
            if shown.card is not None and parts[:2] == ["issues", shown.card.name]:
                return next((one.data for one in shown.outputs if one.path == f"site/{path}"), None)
        return None

    def _card(self, name: str) -> Card | None:
        """Give the card of another issue, rendered once for each state of its file."""
        key = issueedit.fingerprint(self.files()[name].read_text(encoding="utf-8", errors="replace"))
        known = self._cards.get(name)
        if known is None or known[0] != key + self.desk.key:
            card = press(self.desk, self.files()[name], draft=False).card
            if card is None:
                return None
            known = self._cards[name] = (key + self.desk.key, card)
        return known[1]


def _shown(name: str, pressed: Pressed) -> Shown:
    return Shown(
        name=name,
        outputs=pressed.outputs,
        card=pressed.card,
        content=pressed.content,
        problems=pressed.problems,
        seconds=pressed.seconds,
    )


def open_newsdesk(folder: Path) -> Newsdesk:
    """Open a newsletter. Raises NewsletterError where its configuration or templates cannot be read."""
    return Newsdesk(folder, open_desk(Newsroom(folder, configuration.load(folder))))
