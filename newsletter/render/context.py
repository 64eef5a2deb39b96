"""What the templates of all three media are given: the issue, the words around it, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from newsletter import walk
from newsletter.render import fragments, typography
from newsletter.render.wording import long_date, reading_time, teaser, votes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsletter.config import Config
    from newsletter.labels import Labels
    from newsletter.model import Issue, Seed
    from newsletter.render.linking import Mark
    from newsletter.render.logo import Logo
    from newsletter.render.theme import Theme
    from newsletter.render.typeset import Typesetter

UNSUBSCRIBE = "https://unsubscribe.newsletter.invalid/"  # RFC 2606: each engine puts its own address in
_WHITE = re.compile(r"[ \t\n]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_UNKNOWN = "und"
PREHEADER_LENGTH = 140  # characters: what the widest inbox shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it is shown: where it stands, and its size in CSS pixels."""

    src: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source under a block. `language` is that of its title, empty where it is the issue's."""

    title: str
    url: str | None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An issue with all that is needed to render it. `traced` has the figures that lead to a source, by block."""

    issue: Issue
    config: Config
    labels: Labels
    theme: Theme
    setting: Typesetter
    seeds: Mapping[str, Seed]
    pictures: Mapping[str, Picture]
    seconds: int
    draft: bool
    logo: Logo | None = None
    traced: Mapping[str, Sequence[Mark]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def language(self) -> str:
        """The issue's language, a BCP 47 tag."""
        return self.issue.language or self.config.language

    @property
    def address(self) -> str:
        """Where the web copy stands."""
        return f"{self.config.url.rstrip('/')}/issues/{self.issue.name}/"

    @property
    def subject(self) -> str:
        """The subject of the mail, marked where it is a draft."""
        title = self.text_of(self.issue.title)
        return f"[{self.labels.draft}] {title}" if self.draft else title

    @property
    def preheader(self) -> str:
        """What inboxes show behind the subject: the editor's, or the first sentence of the hook."""
        if self.issue.preheader:
            return self.text_of(self.issue.preheader)
        text = _WHITE.sub(" ", fragments.words_of(self.setting.block(self.issue.hook or self.lead))).strip()
        return shortened(fragments.first_sentence(text), PREHEADER_LENGTH)

    @property
    def lead(self) -> str:
        """The first text of an issue without hook."""
        first = self.issue.news[0].intro if self.issue.news else self.issue.focus and self.issue.focus.intro
        return first or self.issue.title

    @property
    def signer(self) -> str:
        """Who signs, as it was typed, empty where nobody does: what the From of a mail says."""
        names = self.config.authors
        who = self.issue.author or (next(iter(names)) if len(names) == 1 else "")
        return names[who].name if who in names else who

    @property
    def author(self) -> str:
        """The signature that readers see."""
        return typography.fix(self.signer, self.config.language, narrow=self.config.typography.narrow_spaces)

    def text_of(self, line: str) -> str:
        """Give a line of Markdown as the plain text of it."""
        return fragments.words_of(self.setting.line(line))

    def sources(self, names: Sequence[str]) -> tuple[SourceLine, ...]:
        """Resolve the sources of a block: seeds by their id, addresses as they are."""
        return tuple(self._source(name) for name in names)

    def _source(self, name: str) -> SourceLine:
        seed = self.seeds.get(name)
        if seed is None:
            host = urlsplit(name).hostname
            return SourceLine(title=host.removeprefix("www."), url=name) if host else SourceLine(title=name, url=None)
        title = f"{seed.title} ({seed.site})" if seed.site else seed.title
        other = another(seed.language, self.language)
        return SourceLine(title=self.setting.plain(title, other), url=seed.url, language=other)


def another(language: str | None, own: str) -> str:
    """Give a language that is said of words from elsewhere, empty where it is unknown or the one of their place."""
    known = language if language and _LANGUAGE.fullmatch(language) else _UNKNOWN
    base = known.partition("-")[0].lower()
    return "" if base in (_UNKNOWN, own.partition("-")[0].lower()) else known


def printed(config: Config) -> Config:
    """Give the newsletter with its own names as readers see them: set once, in its language, for every medium.

    Headers of a mail and file names take the others, as they were typed: programs compare those.
    """

    def fixed(text: str) -> str:
        return typography.fix(text, config.language, narrow=config.typography.narrow_spaces)

    return replace(
        config,
        title=fixed(config.title),
        description=config.description and fixed(config.description),
        address=config.address and fixed(config.address),
        authors=MappingProxyType({key: replace(one, name=fixed(one.name)) for key, one in config.authors.items()}),
    )


def spoken(shown: str) -> dict[str, Any]:
    """Give what templates mark words with that are in another language than the one that is shown.

    `lang` is for the element that holds them: its attribute, or nothing. `said` is for words without element.
    """

    def lang(language: str) -> Markup:
        return Markup(' lang="{}"').format(language) if language not in ("", shown) else Markup()

    def said(words: str, language: str) -> Markup:
        mark = lang(language)
        return Markup("<span{}>{}</span>").format(mark, words) if mark else escape(words)

    return {"language": shown, "lang": lang, "said": said}


def shortened(text: str, most: int) -> str:
    """Cut a text at a word, with an ellipsis, where it is longer than so many characters."""
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


def seconds_to_read(issue: Issue, setting: Typesetter, speed: int) -> int:
    """Give the reading time in seconds of all that a reader is shown, at `speed` words a minute."""
    words = sum(fragments.words(setting.block(text)) for text in running_texts(issue))
    return round(words * 60 / speed)


def running_texts(issue: Issue) -> Iterator[str]:
    """List the texts that a reader reads from top to bottom."""
    yield from _given(issue.greeting, issue.hook)
    if issue.comment:
        yield from _given(issue.comment.text, issue.comment.reply)
    for item in issue.news:
        yield from _given(item.title, item.intro, *item.essential, item.takeaway)
    if issue.focus:
        focus = issue.focus
        outline = focus.outline or tuple(section.title for section in focus.sections)
        yield from _given(focus.title, focus.intro, *outline, focus.conclusion)
        for section in focus.sections:
            yield from _given(section.title, section.body)
    for link in issue.links:
        yield from _given(link.title, link.note)
    if issue.results:
        yield from _given(issue.results.question, *(tally.answer for tally in issue.results.answers))
    if issue.poll:
        yield from _given(issue.poll.question)
    yield from _given(issue.ps)


def _given(*texts: str | None) -> Iterator[str]:
    return (text for text in texts if text)


def values(edition: Edition) -> dict[str, Any]:
    """Give the names that templates of every medium know."""
    issue, labels = edition.issue, edition.labels
    return {
        "issue": issue,
        "newsletter": printed(edition.config),
        "labels": labels,
        "theme": edition.theme,
        "logo": edition.logo,
        "edition": edition,
        **spoken(edition.language),
        "plain": edition.setting.plain,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "author": edition.author,
        "draft": edition.draft,
        "address": edition.address,
        "archive": edition.config.url.rstrip("/") + "/",
        "unsubscribe": UNSUBSCRIBE,
        "date": long_date(issue.date, labels),
        "day": lambda day: long_date(day, labels),
        "number": labels.number.format(number=issue.number),
        "reading_time": edition.setting.plain(reading_time(edition.seconds, labels)),
        "teaser": teaser(issue, labels),
        "outline": _outline(issue),
        "sources": edition.sources,
        "picture": lambda image: edition.pictures[image.src],
        "vote": lambda index: _vote(edition, index),
        "votes": lambda tally: votes(tally.votes, labels),
        "drafted": _drafted(issue, labels),
    }


def _outline(issue: Issue) -> tuple[str, ...]:
    if issue.focus is None:
        return ()
    return issue.focus.outline or tuple(section.title for section in issue.focus.sections)


def _vote(edition: Edition, index: int) -> str:
    """Give the address of an answer, counted from 1; empty where votes go nowhere."""
    poll, links = edition.issue.poll, edition.config.poll
    if poll is None or links is None:
        return ""
    return links.url.format(issue=edition.issue.name, poll=poll.anchor, answer=index)


def _drafted(issue: Issue, labels: Labels) -> tuple[str, ...]:
    """Name the blocks that a machine drafted as readers know them: by their titles, or what stands over them."""
    if issue.disclosure is None:
        return ()
    titles = {name: getattr(labels, name) for name in walk.blocks(issue) if hasattr(labels, name)}
    titles |= {item.anchor: item.title for item in issue.news}
    titles |= {section.anchor: section.title for section in (issue.focus.sections if issue.focus else ())}
    if issue.poll:
        titles[issue.poll.anchor] = labels.poll
    return tuple(titles.get(block, block) for block in issue.disclosure.blocks)
