"""The shape of a language's lexicon: the words in which it says numbers, and how it separates their digits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.curate.figures.units import Unit


class Bound(StrEnum):
    """On which side of the written value the true one lies."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    NEARLY = "nearly"  # just below: «près de», «nearly»


ABOUT = (Bound.EXACT, True)
NEARLY = (Bound.NEARLY, True)
AT_LEAST = (Bound.AT_LEAST, False)
AT_MOST = (Bound.AT_MOST, False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """What is known of a language. All words are in lower case, with `'` for every apostrophe."""

    code: str
    decimal: str
    # Numbers in words
    numerals: Mapping[str, int]  # un … seize, vingt … nonante, cent, mille
    articles: frozenset[str]  # numerals that are mostly articles: un, a
    only_first: frozenset[str]  # of these, those that never end a number: twenty a day
    joiner: str  # vingt *et* un, a hundred *and* five
    joined: frozenset[int]  # what may follow the joiner
    joined_after: frozenset[int]
    after_ten: tuple[int, ...]  # what may follow ten: dix-sept
    long_tens: tuple[int, ...]  # tens that go on to nineteen: soixante-quinze
    hundreds: tuple[int, int]  # how many hundreds are said: deux … neuf cents, twelve hundred
    magnitudes: Mapping[str, int]
    collectives: Mapping[str, int]  # une centaine, a dozen
    vague: Mapping[str, int]  # des centaines, dozens
    # Shares, ranks and multiples
    halves: frozenset[str]  # a share by itself: la moitié, half
    half_of: frozenset[str]  # half of what follows or precedes: demi-heure, et demi
    denominators: Mapping[str, int]  # tiers, fifths
    lone_parts: Mapping[str, int]  # denominators that follow an article alone: le *tiers* des
    out_of: tuple[str, ...]  # 7 *sur* 10
    ordinals: Mapping[str, int]
    no_ranks: tuple[str, ...]  # after an ordinal, these make it none: third *party*
    ordinal_suffix: str  # a pattern: 3e, 21st
    multiples: Mapping[str, int]  # doublé, twice: always meant as a figure
    loose_multiples: Mapping[str, int]  # double: often something else
    # What follows a number
    of: frozenset[str]  # milliards *d'*euros
    units: Mapping[str, Unit]
    months: Mapping[str, int]
    fillers: frozenset[str]  # stand between a number and what it counts
    stops: frozenset[str]  # end what a number counts; say nothing of a sentence's subject
    # What stands around a figure
    before: Mapping[str, tuple[Bound, bool]]  # near words before it → bound, approximate
    after: Mapping[str, tuple[Bound, bool]]
    between: frozenset[str]  # *entre* 10 et 15
    range_words: frozenset[str]
    pair_words: frozenset[str]  # join two figures, and their unit: 12 *et* 14 %
    year_words: frozenset[str]  # a year follows: *en* 2025
    within: frozenset[str]  # an article counts after these: *en* un an
    several: frozenset[str]  # make a round number vague: *several* hundred
    the: frozenset[str]  # make a multiple of what is often an adjective: *le* double
    pronouns: frozenset[str]  # a number alone after these names nobody new: *les* deux
    parts: frozenset[str]  # make a half a part: *first* half
    prefixes: frozenset[str]  # join a number without naming: *mi*-2025
    rises: frozenset[str]  # say a direction just before a figure: *hausse* de 14 %
    falls: frozenset[str]


def words(text: str) -> frozenset[str]:
    """Give the words of a list written as text."""
    return frozenset(text.split())


def numbered(text: str, first: int = 1) -> dict[str, int]:
    """Number the words of a list written as text."""
    return {word: number for number, word in enumerate(text.split(), first)}


def saying(said: tuple[Bound, bool], phrases: str) -> dict[str, tuple[Bound, bool]]:
    """Give phrases, parted by `|`, one meaning."""
    return dict.fromkeys(phrases.split("|"), said)
