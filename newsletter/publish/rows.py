"""Rows of a CSV file as people's programs write them, each with its line, none able to swallow the next ones."""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADINGS = frozenset(
    {"email", "e-mail", "mail", "address", "email address", "e-mail address"}
    | {"adresse", "courriel", "adresse email", "adresse e-mail", "adresse mail"}
)
_DELIMITERS = ",;\t"
_LONGEST = 50  # lines of a record; a quotation mark still open then was a mistake

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A record: the line it begins on, and the cell that should be an address."""

    line: int
    cell: str


def read_rows(file: Path) -> Iterator[Row]:
    """Give the rows of a CSV file; empty lines are none.

    The delimiter is the comma, semicolon or tab that the first line has most of; the column is the
    one headed `email` or alike, or in a file without headings the first that has an @. Bytes that
    are not UTF-8 come as lone surrogates. Raises NewsletterError when there is no such column.
    """
    try:
        with file.open(encoding="utf-8-sig", errors="surrogateescape") as stream:
            lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip())
            first = next(lines, (1, ""))
            delimiter = max(_DELIMITERS, key=first[1].count)
            column, headed = _column(file, _cells(first[1], delimiter))
            if not headed:
                yield _row(*first, delimiter, column) or Row(*first)
            yield from _rows(lines, delimiter, column)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise NewsletterError.of("subscribers.file", message, path=str(file)) from error


def _column(file: Path, cells: list[str]) -> tuple[int, bool]:
    """Find the column of addresses, and whether the first row is headings."""
    headings = [cell.strip().lower() for cell in cells]
    for index, heading in enumerate(headings):
        if heading in _HEADINGS:
            return index, True
    for index, heading in enumerate(headings):
        if "@" in heading:
            return index, False
    raise NewsletterError.of(
        "subscribers.column",
        "There is no column of addresses.",
        "Save as CSV in UTF-8, with a first line of headings, one of them `email`.",
        path=str(file),
        line=1,
    )


def _rows(lines: Iterator[Line], delimiter: str, column: int) -> Iterator[Row]:
    """Join quoted records of several lines; when that makes no address, only their first line is lost."""
    again: deque[Line] = deque()
    while line := again.popleft() if again else next(lines, None):
        record = [line]
        is_open = _odd(line)
        while is_open and len(record) < _LONGEST and (following := again.popleft() if again else next(lines, None)):
            record.append(following)
            is_open ^= _odd(following)
        row = _row(line[0], "".join(text for _, text in record), delimiter, column)
        if len(record) > 1 and (row is None or is_open):
            row = _row(*line, delimiter, column)
            again.extendleft(reversed(record[1:]))
        elif row and "\n" in row.cell.strip():
            again.extendleft(reversed(record[1:]))
        yield row or Row(*line)


def _odd(line: Line) -> bool:
    """Tell whether a line opens or closes quotation marks, and not both."""
    return line[1].count('"') % 2 == 1


def _row(number: int, text: str, delimiter: str, column: int) -> Row | None:
    """Take the cell of addresses; None where the quotation marks make no sense."""
    cells = _cells(text, delimiter)
    if not cells:
        return None
    return Row(number, cells[column] if column < len(cells) else "")


def _cells(text: str, delimiter: str) -> list[str]:
    text = text.rstrip("\n")
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
