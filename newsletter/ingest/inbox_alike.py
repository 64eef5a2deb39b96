"""Which articles of the inbox are alike: found by shared keys, decided by the desk's own comparison, kept as pairs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

DUPLICATE = "duplicate"
SAME_STORY = "same_story"

_CANDIDATES = 12  # articles that share most keys with a new one, and are compared with it in full
_MOST_KEYS = 2_000  # of one article; the longest texts have no need of more

_SHARING = """
    SELECT id, text, cluster FROM (
        SELECT article, count(*) AS shared FROM bands
        WHERE key IN (SELECT value FROM json_each(?)) AND article != ?
        GROUP BY article ORDER BY shared DESC, article LIMIT ?
    ) JOIN articles ON id = article ORDER BY shared DESC, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How texts are compared; curate's judgement, which ingest may not import.

    `keys` gives the keys to index (`bands(signature(text))`): texts without a common one are not alike.
    `relation` compares what `shingles` makes of two texts and says `duplicate`, `same_story` or anything else.
    """

    keys: Callable[[str], Sequence[int]]
    shingles: Callable[[str], frozenset[int]]
    relation: Callable[[frozenset[int], frozenset[int]], str]


def relate(connection: sqlite3.Connection, number: int, text: str, keys: Sequence[int], likeness: Likeness) -> None:
    """Index an article, note which others are alike, and put it into the cluster of the likest.

    `number` is its row. An article that is like no other keeps its cluster.
    """
    keys = keys[:_MOST_KEYS]
    alike = []
    candidates = connection.execute(_SHARING, (json.dumps(keys), number, _CANDIDATES)).fetchall()
    ours = likeness.shingles(text) if candidates else frozenset()
    for other, theirs, cluster in candidates:
        relation = str(likeness.relation(ours, likeness.shingles(theirs)))
        if relation in {DUPLICATE, SAME_STORY}:
            alike.append((relation != DUPLICATE, other, relation, cluster))
    for _, other, relation, _ in alike:
        pairs = ((number, other, relation), (other, number, relation))
        connection.executemany("INSERT OR REPLACE INTO alike VALUES (?, ?, ?)", pairs)
    if alike:
        _, _, _, cluster = min(alike, key=lambda found: found[0])
        connection.execute("UPDATE articles SET cluster = ? WHERE id = ?", (cluster, number))
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((key, number) for key in keys))


def unrelate(connection: sqlite3.Connection, number: int, text: str, likeness: Likeness) -> None:
    """Take an article out of the index; `text` is what it was indexed with."""
    keys = likeness.keys(text)[:_MOST_KEYS]
    connection.executemany("DELETE FROM bands WHERE key = ? AND article = ?", ((key, number) for key in keys))
    connection.execute("DELETE FROM alike WHERE one = ?1 OR other = ?1", (number,))
