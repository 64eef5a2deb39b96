from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from newsletter.curate.figures import quotations

CASES = [
    ("Il dit « bonjour à tous ».", ["bonjour à tous"]),
    ("Il dit «\u00a0bonjour\u202f».", ["bonjour"]),
    ('Un “côté humain” et un "côté machine".', ["côté humain", "côté machine"]),
    ("« Un.\n\n« Deux. » Fin.", ["Un.\n\n« Deux."]),
    ("« Un.\n\n» Deux. » Fin.", ["Un.\n\n» Deux."]),
    ("« Un.\n\nDeux. » Fin.", ["Un.\n\nDeux."]),
    ("“One.\n\n“Two.” End.", ["One.\n\n“Two."]),
    ('"One.\n\n"Two." End.', ['One.\n\n"Two.']),
    ('Un "oubli.\n\nPuis "un autre".', ["un autre"]),
    ("« jamais fermé\n\na\n\nb\n\nc\n\nd » puis « ok »", ["ok"]),
    ("« jamais fermé puis « ok »", ["ok"]),
    ('Un écran de 15" et de 17" de large.', []),
    ("« ! » et «»", []),
    ("Du code : `« rien »`.", []),
    ("« dit “il” ici »", ["dit “il” ici"]),
    ("l'un et l'autre, ‘seul’", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quoted"), CASES)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [quotation.text for quotation in quotations(text, "fr")] == quoted


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["«", "»", "“", "”", '"', "\n", "\n\n", " ", "mot", "`", "> "]), max_size=25).map("".join)
)
def test_offsets_slice_to_the_text_in_order(text: str) -> None:
    last = 0
    for quotation in quotations(text, "fr"):
        assert text[quotation.start : quotation.end] == quotation.text == quotation.text.strip()
        assert quotation.start >= last
        last = quotation.end
