"""What shows more than one issue: neighbours, pages, feeds, the archive. From cards only, so that it stays cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.model import Output
from newsletter.render import feeds, site
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.state import Built
    from newsletter.render.site import Card

Around = tuple["Card | None", "Card | None"]


def in_order(issues: Mapping[str, Built]) -> list[tuple[str, Card]]:
    """Sort issues as they appeared, the oldest first."""
    return sorted(((path, built.card) for path, built in issues.items()), key=lambda one: (one[1].date, one[1].number))


def neighbours(issues: Mapping[str, Built]) -> dict[str, Around]:
    """Give for each issue the listed ones just before and after it."""
    ordered = in_order(issues)
    around: dict[str, Around] = {}
    before: Card | None = None
    for path, card in ordered:
        around[path] = (before, None)
        before = card if card.listed else before
    after: Card | None = None
    for path, card in reversed(ordered):
        around[path] = (around[path][0], after)
        after = card if card.listed else after
    return around


def page_key(key: str, around: Around) -> str:
    """Hash what a page is made from: its issue, and the names, titles and languages of its neighbours."""
    return stable_hash(key, *(f"{card.name} {card.language} {card.title}" if card else "" for card in around))


def page_output(desk: Desk, card: Card, content: str, around: Around) -> Output:
    """Lay the page of an issue around its text."""
    html = site.page(card, content, around, desk.site(card.language), desk.env)
    return Output(kind="page", path=f"site/issues/{card.name}/index.html", data=html.encode())


def in_feeds(issues: Mapping[str, Built]) -> list[str]:
    """Name the files of the newest listed issues, the newest first."""
    return [path for path, card in reversed(in_order(issues)) if card.listed][: feeds.ENTRIES]


def feed_content(card: Card, content: str) -> str:
    """Make the text of a page stand by itself: its images and jumps get whole addresses."""
    for image in card.images:
        content = content.replace(f'src="{image.rpartition("/")[2]}"', f'src="{image}"')
    return content.replace('href="#', f'href="{card.address}#')


def site_outputs(desk: Desk, issues: Mapping[str, Built], before: str) -> tuple[list[Output], str]:
    """Render archive and feeds where a card changed. `before` is the key of what stands; gives the new one too."""
    cards = [card for _, card in reversed(in_order(issues))]
    key = stable_hash(desk.key, *(repr(card) for card in cards))
    if key == before:
        return [], key
    whole = desk.site(desk.room.config.language)
    pages = site.archive_pages(cards, whole, desk.env)
    fed = feeds.render([issues[path].card for path in in_feeds(issues)], whole, desk.env)
    outputs = [Output(kind="page", path=f"site/{path}", data=text.encode()) for path, text in pages.items()]
    outputs += [Output(kind="feed", path=f"site/{path}", data=text.encode()) for path, text in fed.items()]
    outputs.append(Output(kind="asset", path=f"site/{whole.stylesheet}", data=desk.stylesheet))
    outputs.append(Output(kind="asset", path=f"site/{whole.script}", data=desk.script))
    if desk.logo:
        outputs.append(Output(kind="asset", path=f"site/{desk.logo.path}", data=desk.logo_bytes))
    return outputs, key
