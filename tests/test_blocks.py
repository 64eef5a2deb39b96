"""Every block of the anatomy, present and absent, in mail, text and web, in French and English."""

from __future__ import annotations

import html
import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter import config, issuefile, labels, walk
from newsletter.config import PollLinks
from newsletter.model import Issue, Language, Results, Tally
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import Desk, open_desk
from newsletter.pipeline.press import edition_of
from newsletter.places import Source
from newsletter.render import context, email, site, text
from newsletter.render.wording import votes
from newsletter.shape import slots

FULL = (Path(__file__).parent / "cases/issues/full.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def desk() -> Desk:
    import tempfile

    newsroom = NewsroomBuilder(Path(tempfile.mkdtemp()) / "n")
    newsroom.write(
        "newsletter.toml",
        (newsroom.folder / "newsletter.toml")
        .read_text(encoding="utf-8")
        .replace("[authors", '[poll]\nurl = "https://v.example.org/{issue}/{poll}/{answer}"\n\n[authors'),
    )
    return open_desk(Newsroom(newsroom.folder, config.load(newsroom.folder)))


def full(language: Language) -> Issue:
    issue, problems = issuefile.read(FULL, "issues/full.yaml")
    assert not problems
    assert issue
    return replace(issue, language=language)


def rendered(issue: Issue, room: Desk | None = None) -> dict[str, str]:
    """Give the visible text of each medium on one line."""
    room = room or desk()
    edition = edition_of(room, issue, {}, (), draft=False)
    shown = {
        name: context.Picture(src=f"https://lettre.example.org/{name}", width=10, height=5)
        for name in ("a.png", "b.png", "c.png", "d.png", "e.png", "f.png")
    }
    edition = replace(edition, pictures=shown)
    made = {
        "mail": email.render(edition, room.env),
        "text": text.render(edition, room.env),
        "web": site.content(edition, room.env),
    }
    return {medium: seen(one) if medium != "text" else squeezed(one) for medium, one in made.items()} | {
        "mail-html": made["mail"],
        "web-html": made["web"],
        "rows": made["text"],
    }


def seen(page: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>|<style.*?</style>|<!--.*?-->", " ", page)
    alts = " ".join(re.findall(r'alt="([^"]*)"', body))
    return squeezed(html.unescape(re.sub(r"<[^>]+>", " ", body) + " " + alts))


def squeezed(text: str) -> str:
    return " ".join(text.replace("> ", " ").split())


# What shows each block: words of its text in the full issue, or a label.
BLOCKS = {
    "greeting": ["Salutmot"],
    "hook": ["Accrochemot", "Questionmot"],
    "comment": ["Lectricemot", "Nadia", "Reponsemot", "Capturemot"],
    "news": ["Titreunmot", "Intromot", "Pointmot", "Bilanmot", "Altmot", "Legendemot", "Creditmot"],
    "focus": ["Focusmot", "Entreemot", "Suivremot", "Partiemot", "Corpsmot", "Conclumot"],
    "links": ["Lienmot", "Notemot"],
    "sponsor": ["Sponsormot", "Annoncemot"],
    "results": ["Bilansondage", "Plutotmot", "Guèremot"],
    "poll": ["Sondagemot", "Ouimot", "Nonmot"],
    "ps": ["Postmot"],
    "disclosure": ["Machinemot"],
}
WEB_ONLY = {"corrections": ["Corrigemot"]}
LABELS = {
    "fr": {
        "news": "L’essentiel",
        "focus": "Focus",
        "comment": "Le commentaire de la semaine",
        "sponsor": "Publicité",
        "ps": "PS",
        "links": "En bref",
        "disclosure": "Transparence",
    },
    "en": {
        "news": "The essentials",
        "focus": "Focus",
        "comment": "Comment of the week",
        "sponsor": "Advertisement",
        "ps": "PS",
        "links": "In brief",
        "disclosure": "How this was made",
    },
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("medium", ["mail", "text", "web"])
def test_every_block_is_shown(language: Language, medium: str) -> None:
    shown = rendered(full(language))[medium]
    for block, words in BLOCKS.items():
        for word in words:
            assert word in shown, f"{word} of {block} is not in the {medium}"
    for label in LABELS[language].values():
        assert label.casefold() in shown.casefold(), label
    for word in WEB_ONLY["corrections"]:
        assert (word in shown) == (medium == "web")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("block", [*BLOCKS, *WEB_ONLY])
def test_a_block_that_is_left_out_leaves_no_trace(language: Language, block: str) -> None:
    empty: Any = () if block in {"news", "links", "corrections"} else None
    made = rendered(replace(full(language), **{block: empty}))
    for medium in ("mail", "text", "web"):
        for word in (BLOCKS | WEB_ONLY)[block]:
            assert word not in made[medium], f"{word} of {block} is in the {medium}"
        label = LABELS[language].get(block)
        if label and label not in {"Focus", "PS"}:
            assert label.casefold() not in made[medium].casefold(), f"{label} in the {medium}"


def optional(value: Any) -> list[str]:
    """List the optional fields that a value leaves out, and those of what it holds."""
    return [
        slot.name
        for slot in slots(type(value))
        if not slot.required and not getattr(value, slot.field) and getattr(value, slot.field) is not False
    ]


def test_the_full_issue_is_full() -> None:
    issue = full("fr")
    assert optional(issue) == []
    assert issue.focus
    assert issue.comment
    assert optional(issue.news[0]) == []
    assert optional(issue.focus) == []
    assert optional(issue.comment) == []


@pytest.mark.parametrize(
    ("language", "most", "least"),
    [("fr", "75 % (3 voix)", "25 % (une voix)"), ("en", "75% (3 votes)", "25% (one vote)")],
)
def test_the_last_poll_is_bars_with_figures(language: Language, most: str, least: str) -> None:
    made = rendered(full(language))
    for medium in ("mail", "text", "web"):
        assert most in made[medium], medium
        assert least in made[medium], medium
    assert made["mail-html"].count('width="75%"') == made["mail-html"].count('width="25%"') == 1


@pytest.mark.parametrize(
    ("language", "count", "wanted"),
    [
        ("fr", 0, "0 voix"),
        ("fr", 999, "999 voix"),
        ("fr", 1204, "1\u202f204 voix"),
        ("fr", 1_000_000, "1\u202f000\u202f000 voix"),
        ("en", 1204, "1,204 votes"),
    ],
)
def test_votes_are_counted_as_the_language_does(language: Language, count: int, wanted: str) -> None:
    assert votes(count, labels.load((ROOT / "templates",), language)) == wanted


@pytest.mark.parametrize(
    ("votes", "shares"), [([1, 1, 1], (33, 33, 33)), ([0, 0], (0, 0)), ([0, 7], (0, 100)), ([1, 199], (1, 100))]
)
def test_shares_are_rounded_each_by_itself(votes: list[int], shares: tuple[int, ...]) -> None:
    results = Results(question="?", answers=tuple(Tally(answer="a", votes=count) for count in votes))
    assert results.shares == shares


@pytest.mark.parametrize(("medium", "broken"), [("mail-html", "<br />"), ("web-html", "<br>")])
def test_a_credit_stands_under_its_caption(medium: str, broken: str) -> None:
    assert f"Legendemot{broken}<bdi>Crédit" in rendered(full("fr"))[medium]
    issue = full("fr")
    assert issue.news[0].image
    alone = replace(issue.news[0], image=replace(issue.news[0].image, caption=None))
    assert f"{broken}<bdi>Crédit" not in rendered(replace(issue, news=(alone,)))[medium]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("medium", ["mail", "text", "web"])
def test_a_disclosure_names_blocks_as_readers_know_them(language: Language, medium: str) -> None:
    issue = full(language)
    words = labels.load((ROOT / "templates",), language)
    assert issue.disclosure
    for block in walk.blocks(issue):
        disclosed = replace(issue.disclosure, blocks=(block,))
        told = words.disclosure_blocks.format(blocks="").rstrip(". ").rstrip(":").strip()
        shown = rendered(replace(issue, disclosure=disclosed))[medium].replace("\u00a0", " ").partition(told)[2]
        name = shown.lstrip(": ").partition(".")[0]
        assert name[:1].isupper(), (block, name)
        assert name != block


def test_no_line_of_the_text_part_begins_with_the_colon_of_its_label() -> None:
    issue = full("fr")
    for length in range(40, 75):
        link = replace(issue.links[0], title="x" * (length - 20) + " " + "y" * 19)
        rows = rendered(replace(issue, links=(link,)))["rows"].split("\n")
        assert not [row for row in rows if row.lstrip().startswith(":")], length


def test_a_rule_is_as_long_as_the_title_over_it() -> None:
    issue = full("fr")
    assert issue.focus
    focus = replace(issue.focus, title="[Un titre](https://example.org/une-adresse-bien-plus-longue-que-lui)")
    rows = rendered(replace(issue, focus=focus))["rows"].split("\n")
    at = next(index for index, row in enumerate(rows) if "Un titre" in row)
    assert rows[at + 1] == "=" * len("Focus : Un titre")
    assert max(len(row) for row in rows if set(row) <= {"=", "-"}) <= text.WIDTH


def test_a_comment_that_is_a_screenshot_is_signed_too() -> None:
    issue = full("fr")
    assert issue.comment
    made = rendered(replace(issue, comment=replace(issue.comment, text=None)))
    for medium in ("mail", "text", "web"):
        assert "Lectricemot" not in made[medium], medium
        for words in ("Nadia", "Reponsemot", "Capturemot"):
            assert words in made[medium], (medium, words)


def test_a_poll_without_an_address_is_text() -> None:
    room = desk()
    without = replace(room.room.config, poll=None)
    bare = Desk(Newsroom(room.room.folder, without), room.roots, room.theme, room.key)
    made = rendered(full("fr"), bare)
    assert "Sondagemot" in made["mail"]
    assert "Ouimot" in made["mail"]
    assert "v.example.org" not in made["mail-html"]
    assert "https://v.example.org/2025-03-04-complet/avis/2" in rendered(full("fr"))["mail-html"]
    assert isinstance(room.room.config.poll, PollLinks)


@pytest.mark.parametrize(("language", "shown"), [("fr", "META ▼ −11,3 %"), ("en", "META ▼ −11.3%")])
def test_a_ticker_tells_its_direction_without_colour(language: Language, shown: str) -> None:
    made = rendered(full(language))
    for medium in ("mail", "text", "web"):
        assert shown in " ".join(made[medium].split()), medium


def test_the_teaser_is_made_from_short_names() -> None:
    issue = replace(full("fr"), teaser=None)
    assert "Puis, deux actus : le court et Titredeuxmot." in rendered(issue)["text"]
    english = replace(full("en"), teaser=None)
    assert "Then two stories: le court and Titredeuxmot." in rendered(english)["text"]
    one = replace(issue, news=issue.news[:1])
    assert "Puis, une actu : le court." in rendered(one)["text"]
    three = replace(issue, news=(*issue.news, replace(issue.news[0], id="c", short="la fin")))
    assert "Puis, trois actus : le court, Titredeuxmot, et la fin." in rendered(three)["text"]
    assert "Teasermot" in rendered(full("fr"))["text"]


@pytest.mark.parametrize("short", ["le *premier* cas", "**Kosmos**", "العربية", "« Kosmos » & `co`"])
def test_each_name_of_our_teaser_leads_to_its_piece(short: str) -> None:
    issue = full("fr")
    items = (replace(issue.news[0], short=short), issue.news[1])
    made = rendered(replace(issue, teaser=None, news=items))
    for medium in ("mail-html", "web-html"):
        assert made[medium].count('href="#un"') == 1, medium
        assert made[medium].count('href="#titredeuxmot"') == 1, medium


def test_reading_time_has_the_reference_s_form_and_can_reach_its_figure() -> None:
    room = Newsroom(ROOT, config.load(ROOT))
    path = room.select(("42",))[0]
    issue, _ = room.read_issue(path)
    assert issue
    found = open_desk(room)
    seconds = edition_of(found, issue, {}, (), draft=False).seconds
    words = labels.load(found.roots, "fr")
    from newsletter.render.wording import reading_time

    assert reading_time(seconds, words) == "Temps de lecture : 3mn05"
    assert reading_time(60, words) == "Temps de lecture : 1mn00"
    assert reading_time(42, words) == "Temps de lecture : 42 s"


def shipped() -> list[Issue]:
    room = Newsroom(ROOT, config.load(ROOT))
    found = []
    for path in room.issue_files():
        issue, problems = room.read_issue(path)
        assert issue
        assert problems == ()
        found.append(issue)
    return found


def used(value: Any) -> set[str]:
    """Name the fields that a value fills, with the shape that they belong to."""
    found: set[str] = set()
    for one in fields(value):
        inner = getattr(value, one.name)
        if inner in (None, (), "") or isinstance(inner, Source):
            continue
        found.add(f"{type(value).__name__}.{one.name}")
        held = inner.values() if hasattr(inner, "values") else inner if isinstance(inner, tuple) else (inner,)
        for each in held:
            if is_dataclass(each):
                found |= used(each)
    return found


def test_the_shipped_issues_use_every_field() -> None:
    issues = shipped()
    assert len(issues) >= 4
    languages = [issue.language or "fr" for issue in issues]
    assert languages.count("fr") >= 3
    assert "en" in languages
    every = {f"{shape.__name__}.{slot.field}" for shape in every_shape(Issue) for slot in slots(shape)}
    missing = every - set().union(*(used(issue) for issue in issues))
    assert {name for name in missing if not name.startswith(("Issue.allow", "Allow."))} == set()


def every_shape(shape: type) -> set[type]:
    from typing import get_args

    def inside(hint: Any) -> set[type]:
        if isinstance(hint, type) and is_dataclass(hint):
            return every_shape(hint)
        return set().union(*(inside(one) for one in get_args(hint))) if get_args(hint) else set()

    return {shape}.union(*(inside(slot.type) for slot in slots(shape)))
