from itertools import pairwise

import pytest
from growth import is_linear
from hypothesis import given, strategies as st

from newsletter.curate.sentences import sentences

PROSE = st.lists(
    st.sampled_from(
        ["M.", "Mme", "«", "»", "“", "”", "Oui", "non", ".", "?", "!", "…", "...", " ", " ", "\n", "\n\n", "- ", "## ", "1. ", "3,5", "U.S.", "av. J.-C.", "[1]", ")", "’", '"', "\u00a0", ":"]
    )
    | st.text(max_size=4),
    max_size=60,
).map("".join)  # fmt: skip


@given(text=PROSE, language=st.sampled_from(["fr", "en", "und"]))
def test_spans_are_slices_in_order_and_lose_no_word(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert all(text[span.start : span.end] == span.text == span.text.strip() != "" for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    outside = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    assert set("".join(outside.split())) <= set("#-*•>")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "« On verra. » Il part.", ["« On verra. »", "Il part."]),
        ("fr", "«\u202fÇa marche\u202f!\u202f» dit-il. Bien.", ["«\u202fÇa marche\u202f!\u202f» dit-il.", "Bien."]),
        ("fr", "Il cite « Tout. Rien. » et part.", ["Il cite « Tout. Rien. » et part."]),
        ("fr", "Vers 300 av. J.-C. Rome grandit.", ["Vers 300 av. J.-C. Rome grandit."]),
        ("en", "He left the U.S. The gap grew.", ["He left the U.S.", "The gap grew."]),
        ("en", "The U.S. Congress met.", ["The U.S. Congress met."]),
        ("en", "Version 3.5 is out. It works.", ["Version 3.5 is out.", "It works."]),
        ("fr", "## Un titre\nUne phrase. Deux.", ["Un titre", "Une phrase.", "Deux."]),
        ("fr", "Trois points :\n- un\n- deux", ["Trois points :", "un", "deux"]),
        ("en", "A line that was\nbroken. Next.", ["A line that was\nbroken.", "Next."]),
        ("en", "1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
        ("fr", "", []),
    ],
)
def test_boundaries(language: str, text: str, expected: list[str]) -> None:
    assert [span.text for span in sentences(text, language)] == expected


def test_a_long_quotation_is_several_sentences() -> None:
    quotation = "« " + "Une phrase assez longue pour compter. " * 8 + "»"
    assert len(sentences(quotation, "fr")) == 8


@pytest.mark.parametrize("unit", ["a. ", "A. ", ".", "« ", ".» ", "'", "\n", "x\n", "- ", "1. ", "«a. » ", "a", ". ."])
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    assert is_linear(lambda text: sentences(text, "fr"), unit, 500)
    assert sum(len(span.text) for span in sentences(unit * 100_000, "en")) <= len(unit) * 100_000
