from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from ingesting import NOW, article, inbox, incoming

from newsletter.ingest import inbox_schema
from newsletter.ingest.inbox import Inbox, State
from newsletter.ingest.inbox_search import Wanted, match
from newsletter.pipeline.collect import LIKENESS
from newsletter.problems import NewsletterError

LONG = " ".join(f"le mot numéro {number} suit son voisin dans une phrase" for number in range(60))


def code(caught: pytest.ExceptionInfo[NewsletterError]) -> str:
    problem = caught.value.problems[0]
    assert problem.hint
    return problem.code


def test_what_comes_in_twice_is_kept_once(tmp_path: Path) -> None:
    first, second = article("Un", LONG), article("Deux", "court")
    with inbox(tmp_path) as box:
        assert box.add(incoming(first, second), source="s") == ("new", "new")
        before = list(box.connection.iterdump())
        assert box.add(incoming(first, second), source="s") == ("unchanged", "unchanged")
        assert list(box.connection.iterdump()) == before
        assert box.add(incoming(replace(first, title="Un, corrigé")), source="s") == ("updated",)
        assert [found.article.title for found in box.search(Wanted(words="corrigé"))] == ["Un, corrigé"]
        assert len(box.search(Wanted())) == 2


def test_everything_is_still_there_when_opened_again(tmp_path: Path) -> None:
    whole = article(
        "Un",
        LONG,
        raw="<p>cru</p>",
        url="https://e.org/a",
        site="S",
        author="A",
        language="fr",
        obtained="feed",
        published=NOW - timedelta(days=1),
        cut=("3 copyright: ©",),
    )
    with inbox(tmp_path) as box:
        box.add(incoming(whole), source="https://e.org/feed")
    with inbox(tmp_path) as box:
        found = box.get(whole.uid[:6])
        assert found.article == whole
        assert found.sources == ("https://e.org/feed",)
        assert found.as_json(whole=True) == {
            "id": whole.uid,
            "title": "Un",
            "url": "https://e.org/a",
            "site": "S",
            "author": "A",
            "published": "2025-11-09T12:00:00+00:00",
            "language": "fr",
            "text": LONG,
            "raw": "<p>cru</p>",
            "cut": ["3 copyright: ©"],
            "cluster": whole.uid,
            "duplicates": [],
            "used_in": [],
            "sources": ["https://e.org/feed"],
        }
        assert set(found.as_json()) == set(found.as_json(whole=True)) - {"text", "raw", "cut"}


def test_a_shorter_version_from_elsewhere_does_not_win(tmp_path: Path) -> None:
    full, teaser = article("Un", LONG, origin="a"), article("Un", "Un début.", origin="b")
    with inbox(tmp_path) as box:
        assert box.add(incoming(teaser), source="b") == ("new",)
        assert box.add(incoming(full), source="a") == ("updated",)
        for _ in range(2):
            assert box.add(incoming(teaser), source="b") == ("unchanged",)
            assert box.add(incoming(full), source="a") == ("unchanged",)
        assert box.get(full.uid).sources == ("a", "b")


def test_likes_are_found_and_clustered(tmp_path: Path) -> None:
    words = LONG.split()
    same = " ".join([*words[:5], "autrement", *words[6:], "et", "une", "fin"])
    half = " ".join([*words[: len(words) * 6 // 10], *(f"autre{number}" for number in range(400))])
    one, two, three, four = (
        article("A", LONG),
        article("B", same),
        article("C", half),
        article("D", "tout autre chose " * 30),
    )
    with inbox(tmp_path) as box:
        for each in (one, two, three, four):
            box.add(incoming(each), source="s")
        found = {each.article.title: each for each in box.search(Wanted())}
        assert found["A"].duplicates == (two.uid,)
        assert found["B"].duplicates == (one.uid,)
        assert found["C"].duplicates == ()
        assert found["A"].cluster == found["B"].cluster == found["C"].cluster == one.uid
        assert found["D"].cluster == four.uid
        box.add(incoming(replace(two, text="désormais une tout autre histoire " * 20)), source="s")
        assert box.get(one.uid).duplicates == ()
        assert box.get(two.uid).cluster == two.uid


def test_dropped_articles_stay_away(tmp_path: Path) -> None:
    one, two = article("Un", LONG), article("Deux", LONG)
    with inbox(tmp_path) as box:
        box.add(incoming(one, two), source="s")
        assert box.drop([one.uid, "nothing"]) == 1
        box.add(incoming(one), source="s")
        assert [found.article.title for found in box.search(Wanted())] == ["Deux"]
        assert box.get(two.uid).duplicates == ()
        assert [uid for uid, _ in box.ids()] == [two.uid]


def test_searching_by_words_date_source_and_use(tmp_path: Path) -> None:
    old = article(
        "L’IA coûte cher", "Elle prend 14,3 % du budget.", published=NOW - timedelta(days=9), url="https://a.org/1"
    )
    new = article("Des élèves", "Ils parlent d'IA (et d'été).", published=NOW, site="La Gazette")
    with inbox(tmp_path) as box:
        box.add(incoming(old), source="https://a.org/feed")
        box.add(incoming(new), source="https://b.org/feed")

        def titles(**wanted: Any) -> list[str]:
            return [found.article.title for found in box.search(Wanted(**wanted))]

        assert titles() == ["Des élèves", "L’IA coûte cher"]
        assert titles(words="ia") == ["L’IA coûte cher", "Des élèves"]
        assert titles(words="l'IA 14,3 %") == ["L’IA coûte cher"]
        assert titles(words="eleves ete") == ["Des élèves"]
        assert titles(words='"budget du"') == []
        assert titles(words="% — !") == []
        assert titles(since=NOW - timedelta(days=1)) == ["Des élèves"]
        assert titles(source="gazette") == ["Des élèves"]
        assert titles(source="A.ORG") == ["L’IA coûte cher"]
        used = {"https://a.org/1": ("41",)}
        assert titles(used=used, unused=True) == ["Des élèves"]
        assert [found.used_in for found in box.search(Wanted(used=used))] == [(), ("41",)]
        assert titles(limit=1) == ["Des élèves"]


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(words: str) -> None:
    connection = inbox_schema.connect(None)
    connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (match(words) or '"x"',)).fetchall()
    connection.close()


def test_an_id_must_be_known_and_plain(tmp_path: Path) -> None:
    with inbox(tmp_path) as box:
        box.add(incoming(article("Un", uid="aaa1"), article("Deux", uid="aaa2")), source="s")
        for start, wanted in (("b", "unknown"), ("", "unknown"), ("a%", "unknown"), ("aa", "ambiguous")):
            with pytest.raises(NewsletterError) as caught:
                box.get(start)
            assert code(caught) == f"inbox.{wanted}"
        assert box.get("aaa2").article.title == "Deux"


def test_the_state_of_a_source_is_remembered(tmp_path: Path) -> None:
    state = State(etag='"1"', last_modified="yesterday", retry_at=NOW)
    with inbox(tmp_path) as box:
        assert box.state("s") == State()
        box.add([], source="s", state=state)
        assert box.state("s") == state


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    with inbox(tmp_path) as box:
        assert box.add(incoming(article("Un")), source="s", state=State(etag="1"), keep=False) == ("new",)
        assert box.search(Wanted()) == ()
        assert box.state("s") == State()


def test_an_inbox_that_another_run_writes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_schema, "PATIENCE", 0.05)
    with inbox(tmp_path) as one, inbox(tmp_path) as other:
        one.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(NewsletterError) as caught:
            other.add(incoming(article("Un")), source="s")
        assert code(caught) == "inbox.locked"
        one.connection.execute("ROLLBACK")
        assert other.add(incoming(article("Un")), source="s") == ("new",)


def path_of(folder: Path) -> Path:
    return folder / ".newsletter" / "inbox.db"


def test_an_inbox_that_is_none(tmp_path: Path) -> None:
    path_of(tmp_path).parent.mkdir()
    path_of(tmp_path).write_bytes(b"not a database, " * 500)
    with pytest.raises(NewsletterError) as caught:
        inbox(tmp_path)
    assert code(caught) == "inbox.corrupt"


def test_a_damaged_inbox(tmp_path: Path) -> None:
    with inbox(tmp_path) as box:
        box.add(incoming(*(article(f"T{number}", LONG) for number in range(40))), source="s")
    data = bytearray(path_of(tmp_path).read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    path_of(tmp_path).write_bytes(data)
    with pytest.raises(NewsletterError) as caught, inbox(tmp_path) as box:
        box.search(Wanted(words="mot"))
    assert code(caught) == "inbox.corrupt"


def test_somebody_elses_database(tmp_path: Path) -> None:
    path_of(tmp_path).parent.mkdir()
    connection = sqlite3.connect(path_of(tmp_path))
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(NewsletterError) as caught:
        inbox(tmp_path)
    assert code(caught) == "inbox.foreign"


def test_an_inbox_of_a_newer_version(tmp_path: Path) -> None:
    with inbox(tmp_path) as box:
        box.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewsletterError) as caught:
        inbox(tmp_path)
    assert code(caught) == "inbox.newer"


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    with inbox(tmp_path) as box:
        box.add(incoming(article("Un", LONG)), source="s")
        (pages,) = box.connection.execute("PRAGMA page_count").fetchone()
        box.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(NewsletterError) as caught:
            box.add(incoming(*(article(f"T{number}", LONG * 3) for number in range(50))), source="s")
        assert code(caught) == "inbox.full"
        assert [found.article.title for found in box.search(Wanted())] == ["Un"]
    with inbox(tmp_path) as box:
        box.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / ".newsletter").write_text("a file", encoding="utf-8")
    with pytest.raises(NewsletterError) as caught:
        inbox(tmp_path)
    assert code(caught) == "inbox.rights"


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path_of(tmp_path).mkdir(parents=True)
    with pytest.raises(NewsletterError) as caught:
        inbox(tmp_path)
    assert code(caught) == "inbox.rights"


def test_our_own_mistakes_rise(tmp_path: Path) -> None:
    with inbox(tmp_path) as box, pytest.raises(sqlite3.Error), inbox_schema.explained("x"):
        box.connection.execute("SELECT nonsense")


WRITER = """
import sys
sys.path[:0] = {path!r}
from ingesting import article, inbox, incoming
from pathlib import Path
text = " ".join(f"le mot numéro {{n}} suit" for n in range(300))
with inbox(Path({folder!r})) as box:
    for number in range(100_000):
        box.add(incoming(*(article(f"T{{number}}-{{each}}", f"{{number}} {{text}} {{each}}") for each in range(3))), source="s")
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4])
def test_killed_in_the_middle_it_holds_whole_batches(tmp_path: Path, after: int) -> None:
    program = WRITER.format(path=[str(Path(__file__).parent), str(Path(__file__).parents[1])], folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            said = writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    with inbox(tmp_path) as box:
        assert box.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        box.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        (count,) = box.connection.execute("SELECT count(*) FROM articles").fetchone()
        assert count % 3 == 0
        assert count >= 3 * (int(said) + 1)
        assert box.add(incoming(article("Après")), source="s") == ("new",)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["a", "b"]), st.text(max_size=30)), max_size=12))
def test_words_and_pairs_follow_every_change(changes: list[tuple[int, str, str]]) -> None:
    with Inbox(None, LIKENESS) as box:
        for number, origin, text in changes:
            box.add(
                incoming(article(f"T{number}", text.encode("utf-8", "ignore").decode(), origin=origin)), source=origin
            )
        box.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        (odd,) = box.connection.execute(
            "SELECT count(*) FROM alike WHERE NOT EXISTS "
            "(SELECT 1 FROM alike AS back WHERE back.one = alike.other AND back.other = alike.one)"
        ).fetchone()
        assert odd == 0
        assert len(box.search(Wanted())) == len({number for number, _, _ in changes})
