"""A newsletter of many issues, the same each time: 1,207 words and 15 blocks an issue, 12 kB of YAML."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
title = "La Lettre"
description = "Une fois par semaine."
url = "https://lettre.example.org"
language = "fr"
timezone = "Europe/Paris"

[authors.ana]
name = "Ana"
"""
TEXT = """
le modèle de langage une équipe mesure chaque semaine la part des réponses justes et publie ses données pour que
tout lecteur puisse refaire le calcul avec les mêmes textes car un chiffre sans source ne vaut rien dans un débat
où l’on confond vite la promesse et le résultat mais les usages changent plus lentement que les annonces
"""
WORDS = TEXT.split()


def newsletter(folder: Path, count: int) -> None:
    """Lay down a newsletter of `count` issues."""
    (folder / "issues").mkdir(parents=True)
    (folder / "newsletter.toml").write_text(CONFIG, encoding="utf-8")
    first = date(2006, 1, 6)
    for number in range(1, count + 1):
        day = first + timedelta(weeks=number)
        path = folder / "issues" / f"{day.isoformat()}-n{number}.yaml"
        path.write_text(issue(number, day), encoding="utf-8")


def issue(number: int, day: date) -> str:
    """Write one issue. A third of its paragraphs have markup."""
    chance = random.Random(number)

    def text(words: int, *, title: bool = False) -> str:
        chosen: list[str] = []
        while len(chosen) < words:
            chosen.append(chance.choice([word for word in WORDS if word not in chosen[-8:]]))
        if chance.random() < 0.33 and not title:
            chosen[words // 2] = f"**{chosen[words // 2]}**"
            chosen[-3:] = ["[" + " ".join(chosen[-3:]) + f"](https://example.org/{chance.randrange(10**6)})"]
        return " ".join(chosen).capitalize() + "."

    def block(indent: int, paragraphs: int, words: int) -> str:
        margin = " " * indent
        return "|\n" + "\n\n".join(margin + text(words) for _ in range(paragraphs)) + "\n"

    news = "".join(
        f"  - id: actu-{index}\n    title: {text(7, title=True)}\n    short: Actu {'abcd'[index - 1]}\n    intro: {block(6, 2, 20)}"
        f"    essential:\n" + "".join(f'      - "{text(14)}"\n' for _ in range(4)) + f"    takeaway: {block(6, 1, 14)}"
        for index in range(1, 5)
    )
    sections = "".join(
        f"    - id: partie-{index}\n      title: {text(5, title=True)}\n      body: {block(8, 8, 20)}"
        for index in range(1, 5)
    )
    return (
        f"number: {number}\ndate: {day.isoformat()}\nslug: n{number}\nstatus: ready\nsubject: {text(6, title=True)}\n"
        f"greeting: Bonjour,\nhook: {block(2, 3, 12)}"
        f"comment:\n  text: {block(4, 1, 20)}  author: Léa\n  reply: {block(4, 1, 14)}"
        f"news:\n{news}focus:\n  title: {text(6, title=True)}\n  intro: {block(4, 2, 15)}  sections:\n{sections}"
        f"  conclusion: {block(4, 2, 15)}"
        f"poll: {{ question: Et vous ?, answers: [Oui, Non] }}\nps: {text(12)}\n"
    )
