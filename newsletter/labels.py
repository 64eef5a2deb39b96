"""`templates/labels/<language>.yaml`: every word that the templates put around an issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from newsletter.keys import Key, Kind
from newsletter.places import Source
from newsletter.problems import NewsletterError
from newsletter.shape import Reader
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LINE = Kind.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of one language. A newsletter's own file of the same name wins, key by key."""

    reading_time: Annotated[str, Key("With {time}.", LINE)]
    reading_time_form: Annotated[str, Key("With {minutes} and {seconds}.", LINE)]
    reading_time_short: Annotated[str, Key("Under a minute: with {seconds}.", LINE)]
    locale: Annotated[str, Key("What shared links say of the language, `fr_FR`.", LINE)]
    number: Annotated[str, Key("With {number}.", LINE)]
    date: Annotated[str, Key("With {day}, {month}, {year}.", LINE)]
    first_day: Annotated[str, Key("How the first of a month is written.", LINE)]
    months: Annotated[tuple[str, ...], Key("Twelve names.", LINE, least=12, most=12)]
    counts: Annotated[tuple[str, ...], Key("Number words from one on, as the teaser needs them.", LINE, least=10)]
    teaser_one: Annotated[str, Key("With {items}.", LINE)]
    teaser_many: Annotated[str, Key("With {count} and {items}.", LINE)]
    list_comma: Annotated[str, Key("Between the names of a list.", Kind.PLAIN)]
    list_two: Annotated[str, Key("Between two names.", Kind.PLAIN)]
    list_last: Annotated[str, Key("Before the last of three or more.", Kind.PLAIN)]
    decimal: Annotated[str, Key("The decimal sign.", Kind.PLAIN)]
    thousands: Annotated[str, Key("Between the thousands of a count.", Kind.PLAIN)]
    colon: Annotated[str, Key("Between a label and what it is for, with its space.", Kind.PLAIN)]
    percent: Annotated[str, Key("What follows a percentage, with its space.", Kind.PLAIN)]
    ticker_day: Annotated[str, Key("Behind a share in the text part: with {date}.", Kind.PLAIN)]
    subject: Annotated[str, Key("Names the subject of the mail, in a disclosure.", LINE)]
    preheader: Annotated[str, Key("Names what inboxes show behind it.", LINE)]
    greeting: Annotated[str, Key("Names the first word.", LINE)]
    hook: Annotated[str, Key("Names the opening.", LINE)]
    teaser: Annotated[str, Key("Names the sentence that announces the pieces.", LINE)]
    essential: Annotated[str, Key("Over the points of a piece.", LINE)]
    comment: Annotated[str, Key("Over the comment of the week.", LINE)]
    comment_by: Annotated[str, Key("With {author}.", LINE)]
    reply: Annotated[str, Key("Over the newsroom's reply.", LINE)]
    news: Annotated[str, Key("Names the part with the short pieces.", LINE)]
    focus: Annotated[str, Key("Before the title of the long piece.", LINE)]
    outline: Annotated[str, Key("Over the outline of the Focus.", LINE)]
    conclusion: Annotated[str, Key("Names the end of the Focus.", LINE)]
    links: Annotated[str, Key("Over the one-line links.", LINE)]
    sponsor: Annotated[str, Key("Labels the paid block.", LINE)]
    sponsor_link: Annotated[str, Key("With {name}.", LINE)]
    results: Annotated[str, Key("Names the results of the last poll.", LINE)]
    votes_one: Annotated[str, Key("Behind an answer that one reader gave.", LINE)]
    votes_many: Annotated[str, Key("With {count}.", LINE)]
    poll: Annotated[str, Key("Names the poll.", LINE)]
    poll_open: Annotated[str, Key("With {date}.", LINE)]
    poll_closed: Annotated[str, Key("With {date}.", LINE)]
    ps: Annotated[str, Key("Before the last line.", LINE)]
    credit: Annotated[str, Key("With {credit}.", LINE)]
    corrections: Annotated[str, Key("Over the corrections.", LINE)]
    correction: Annotated[str, Key("With {date}.", LINE)]
    disclosure: Annotated[str, Key("Over what a machine drafted.", LINE)]
    disclosure_blocks: Annotated[str, Key("With {blocks}.", LINE)]
    sources: Annotated[str, Key("Before the sources of a piece.", LINE)]
    web_copy: Annotated[str, Key("Link to the web copy.", LINE)]
    archive: Annotated[str, Key("Link to the archive; its heading.", LINE)]
    subscribe: Annotated[str, Key("Link to subscribe.", LINE)]
    subscribe_to: Annotated[str, Key("Over the invitation to subscribe: with {title}.", LINE)]
    unsubscribe: Annotated[str, Key("Link to unsubscribe.", LINE)]
    why: Annotated[str, Key("Why this mail came: with {title}.", LINE)]
    feed: Annotated[str, Key("Link to the feed.", LINE)]
    skip: Annotated[str, Key("Jumps to the text.", LINE)]
    previous: Annotated[str, Key("The issue before.", LINE)]
    next: Annotated[str, Key("The issue after.", LINE)]
    theme: Annotated[str, Key("Title of a theme's page: with {theme}.", LINE)]
    themes: Annotated[str, Key("Over the themes.", LINE)]
    search: Annotated[str, Key("Over the search.", LINE)]
    search_one: Annotated[str, Key("Of one result.", LINE)]
    search_many: Annotated[str, Key("Of several results: with {count}.", LINE)]
    search_none: Annotated[str, Key("Of no result: with {query}.", LINE)]
    draft: Annotated[str, Key("Marks a draft.", LINE)]
    empty: Annotated[str, Key("What an archive without issues says.", LINE)]
    not_found: Annotated[str, Key("Title of the page for a wrong address.", LINE)]
    not_found_text: Annotated[str, Key("Its text.", LINE)]
    edition: Annotated[str, Key("What screen readers call the mail.", LINE)]
    source: Source = field(default_factory=Source, compare=False, repr=False)


def load(roots: Sequence[Path], language: str) -> Labels:
    """Read the labels of a language; `fr-CA` falls back on `fr`. The first root that has a key wins.

    Raises NewsletterError where a file is wrong or there is none.
    """
    names = [language, language.partition("-")[0]]
    files = [root / "labels" / f"{name}.yaml" for root in roots for name in dict.fromkeys(names)]
    found = [path for path in files if path.is_file()]
    if not found:
        raise NewsletterError.of("labels.missing", f"There are no labels for `{language}`.", f"Write {files[0]}.")
    return _read(found)


def _read(found: Sequence[Path]) -> Labels:
    """Read the files, the most special first: a key that it lacks comes from the next."""
    reader, labels = None, None
    known: dict[str, Any] = {}
    for path in reversed(found):
        source = Source(path=str(path), text=path.read_text(encoding="utf-8"))
        root, problems = parse(source)
        reader = Reader(source, "labels")
        labels = reader.read(Labels, root, (), **known)
        wrong = [*problems, *reader.problems]
        if wrong or labels is None:
            raise NewsletterError(*wrong)
        known = {name: getattr(labels, name) for name in Labels.__dataclass_fields__ if name != "source"}
    assert labels is not None  # noqa: S101  found is not empty
    return labels
