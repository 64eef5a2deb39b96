"""Finding the figures of a text: what may start one, and what it turns out to be."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures import amounts, composing, context, measures, numbers, prose as proses, ranges, shares
from newsletter.curate.figures.numbers import VULGAR, Form, Number
from newsletter.curate.figures.shares import Share
from newsletter.curate.figures.units import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.figures.figure import Figure
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

_ONE = Fraction(1)


def find(text: str, language: str) -> tuple[Figure, ...]:
    """Find the figures of a Markdown text in order, without overlap; `language` is a BCP 47 code.

    Never raises; linear in the length of the text.
    """
    return tuple(within(proses.read(text, language)))


def within(prose: Prose) -> Iterator[Figure]:
    """Find the figures of a text that was read already."""
    floor = 0
    for candidate in _candidates(prose.language).finditer(prose.low):
        at = candidate.start()
        if at < floor:
            continue
        figure, end = _read(prose, at, candidate[0], floor)
        if figure:
            yield figure
        floor = max(floor, end)


@cache
def _candidates(language: Language) -> re.Pattern[str]:
    """Where a figure may start: a digit, `x3`, or one of the words that say a number."""
    words = {*language.numerals, *language.half_of, *language.halves, *language.vague, *language.ordinals}
    words |= {*language.lone_parts, *language.multiples, *language.loose_multiples, *language.magnitudes}
    longest_first = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:\d|x(?=\d{{1,4}}(?![^\W_]))|[{VULGAR}]|(?:{longest_first})(?![^\W_]))")


def _read(prose: Prose, at: int, word: str, floor: int) -> tuple[Figure | None, int]:
    """Read the figure at a candidate, and the offset from which to look for the next."""
    if word.isdecimal():
        if context.is_list_marker(prose, at):
            return None, at
        if context.is_glued(prose, at):
            return composing.size_in_name(prose, at), at
        if figure := composing.dated(prose, at, floor):
            return figure, figure.end
    if word in prose.language.vague:
        figure = composing.vague(prose, at, at + len(word), prose.language.vague[word])
        return figure, figure.end
    number = numbers.read(prose, at + 1 if word == "x" else at)
    if not number:
        return _worded(prose, at, word, floor)
    if number.form is Form.NAME or (number.form is Form.ARTICLE and not shares.may_follow(prose, number.end)):
        return None, number.end
    if word == "x":
        return composing.multiple(prose, at, number.end, number.value), number.end
    figure, end = _counted(prose, at, number, floor)
    if not figure and number.form is Form.HALF:
        return _worded(prose, at, word, floor)
    return figure, end


def _counted(prose: Prose, at: int, number: Number, floor: int) -> tuple[Figure | None, int]:
    """Read what a number measures or counts: a rank, a share, a range, an amount."""
    if rank := shares.rank(prose, number):
        return composing.rank(prose, at, *rank), rank[1]
    if share := shares.read(prose, number):
        return composing.part(prose, at, share), share.end
    amount = amounts.read(prose, at, number, floor)
    if not amount or (amount.form in (Form.ARTICLE, Form.HALF) and not amount.unit and amount.scale == 1):
        return None, at
    if amount.kind is Kind.DURATION and (end := measures.idiom(prose, number, amount.end)):
        return None, end
    if ends := ranges.read(prose, amount):
        return composing.ranged(prose, *ends), ends[1].end
    return composing.single(prose, amount), amount.end


def _worded(prose: Prose, at: int, word: str, floor: int) -> tuple[Figure | None, int]:
    """Read what one word says: half, the million, a rank, a multiple."""
    language = prose.language
    end = at + len(word)
    before = context.word_before(prose, at)
    if word in language.halves:
        return composing.part(prose, at, Share(Fraction(1, 2), end), incidental=before in language.parts), end
    if word in language.lone_parts and before in language.the and shares.is_shared(prose, end):
        return composing.part(prose, at, Share(Fraction(1, language.lone_parts[word]), end)), end
    if word in language.magnitudes:
        return _counted(prose, at, Number(_ONE, _ONE, at, Form.WORDS), floor)
    if word in language.ordinals:
        if prose.low.startswith(language.no_ranks, end):
            return None, end
        return composing.rank(prose, at, language.ordinals[word], end), end
    value = language.multiples.get(word) or language.loose_multiples.get(word)
    if not value:
        return None, end
    sure = word in language.multiples or before in language.the or prose.low.startswith((" the ", " its "), end)
    return composing.multiple(prose, at, end, Fraction(value), incidental=not sure), end
