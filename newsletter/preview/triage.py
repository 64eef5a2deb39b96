"""The inbox on the desk: its stories by rank, pinned as seeds, and an issue started from what was pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsletter import clock, seedfile, walk
from newsletter.curate.rank import Why
from newsletter.ingest.inbox import FILE
from newsletter.ingest.inbox_search import Wanted
from newsletter.newsroom import PRIVATE, Newsroom
from newsletter.pipeline import collect, draft, pin
from newsletter.problems import NewsletterError
from newsletter.urls import canonical

if TYPE_CHECKING:
    from newsletter.ingest.inbox import Inbox
    from newsletter.ingest.inbox_search import Found
    from newsletter.preview.newsdesk import Newsdesk

TOLD = frozenset({Why.TOPIC, Why.SITE})  # of the reasons; the others are seen: the day, the story's other articles
SHOWN = 300  # articles in one answer; a search finds the others


def exists(desk: Newsdesk) -> bool:
    """Tell whether there is an inbox: without one, the desk has no place for it."""
    return (desk.folder / PRIVATE / FILE).is_file()


def _inbox(desk: Newsdesk) -> Inbox:
    """Open the inbox. Raises NewsletterError where there is none, or it cannot be read."""
    _require(desk)
    return collect.open_inbox(desk.desk.room)


def _require(desk: Newsdesk) -> None:
    """Raise NewsletterError where there is no inbox: to open it would make one."""
    if not exists(desk):
        raise NewsletterError.of("inbox.none", "There is no inbox yet.", "`newsletter ingest` makes one.")


def stories(desk: Newsdesk, words: str) -> list[dict[str, Any]]:
    """Give the stories that hold some words, the best first: the articles that tell each, and why it stands there."""
    _require(desk)
    room = _room(desk)
    entries = collect.search(room, Wanted(words=words, limit=SHOWN), now=clock.now())
    seeds = {name: room.seed(name) for name in room.seed_ids()}
    pinned = {canonical(seed.url): name for name, seed in seeds.items() if seed and seed.url}
    return [
        {
            "articles": [_told(one, pinned) for one in (entry.found, *entry.others)],
            "why": [{"code": one.code, "value": one.value} for one in entry.ranked.reasons if one.code in TOLD],
        }
        for entry in entries
    ]


def _told(found: Found, pinned: dict[str, str]) -> dict[str, Any]:
    return {**found.as_json(), "seed": pinned.get(canonical(found.article.url or ""), "")}


def article(desk: Newsdesk, uid: str) -> dict[str, Any]:
    """Give one article with its text. Raises NewsletterError where there is none."""
    with _inbox(desk) as inbox:
        found = inbox.get(uid).article
    return {"id": found.uid, "title": found.title, "url": found.url, "text": found.text}


def pick(desk: Newsdesk, uid: str) -> str:
    """Pin an article as a seed and give the seed's id. Raises NewsletterError where there is no such article."""
    with _inbox(desk) as inbox:
        found = inbox.get(uid)
    return pin.pin(_room(desk), [found])[0].id


def unpick(desk: Newsdesk, uid: str, seed: str) -> str:
    """Take a pick back: the seed goes if it still is as it was pinned and no issue rests on it. Gives its id.

    Raises NewsletterError otherwise.
    """
    with _inbox(desk) as inbox:
        found = inbox.get(uid).article
    room = _room(desk)
    cited = {name for issue in desk.issues().values() for _, name in walk.citations(issue)}
    path = room.seed_file(seed) if seed in room.seed_ids() else None
    if path is None or seed in cited or path.read_text(encoding="utf-8") != seedfile.write(found, body=found.text):
        hint = "Delete it by hand if you are sure."
        raise NewsletterError.of("pick.kept", f"The seed `{seed}` is in use or was edited: it stays.", hint)
    path.unlink()
    return seed


def begin(desk: Newsdesk, seeds: list[str]) -> str:
    """Start an issue from seeds and give its file's name. Raises NewsletterError where one is not there."""
    room = _room(desk)
    known = room.seed_ids()
    if not seeds or any(name not in known for name in seeds):
        raise NewsletterError.of("begin.no-seeds", "Not every picked seed is there.", "Pick articles first.")
    today = clock.now().astimezone(room.config.zone).date()
    return draft.new(room, draft.Options(seeds=tuple(seeds)), today=today).path.removeprefix("issues/")


def _room(desk: Newsdesk) -> Newsroom:
    """Look at the folder anew: what was read before may be gone."""
    return Newsroom(desk.folder, desk.desk.room.config)
