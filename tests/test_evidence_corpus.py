from __future__ import annotations

import json

import pytest
from evidence_corpus import FLOORS, Case, cases, corpus_hash, main, measure

CASES = list(cases())


def test_the_corpus_is_large_and_of_both_languages() -> None:
    assert len(CASES) >= 600
    assert {case.languages for case in CASES} == {("fr", "fr"), ("fr", "en"), ("en", "fr"), ("en", "en")}
    assert sum(case.expected == "untraced" for case in CASES) >= 200


@pytest.mark.parametrize("topic", sorted({case.topic for case in CASES}))
def test_no_floor_of_a_class_is_broken(topic: str) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["classes"][topic]
    found = measure([case for case in CASES if case.topic == topic])[topic]
    wrong = [case for case in CASES if case.topic == topic and case.outcome() != case.expected]
    assert {name: found[name] for name in floors if found[name] < floors[name]} == {}, wrong


def test_the_floors_are_those_of_this_corpus() -> None:
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert pinned["corpus_sha256"] == corpus_hash()
    assert set(pinned["classes"]) == {case.topic for case in CASES}


def test_copied_figures_never_alarm() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["classes"]
    assert floors["verbatim"]["accepted"] == 1


def test_a_floor_is_lowered_only_for_a_reason(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = FLOORS.__class__(str(tmp_path)) / "floors.json"
    path.write_text(json.dumps({"corpus_sha256": "", "classes": {"verbatim": {"accepted": 2.0}}}), encoding="utf-8")
    monkeypatch.setattr("evidence_corpus.FLOORS", path)
    monkeypatch.setattr("evidence_corpus.CHOSEN", {"verbatim"})
    assert main([]) == 1
    assert "verbatim.accepted: 2.0 -> 1.0" in capsys.readouterr().out
    assert json.loads(path.read_text(encoding="utf-8"))["classes"]["verbatim"]["accepted"] == 2.0
    assert main(["--lower", "a test"]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["lowered"] == ["a test"]


def test_a_case_is_its_claim_and_its_source() -> None:
    case = Case(topic="x", number=1, expected="traced", languages=("fr", "fr"), claim="11 %", source="12 %")
    assert case.outcome() == "untraced"
