"""An article of the inbox becomes a seed: pinned in git, with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from newsletter import seedfile
from newsletter.newsroom import read_text
from newsletter.urls import canonical, slug

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsletter.ingest.inbox_search import Found
    from newsletter.model import Article
    from newsletter.newsroom import Newsroom


Status: TypeAlias = Literal["new", "known", "edited", "cleaned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What became of one article: the seed's id and file, and whether it was there already.

    `edited` was it by a person; `cleaned` is one that holds the cleaned text where the raw one was wanted.
    """

    id: str
    path: str
    status: Status


def pin(room: Newsroom, found: Sequence[Found], *, raw: bool = False, dry_run: bool = False) -> tuple[Pinned, ...]:
    """Pin articles as seeds. A seed that is there is never written over, edited or not.

    With `raw` the text is kept as it came, with what cleaning had cut.
    """
    return tuple(_pin(room, one.article, raw=raw, dry_run=dry_run) for one in found)


def _pin(room: Newsroom, article: Article, *, raw: bool, dry_run: bool) -> Pinned:
    for seed_id in _names(article):
        path = room.seed_file(seed_id)
        body = article.raw if raw and article.raw else article.text
        shown = room.relative(path)
        if path.exists():
            status = _same(path, shown, article, body)
            if status is not None:
                return Pinned(id=seed_id, path=shown, status=status)
            continue
        if not dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            text = seedfile.write(article, body=body)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        return Pinned(id=seed_id, path=shown, status="new")
    raise AssertionError  # the names never end


def _names(article: Article) -> Sequence[str]:
    base = slug(article.title, longest=50) or article.uid[:12]
    return [base, *(f"{base}-{number}" for number in range(2, 1000))]


def _same(path: Path, shown: str, article: Article, body: str) -> Status | None:
    """Tell whether a seed is this article's, and whether it has another text than the one that is wanted."""
    text = read_text(path, shown)[0]
    seed = None if text is None else seedfile.read(text, shown, path.stem)[0]
    if seed is None or not _is_of(seed.url, article.url, seed.title == article.title):
        return None
    held = seedfile.body_hash(seed.body)
    if seed.sha256 and held != seed.sha256:
        return "edited"
    wants_raw = body != article.text and held == seedfile.body_hash(article.text)
    return "cleaned" if wants_raw else "known"


def _is_of(one: str | None, other: str | None, same_title: bool) -> bool:
    if one and other:
        return canonical(one) == canonical(other)
    return same_title
