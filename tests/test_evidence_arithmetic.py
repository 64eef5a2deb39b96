from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from newsletter.curate.evidence import Pin, Source, arithmetic, claims, index, trace
from newsletter.curate.evidence.arithmetic import ExpressionError


def value(text: str, language: str = "fr") -> Fraction:
    expression = arithmetic.parse(text, language)
    return expression.value([operand.value / (100 if operand.unit == "%" else 1) for operand in expression.operands])


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("28 / 14", "2"), ("28÷14", "2"), ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"), ("2 - 3 - 4", "-5"), ("8 / 4 / 2", "1"), ("-3 + 5", "2"), ("--3", "3"),
        ("1,5 × 2", "3"), ("1 200 - 200", "1000"), ("150 * 20 %", "30"), ("72 % - 58 %", "0.14"), ("1,2 Md€ - 200 M€", "1000000000"), ("$5 + $5", "10"),
        ("2 * (3 + (4 - 1)) / 6", "2"),
    ],
)  # fmt: skip
def test_values(text: str, result: str) -> None:
    assert value(text) == Fraction(result)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "28 /",
        "28 / / 14",
        "(28",
        "28)",
        "28 14",
        "a",
        "28 ** 2",
        "1" * 300,
        "(" * 30 + "1" + ")" * 30,
        "28 / 14;",
        "__import__('os')",
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(ExpressionError):
        arithmetic.parse(text, "fr")


def test_division_by_zero() -> None:
    with pytest.raises(ExpressionError, match="divides by zero"):
        value("28 / (14 - 14)")


NUMBERS = st.integers(0, 999).map(str)
EXPRESSIONS = st.recursive(NUMBERS, lambda inner: st.one_of(st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda parts: f"({' '.join(parts)})"), inner), max_leaves=12)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS.filter(lambda text: len(text) <= arithmetic.LONGEST))
def test_it_computes_as_python_does(text: str) -> None:
    assert value(text) == eval(text, {"__builtins__": {}})  # noqa: S307 - digits, parentheses and three operators, made above


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789 +-*/()%,.€Mdun", max_size=40))
def test_any_text_is_a_value_or_a_mistake(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(value(text), Fraction)


@pytest.mark.parametrize(
    ("claim", "computation", "source", "proved"),
    [
        ("Soit 125 articles par heure.", "1500 / 12", "Il lit 1 500 articles en 12 heures.", True),
        ("Soit 120 articles par heure.", "1500 / 12", "Il lit 1 500 articles en 12 heures.", False),
        ("Soit 500 euros par an.", "1500 / 3", "Il touche 1 500 euros en 3 ans.", True),
        ("Deux fois plus vite.", "24 / 12", "Il lui faut 12 heures, et 24 heures avant.", True),
        ("Deux fois plus vite.", "24 / 12", "Il lui faut 12 heures, et 24 minutes avant.", False),
    ],
)
def test_a_rate_is_worked_out_in_the_time_that_the_source_writes(
    claim: str, computation: str, source: str, proved: bool
) -> None:
    found = claims(claim, "fr")
    pin = Pin(figure=found[0].subject.text, computed=computation, sources=("s",))
    cited = index(Source(id="s", text=source, language="fr", sha256=""))
    assert (trace(found, [cited], [pin]).faults == ()) is proved
