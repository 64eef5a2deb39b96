from pathlib import Path

import pytest
from floors import CASES, Floors, Measure, broken, pinned
from measures import MEASURES


@pytest.mark.parametrize("topic", sorted(MEASURES))
def test_no_figure_is_under_its_floor(topic: str) -> None:
    assert broken(Floors.load(CASES / topic / "floors.toml"), MEASURES[topic]()) == []


KNOWN = Floors(sha256=Measure(figures={}, corpus="a").sha256, figures={"f1": 0.98})


def test_a_lower_figure_is_told() -> None:
    assert broken(KNOWN, Measure(figures={"f1": 0.979}, corpus="a")) == ["f1 is 0.9790, under its floor of 0.98"]


def test_a_changed_corpus_and_a_lost_figure_are_told() -> None:
    assert broken(KNOWN, Measure(figures={}, corpus="b")) == ["the corpus changed", "f1 is not measured"]


def test_floors_only_rise_unless_a_reason_is_given() -> None:
    better, worse = (Measure(figures={"f1": value}, corpus="a") for value in (0.9912, 0.97))
    assert pinned(KNOWN, better, "").figures == {"f1": 0.991}
    with pytest.raises(SystemExit, match="say why"):
        pinned(KNOWN, worse, "")
    lowered = pinned(KNOWN, worse, "the old corpus was too easy")
    assert lowered.figures == {"f1": 0.97}
    assert lowered.lowered == ["the old corpus was too easy (f1 is 0.9700, under its floor of 0.98)"]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    floors = Floors(sha256="0" * 64, figures={"a": 0.5, "b": 1.0}, lowered=["one «reason»"])
    path.write_text(floors.text(), encoding="utf-8")
    assert Floors.load(path) == floors
