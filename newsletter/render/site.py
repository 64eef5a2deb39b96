"""The web: the text of an issue, its page, the archive, and the files that robots and readers ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from newsletter.render import (
    corrections,
    environment,
    linked_data,
    linking,
    opening,
    search,
    social,
    titles,
    typography,
)
from newsletter.render.context import Edition, another, spoken, values
from newsletter.render.topics import slug, topics
from newsletter.render.wording import listing, long_date
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from newsletter.config import Config
    from newsletter.labels import Labels
    from newsletter.render.logo import Logo
    from newsletter.render.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the rest of the site shows of an issue. Texts are plain, times RFC 3339.

    `social` is the address of the picture that is shown where the page is shared.
    """

    number: int
    date: str
    year: int
    name: str
    title: str
    heading: str
    label: str
    shown: str
    reading_time: str
    names: str
    summary: str
    language: str
    author: str
    themes: tuple[str, ...]
    address: str
    published: str
    updated: str
    images: tuple[str, ...]
    draft: bool
    listed: bool
    social: str
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page of the site is made with. `stylesheet` and `script` (of the search) are paths from the top."""

    config: Config
    labels: Labels
    theme: Theme
    stylesheet: str
    script: str
    logo: Logo | None = None

    @property
    def archive(self) -> str:
        """The address of the archive, with its slash."""
        return self.config.url.rstrip("/") + "/"

    def names(self, language: str | None = None) -> dict[str, Any]:
        """Give the names that every page's template knows. `language` is the page's, where it is not the site's."""
        shown = language or self.config.language
        return {
            "newsletter": self.config,
            "labels": self.labels,
            "theme": self.theme,
            "logo": self.logo,
            **spoken(shown),
            "archive": self.archive,
            "stylesheet": self.stylesheet,
            "script": self.script,
            "search_folder": search.FOLDER,
            "topic_slug": slug,
            "plain": lambda text: typography.fix(text, shown, narrow=self.config.typography.narrow_spaces),
        }


def card(edition: Edition) -> Card:
    """Make the card of an issue, without its content."""
    issue, labels = edition.issue, edition.labels
    published = _moment(edition, issue.publish_at or datetime.combine(issue.date, time()))
    corrected = [_moment(edition, datetime.combine(note.date, time())) for note in issue.corrections]
    return Card(
        number=issue.number,
        date=issue.date.isoformat(),
        year=issue.date.year,
        name=issue.name,
        title=edition.text_of(issue.title),
        heading=_heading(edition, issue.title),
        label=edition.setting.plain(labels.number.format(number=issue.number)),
        shown=long_date(issue.date, labels),
        reading_time=values(edition)["reading_time"],
        names=listing([edition.text_of(item.short or item.title) for item in issue.news], labels),
        summary=edition.preheader,
        language=edition.language,
        author=edition.author,
        themes=tuple(_theme(edition, name) for name in issue.themes),
        address=edition.address,
        published=published.isoformat(),
        updated=max(published, *corrected).isoformat() if corrected else published.isoformat(),
        social=f"{edition.address}{social.NAME}",
        images=tuple(picture.src for picture in edition.pictures.values()),
        draft=edition.draft or issue.status == "draft",
        listed=edition.draft or issue.status == "ready",
    )


def _theme(edition: Edition, name: str) -> str:
    """Set the name of a theme: it belongs to the archive, whose language it is in."""
    config = edition.config
    return typography.fix(name, config.language, narrow=config.typography.narrow_spaces)


def _heading(edition: Edition, text: str) -> str:
    return titles.together(edition.setting.line(text), 'class="together"')


def _moment(edition: Edition, when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=edition.config.zone)


def content(edition: Edition, env: Environment) -> str:
    """Give the text of an issue as HTML, from greeting to PS: what the page and the feeds show."""
    setting = edition.setting
    items = [(setting.line(item.short or item.title), item.anchor) for item in edition.issue.news]
    notes = corrections.beside(edition.issue)
    names = values(edition) | {
        "web": lambda text: Markup(setting.block(text)),  # noqa: S704  made of escaped text
        "line": lambda text: Markup(setting.line(text)),  # noqa: S704  the same
        "heading": lambda text: Markup(_heading(edition, text)),  # noqa: S704  the same
        "asking": lambda html: Markup(opening.question(html, 'class="question"')),  # noqa: S704  the same
        "jumping": lambda html: Markup(linking.jumps(html, items)),  # noqa: S704  the same
        "noted": lambda block: notes.get(block or corrections.OPENING, ()),
        "tracing": lambda block: _tracing(edition, block),
        "picture": lambda image: replace(edition.pictures[image.src], src=image.src),
    }
    return environment.render(env, "web/content.html.j2", **names)


def _tracing(edition: Edition, block: str) -> Any:  # noqa: ANN401  for templates
    """Give what links each traced figure of a block to the passage that bears it out, which is read on hover."""
    figures = []
    for mark in edition.traced.get(block, ()):
        note = edition.setting.plain(mark.note, another(mark.language, edition.language))
        attributes = f'class="figure" href="{escape(mark.url)}" title="{escape(note)}"'
        figures.append((edition.setting.line(mark.words), attributes))
    tracer = linking.Tracer(figures)
    return lambda html: Markup(tracer(html))  # noqa: S704  made of escaped text


def page(shown: Card, text: str, neighbours: tuple[Card | None, Card | None], site: Site, env: Environment) -> str:
    """Give the page of an issue around its text, with links to the issues before and after."""
    names = (
        site.names(shown.language)
        | {
            "base": "../../",
            "content": Markup(text),  # noqa: S704  made of escaped text
            "heading": Markup(shown.heading),  # noqa: S704  the same
            "card": shown,
            "version": stable_hash(text)[:16],  # by which publishing knows that this text is on the web
            "previous": neighbours[0],
            "following": neighbours[1],
            "linked_data": Markup(linked_data.script(linked_data.article(shown, site))),  # noqa: S704  escaped
        }
    )
    return environment.render(env, "web/issue.html.j2", **names)


def archive_pages(cards: Sequence[Card], site: Site, env: Environment) -> dict[str, str]:
    """Give index, themes, page for wrong addresses, sitemap and robots by their paths. Newest card first."""
    listed = [one for one in cards if one.listed]
    found = topics(listed)
    described = Markup(linked_data.script(linked_data.archive(listed, site)))  # noqa: S704  escaped for a script
    names = site.names() | {"cards": listed, "topics": found, "linked_data": described}
    pages = {
        f"{topic.path}index.html": environment.render(env, "web/topic.html.j2", **names, topic=topic, base="../../")
        for topic in found
    }
    return pages | {
        "index.html": environment.render(env, "web/index.html.j2", **names, base=""),
        "404.html": environment.render(env, "web/404.html.j2", **names, base=site.archive),
        "icon.svg": environment.render(env, "web/icon.svg.j2", **names),
        "sitemap.xml": environment.render(env, "web/sitemap.xml.j2", **names),
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {site.archive}sitemap.xml\n",
    }
