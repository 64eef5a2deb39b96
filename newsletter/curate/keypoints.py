"""Candidate key points: the sentences of an article that an editor would start from.

TextRank (Mihalcea and Tarau, EMNLP 2004) with position, title overlap and figures, then maximal marginal
relevance (Carbonell and Goldstein, SIGIR 1998) so that two points do not say the same.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsletter.curate.sentences import sentences
from newsletter.curate.words import content_words, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST: Final = 200  # sentences looked at; comparing them all is quadratic
_ROUNDS: Final = 20
_DAMPING: Final = 0.85
_NOVELTY: Final = 0.3  # what resembling an earlier point costs
_SAME: Final = 0.8  # words shared (Jaccard) by sentences of which one says all
_WEIGHTS: Final = {"rank": 1.0, "position": 0.3, "title": 0.5, "figures": 0.6}
_LEANING: Final = 0.75  # for a sentence that needs the one before it

_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t].*$", re.MULTILINE)
_FIGURE = re.compile(r"\d")
_LEANS = re.compile(
    r"(?:cela|ca|ce|c'est|il|ils|elle|elles|celui|celle|ceux|lui|leur|mais|et|or|car|puis|ainsi|"
    r"it|he|she|they|this|that|these|those|its|his|her|their|but|and|so|then|such)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """A sentence worth a point: its text, its character offset in the article, its score (1 is the best one's)."""

    text: str
    offset: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    text: str
    offset: int
    words: frozenset[str]


def keypoints(title: str, text: str, language: str, n: int = 6) -> tuple[KeyPoint, ...]:
    """Choose up to `n` sentences of a Markdown text, in reading order. Headings and questions are never chosen.

    They are candidates: a person rewrites them. `language` is `fr` or `en` for the best of it.
    """
    found = _candidates(text, language)
    if not found or n < 1:
        return ()
    scores = _scores(found, frozenset(content_words(title, language)))
    chosen = sorted(_diverse(found, scores, n))
    best = max(scores)
    return tuple(
        KeyPoint(text=found[at].text, offset=found[at].offset, score=round(scores[at] / best, 4)) for at in chosen
    )


def _candidates(text: str, language: str) -> list[_Sentence]:
    body = _HEADING.sub(lambda heading: "\n" * len(heading[0]), text)  # same length: the offsets hold
    found = [
        _Sentence(text=span.text, offset=span.start, words=frozenset(content_words(span.text, language)))
        for span in sentences(body, language)
        if not span.text.rstrip("»”\"’') \u00a0\u202f").endswith(("?", ":"))
    ]
    return [sentence for sentence in found if len(sentence.words) >= 3][:_MOST]


def _scores(found: Sequence[_Sentence], title: frozenset[str]) -> list[float]:
    """Weigh each sentence; every part lies between 0 and 1 before its weight."""
    ranks = _textrank(found)
    top = max(ranks)
    scores = []
    for place, sentence in enumerate(found):
        score = (
            _WEIGHTS["rank"] * ranks[place] / top
            + _WEIGHTS["position"] / (1 + place / 3)
            + _WEIGHTS["title"] * (len(sentence.words & title) / len(title) if title else 0.0)
            + _WEIGHTS["figures"] * bool(_FIGURE.search(sentence.text))
        )
        scores.append(score * (_LEANING if _LEANS.match(fold(sentence.text)) else 1.0))
    return scores


def _textrank(found: Sequence[_Sentence]) -> list[float]:
    """Let sentences vote for those they share words with."""
    count = len(found)
    votes = [[_likeness(one, other) if one is not other else 0.0 for other in found] for one in found]
    sums = [sum(row) or 1.0 for row in votes]
    ranks = [1.0] * count
    for _ in range(_ROUNDS):
        shares = [rank / total for rank, total in zip(ranks, sums, strict=True)]
        ranks = [
            1 - _DAMPING + _DAMPING * sum(row[at] * share for at, share in enumerate(shares)) for row in votes
        ]  # the votes are symmetric: a row is also a column
    return ranks


def _likeness(one: _Sentence, other: _Sentence) -> float:
    shared = len(one.words & other.words)
    return shared / (math.log(len(one.words)) + math.log(len(other.words))) if shared else 0.0


def _diverse(found: Sequence[_Sentence], scores: Sequence[float], n: int) -> list[int]:
    """Take the best, then again and again the best of what differs from those taken; never the same twice."""
    left = list(range(len(found)))
    taken: list[int] = []
    top = max(scores)
    nearest = [0.0] * len(found)

    def worth(at: int) -> float:
        return (1 - _NOVELTY) * scores[at] / top - _NOVELTY * nearest[at]

    while left and len(taken) < n:
        best = max(left, key=worth)
        left.remove(best)
        taken.append(best)
        for at in left:
            both = len(found[at].words | found[best].words)
            nearest[at] = max(nearest[at], len(found[at].words & found[best].words) / both)
        left = [at for at in left if nearest[at] < _SAME]
    return taken
