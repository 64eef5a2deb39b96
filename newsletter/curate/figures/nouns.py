"""What a bare number counts, and whether two numbers count the same thing, across French and English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from newsletter.curate.figures.notions import PEOPLE, THINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

_PLURALS = frozenset({"people", "staff", "women", "men", "children", "personnel", "person"})
_FOLLOWING = re.compile(r"[ \u00a0\u202f*_-]{1,3}(?:d'|l')?([^\W\d_]+)")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def stem(word: str) -> str:
    """Reduce a word to what its forms share: lower case, no accents, no plural, six letters.

    >>> stem("Salariées"), stem("salarié"), stem("companies"), stem("company")
    ('salari', 'salari', 'compan', 'compan')
    """
    return _stem(word.lower())


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if len(plain) > 3 and plain[-1] in "sx" and not plain.endswith("ss"):
        plain = plain[:-1]
    return plain[:6]


def _notions() -> dict[str, str]:
    found: dict[str, str] = {}
    for table, prefix in ((PEOPLE, "human "), (THINGS, "")):
        for line in table.strip().splitlines():
            name, *others = line.split()
            for word in (name, *others):
                found.setdefault(stem(word), prefix + name)
    return found


NOTIONS = _notions()


def after(prose: Prose, at: int) -> tuple[str, ...]:
    """Give the stems of the nouns after a number, two at most: plurals and known nouns, to the first other word."""
    language = prose.language
    found: list[str] = []
    for _ in range(4):
        following = _FOLLOWING.match(prose.low, at)
        if not following:
            break
        word, at = following[1], following.end()
        if word in language.fillers:
            if found and word not in language.of:
                break
            continue
        if word in language.stops or word in language.numerals:
            break
        reduced = stem(word)
        if word[-1] in "sx" or word in _PLURALS or following[0][0] == "-":  # a 200-page report
            found.append(reduced)
    return tuple(found[:2])


@lru_cache(maxsize=4_096)
def subject(sentence: str, language: Language) -> frozenset[str]:
    """Give the stems of a sentence's content words."""
    words = {word for word in _WORDS.findall(sentence.lower()) if len(word) > 3}
    words -= language.stops
    return frozenset(stem(word) for word in words - _measures(language))


@cache
def _measures(language: Language) -> frozenset[str]:
    """Give the words that every sentence with a figure may have in common."""
    return frozenset({*language.numerals, *language.magnitudes, *language.vague, *language.units, *language.months})


def same(claimed: Iterable[str], found: Iterable[str]) -> bool | None:
    """Tell whether two numbers count the same thing: yes, no, or None where the words do not say."""
    one, other = set(claimed), set(found)
    if not one or not other:
        return True
    notions = {NOTIONS[word] for word in one if word in NOTIONS}, {NOTIONS[word] for word in other if word in NOTIONS}
    if not all(notions):
        return True if one & other else None
    if notions[0] & notions[1]:
        return True
    people = [any(notion.startswith("human") for notion in side) for side in notions]
    return all(people) and any("human person" in side for side in notions)
