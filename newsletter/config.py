"""`newsletter.toml`: what the newsletter is. Read into one frozen value, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from newsletter.destinations import Engine, Site, named
from newsletter.keys import Key, Kind
from newsletter.model import Language
from newsletter.patterns import PatternError, vetted
from newsletter.places import Source
from newsletter.problems import NewsletterError, Problem
from newsletter.shape import Reader
from newsletter.tomlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = "newsletter.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who signs."""

    name: Annotated[str, Key("The signature.", Kind.NAME, example="Théo")]
    email: Annotated[str | None, Key("For the feeds.")] = None
    url: Annotated[str | None, Key("A page about the author.", Kind.URL)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Tokens of the look. Colours left out are the theme's."""

    accent: Annotated[str | None, Key("The one accent colour.", Kind.COLOUR, example="#B3261E")] = None
    paper: Annotated[str | None, Key("The background.", Kind.COLOUR)] = None
    ink: Annotated[str | None, Key("The text.", Kind.COLOUR)] = None
    quiet: Annotated[str | None, Key("What can be skipped.", Kind.COLOUR)] = None
    accent_dark: Annotated[str | None, Key("The accent in dark mode.", Kind.COLOUR)] = None
    paper_dark: Annotated[str | None, Key("The background in dark mode.", Kind.COLOUR)] = None
    ink_dark: Annotated[str | None, Key("The text in dark mode.", Kind.COLOUR)] = None
    quiet_dark: Annotated[str | None, Key("What can be skipped, in dark mode.", Kind.COLOUR)] = None
    serif: Annotated[
        str | None, Key("Font families of titles, comma separated.", Kind.FONTS, example="Lora, Georgia, serif")
    ] = None
    sans: Annotated[
        str | None, Key("Font families of text, comma separated.", Kind.FONTS, example="Inter, Arial, sans-serif")
    ] = None
    logo: Annotated[str | None, Key("A PNG, relative to newsletter.toml.", Kind.FILE)] = None
    radius: Annotated[int | None, Key("Of corners, in px.", least=0, most=24)] = None
    width: Annotated[int | None, Key("Of the mail's column, in px.", least=480, most=720)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source that `newsletter ingest` reads."""

    url: Annotated[str, Key("The address of the feed or page.", Kind.URL, example="https://example.org/feed.xml")]
    name: Annotated[str | None, Key("What to call it.", Kind.NAME)] = None
    weight: Annotated[float, Key("How much it counts in the ranking.", least=0, most=10)] = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLinks:
    """Where votes go."""

    url: Annotated[
        str, Key("With {issue}, {poll} and {answer} (1, 2, …).", example="https://v.example.org/{issue}/{answer}")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of a service."""

    url: Annotated[str, Key("The address.", Kind.URL)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """What the typography fixer may do."""

    narrow_spaces: Annotated[bool, Key("Use U+202F; false: U+00A0 everywhere.")] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How `newsletter check` judges."""

    severities: Annotated[Mapping[str, Literal["error", "warning", "info", "off"]], Key("By the rule's code.")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    words: Annotated[tuple[str, ...], Key("Words that the spelling check knows.", Kind.NAME)] = ()
    forbidden: Annotated[
        tuple[str, ...],
        Key("Expressions that no text may match, whatever their capitals; repeats are counted: `{1,20}`."),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """How an issue leaves."""

    window: Annotated[int, Key("Hours after publish_at in which it may still go out by itself.", least=1)] = 24
    site: Annotated[Site, Key("Where the site goes.")] = field(default_factory=Site)
    engine: Annotated[Engine, Key("Who mails.")] = field(default_factory=Engine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The newsletter. `folder` is where newsletter.toml lies."""

    title: Annotated[str, Key("The newsletter's name.", Kind.NAME)]
    url: Annotated[str, Key("Where the archive is published.", Kind.URL, example="https://lettre.example.org")]
    language: Annotated[Language, Key("Of texts and labels.")] = "fr"
    timezone: Annotated[str, Key("IANA name: the zone of dates without offset.", example="Europe/Paris")] = "UTC"
    description: Annotated[str | None, Key("One sentence, for the archive and the feeds.", Kind.NAME)] = None
    address: Annotated[str | None, Key("Postal address for the footer.", Kind.NAME)] = None
    email: Annotated[str | None, Key("The sender.", example="lettre@example.org")] = None
    reading_speed: Annotated[int, Key("Words a minute, for the reading time.", least=60, most=1000)] = 230
    theme: Annotated[str, Key("The look: focus, letter or poster.", Kind.ID)] = "focus"
    authors: Annotated[Mapping[str, Author], Key("Who signs, by id.")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    brand: Annotated[Brand, Key("Tokens of the look.")] = Brand()
    typography: Annotated[Typography, Key("What the typography fixer may do.")] = Typography()
    poll: Annotated[PollLinks | None, Key("Where votes go; left out, polls are shown as text.")] = None
    subscribe: Annotated[Address | None, Key("The page or form to subscribe.")] = None
    unsubscribe: Annotated[Address | None, Key("The page to unsubscribe, where the engine has none.")] = None
    feeds: Annotated[tuple[Feed, ...], Key("What `newsletter ingest` reads.")] = ()
    check: Annotated[Check, Key("How `newsletter check` judges.")] = Check()
    publish: Annotated[Publish, Key("How an issue leaves.")] = Publish()
    folder: Path = field(default=Path(), compare=False)
    source: Source = field(default_factory=Source, compare=False, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates without an offset."""
        return ZoneInfo(self.timezone)


def find(start: Path) -> Path:
    """Give the folder of the newsletter that `start` lies in. Raises NewsletterError where there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise NewsletterError.of(
        "config.not-found",
        f"There is no {FILE} here or in a folder above.",
        "Go to your newsletter's folder, or start one with `newsletter init mine`.",
        path=str(start),
    )


def read(text: str, path: str, folder: Path) -> tuple[Config | None, Sequence[Problem]]:
    """Read the text of a newsletter.toml. `path` is what messages call it."""
    source = Source(path=path, text=text)
    root, problems = parse(source)
    if root is None:
        return None, problems
    reader = Reader(source, "config")
    source = Source(path=path, text=text, nodes=reader.nodes)
    config = reader.read(Config, root, folder=folder, source=source)
    found = [*problems, *reader.problems]
    if config is not None:
        found += [*_unknown_zone(config), *_refused_patterns(config)]
        found += [*_several(config, "site"), *_several(config, "engine")]
    return config, tuple(found)


def load(folder: Path) -> Config:
    """Read the newsletter in a folder. Raises NewsletterError with everything that is wrong in its file."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NewsletterError.of(
            "config.encoding", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.", path=FILE
        ) from error
    config, problems = read(text, FILE, folder)
    if config is None or problems:
        raise NewsletterError(*problems)
    return config


def _unknown_zone(config: Config) -> list[Problem]:
    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError):
        hint = "Write an IANA name, for example `Europe/Paris`."
        message = f"There is no time zone `{config.timezone}`."
        return [config.source.problem("config.timezone", message, hint, at=("timezone",))]
    return []


def _refused_patterns(config: Config) -> list[Problem]:
    refused = []
    for index, pattern in enumerate(config.check.forbidden):
        try:
            vetted(pattern)
        except PatternError as error:
            message = f"The expression `{pattern[:60]}` is refused: {error}."
            hint = "One that can take long would hold up every check; docs/rules/text.forbidden.md has the forms."
            at = ("check", "forbidden", index)
            refused.append(config.source.problem("config.pattern", message, hint, at=at))
    return refused


def _several(config: Config, table: Literal["site", "engine"]) -> list[Problem]:
    """A site has one place, a mailing one engine: of two, nobody knows which is meant."""
    names = named(getattr(config.publish, table))
    return [
        config.source.problem(
            "config.several",
            f"`publish.{table}` names {len(names)}: {', '.join(names)}.",
            "Keep one of them.",
            at=("publish", table, name),
        )
        for name in names[1:]
    ]
