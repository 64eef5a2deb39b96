"""What `newsletter check` makes of what it should not be given: each kind with the message that the editor reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsletter.curate.figures import find
from newsletter.pipeline.check import Options, check
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

    from newsletter.problems import Problem

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
FILE = "issues/2025-01-02-cas.yaml"
HEAD = "number: 1\ndate: 2025-01-02\nslug: cas\nstatus: ready\nhook: Un mot.\n"
PIECE = "news:\n  - id: kosmos\n    title: La machine\n    intro: Le taux atteint 21 %.\n    sources: [rapport]\n"


def checked(newsroom: NewsroomBuilder, text: str) -> tuple[Problem, ...]:
    newsroom.write(FILE, text)
    found = check(newsroom.folder, Options(now=NOW, wanted=("1",), spelling=False, jobs=1)).problems
    return tuple(one for one in found if one.code != "text.typography")


def told(newsroom: NewsroomBuilder, text: str = HEAD + PIECE) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in checked(newsroom, text)]


BROKEN = """\
number: 1
date: 2025-01-02
slug: cas
status: ready
hook: Un mot mot.
news:
  - intro: Une machine sans titre, à 15 %.
  - id: lecture
    title: La lecture
    intro: Le taux atteint 12 %, selon [ce rapport](http://rapport.example.org/).
    sources: [rapport]
  - id: bourse
    title: La bourse
    intro: Le taux atteint 17 %.
    source: [rapport]
autor: ana
tickers:
  META: { change: 1.62, as_of: 2025-01-01 }
corrections: [{ date: 2025-01-03, block: machine, text: Un mot. }]
ps: "Un guillemet qui ne ferme pas
"""


def test_an_issue_that_does_not_parse_gets_every_problem_that_can_be_known(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "Le taux atteint 21 %.", language="fr")
    found = checked(newsroom, BROKEN)
    assert [(one.line, one.column, one.code) for one in found] == [
        (5, 14, "text.doubled-word"),
        (7, 5, "schema.missing"),
        (10, 28, "evidence.untraced"),
        (10, 53, "link.http"),
        (15, 5, "schema.unknown-key"),
        (16, 1, "schema.unknown-key"),
        (20, 5, "yaml.syntax"),
    ]
    for one in found:
        assert BROKEN.split("\n")[one.line - 1] == one.excerpt


def test_places_are_right_behind_an_entry_that_could_not_be_read(newsroom: NewsroomBuilder) -> None:
    text = (
        HEAD
        + "links:\n  - { title: Sans adresse }\n  - { title: Le le guide, url: https://e.example.org/a }\n"
        + ("news:\n  - { intro: Sans titre, id: kosmos }\n  - { title: La machine, intro: Un un mot. }\n")
    )
    doubled = [(one.line, one.column) for one in checked(newsroom, text) if one.code == "text.doubled-word"]
    assert doubled == [(8, 17), (11, 36)]


def test_a_file_that_holds_no_issue(newsroom: NewsroomBuilder) -> None:
    for text in ("", "# rien\n", "- un\n- deux\n", "\x00\x01"):
        newsroom.write(FILE, text)
        ran = newsroom.run("check")
        assert ran.code == 1
        assert re.match(rf"{FILE}(:1)?(:\d+)?: error: [A-Z].+\. \[(schema|yaml)\.", ran.err), ran.err


def test_a_seed_that_is_missing(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("raport", "Le taux atteint 21 %.")
    (problem,) = checked(newsroom, HEAD + PIECE)
    assert (problem.code, problem.line, problem.column) == ("source.not-found", 10, 15)
    assert problem.message == "There is no seed `rapport` (seeds/rapport.md)."
    assert problem.hint == "Did you mean `raport`?"


def test_a_seed_that_is_empty(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "")
    assert told(newsroom) == [("seed.empty", "The seed has no text.")]
    newsroom.write("seeds/rapport.md", "")
    assert told(newsroom) == [("seed.front-matter", "There is no front matter.")]


def test_a_seed_that_is_binary(newsroom: NewsroomBuilder) -> None:
    newsroom.write("seeds/rapport.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    assert told(newsroom) == [("file.encoding", "Byte 0x89 is not UTF-8.")]
    newsroom.write("seeds/rapport.md", b"---\ntitle: t\x00\n---\nLe taux atteint 21 %.\n")
    assert [code for code, _ in told(newsroom)] == ["yaml.character"]


def test_a_seed_in_latin_1(newsroom: NewsroomBuilder) -> None:
    newsroom.write("seeds/rapport.md", "---\ntitle: Été\n---\nLe taux atteint 21 %.\n".encode("latin-1"))
    (problem,) = checked(newsroom, HEAD + PIECE)
    assert (problem.path, problem.line, problem.column) == ("seeds/rapport.md", 2, 8)
    assert (problem.message, problem.hint) == ("Byte 0xC9 is not UTF-8.", "Save the file as UTF-8.")


def test_a_seed_of_five_megabytes(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "Le taux atteint 21 %. " * 240_000)
    assert told(newsroom) == [("seed.too-large", "The seed has more than 1,000,000 characters.")]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("    title: La machine qui coûte 12 %\n", (8, 33)),
        ("    title: La machine\n    image: { src: a.png, alt: Une barre à 12 % }\n", (9, 43)),
        ("    title: La machine\n    essential: [Un mot., Le taux est de 12 %.]\n", (9, 41)),
        ("    title: La machine\n    takeaway: Retenez 12 %.\n", (9, 23)),
        ("    title: La machine\n    short: la machine à 12 %\n", (9, 25)),
    ],
    ids=["title", "alt", "point", "takeaway", "short"],
)
def test_a_figure_anywhere_in_a_piece(newsroom: NewsroomBuilder, wrong: str, place: tuple[int, int]) -> None:
    newsroom.seed("rapport", "Le taux atteint 21 %.", language="fr")
    found = checked(newsroom, HEAD + PIECE.replace("    title: La machine\n", wrong))
    (problem,) = (one for one in found if one.code.startswith("evidence."))
    assert (problem.code, problem.line, problem.column) == ("evidence.untraced", *place)
    assert problem.message == "«12 %» is not borne out: the nearest in the sources is 21 %."


def test_a_figure_in_a_ticker_is_dated_and_not_looked_for(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "Le taux atteint 21 %.", language="fr")
    text = HEAD + PIECE.replace("21 %.", "21 %, et $META suit.")
    assert told(newsroom, text + "tickers: { META: { change: 1.62, as_of: 2025-01-01 } }\n") == []
    assert told(newsroom, text + "tickers: { META: { change: 1.62 } }\n") == [
        ("schema.ticker-undated", "The change of `META` has no date.")
    ]


def test_a_figure_in_a_poll(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "Le taux atteint 21 %.", language="fr")
    poll = 'poll: {{ question: "{}", answers: [Plus de 300 €, Moins de 300 €] }}\n'
    assert told(newsroom, HEAD + PIECE + poll.format("Et vous ?")) == []
    assert told(newsroom, HEAD + PIECE + poll.format("Et vous, à 12 % ?")) == [
        ("evidence.untraced", "«12 %» is not borne out: the nearest in the sources is 21 %.")
    ]


@pytest.mark.parametrize(
    ("text", "language", "figures"),
    [
        # Glued to words: names are none, signs and units are read.
        ("GPT-4o, A380, H100, COVID-19, MP3, B2B et v2.1 sortent.", "fr", []),
        ("Cela coûte 300€, 12%, 5km et 24h.", "fr", ["300€", "12%", "5km", "24h"]),
        ("It costs $300, 12%, 5km, 24h and 70bn.", "en", ["$300", "12%", "5km", "24h", "70bn"]),
        ("Un mot123 et 456mot.", "fr", []),
        # Digits of other scripts say the same.
        ("Il y a ٣٢٥ lettres et ٢١٪ de plus.", "fr", ["٣٢٥", "٢١٪"]),
    ],
)
def test_numbers_glued_to_words_and_digits_of_other_scripts(text: str, language: str, figures: list[str]) -> None:
    assert [figure.text for figure in find(text, language)] == figures


def test_arabic_indic_digits_are_compared_by_value(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "Le système lit ١٥٠٠ articles, et le taux atteint ٢١ %.", language="fr")
    assert told(newsroom, HEAD + PIECE.replace("atteint 21 %", "atteint 21 % de 1 500 articles")) == []
    assert [code for code, _ in told(newsroom, HEAD + PIECE.replace("21 %", "٢٢ %"))] == ["evidence.untraced"]


@pytest.mark.parametrize(
    ("issue", "source", "language", "agrees"),
    [
        ("1,234 km", "1.234 km", "en", True),  # a decimal in both: French comma, English point
        ("1,234 km", "1,234 km", "en", False),  # a decimal in French, thousands in English
        ("1 234 km", "1,234 km", "en", True),
        ("1 234 km", "1.234 km", "en", False),
        ("1 234 km", "1.234 km", "fr", True),  # French has points between thousands
        ("1.234 km", "1 234 km", "fr", True),
        ("1,234 km", "1,234 km", "fr", True),
        ("1,234 km", "1 234 km", "fr", False),
    ],
)
def test_points_and_commas_are_read_by_language(
    newsroom: NewsroomBuilder, issue: str, source: str, language: str, agrees: bool
) -> None:
    newsroom.seed(
        "rapport", f"La piste mesure {source}." if language == "fr" else f"The track is {source}.", language=language
    )
    found = told(newsroom, HEAD + PIECE.replace("Le taux atteint 21 %", f"La piste mesure {issue}"))
    assert (found == []) is agrees, found


def test_a_quotation_over_two_paragraphs(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("rapport", "« Nous ne savons pas encore.\n\nNous cherchons toujours », dit-elle.", language="fr")
    intro = "|\n      « Nous ne savons {} encore.\n\n      Nous cherchons toujours. »"
    assert told(newsroom, HEAD + PIECE.replace("Le taux atteint 21 %.", intro.format("pas"))) == []
    ((code, message),) = told(newsroom, HEAD + PIECE.replace("Le taux atteint 21 %.", intro.format("plus")))
    assert code == "evidence.untraced-quotation"
    assert message == (
        "«Nous ne savons plus encore. Nous cherchons toujours.» is not borne out: the source has other words."
    )


@pytest.mark.parametrize("bomb", ["(a+)+b", r"(\\w{0,50}\\w{0,50}x)", "(a|a){25}b", ".*.*.*x"])
def test_a_regular_expression_bomb_is_refused_at_load(newsroom: NewsroomBuilder, bomb: str) -> None:
    newsroom.issue(1, more=f"ps: {'a' * 200_000}\n")
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'{config}\n[check]\nforbidden = ["{bomb}"]\n')
    with pytest.raises(NewsletterError) as caught:
        check(newsroom.folder, Options(now=NOW))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == ("config.pattern", "newsletter.toml", 11)
    assert re.search(r"has no bound|could cost [\d,]+ steps", problem.message)
    assert "text.forbidden" in problem.hint


def test_since_what_is_no_revision_and_outside_of_git(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    outside = newsroom.run("check", "--since", "main", env={"GIT_CEILING_DIRECTORIES": str(newsroom.folder.parent)})
    assert (outside.code, outside.out) == (1, "")
    assert "[git.no-repository]" in outside.err
    assert "→" in outside.err


def test_a_terminal_without_colour_or_unicode(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Un TODO à faire, « déjà ».\n")
    for command in (("check", "1"), ("build",), ("evidence", "1"), ("check", "1", "--format", "github")):
        ran = newsroom.run(*command, env={"PYTHONIOENCODING": "ascii", "TERM": "dumb", "NO_COLOR": ""})
        assert (ran.out + ran.err).isascii(), command
        assert "\x1b" not in ran.out + ran.err
        assert "Traceback" not in ran.err
