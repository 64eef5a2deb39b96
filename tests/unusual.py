"""A newsletter of extremes: what editors never mean to write, and sometimes do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WORD = "Donaudampfschifffahrtsgesellschaft" * 3 + "kapitaenswitwenren"  # 120 letters
TITLE = ("Un titre qui n’en finit pas de dire tout ce qu’il aurait pu laisser à l’article " * 4)[:300]
RIGHT_TO_LEFT, EMOJI = "مريم الحسيني (القاهرة)", "👩‍👩‍👧‍👦 🏳️‍🌈 👨🏽‍💻 1️⃣ 🇫🇷"
UNLINKED = "**Du gras**, *un mot*, `du code` et $META"
MARKED = f"Un [lien](https://example.org/) ; {UNLINKED}"
SPACED = "Une phrase, avec `du code` et $META.\n\n---\n\n> Une citation.\n\nUne autre."
CONFIG = """\
title = "La Lettre {word}"
url = "https://lettre.example.org"
language = "fr"
theme = "{theme}"
description = "{word}"
address = "{word}, 3 rue du Fléau"

[poll]
url = "https://v.example.org/{{issue}}/{{poll}}/{{answer}}"

[subscribe]
url = "https://v.example.org/inscription"

[check.severities]
evidence = "off"  # these issues are about their looks
"""


def newsroom(folder: Path, theme: str) -> Path:
    """Lay down the newsletter, in a theme; JSON is YAML."""
    (folder / "issues").mkdir(parents=True)
    (folder / "newsletter.toml").write_text(CONFIG.format(theme=theme, word=WORD[:40]), encoding="utf-8")
    for number, (slug, issue) in enumerate(ISSUES.items(), 1):
        date = f"2025-03-{number:02}"
        text = json.dumps(
            {"number": number, "date": date, "slug": slug, "status": "ready", **issue}, ensure_ascii=False
        )
        (folder / f"issues/{date}-{slug}.yaml").write_text(text, encoding="utf-8")
    return folder


def full(text: str, name: str) -> dict[str, Any]:
    """Fill every block with one text and one name."""
    piece = {"title": text, "intro": text, "essential": [text, text], "takeaway": text}
    rest = {"sources": ["https://example.org/" + "long-" * 30]}
    return {
        "subject": text,
        "greeting": name,
        "hook": f"{text}\n\n{text} ?",
        "author": name,
        "themes": [name],
        "comment": {"text": text, "author": name, "reply": text},
        "news": [{"id": "un", **piece, **rest}, {"id": "deux", **piece, "short": name}],
        "focus": {
            "title": text,
            "intro": text,
            "outline": [text, text],
            "sections": [{"id": "a", "title": text, "body": text, **rest}, {"id": "b", "title": name, "body": text}],
            "conclusion": text,
        },
        "links": [{"title": text, "url": "https://example.org/", "note": text}],
        "sponsor": {"name": name, "text": text, "url": "https://example.org/"},
        "results": {
            "question": text,
            "answers": [{"answer": text, "votes": 10**9}, {"answer": name, "votes": 1}, {"answer": name, "votes": 0}],
        },
        "poll": {"question": text, "answers": [text, name], "closes": "2025-03-20"},
        "ps": text,
        "corrections": [{"date": "2025-03-21", "text": text, "block": "un"}],
        "disclosure": {"blocks": ["un"], "text": text},
    }


def piece(name: str) -> dict[str, Any]:
    """Write a piece of ordinary length, with rules between its paragraphs."""
    points = ["Un point sur $META.", "Un autre point."]
    rest = {"takeaway": SPACED, "sources": ["https://example.org/article"]}
    return {"id": name, "title": "Une pièce comme une autre", "intro": SPACED, "essential": points, **rest}


ISSUES: dict[str, dict[str, Any]] = {
    "long-title": full(TITLE, TITLE[:90]),
    "long-word": full(WORD, WORD),
    "right-to-left": full(f"{RIGHT_TO_LEFT} écrit : « {RIGHT_TO_LEFT} », 12 fois.", RIGHT_TO_LEFT),
    "emoji": full(f"{EMOJI} et {EMOJI}", EMOJI),
    "marked-up": {
        "tickers": {"META": {"change": -11.3, "as_of": "2025-02-28"}},
        **full(MARKED, "Ada"),
        "focus": {"title": MARKED, "intro": MARKED, "sections": [{"id": "a", "title": MARKED, "body": MARKED}]},
        "links": [{"title": UNLINKED, "url": "https://example.org/", "note": MARKED}],
        "poll": {"question": MARKED, "answers": [UNLINKED, "Ada"]},
    },
    "every-block": {
        "tickers": {"META": {"change": -11.3, "as_of": "2025-02-28"}},
        **full("Une phrase sur $META", "Ada"),
        "hook": SPACED,
        "ps": SPACED,
        "comment": {"text": SPACED, "author": "Ada", "reply": SPACED},
        "sponsor": {"name": "Ada", "text": SPACED, "url": "https://example.org/"},
        "subject": "Tous les blocs",
        "greeting": "Bonjour,",
        "news": [piece("un"), piece("deux")],
        "focus": {
            "title": "Un dossier sur $META",
            "intro": SPACED,
            "outline": ["Le début", "La fin"],
            "sections": [
                {"id": "a", "title": "Le début", "body": SPACED},
                {"id": "b", "title": "La fin", "body": SPACED},
            ],
            "conclusion": SPACED,
        },
        "corrections": [{"date": "2025-03-21", "text": "Un mot.", "block": block} for block in ("un", "focus")],
    },
    "no-focus": {"news": [piece("un")], "links": [{"title": "Un lien", "url": "https://example.org/"}], "ps": "Fin."},
    "one-item": {"news": [{"id": "seul", "title": "Seul"}]},
    "only-focus": {"focus": {"title": "Seulement le dossier"}},
    "thirty": {
        "news": [
            {"id": f"n{at}", "title": f"Nouvelle {chr(65 + at)}", "intro": "Un.", "essential": ["A", "B"]}
            for at in range(30)
        ]
    },
    "rich": {
        "hook": "> Citation\n\n- un\n- deux\n\n1. a\n2. b",
        "news": [
            {
                "id": "x",
                "title": "Un `code` et *un mot*",
                "intro": f"```\n{WORD}{WORD}\n```\n\n`{WORD}` [{WORD}](https://example.org/{WORD})",
            }
        ],
    },
}
