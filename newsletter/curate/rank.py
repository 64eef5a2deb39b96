"""Which articles to show first, and why: freshness, how many tell the story, the newsletter's own past topics."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from newsletter.curate.words import content_words, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

_HALF_LIFE: Final = 72.0  # hours after which an article is half as fresh
_STALE: Final = 24.0 * 14
_WEIGHTS: Final = {"fresh": 1.0, "cluster": 0.6, "site": 0.3, "topic": 1.2}
_CROWD: Final = 8  # articles on one story, from which more say no more
_LEAD: Final = 1_500  # characters that tell the subject
_TITLE_COUNTS: Final = 3
_TOPIC_WORDS: Final = 3  # named in a reason
_RELATED: Final = 0.05  # likeness to past issues worth a reason
_PAST: Final = 3  # issues; fewer have words, and no topics
_LETTERS: Final = re.compile(r"[^\W\d_]+")


class Why(StrEnum):
    """What moved an article up or down; the value beside it is told here."""

    FRESH = "fresh"  # hours since publication
    STALE = "stale"  # the same, two weeks and more
    UNDATED = "undated"  # no value
    CLUSTER = "cluster"  # articles that tell this story
    SITE = "site"  # times past issues cited this site
    TOPIC = "topic"  # the shared words as the article writes them, best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason: a machine code, its value as text, and the points it gave to the score."""

    code: Why
    value: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What the ranking looks at: `published` is aware, `cluster` counts the articles on the story, itself included.

    `weight` is what the editor says of its feed: twice the weight is twice the score.
    """

    id: str
    title: str
    text: str
    published: datetime | None
    site: str
    language: str
    cluster: int = 1
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate's id with its score (higher is better) and the reasons, the weightiest first."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What the newsletter has written about: in how many issues each word stands, how many issues, sites cited."""

    words: Mapping[str, int]
    issues: int
    sites: Mapping[str, int]


def topics(texts: Iterable[str], language: str, sites: Iterable[str] = ()) -> Topics:
    """Sum up past issues: one text for each, and the site of each link they held."""
    words: Counter[str] = Counter()
    count = 0
    for text in texts:
        words.update(set(content_words(text, language)))
        count += 1
    return Topics(words=words, issues=count, sites=Counter(sites))


def rank(candidates: Sequence[Candidate], *, now: datetime, topics: Topics) -> tuple[Ranked, ...]:
    """Order the candidates, best first, equal ones by id. `now` is aware."""
    bags = [_bag(candidate) for candidate in candidates]
    spread = Counter(word for bag in bags for word in bag)
    rarity = {word: math.log((1 + len(bags)) / (1 + count)) + 1 for word, count in spread.items()}
    known = topics.words if topics.issues >= _PAST else {}
    past = {word: _past_weight(word, topics) * rarity.get(word, 1.0) for word in known}
    length = math.hypot(*past.values())
    ranked = []
    for candidate, bag in zip(candidates, bags, strict=True):
        reasons = (
            _freshness(candidate.published, now),
            *_company(candidate, topics),
            *_topic(candidate, bag, rarity, past, length),
        )
        score = round(candidate.weight * sum(reason.points for reason in reasons), 4)
        weighty = tuple(sorted(reasons, key=lambda reason: (-reason.points, reason.code)))
        ranked.append(Ranked(id=candidate.id, score=score, reasons=weighty))
    return tuple(sorted(ranked, key=lambda one: (-one.score, one.id)))


def _bag(candidate: Candidate) -> Counter[str]:
    bag = Counter(content_words(candidate.text[:_LEAD], candidate.language))
    for word in content_words(candidate.title, candidate.language):
        bag[word] += _TITLE_COUNTS
    return bag


def _past_weight(word: str, topics: Topics) -> float:
    """Weigh a word of past issues: what half of them hold is a topic, what all of them hold is furniture."""
    share = topics.words[word] / topics.issues
    return share * (1 - share) + share / topics.issues


def _freshness(published: datetime | None, now: datetime) -> Reason:
    if published is None:
        return Reason(code=Why.UNDATED, value="", points=round(_WEIGHTS["fresh"] / 4, 4))
    hours = max(0.0, (now - published).total_seconds() / 3600)
    points = round(_WEIGHTS["fresh"] * 0.5 ** (hours / _HALF_LIFE), 4)
    return Reason(code=Why.STALE if hours >= _STALE else Why.FRESH, value=f"{hours:.0f}", points=points)


def _company(candidate: Candidate, topics: Topics) -> Iterable[Reason]:
    """Say how many tell the story, and whether the newsletter knows the site; both level off."""
    if candidate.cluster > 1:
        points = _WEIGHTS["cluster"] * min(1.0, math.log(candidate.cluster) / math.log(_CROWD))
        yield Reason(code=Why.CLUSTER, value=str(candidate.cluster), points=round(points, 4))
    cited = topics.sites.get(candidate.site, 0)
    if cited:
        yield Reason(code=Why.SITE, value=str(cited), points=round(_WEIGHTS["site"] * cited / (cited + 3), 4))


def _topic(
    candidate: Candidate, bag: Counter[str], rarity: Mapping[str, float], past: Mapping[str, float], length: float
) -> Iterable[Reason]:
    """Compare an article with the past issues: the cosine of their bags of words, rare words weighing more."""
    weights = {word: (1 + math.log(count)) * rarity[word] for word, count in bag.items()}
    own = math.hypot(*weights.values())
    products = {word: weight * past[word] for word, weight in weights.items() if word in past}
    likeness = sum(products.values()) / (own * length) if own and length else 0.0
    if likeness >= _RELATED:
        best = sorted(products, key=lambda word: (-products[word], word))[:_TOPIC_WORDS]
        points = round(_WEIGHTS["topic"] * likeness, 4)
        yield Reason(code=Why.TOPIC, value=", ".join(_spelled(word, candidate) for word in best), points=points)


def _spelled(word: str, candidate: Candidate) -> str:
    """Give a word as the article first writes it, accents and capitals included."""
    written = _LETTERS.findall(f"{candidate.title} {candidate.text[:_LEAD]}")
    alike = (one for one in written if fold(one[0]) == word[0] and word in content_words(one, candidate.language))
    return next(alike, word)
