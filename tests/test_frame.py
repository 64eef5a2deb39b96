"""Figures where no `sources:` can stand: subject, preheader, greeting, hook, teaser, reply, poll, PS, conclusion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsletter.pipeline.check import Options, check

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
SEED = "Le système lit 1 500 articles en 12 heures. Le taux atteint 21 %. Il consomme 0,24 Wh et coûte 13,9 millions d’euros."
PIECE = """\
focus:
  title: Ce que lire veut dire
  intro: Le taux atteint 21 %.
  sections:
    - id: prix
      title: Le prix
      body: Il coûte 13,9 millions d’euros. On en compte 4 321, une théière vaut 100 Wh.
      evidence:
        - {{ figure: "4 321", waived: compté à la main }}
        - {{ figure: 100 Wh, waived: calcul de la rédaction }}
        {line}
  sources: [lecture]
"""


def issue(newsroom: NewsroomBuilder, frame: str, line: str = "") -> list[tuple[str, str]]:
    """Check an issue with a text around its Focus: the codes, each with the key that it stands at."""
    newsroom.seed("lecture", SEED, language="fr")
    text = "number: 1\ndate: 2025-01-02\nslug: cas\nstatus: ready\n" + frame + PIECE.format(line=line)
    newsroom.write("issues/2025-01-02-cas.yaml", text)
    found = check(newsroom.folder, Options(now=NOW, spelling=False, jobs=1)).problems
    return [(one.code, one.excerpt.strip().partition(":")[0]) for one in found if one.code.startswith("evidence.")]


FRAMES = {
    "subject": "subject: {}\n",
    "preheader": "preheader: {}\n",
    "greeting": "greeting: {}\n",
    "hook": "hook: {}\n",
    "teaser": "teaser: {}\n",
    "reply": "comment:\n  text: Un mot.\n  reply: {}\n",
    "question": "poll:\n  question: {}\n  answers: [Oui, Non]\n",
    "ps": "ps: {}\n",
}


@pytest.mark.parametrize("key", FRAMES)
def test_a_figure_that_a_seed_or_a_part_bears_out_needs_no_source_of_its_own(
    newsroom: NewsroomBuilder, key: str
) -> None:
    hook = "" if key in {"hook", "preheader"} else "hook: Une ligne.\n"
    for figure in ("1 500 articles", "21 %", "près de 14 millions d’euros", "4 321", "plus de 4 300", "100 Wh"):
        assert issue(newsroom, hook + FRAMES[key].format(f"Il y a là {figure}.")) == [], figure


@pytest.mark.parametrize("key", FRAMES)
@pytest.mark.parametrize("figure", ["12 %", "139 millions d’euros", "1 500 dollars", "4 312"])
def test_one_that_nothing_bears_out_is_an_error(newsroom: NewsroomBuilder, key: str, figure: str) -> None:
    found = issue(newsroom, FRAMES[key].format(f"Il y a là {figure}."))
    assert found == [("evidence.untraced", key)]


def test_it_is_cited_computed_or_waived_in_the_part_that_it_is_about(newsroom: NewsroomBuilder) -> None:
    hook = "hook: Voilà 417 bouilloires.\n"
    assert issue(newsroom, hook) == [("evidence.untraced", "hook")]
    assert issue(newsroom, hook, '- { figure: "417", computed: 100 / 0.24, from: [lecture] }') == []
    wrong = issue(newsroom, hook, '- { figure: "417", computed: 12 / 0.24, from: [lecture] }')
    assert wrong == [("evidence.pin-wrong", "- { figure")]
    assert issue(newsroom, hook, '- { figure: "417", waived: 100 Wh / 0.24 Wh }') == []
    pinned = "- { figure: 21 %, source: lecture, passage: Le taux atteint 21 % }"
    assert issue(newsroom, "hook: Un taux de 21 %.\n", pinned) == []
    assert issue(newsroom, "hook: Un taux.\n", '- { figure: "417", waived: une blague }') == [
        ("evidence.pin-unused", "- { figure")
    ]


def test_the_table_says_what_the_frame_rests_on(newsroom: NewsroomBuilder) -> None:
    issue(newsroom, "hook: Près de 14 millions d’euros, et plus de 4 300 lettres.\n")
    rows = json.loads(newsroom.run("evidence", "1", "--json").out)
    money, count = (row for row in rows if row["block"] == "hook")
    assert (money["state"], money["seed"]) == ("traced", "lecture")
    assert (count["state"], count["seed"], count["reason"]) == ("waived", None, "compté à la main")


def test_without_any_source_it_is_still_an_error(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Cela coûte 45 millions d’euros.\n")
    problem, _ = check(newsroom.folder, Options(now=NOW, spelling=False)).problems
    assert problem.code == "evidence.untraced"
    assert "no source is cited" in problem.message
    assert problem.hint == "Mend it, or say under `evidence:` of a piece or section where it is from."
