"""Arithmetic that an editor writes beside a computed figure: `28 / 14`, `(1,2 Md€ - 800 M€) / 800 M€`.

    sum     = product { ("+" | "-") product }
    product = factor { ("*" | "/") factor }
    factor  = { "-" } ( number | "(" sum ")" )

Numbers are read as in prose, in the text's language, with magnitude and unit; `20 %` is a fifth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.figures import amounts, numbers, prose as proses
from newsletter.curate.figures.numbers import Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from newsletter.curate.figures.amounts import Amount
    from newsletter.curate.figures.prose import Prose

LONGEST = 200  # characters; nobody checks a longer one by eye
DEEPEST = 20  # parentheses
_OPERATORS = {"×": "*", "·": "*", "÷": "/", "∕": "/", "−": "-", "–": "-"}
_SPACE = re.compile(r"\s*")


class ExpressionError(ValueError):
    """What is wrong with an expression, in words for its author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression in reverse Polish order: operators, and the numbers of its operands."""

    operands: tuple[Amount, ...]
    program: tuple[str | int, ...]

    def value(self, values: Sequence[Fraction]) -> Fraction:
        """Compute with one value for each operand. Raises ExpressionError on a division by zero."""
        stack: list[Fraction] = []
        for step in self.program:
            if isinstance(step, int):
                stack.append(values[step])
            elif step == "negate":
                stack.append(-stack.pop())
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(_apply(step, left, right))
        return stack.pop()


def _apply(operator: str, left: Fraction, right: Fraction) -> Fraction:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if not right:
        raise ExpressionError("it divides by zero")
    return left / right


def parse(text: str, language: str) -> Expression:
    """Read an expression. Raises ExpressionError, naming the character, where it is none."""
    if len(text) > LONGEST:
        raise ExpressionError(f"it is longer than {LONGEST} characters")
    if text.count("(") > DEEPEST:
        raise ExpressionError(f"it has more than {DEEPEST} parentheses")
    reader = _Reader(proses.read(text, language))
    reader.sum()
    if reader.at < len(text):
        raise ExpressionError(f"`{text[reader.at]}` at character {reader.at + 1} has no place there")
    return Expression(operands=tuple(reader.operands), program=tuple(reader.program))


class _Reader:
    """Reads one expression from left to right; `at` is the next character that is no space."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self.at = 0
        self.operands: list[Amount] = []
        self.program: list[str | int] = []
        self._skip(0)

    def _skip(self, at: int) -> None:
        space = _SPACE.match(self.prose.raw, at)
        self.at = space.end() if space else at

    def _take(self, wanted: str) -> str:
        """Take the next operator if it is one of those wanted."""
        symbol = self.prose.raw[self.at : self.at + 1]
        operator = _OPERATORS.get(symbol, symbol)
        if not operator or operator not in wanted:
            return ""
        self._skip(self.at + 1)
        return operator

    def sum(self) -> None:
        self._product()
        while operator := self._take("+-"):
            self._product()
            self.program.append(operator)

    def _product(self) -> None:
        self._factor()
        while operator := self._take("*/"):
            self._factor()
            self.program.append(operator)

    def _factor(self) -> None:
        negative = False
        while self._take("-"):
            negative = not negative
        if self._take("("):
            self.sum()
            if not self._take(")"):
                raise ExpressionError("a parenthesis is not closed")
        else:
            self._number()
        if negative:
            self.program.append("negate")

    def _number(self) -> None:
        raw, start = self.prose.raw, self.at
        at = start
        while at < len(raw) and raw[at] in "€$£¥₹₩ ":
            at += 1
        number = numbers.read(self.prose, at) if numbers.may_start(self.prose, at) else None
        amount = amounts.read(self.prose, at, number, start) if number and number.form is not Form.NAME else None
        if not amount:
            where = f"`{raw[start : start + 12]}`" if start < len(raw) else "its end"
            raise ExpressionError(f"a number is missing at {where}")
        self.program.append(len(self.operands))
        self.operands.append(amount)
        self._skip(amount.end)
