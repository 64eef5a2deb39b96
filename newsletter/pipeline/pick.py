"""`pick`: an article of the inbox pinned in git as a seed, and an issue begun from seeds. Never overwrites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import issuefile, seedfile, urls, yamltext
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from newsletter.model import Article
    from newsletter.newsroom import Newsroom
    from newsletter.yamltext import Data


def seed_text(article: Article) -> str:
    """Write an article as the text of a seed."""
    body = article.text.strip()
    front: dict[str, Data | None] = {
        "title": article.title,
        "url": article.url,
        "site": article.site,
        "author": article.author,
        "published": article.published.date() if article.published else None,
        "retrieved": article.retrieved.date() if article.retrieved else None,
        "language": article.language if article.language != "und" else None,
        "sha256": seedfile.body_hash(body),
        "obtained": article.obtained,
    }
    head = "".join(yamltext.entry(key, value, 0) for key, value in front.items() if value is not None)
    return f"---\n{head}---\n\n{body}\n"


def pick(room: Newsroom, article: Article) -> str:
    """Pin an article as a seed and give the seed's id; one that is pinned already gives the id that it has."""
    text = seed_text(article)
    known = {room.seed_file(name).read_text(encoding="utf-8"): name for name in room.seed_ids()}
    if text in known:
        return known[text]
    name = _free(urls.slug(article.title) or article.uid[:12], set(room.seed_ids()))
    _write_new(room.seed_file(name), text)
    return name


def begin(room: Newsroom, seeds: Sequence[str], day: date) -> str:
    """Begin an issue from seeds: a draft with a piece for each. Gives the name of its file.

    Raises NewsletterError where a seed is not there, or none is named.
    """
    found = {name: room.seed(name) for name in seeds}
    if not found or any(seed is None for seed in found.values()):
        raise NewsletterError.of("begin.no-seeds", "Not every picked seed is there.", "Pick articles first.")
    numbers = [issue.number for path in room.issue_files() for issue in [room.read_issue(path)[0]] if issue]
    lines = [f"number: {max(numbers, default=0) + 1}\n", f"date: {day.isoformat()}\n", "status: draft\n", "news:\n"]
    for name, seed in found.items():
        if seed is not None:
            lines.append(yamltext.item({"title": seed.title, "sources": [name]}, 2))
    folder = room.folder / issuefile.FOLDER
    file = f"{_free(day.isoformat(), {path.stem for path in room.issue_files()})}.yaml"
    _write_new(folder / file, "".join(lines))
    return file


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, 10_000))) if one not in taken)


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
