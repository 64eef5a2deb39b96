from __future__ import annotations

import os

import pytest
from hostile_texts import LANGUAGES, TEXTS
from hypothesis import given, settings

from newsletter.curate.evidence import Evidence, Pin, Report, Source, State, claims, index, severity, trace
from newsletter.problems import Severity

EXAMPLES = settings(max_examples=2000 if os.environ.get("NEWSLETTER_PROOF") == "1" else 100, deadline=None)
META = Source(
    id="meta",
    language="fr",
    sha256="a" * 64,
    text="Le titre Meta décroche de 11 % en séance. La perte atteint 13,9 milliards de dollars.\n\nIl traite 28 millions d’appels, contre 14 millions en 2024.",
)
KOSMOS = Source(
    id="kosmos",
    language="en",
    sha256="b" * 64,
    text="Kosmos reads 1,500 papers in 24 hours. “It does six months of work in a day,” its authors say. They are 37.",
)


def report(text: str, *pins: Pin, sources: tuple[Source, ...] = (META, KOSMOS)) -> Report:
    return trace(claims(text, "fr"), [index(source) for source in sources], pins)


def only(text: str, *pins: Pin, sources: tuple[Source, ...] = (META, KOSMOS)) -> Evidence:
    (evidence,) = report(text, *pins, sources=sources).evidence
    return evidence


def test_a_traced_figure_has_its_passage_its_offset_and_the_seeds_hash() -> None:
    evidence = only("Meta a perdu près de 14 milliards de dollars.")
    assert evidence.state is State.TRACED
    assert evidence.passage
    assert (evidence.passage.source, evidence.passage.sha256) == ("meta", "a" * 64)
    assert evidence.passage.text == "La perte atteint 13,9 milliards de dollars."
    place = slice(evidence.passage.offset, evidence.passage.offset + evidence.passage.length)
    assert META.text[place] == "13,9 milliards de dollars"
    assert META.text[evidence.passage.start : evidence.passage.end] == evidence.passage.text


def test_of_several_passages_the_one_with_most_words_in_common_is_shown() -> None:
    first = Source(id="a", language="fr", sha256="", text="Une remise de 11 %. Le titre Meta perd 11 % en séance.")
    evidence = only("Le titre Meta a perdu 11 %.", sources=(first,))
    assert evidence.passage
    assert evidence.passage.text == "Le titre Meta perd 11 % en séance."


@pytest.mark.parametrize(
    ("text", "reason", "nearest"),
    [
        ("Meta a perdu 13,9 millions de dollars.", "the source says 13,9 milliards de dollars: another magnitude", "La perte atteint 13,9 milliards de dollars."),
        ("Le titre décroche de 12 %.", "the nearest in the sources is 11 %", "Le titre Meta décroche de 11 % en séance."),
        ("Le titre grimpe de 11 %, en hausse de 11 %.", "the source says 11 %: another direction", "Le titre Meta décroche de 11 % en séance."),
        ("Kosmos lit 1 500 lettres de clients.", "1,500 is there, but of something else", "Kosmos reads 1,500 papers in 24 hours."),
        ("Kosmos lit 24 articles par 24 %.", "the source says 24 hours: another unit", "Kosmos reads 1,500 papers in 24 hours."),
        ("Il y a 3 kilos.", "the sources have nothing of the kind", None),
    ],
)  # fmt: skip
def test_an_untraced_figure_says_what_is_nearest(text: str, reason: str, nearest: str | None) -> None:
    evidence = report(text).untraced[-1]
    assert evidence.reason == reason
    assert (evidence.nearest.text if evidence.nearest else None) == nearest


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("14 €", Severity.ERROR), ("1 %", Severity.ERROR), ("3 points", Severity.ERROR), ("2 millions d’appels", Severity.ERROR), ("des milliers d’appels", Severity.ERROR),
        ("100 appels", Severity.ERROR), ("200 MW", Severity.ERROR), ("99 appels", Severity.WARNING), ("trois appels", Severity.WARNING), ("en 2025", Severity.WARNING),
        ("le 12 mars 2025", Severity.WARNING), ("300 jours", Severity.WARNING), ("un tiers", Severity.WARNING), ("le double", Severity.WARNING), ("le 3e", Severity.WARNING),
        ("« trois mots cités »", Severity.WARNING), ("« score »", Severity.INFO),
    ],
)  # fmt: skip
def test_severities(text: str, weight: Severity) -> None:
    assert severity(claims(text, "fr")[-1]) is weight


def test_every_claim_comes_back_in_order_and_figures_without_a_source_are_untraced() -> None:
    text = "11 % puis « des mots bien cités » puis 24 heures, le 12 mars."
    found = claims(text, "fr")
    result = trace(found, [])
    assert [one.claim for one in result.evidence] == list(found)
    assert {one.reason for one in result.untraced} == {"no source is cited"}
    assert len(result.untraced) == 4


def test_a_translated_quotation_asks_for_a_pin_and_takes_one() -> None:
    text = "« Il fait en un jour six mois de travail »"
    alone = report(text, sources=(KOSMOS,)).evidence[-1]
    assert (alone.state, alone.reason) == (
        State.UNTRACED,
        "the sources are in another language: pin the passage that was translated",
    )
    pin = Pin(figure="Il fait en un jour six mois de travail", source="kosmos", passage="six months of work in a day")
    pinned = report(text, pin, sources=(KOSMOS,))
    assert pinned.evidence[-1].state is State.TRACED
    assert pinned.faults == ()


def test_a_waived_figure_keeps_the_editors_reason() -> None:
    evidence = only("42 salariés", Pin(figure="42", waived="vérifié par téléphone"))
    assert (evidence.state, evidence.reason) == (State.WAIVED, "vérifié par téléphone")


def test_a_pinned_passage_is_found_whatever_its_typography() -> None:
    evidence = only(
        "11 % de moins", Pin(figure="11%", source="meta", passage="MÉTA décroche de 11 %".replace("É", "e"))
    )
    assert evidence.state is State.TRACED
    assert evidence.passage
    assert META.text[evidence.passage.offset :].startswith("Meta décroche de 11")


def test_a_pinned_source_is_searched_alone() -> None:
    both = (META, Source(id="other", language="fr", sha256="", text="Ailleurs, 11 % aussi."))
    evidence = only("Le titre Meta décroche de 11 %.", Pin(figure="11 %", source="other"), sources=both)
    assert evidence.passage
    assert evidence.passage.source == "other"


@pytest.mark.parametrize(
    ("pin", "code", "message"),
    [
        (Pin(figure="11 %", source="nulle-part"), "source", "nulle-part is not among the sources of this block"),
        (Pin(figure="11 %", source="meta", passage="décroche de 12 %"), "passage", "the pinned passage is not in meta"),
        (Pin(figure="11 %", source="meta", passage="La perte atteint 13,9 milliards"), "figure", "the pinned passage does not say 11 %"),
        (Pin(figure="11 %", source="kosmos"), "figure", "11 % is not in kosmos"),
        (Pin(figure="12 %", waived="oui"), "unused", "no figure of this block is 12 %"),
        (Pin(figure="11 %"), "empty", "nothing is said of 11 %"),
        (Pin(figure="11 %", waived="  "), "empty", "nothing is said of 11 %"),
        (Pin(figure="11 %", computed="28 / 14", sources=("nulle-part",)), "source", "nulle-part is not among the sources of this block"),
        (Pin(figure="11 %", computed="28 / 13"), "computed", "`28 / 13`: 13 is in no source"),
        (Pin(figure="11 %", computed="28 / 14"), "computed", "`28 / 14`: it gives 2 of the sources' figures, and the text says 11 %"),
        (Pin(figure="11 %", computed="28 / (14 - 14)"), "computed", "`28 / (14 - 14)`: it divides by zero"),
        (Pin(figure="11 %", computed="28 //"), "computed", "`28 //`: a number is missing at `/`"),
    ],
)  # fmt: skip
def test_a_pin_that_proves_nothing_is_a_fault_and_the_figure_is_searched(pin: Pin, code: str, message: str) -> None:
    result = report("Le titre décroche de 11 %.", pin)
    (fault,) = result.faults
    assert (fault.pin, fault.code, fault.message) == (0, code, message)
    assert fault.hint
    assert [one.state for one in result.evidence] == [State.TRACED]


def test_a_computed_figure_shows_the_computation_and_its_first_operand() -> None:
    evidence = only("Le double.", Pin(figure="le double", computed="28 / 14", sources=("meta",)))
    assert (evidence.state, evidence.reason) == (State.COMPUTED, "28 / 14 = 2")
    assert evidence.passage
    assert evidence.passage.text.startswith("Il traite 28 millions")


def test_a_pin_of_some_words_serves_no_figure_of_other_words() -> None:
    pin = Pin(figure="Version finale 2", waived="plaisanterie")
    found = report("Il s’appelle « Version finale 2 ». Deux villes le disent.", pin).evidence
    assert [(one.claim.subject.text, one.state) for one in found] == [
        ("2", State.WAIVED),
        ("Deux", State.UNTRACED),
        ("Version finale 2", State.WAIVED),
    ]


def test_one_pin_serves_every_figure_of_its_value() -> None:
    states = [one.state for one in report("42 % ici, 42 pour cent là.", Pin(figure="42 %", waived="oui")).evidence]
    assert states == [State.WAIVED, State.WAIVED]


@EXAMPLES
@given(TEXTS, LANGUAGES)
def test_every_figure_of_a_text_is_traced_in_that_text(text: str, language: str) -> None:
    cited = index(Source(id="itself", text=text, language=language, sha256=""))
    for one in trace(claims(text, language), [cited]).evidence:
        assert one.state is State.TRACED or one.claim.kind == "quote"
        if one.passage:
            assert text[one.passage.start : one.passage.end] == one.passage.text


@EXAMPLES
@given(TEXTS, TEXTS, LANGUAGES)
def test_any_text_is_traced_in_any_other_without_an_accident(text: str, other: str, language: str) -> None:
    cited = index(Source(id="other", text=other, language=language, sha256=""))
    pins = [Pin(figure=text[:9], passage=other[3:40], source="other"), Pin(figure=text[:9], computed=other[:30])]
    found = claims(text, "fr")
    assert len(trace(found, [cited], pins).evidence) == len(found)
