"""Seeds made ready to be searched: their figures by value, their words in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from newsletter.curate.evidence.agreement import is_calendar
from newsletter.curate.evidence.sentences import around, context
from newsletter.curate.figures import prose as proses, reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from newsletter.curate.figures import Figure
    from newsletter.curate.figures.prose import Prose

_WORD = re.compile(r"[^\W_]++")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A seed that a block cites: its body in Markdown, its language, the SHA-256 of the body."""

    id: str
    text: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where something stands in a source, itself (`offset`, `length`) and its sentence: `text`, `start` to `end`."""

    source: str
    sha256: str
    text: str
    start: int
    end: int
    offset: int
    length: int


class Words(NamedTuple):
    """The words of a text in order, in one string to search, and where each stands."""

    joined: str  # in lower case, each between spaces
    ends: tuple[int, ...]  # where each ends in `joined`
    spans: tuple[tuple[int, int], ...]  # where each stands in the text

    def locate(self, words: str, after: int = 0) -> tuple[int, int] | None:
        """Find words (as `words_of` gives them), from a word's number on: the numbers of the first and the last."""
        found = self.joined.find(words, self.ends[after - 1] if after else 0)
        if found < 0:
            return None
        return bisect_right(self.ends, found), bisect_left(self.ends, found + len(words) - 1)


class Ordered(NamedTuple):
    """Figures by the value of their ends; a range stands there twice."""

    values: tuple[float, ...]
    figures: tuple[Figure, ...]

    def between(self, low: Fraction, high: Fraction) -> tuple[Figure, ...]:
        """Give those with an end between two values, the values themselves included."""
        first = bisect_left(self.values, float(low) * (1 - 1e-9) - 1e-12)
        return self.figures[first : bisect_right(self.values, float(high) * (1 + 1e-9) + 1e-12)]

    def nearest(self, value: Fraction, count: int) -> tuple[Figure, ...]:
        """Give those whose values are nearest, `count` on each side at most."""
        at = bisect_left(self.values, float(value))
        return self.figures[max(0, at - count) : at + count]


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: the words are read when a quotation first asks for them
class Index:
    """A source with its figures and words; made once for each source by `index`."""

    source: Source
    prose: Prose
    figures: tuple[Figure, ...]
    calendar: tuple[Figure, ...]  # its dates and years
    years: frozenset[int]
    by_value: Ordered  # all but dates and years, in any unit
    by_unit: dict[str, Ordered]
    by_digits: dict[float, tuple[Figure, ...]]  # see `digits_of`

    @cached_property
    def words(self) -> Words:
        """The words of the text, without what is no prose."""
        visible = proses.lower(self.prose.text)
        found = [(word[0], word.span()) for word in _WORD.finditer(visible)]
        return Words(
            joined=f" {' '.join(word for word, _ in found)} ",
            ends=tuple(accumulate(len(word) + 1 for word, _ in found)),
            spans=tuple(span for _, span in found),
        )

    def passage(self, start: int, end: int) -> Passage:
        """Give a span with the sentence around it."""
        first, last = around(self.prose.raw, start, end)
        return Passage(
            source=self.source.id,
            sha256=self.source.sha256,
            text=self.prose.raw[first:last],
            start=first,
            end=last,
            offset=start,
            length=end - start,
        )

    def context(self, start: int, end: int) -> frozenset[str]:
        """Tell what the sentence around a span speaks of."""
        return context(self.prose, self.figures, start, end)


def index(source: Source) -> Index:
    """Read a source once. Linear in its length, but for the sorting of its figures."""
    prose = proses.read(source.text, source.language)
    found = tuple(reading.within(prose))
    calendar = tuple(figure for figure in found if is_calendar(figure))
    others = [figure for figure in found if not is_calendar(figure)]
    by_digits: dict[float, list[Figure]] = {}
    by_unit: dict[str, list[Figure]] = {}
    for figure in others:
        by_digits.setdefault(digits_of(figure), []).append(figure)
        by_unit.setdefault(figure.unit, []).append(figure)
    return Index(
        source=source,
        prose=prose,
        figures=found,
        calendar=calendar,
        years=frozenset(
            int(f.low) if f.unit == "year" else int(f.low) // 10000 for f in calendar if f.unit != "decade"
        ),
        by_value=_ordered(others),
        by_unit={unit: _ordered(figures) for unit, figures in by_unit.items()},
        by_digits={digits: tuple(figures) for digits, figures in by_digits.items()},
    )


def _ordered(figures: Iterable[Figure]) -> Ordered:
    ends = [
        (float(value), figure.start, figure)
        for figure in figures
        for value in ((figure.low,) if figure.low == figure.high else (figure.low, figure.high))
    ]
    ends.sort(key=lambda end: end[:2])
    return Ordered(tuple(value for value, _, _ in ends), tuple(figure for _, _, figure in ends))


def words_of(text: str) -> str:
    """Give the words of a text as `Words.joined` holds them: lower case, without punctuation, between spaces."""
    return f" {' '.join(_WORD.findall(proses.lower(proses.visible(text))))} "


def digits_of(figure: Figure) -> float:
    """Give the number as it is written, whatever its unit and magnitude: 14.3 for 14,3 milliards and for 14 300 km."""
    written = float(figure.low) / float(figure.scale)
    while written >= 1000:
        written /= 1000
    while 0 < written < 1:
        written *= 1000
    return round(written, 6)
