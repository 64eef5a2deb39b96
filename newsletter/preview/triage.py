"""The inbox on the desk: its articles by cluster, picked to seeds, and an issue begun from what was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsletter import walk
from newsletter.curate.dedupe import bands, relation, shingles, signature
from newsletter.ingest.inbox import FILE, FOLDER, Inbox
from newsletter.ingest.inbox_alike import Likeness
from newsletter.ingest.inbox_search import Wanted
from newsletter.newsroom import Newsroom
from newsletter.pipeline import pick as picking
from newsletter.problems import NewsletterError
from newsletter.urls import canonical

if TYPE_CHECKING:
    from datetime import date

    from newsletter.preview.newsdesk import Newsdesk

LIKENESS = Likeness(keys=lambda text: bands(signature(text)), shingles=shingles, relation=relation)
SHOWN = 300  # articles in one answer; a search finds the others


def exists(desk: Newsdesk) -> bool:
    """Tell whether there is an inbox: without one, the desk has no place for it."""
    return (desk.folder / FOLDER / FILE).is_file()


def opened(desk: Newsdesk) -> Inbox:
    """Open the inbox. Raises NewsletterError where there is none, or it cannot be read."""
    if not exists(desk):
        raise NewsletterError.of("inbox.none", "There is no inbox yet.", "`newsletter ingest` makes one.")
    return Inbox(desk.folder / FOLDER / FILE, LIKENESS)


def articles(desk: Newsdesk, words: str) -> list[dict[str, Any]]:
    """Give the articles that hold some words, or the newest, each with its cluster and the issues that used it."""
    used = _used(desk)
    pinned = _pinned(desk)
    with opened(desk) as inbox:
        found = inbox.search(Wanted(words=words, used=used, limit=SHOWN))
    return [
        {
            **one.as_json(),
            "seed": pinned.get(canonical(one.article.url or ""), ""),
            "excerpt": one.article.text[:280],
        }
        for one in found
    ]


def article(desk: Newsdesk, uid: str) -> dict[str, Any]:
    """Give one article with its text. Raises NewsletterError where there is none."""
    with opened(desk) as inbox:
        found = inbox.get(uid)
    return {"id": found.article.uid, "title": found.article.title, "url": found.article.url, "text": found.article.text}


def pick(desk: Newsdesk, uid: str) -> str:
    """Pin an article as a seed and give the seed's id. Raises NewsletterError where there is no such article."""
    with opened(desk) as inbox:
        found = inbox.get(uid)
    return picking.pick(_room(desk), found.article)


def unpick(desk: Newsdesk, uid: str, seed: str) -> str:
    """Take a pick back: the seed goes if it still is as it was picked and no issue rests on it. Gives its id.

    Raises NewsletterError otherwise.
    """
    with opened(desk) as inbox:
        found = inbox.get(uid)
    room = _room(desk)
    cited = {name for issue in desk.issues().values() for _, name in walk.citations(issue)}
    path = room.seed_file(seed) if seed in room.seed_ids() else None
    if path is None or seed in cited or path.read_text(encoding="utf-8") != picking.seed_text(found.article):
        hint = "Delete it by hand if you are sure."
        raise NewsletterError.of("pick.kept", f"The seed `{seed}` is in use or was edited: it stays.", hint)
    path.unlink()
    return seed


def begin(desk: Newsdesk, seeds: list[str], today: date) -> str:
    """Begin an issue from seeds and give its file's name. Raises NewsletterError where one is not there."""
    return picking.begin(_room(desk), seeds, today)


def _room(desk: Newsdesk) -> Newsroom:
    """Look at the folder anew: what was read before may be gone."""
    return Newsroom(desk.folder, desk.desk.room.config)


def _pinned(desk: Newsdesk) -> dict[str, str]:
    room = _room(desk)
    seeds = {name: room.seed(name) for name in room.seed_ids()}
    return {canonical(seed.url): name for name, seed in seeds.items() if seed and seed.url}


def _used(desk: Newsdesk) -> dict[str, tuple[str, ...]]:
    """Name for each address the issues that rest on it."""
    room = _room(desk)
    used: dict[str, tuple[str, ...]] = {}
    for name, issue in desk.issues().items():
        for _, cited in walk.citations(issue):
            seed = None if walk.is_address(cited) else room.seed(cited)
            address = cited if walk.is_address(cited) else seed.url if seed else None
            if address:
                key = canonical(address)
                used[key] = tuple(dict.fromkeys((*used.get(key, ()), name)))
    return used
