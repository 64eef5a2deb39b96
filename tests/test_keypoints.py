from pathlib import Path

import pytest
from floors import CASES
from hypothesis import given, strategies as st
from measures import parts

from newsletter.curate.keypoints import keypoints

ARTICLES = sorted((CASES / "keypoints").glob("*.md"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_points_are_passages_in_reading_order_without_headings_or_questions(path: Path) -> None:
    title, body, _ = parts(path.read_text(encoding="utf-8"))
    points = keypoints(title, body, path.stem[:2])
    assert len(points) == 6
    assert [point.offset for point in points] == sorted(point.offset for point in points)
    assert max(point.score for point in points) == 1
    for point in points:
        assert body[point.offset : point.offset + len(point.text)] == point.text
        assert not point.text.endswith("?")
        assert f"## {point.text}" not in body


def test_the_same_fact_is_not_chosen_twice() -> None:
    fact = "La fonderie livre 400 pièces par jour à ses clients."
    text = f"{fact}\n\n{fact}\n\nLa direction promet 12 embauches avant la fin de la saison."
    chosen = [point.text for point in keypoints("La fonderie livre", text, "fr", 2)]
    assert chosen == [fact, "La direction promet 12 embauches avant la fin de la saison."]


def test_figures_and_the_title_count() -> None:
    text = "Il pleuvait sur la ville depuis trois longues semaines.\n\nLe barrage a livré 40 gigawatts au réseau de la région."
    assert keypoints("Le barrage livre", text, "fr", 1)[0].text.startswith("Le barrage")


@given(title=st.text(max_size=30), text=st.text(), n=st.integers(-1, 8))
def test_any_text_gives_at_most_n(title: str, text: str, n: int) -> None:
    assert len(keypoints(title, text, "fr", n)) <= max(n, 0)


def test_nothing_comes_from_nothing() -> None:
    assert keypoints("Titre", "## Un intertitre\n\nVraiment ?", "fr") == ()
