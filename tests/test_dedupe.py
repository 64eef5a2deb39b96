import sqlite3
from collections import Counter

import pytest
import stories
from hypothesis import given, strategies as st

from newsletter.curate.dedupe import Relation, bands, clusters, containment, relation, shingles, signature

TEXT = stories.article(stories.seeded(1), 8)
OTHER = stories.article(stories.seeded(2), 8)


def test_capitals_accents_and_punctuation_do_not_count() -> None:
    assert signature("L’Été, enfin : le VOICI !") == signature("l'ete enfin le voici")


def test_containment_is_of_the_smaller_in_the_larger() -> None:
    teaser = stories.teaser(TEXT, stories.seeded(1))
    assert containment(teaser, TEXT) == containment(TEXT, teaser) == 1
    assert containment(shingles(TEXT), OTHER) < 0.5
    assert containment("", TEXT) == 0


def test_relations() -> None:
    assert relation(TEXT, stories.with_furniture(TEXT, stories.seeded(3))) is Relation.DUPLICATE
    assert relation(TEXT, stories.edited(TEXT, stories.seeded(3), 0.1)) is Relation.SAME_STORY
    assert relation(TEXT, OTHER) is Relation.DISTINCT


def test_short_texts_are_alike_only_when_equal() -> None:
    assert relation("Le point du jour", "le point du jour.") is Relation.DUPLICATE
    assert relation("Le point du jour", f"Le point du jour. {TEXT}") is Relation.DISTINCT
    assert relation("", "") is Relation.DISTINCT


@given(text=st.text() | st.lists(st.sampled_from(["un", "deux", "trois"]), max_size=60).map(" ".join))
def test_keys_fit_an_sqlite_integer_and_depend_on_the_text_alone(text: str) -> None:
    keys = bands(signature(text))
    assert keys == tuple(sorted(set(keys)))
    assert all(0 <= key < 2**40 for key in keys)
    assert bool(keys) == bool(shingles(text))
    assert keys == bands(signature(f"  {text.upper().lower()}")) or text.upper().lower() != text.lower()


def test_keys_find_a_copy_in_an_indexed_table() -> None:
    with sqlite3.connect(":memory:") as table:
        table.execute("create table band (key integer, article integer, primary key (key, article)) without rowid")
        for article, text in enumerate((TEXT, OTHER)):
            table.executemany("insert into band values (?, ?)", [(key, article) for key in bands(signature(text))])
        found: Counter[int] = Counter()
        for key in bands(signature(stories.shuffled(TEXT, stories.seeded(4)))):
            found.update(article for (article,) in table.execute("select article from band where key = ?", (key,)))
    table.close()
    assert found.most_common(1)[0][0] == 0


def test_clusters_join_through_others_and_keep_the_order() -> None:
    assert clusters("abcdef", [("e", "b"), ("b", "d"), ("c", "c")]) == (("a",), ("b", "d", "e"), ("c",), ("f",))
    assert clusters([], []) == ()
    with pytest.raises(KeyError):
        clusters([1], [(1, 2)])


@given(links=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_clusters_are_the_connected_parts(links: list[tuple[int, int]]) -> None:
    groups = clusters(range(21), links)
    home = {item: group for group in groups for item in group}
    assert sorted(home) == list(range(21))
    assert all(home[one] == home[other] for one, other in links)
    joined = sum(len(group) - 1 for group in groups)
    assert joined <= len({frozenset(link) for link in links if link[0] != link[1]})
