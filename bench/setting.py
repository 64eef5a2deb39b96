"""Time what sets the texts of an issue: `python bench/setting.py`. An issue here has 1,200 words in 15 fields."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from newsletter.render.fragments import mail, plain, words
from newsletter.render.markdown import parsed, to_html
from newsletter.render.typography import fix, fix_html, fix_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS, LINES, ISSUES = 15, 7, 60
STYLES = {"p": "margin:0 0 14px 0", "p:last": "margin:0", "a": "color:#123456", "li": "margin:0 0 6px 0"}
SENTENCES = (
    "Le modèle coordonne douze agents : l'un lit, l'autre vérifie ce que le premier a lu.",
    "Les équipes y gagnent 14 % de temps, soit 1 200 heures par an.",
    'Est-ce que ce "gain" profite à tous ?',
    "Personne ne le sait encore, et les études se contredisent d'un pays à l'autre.",
    "La mesure reste difficile parce que les tâches changent en même temps que les outils.",
    "Un juriste relit les contrats, un autre relit ce que la machine en a compris.",
)
MARKED = (
    "Lire [l'étude](https://exemple.org/etude) en entier.",
    "C'est **bien plus** que prévu !",
    "- un point\n- un autre",
)


def fields(seed: int) -> list[str]:
    """Make the fields of one issue. One line in fifteen has markup, so about a third of the fields has."""
    chance = random.Random(seed)
    return [
        "\n".join(chance.choice(MARKED if chance.random() < 1 / 15 else SENTENCES) for _ in range(LINES))
        for _ in range(FIELDS)
    ]


def report(name: str, function: Callable[[str], object], issues: list[list[str]]) -> None:
    """Print the median time that a function takes for the fields of an issue."""
    times = []
    for issue in issues:
        start = time.perf_counter()
        for field in issue:
            function(field)
        times.append(time.perf_counter() - start)
    print(f"{name:40} {sorted(times)[len(times) // 2] * 1e3:6.2f} ms an issue")


def main() -> None:
    """Time each function on the same issues."""
    issues = [fields(seed) for seed in range(ISSUES)]
    print(f"{sum(words(field) for issue in issues for field in issue) // ISSUES} words an issue")
    html = [[to_html(field) for field in issue] for issue in issues]
    set_html = [[fix_html(field, "fr") for field in issue] for issue in html]
    report("Markdown", to_html, issues)
    report("Markdown, always by way of the library", parsed, issues)
    report("typography of plain text", lambda field: fix(field, "fr"), issues)
    report("typography of HTML", lambda field: fix_html(field, "fr"), html)
    report("typography of Markdown (--fix)", lambda field: fix_markdown(field, "fr"), issues)
    report("styles for mail", lambda field: mail(field, STYLES), set_html)
    report("plain text", plain, set_html)
    report("words", words, set_html)


if __name__ == "__main__":
    main()
