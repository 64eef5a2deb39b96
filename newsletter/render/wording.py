"""Sentences made from values: dates, lists of names, reading time, teaser, the change of a share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from newsletter.labels import Labels
    from newsletter.model import Issue, Ticker

UP, DOWN, FLAT = "▲", "▼", "="


def long_date(day: date, labels: Labels) -> str:
    """Write a date out: « 7 novembre 2025 », « 1er mai 2026 »."""
    number = labels.first_day if day.day == 1 else str(day.day)
    return labels.date.format(day=number, month=labels.months[day.month - 1], year=day.year)


def listing(names: Sequence[str], labels: Labels) -> str:
    """Join names the way the language does: « A, B, et C »."""
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return labels.list_two.join(names)
    return labels.list_comma.join(names[:-1]) + labels.list_last + names[-1]


def teaser(issue: Issue, labels: Labels) -> str:
    """Give the editor's teaser, or one made from the items' short names; empty without news."""
    if issue.teaser or not issue.news:
        return issue.teaser or ""
    items = listing([item.short or item.title for item in issue.news], labels)
    if len(issue.news) == 1:
        return labels.teaser_one.format(items=items)
    count = len(issue.news)
    word = labels.counts[count - 1] if count <= len(labels.counts) else str(count)
    return labels.teaser_many.format(count=word, items=items)


def reading_time(seconds: int, labels: Labels) -> str:
    """Write a duration the way the language does: `3mn05`, or `42 s` under a minute."""
    minutes, rest = divmod(seconds, 60)
    if minutes:
        form = labels.reading_time_form.format(minutes=minutes, seconds=f"{rest:02}")
    else:
        form = labels.reading_time_short.format(seconds=rest)
    return labels.reading_time.format(time=form)


def number(value: float, labels: Labels) -> str:
    """Write a number with the language's decimal sign, with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", labels.decimal)


def votes(count: int, labels: Labels) -> str:
    """Write how many voted, as the language parts thousands: « 1 204 voix », "1,204 votes"."""
    return (
        labels.votes_one if count == 1 else labels.votes_many.format(count=f"{count:,}".replace(",", labels.thousands))
    )


def ticker(symbol: str, entry: Ticker, labels: Labels) -> str:
    """Write the change of a share: « META ▲ 1,62 % ». Arrow and sign tell its direction, not colour."""
    arrow = UP if entry.change > 0 else DOWN if entry.change < 0 else FLAT
    sign = "−" if entry.change < 0 else ""
    return f"{symbol} {arrow} {sign}{number(abs(entry.change), labels)}{labels.percent}"
