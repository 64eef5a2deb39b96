"""The vocabulary of the newsroom. The first file to read: frozen values, no input or output.

A field annotated with a `Key` is a key of people's files: its type, documentation and limits are
read from here by the reader (`shape`), the JSON Schema and the reference in docs/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Literal

from newsletter.keys import Key, Kind
from newsletter.places import Source
from newsletter.urls import anchor as make_anchor

Language = Literal["fr", "fr-CA", "fr-CH", "en"]
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in an issue."""

    src: Annotated[str, Key("File in the issue's own folder (issues/<issue>/).", Kind.FILE, example="kosmos.png")]
    alt: Annotated[str, Key("What the picture says, for who does not see it.", Kind.NAME, example="Four bars, rising")]
    caption: Annotated[str | None, Key("A line under the picture.", Kind.LINE)] = None
    credit: Annotated[str | None, Key("Who made it.", Kind.LINE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the editor says about one figure or quotation: a passage, a computation, or a reason to waive."""

    figure: Annotated[str, Key("The figure as it is printed.", Kind.NAME, example="11 %")]
    source: Annotated[str | None, Key("The seed that holds the passage.", example="meta-resultats")] = None
    passage: Annotated[str | None, Key("The passage, word for word.", Kind.NAME)] = None
    waived: Annotated[str | None, Key("Why this figure needs no passage.", Kind.NAME)] = None
    computed: Annotated[str | None, Key("How it is worked out: + - * / and brackets.", example="28 / 14")] = None
    from_: Annotated[Texts, Key("The seeds that hold the numbers of the computation.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """The comment of the week, and the newsroom's reply."""

    text: Annotated[str | None, Key("The reader's words.", Kind.TEXT)] = None
    author: Annotated[str | None, Key("The reader's name, as it may be printed.", Kind.NAME)] = None
    image: Annotated[Image | None, Key("A screenshot of the comment.")] = None
    reply: Annotated[str | None, Key("The newsroom's answer.", Kind.TEXT)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One of the short pieces before the Focus."""

    title: Annotated[str, Key("The title of the piece.", Kind.LINE)]
    id: Annotated[str | None, Key("Its anchor; the title's slug if left out.", Kind.ID, example="kosmos")] = None
    short: Annotated[str | None, Key("Its name in the teaser.", Kind.LINE, example="Kosmos")] = None
    image: Annotated[Image | None, Key("A picture above the text.")] = None
    intro: Annotated[str | None, Key("One to three short paragraphs.", Kind.TEXT)] = None
    essential: Annotated[Texts, Key("« L’essentiel »: two to six points.", Kind.LINE)] = ()
    takeaway: Annotated[str | None, Key("What to keep of it: at most two lines.", Kind.TEXT)] = None
    sources: Annotated[Texts, Key("Seeds (file name without .md) or addresses the piece rests on.")] = ()
    evidence: Annotated[tuple[Evidence, ...], Key("What is to be said of single figures.")] = ()

    @property
    def anchor(self) -> str:
        """The id under which links, feeds and findings name the piece."""
        return self.id or make_anchor(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the Focus."""

    title: Annotated[str, Key("The title of the section.", Kind.LINE)]
    id: Annotated[str | None, Key("Its anchor; the title's slug if left out.", Kind.ID)] = None
    image: Annotated[Image | None, Key("A picture above the text.")] = None
    body: Annotated[str, Key("The text.", Kind.TEXT)]
    sources: Annotated[Texts, Key("Seeds (file name without .md) or addresses the section rests on.")] = ()
    evidence: Annotated[tuple[Evidence, ...], Key("What is to be said of single figures.")] = ()

    @property
    def anchor(self) -> str:
        """The id under which links, feeds and findings name the section."""
        return self.id or make_anchor(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The long piece of the issue."""

    title: Annotated[str, Key("The title, without « Focus : ».", Kind.LINE)]
    image: Annotated[Image | None, Key("A picture under the title.")] = None
    intro: Annotated[str | None, Key("The lines before the outline.", Kind.TEXT)] = None
    outline: Annotated[Texts, Key("« À suivre »; the sections' titles if left out.", Kind.LINE)] = ()
    sections: Annotated[tuple[Section, ...], Key("The parts.")] = ()
    conclusion: Annotated[str | None, Key("The last lines.", Kind.TEXT)] = None
    sources: Annotated[Texts, Key("Seeds or addresses that intro and conclusion rest on.")] = ()
    evidence: Annotated[tuple[Evidence, ...], Key("What is to be said of single figures.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of « En bref »."""

    title: Annotated[str, Key("The text of the link.", Kind.LINE)]
    url: Annotated[str, Key("Where it goes.", Kind.URL, example="https://example.org/page")]
    note: Annotated[str | None, Key("A few words behind it.", Kind.LINE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A paid block, always labelled as such."""

    name: Annotated[str, Key("Who pays.", Kind.NAME)]
    text: Annotated[str, Key("The message.", Kind.TEXT)]
    url: Annotated[str, Key("Where it goes.", Kind.URL, example="https://example.org/offer")]
    image: Annotated[Image | None, Key("A picture.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question at the end of the Focus."""

    question: Annotated[str, Key("The question.", Kind.LINE)]
    answers: Annotated[Texts, Key("Two to six answers.", Kind.LINE, least=2, most=6)]
    id: Annotated[str | None, Key("Its name in vote links; `poll` if left out.", Kind.ID)] = None
    closes: Annotated[date | None, Key("The last day on which votes count.", example="2025-11-14")] = None

    @property
    def anchor(self) -> str:
        """The id in vote links."""
        return self.id or "poll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """An answer of a poll, and how many readers gave it."""

    answer: Annotated[str, Key("The answer.", Kind.LINE)]
    votes: Annotated[int, Key("How many gave it.", least=0, example="148")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """How the last poll came out."""

    question: Annotated[str, Key("The question, as it was asked.", Kind.LINE)]
    answers: Annotated[tuple[Tally, ...], Key("Its answers, each with its votes.", least=2, most=6)]

    @property
    def shares(self) -> tuple[int, ...]:
        """The answers' shares in whole per cent, each rounded by itself: equal votes have equal shares."""
        votes = sum(tally.votes for tally in self.answers) or 1
        return tuple((200 * tally.votes + votes) // (2 * votes) for tally in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """The change of a share, as the editor noted it: never fetched while building."""

    change: Annotated[float, Key("In per cent, negative for a fall.", example="1.62")]
    as_of: Annotated[date | None, Key("The day of the figure.", example="2025-10-30")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A dated note on the web copy, in the archive and in the feed; the mail stays what it was."""

    date: Annotated[date, Key("When it was corrected.", example="2025-11-08")]
    text: Annotated[str, Key("What was wrong, and what is right.", Kind.TEXT)]
    block: Annotated[str | None, Key("The id of the block that it concerns.", Kind.ID)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Which blocks a machine drafted."""

    blocks: Annotated[Texts, Key("Ids of blocks (a news id, `hook`, `focus`, `conclusion`, …).", Kind.ID)] = ()
    text: Annotated[str | None, Key("How the machine was used.", Kind.TEXT)] = None
    show: Annotated[bool, Key("Whether readers see it.")] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """One finding that the editor accepts, with a reason."""

    code: Annotated[str, Key("The code of the rule.", example="text.long-sentence")]
    reason: Annotated[str, Key("Why it is right here.", Kind.NAME)]
    block: Annotated[str | None, Key("Only in this block.", Kind.ID)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One edition, as its file says it. `source` knows the file and the place of every value."""

    number: Annotated[int, Key("The number of the issue.", least=0, example="42")]
    date: Annotated[date, Key("The day it appears.", example="2025-11-07")]
    slug: Annotated[str | None, Key("Stable name in paths and addresses.", Kind.ID, example="ia-emploi")] = None
    language: Annotated[Language | None, Key("If it is not the newsletter's own.", example="en")] = None
    publish_at: Annotated[datetime | None, Key("Not before.", example="2025-11-07T07:00")] = None
    status: Annotated[Literal["draft", "ready"], Key("`ready` lets it go out.")] = "draft"
    author: Annotated[str | None, Key("Who signs: a name in newsletter.toml's authors.", example="theo")] = None
    themes: Annotated[Texts, Key("What it is about, for the archive by theme.", Kind.NAME)] = ()
    subject: Annotated[str | None, Key("Of the mail; the Focus title if left out.", Kind.LINE)] = None
    preheader: Annotated[str | None, Key("What inboxes show behind the subject.", Kind.LINE)] = None
    greeting: Annotated[str | None, Key("The first word.", Kind.LINE, example="Hello,")] = None
    hook: Annotated[str | None, Key("Two or three one-line paragraphs, ending in a question.", Kind.TEXT)] = None
    teaser: Annotated[str | None, Key("Made from the short names if left out.", Kind.LINE)] = None
    comment: Annotated[Comment | None, Key("The comment of the week.")] = None
    news: Annotated[tuple[NewsItem, ...], Key("The short pieces.")] = ()
    focus: Annotated[Focus | None, Key("The long piece.")] = None
    links: Annotated[tuple[Link, ...], Key("« En bref »: one-line links.")] = ()
    sponsor: Annotated[Sponsor | None, Key("A paid block, labelled as such.")] = None
    results: Annotated[Results | None, Key("How the last poll came out, shown as bars.")] = None
    poll: Annotated[Poll | None, Key("A question to readers.")] = None
    ps: Annotated[str | None, Key("The last line, without « PS : ».", Kind.TEXT)] = None
    tickers: Annotated[Mapping[str, Ticker], Key("What `$SYMBOL` in a text stands for.")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    corrections: Annotated[tuple[Correction, ...], Key("Dated notes, shown on the web.")] = ()
    disclosure: Annotated[Disclosure | None, Key("Which blocks a machine drafted.")] = None
    allow: Annotated[tuple[Allow, ...], Key("Findings that are accepted, each with its reason.")] = ()
    source: Source = field(default_factory=Source, compare=False, repr=False)

    @property
    def title(self) -> str:
        """The headline: the subject, or what the issue leads with."""
        return self.subject or (self.focus.title if self.focus else self.news[0].title)

    @property
    def short(self) -> str:
        """The slug, made from the headline where the file gives none."""
        return self.slug or make_anchor(self.title)

    @property
    def name(self) -> str:
        """`<date>-<slug>`: the folder in the output, the address on the web."""
        return f"{self.date.isoformat()}-{self.short}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An article pinned in git: what issues rest on and figures are checked against."""

    title: Annotated[str, Key("The article's title.", Kind.NAME)]
    url: Annotated[str | None, Key("Where it stands.", Kind.URL)] = None
    site: Annotated[str | None, Key("Who published it.", Kind.NAME)] = None
    author: Annotated[str | None, Key("Who wrote it.", Kind.NAME)] = None
    published: Annotated[date | None, Key("When it appeared.", example="2025-11-05")] = None
    retrieved: Annotated[date | None, Key("When it was fetched.", example="2025-11-06")] = None
    language: Annotated[str | None, Key("The language of the body.", example="fr")] = None
    sha256: Annotated[str | None, Key("Of the body, in hexadecimal.")] = None
    obtained: Annotated[str | None, Key("How it came here: feed, page, file, mail or paste.")] = None
    id: str = ""
    body: str = field(default="", repr=False)
    source: Source = field(default_factory=Source, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What ingest brings in from the world: cleaned text beside the raw one, and where it came from."""

    uid: str
    title: str
    text: str = field(repr=False)
    raw: str = field(default="", repr=False)
    url: str | None = None
    site: str | None = None
    author: str | None = None
    published: datetime | None = None
    retrieved: datetime | None = None
    language: str = "und"
    obtained: Literal["feed", "page", "file", "mail", "paste"] = "file"
    origin: str = ""
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One file that a build makes, relative to the output folder."""

    kind: Literal["html", "text", "message", "manifest", "page", "feed", "asset"]
    path: str
    data: bytes = field(repr=False)
