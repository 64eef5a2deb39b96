"""Writing back: only what was meant changes, comments and style stay, a changed file is refused."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from newsletter import issueedit, issuefile, yamledit, yamltext
from newsletter.issueedit import Append, Move, Remove, Set
from newsletter.places import Source
from newsletter.problems import NewsletterError
from newsletter.yamlnodes import parse

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "issues").glob("*.yaml")) + sorted((ROOT / "newsletter/scaffold").rglob("*.yaml"))
SCAFFOLD = (ROOT / "newsletter/scaffold/fr/issues/2026-01-05-premier-numero.yaml").read_text(encoding="utf-8")


def data(text: str) -> Any:
    root, problems = parse(Source(text=text))
    assert not problems
    return yamledit.data_of(root)


def changed_lines(before: str, after: str) -> list[str]:
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_change_is_the_identity(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert issueedit.edit(text, []) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_setting_each_leaf_to_what_it_is_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root, _ = parse(Source(text=text))

    def leaves(value: Any, at: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], str]]:
        if isinstance(value, dict):
            return [leaf for key, one in value.items() for leaf in leaves(one, (*at, key))]
        if isinstance(value, list):
            return [leaf for index, one in enumerate(value) for leaf in leaves(one, (*at, index))]
        return [(at, value)]

    for at, value in leaves(yamledit.data_of(root), ()):
        if "\n" in value or value.lower() in {"true", "false"} or value[:1].isdigit():
            continue
        assert data(issueedit.edit(text, [Set(at, value)])) == data(text)


def test_a_status_changes_one_word_and_keeps_its_comment() -> None:
    after = issueedit.edit(SCAFFOLD, [Set(("status",), "ready")])
    assert changed_lines(SCAFFOLD, after) == [
        "-status: draft                 # « ready » le fait entrer dans les archives et partir",
        "+status: ready                 # « ready » le fait entrer dans les archives et partir",
    ]


def test_paragraphs_stay_behind_their_bar() -> None:
    after = issueedit.edit(SCAFFOLD, [Set(("hook",), "Une.\n\nDeux ?")])
    assert "hook: |\n  Une.\n\n  Deux ?\n\n# « Puis" in after


def test_a_new_block_goes_where_the_format_has_it() -> None:
    after = issueedit.edit(SCAFFOLD, [Set(("comment",), {"text": "Bien !\n\nOui.", "author": "Ana"})])
    assert after.index("\nhook:") < after.index("\ncomment:") < after.index("\nnews:")
    assert "comment:\n  text: |\n    Bien !\n\n    Oui.\n  author: Ana\n" in after


def test_moving_an_item_moves_its_lines_only() -> None:
    after = issueedit.edit(SCAFFOLD, [Move(("news", 1), 0)])
    assert sorted(after.splitlines()) == sorted(SCAFFOLD.splitlines())
    assert [item["id"] for item in data(after)["news"]] == ["sortie", "texte"]
    assert issueedit.edit(after, [Move(("news", 0), 1)]) == SCAFFOLD


def test_adding_and_removing_are_inverse() -> None:
    added = issueedit.edit(SCAFFOLD, [Append(("news", 0, "essential"), "Un: point # de plus")])
    assert data(added)["news"][0]["essential"][-1] == "Un: point # de plus"
    assert issueedit.edit(added, [Remove(("news", 0, "essential", 3))]) == SCAFFOLD
    allowed = issueedit.edit(SCAFFOLD, [Append(("allow",), {"code": "text.x", "reason": "voulu"})])
    assert issueedit.edit(allowed, [Remove(("allow",))]) == SCAFFOLD


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(NewsletterError, match=r"no `news\.7\.title`"):
        issueedit.edit(SCAFFOLD, [Set(("news", 7, "title"), "x")])


def test_a_file_that_changed_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "issue.yaml"
    path.write_text(SCAFFOLD, encoding="utf-8")
    read = issueedit.fingerprint(SCAFFOLD)
    path.write_text(SCAFFOLD + "# ajouté\n", encoding="utf-8")
    with pytest.raises(NewsletterError, match="changed since"):
        issueedit.save(path, [Set(("ps",), "x")], read=read)
    assert path.read_text(encoding="utf-8") == SCAFFOLD + "# ajouté\n"
    assert [one.name for one in tmp_path.iterdir()] == ["issue.yaml"]


def test_saving_keeps_the_rights_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "issue.yaml"
    path.write_text(SCAFFOLD, encoding="utf-8")
    path.chmod(0o640)
    issueedit.save(path, [Set(("ps",), "Fin.")], read=issueedit.fingerprint(SCAFFOLD))
    issue, problems = issuefile.read(path.read_text(encoding="utf-8"), "x")
    assert not problems
    assert issue
    assert issue.ps == "Fin."
    assert path.stat().st_mode & 0o777 == 0o640


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(TEXT, st.sampled_from([("ps",), ("hook",), ("news", 0, "title"), ("news", 0, "essential", 1), ("preheader",)]))
def test_any_text_comes_back_as_it_was_written(value: str, at: tuple[str | int, ...]) -> None:
    after = issueedit.edit(SCAFFOLD, [Set(at, value)])
    node = yamledit.find(parse(Source(text=after))[0], at)
    assert yamledit.data_of(node) == value.rstrip("\n")
    comments = [line for line in SCAFFOLD.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line in comments] == comments


@given(TEXT)
def test_any_text_can_be_an_entry(value: str) -> None:
    for text in (yamltext.entry("key", value, 0), yamltext.item(value, 0)):
        assert parse(Source(text=text))[1] == ()
