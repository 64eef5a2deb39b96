from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from floors import CASES
from growth import is_linear
from hypothesis import given, strategies as st

from newsletter.ingest.plaintext import PlainText, clean

TODAY = date(2025, 11, 7)
GOLDEN = sorted((CASES / "plaintext").glob("*.txt"))
SNIPPETS = sorted({line for path in GOLDEN for line in path.read_text(encoding="utf-8").splitlines()})
PASTED = st.lists(
    st.sampled_from(SNIPPETS) | st.text(max_size=30) | st.sampled_from(["", "-", "•", "---", "×", "Tags:", "20Jan"]),
    max_size=40,
).map("\n".join)


def shown(plain: PlainText) -> str:
    """Write a result as the golden files have it."""
    head = [f"title: {plain.title}", f"byline: {plain.byline}", f"published: {plain.published or '-'}"]
    cuts = [f"cut: {','.join(map(str, cut.lines))} {cut.reason}" for cut in plain.cut]
    warned = [f"warning: {warning.message}" for warning in plain.warnings]
    return "\n".join([*head, *cuts, *warned, "---", plain.markdown, ""])


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_pasted_pages(path: Path) -> None:
    plain = clean(path.read_text(encoding="utf-8"), today=TODAY, language=path.stem[:2])
    assert shown(plain) == path.with_suffix(".md").read_text(encoding="utf-8")


def letters(*texts: str) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


@given(raw=PASTED)
def test_nothing_is_lost_and_much_is_not_cut_silently(raw: str) -> None:
    plain = clean(raw, today=TODAY)
    assert plain.raw == raw
    everything = clean(raw, today=TODAY, keep=frozenset(range(1, raw.count("\n") + 100)))
    tidy = letters(everything.title, everything.markdown)
    assert letters(plain.title, plain.markdown, *(cut.text for cut in plain.cut)) == tidy
    words = sum(len(text.split()) for text in (everything.title, everything.markdown))
    if sum(len(cut.text.split()) for cut in plain.cut) > 0.2 * words + 3:
        assert plain.warnings


@given(raw=PASTED)
def test_every_cut_can_be_undone(raw: str) -> None:
    plain = clean(raw, today=TODAY)
    undone = clean(raw, today=TODAY, keep=frozenset(number for cut in plain.cut for number in cut.lines))
    assert not {number for cut in undone.cut for number in cut.lines} & {n for cut in plain.cut for n in cut.lines}
    assert all(cut.text and cut.lines for cut in plain.cut)


@given(raw=st.text(max_size=200))
def test_any_text_is_read(raw: str) -> None:
    plain = clean(raw, today=TODAY, language="fr")
    assert plain.markdown.isprintable() or "\n" in plain.markdown or not plain.markdown.isascii()
    assert clean(plain.raw, today=TODAY, language="fr") == plain


def test_one_cut_is_put_back() -> None:
    raw = (CASES / "plaintext" / "fr-popups.txt").read_text(encoding="utf-8")
    assert "Rejoignez" not in clean(raw, today=TODAY).markdown
    restored = clean(raw, today=TODAY, keep=frozenset({20}))
    assert "Rejoignez la communauté sur Telegram" in restored.markdown
    assert "Suivez-nous" not in restored.markdown


def test_a_warning_says_where_how_much_and_what_to_do() -> None:
    raw = (CASES / "plaintext" / "fr-mostly-noise.txt").read_text(encoding="utf-8")
    (warning,) = clean(raw, today=TODAY).warnings
    assert (warning.code, warning.line) == ("plaintext-cut", 6)
    assert warning.hint


@pytest.mark.parametrize(
    "unit",
    ["a\n", "\n", "- ", "-\n", "•\n\n", "Tags:\n", "x.\n", "Une phrase de six mots ici.\n", "> ", "|", "#a ", "(", "« ", "AbAb", "Par ", "1. a\n", "Titre\n\nUn texte plus long que son titre et qui finit.\n"],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    assert is_linear(lambda text: clean(text, today=TODAY), unit, 1_600)
    assert clean(unit * 20_000, today=TODAY).raw == unit * 20_000
