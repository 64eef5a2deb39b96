"""The rules cost in step with the text, also with one that is made to hurt (`bench/check.py` has the seconds)."""

from __future__ import annotations

import pytest
from growth import is_linear
from hostile_texts import HOSTILE

from newsletter import issuefile
from newsletter.curate.rules import RULES, Draft, spelling
from newsletter.render import blocks, typography

HEAD = "number: 1\ndate: 2025-01-02\nnews: [{ title: a }]\nps: |\n  "
# What rules of words and links look for, repeated.
TEMPTING = [
    "!", "?? ", "[a](", "![", "](x", "la la ", "**", "`", "*|", "{{ ", "$A", "$META ", "vous ", "ton ", "https://a.b/?utm_source=", "> ", "# ", "c'", "TK", "a-",
    "\u0301", "A B ", "AAAA BBBB ", "a,,", "...", "[]( ", "<!--", "ci-", "pièce jointe ", "joint ",
]  # fmt: skip


def draft(text: str) -> Draft:
    issue, _ = issuefile.read(HEAD + text.replace("\n", "\n  ") + "\n", "x")
    assert issue

    def typeset(line: str, markdown: bool) -> str:
        return (typography.fix_markdown if markdown else typography.fix)(line, "fr", narrow=True)

    return Draft(issue=issue, language="fr", zone=None, typeset=typeset, headings=blocks.headings)


@pytest.mark.parametrize("unit", [unit for unit in [*HOSTILE, *TEMPTING] if unit != "\ue000"])
def test_twice_the_text_costs_twice_the_work(unit: str) -> None:
    def act(text: str) -> None:
        subject = draft(text)
        for rule in RULES:
            for _ in rule.find(subject):
                pass
        spelling.asked(subject)

    act(unit)  # what is read once and kept
    assert is_linear(act, unit, max(1200 // len(unit), 4))
