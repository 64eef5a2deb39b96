"""A started issue written as YAML: the schema line, comments that lead, and marks where a person must write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import yamltext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.draft import Item, Point, Started
    from newsletter.yamltext import Data

SCHEMA_LINE = "# yaml-language-server: $schema={schema}\n"
WORDS = {
    "fr": {
        "head": "# Commencé à partir des articles épinglés. « newsletter check » refuse ce qui reste marqué.",
        "empty": "# Commencé sans article. « newsletter check » refuse ce qui reste marqué.",
        "mark": "À COMPLÉTER :",
        "title": "le titre",
        "point": "un point, sur une ligne.",
        "hook": "deux ou trois lignes, et une question ?",
        "intro": "une à trois phrases.",
        "takeaway": "ce qu’il faut en garder.",
        "body": "le texte de cette partie.",
        "from": "de {seed}, caractère {offset}",
        "tickers": "# Cours cités ; notez la variation et le jour, puis enlevez le dièse :",
        "section": "une partie",
        "gone": "édition reprise d’ailleurs : ses sources n’y sont plus",
    },
    "en": {
        "head": "# Started from pinned articles. `newsletter check` refuses what is still marked.",
        "empty": "# Started from no article. `newsletter check` refuses what is still marked.",
        "mark": "TK",
        "title": "the title",
        "point": "a point, on one line.",
        "hook": "two or three lines, and a question?",
        "intro": "one to three sentences.",
        "takeaway": "what to keep of it.",
        "body": "the text of this section.",
        "from": "from {seed}, character {offset}",
        "tickers": "# Shares that are named; note change and day, then remove the hash:",
        "section": "a section",
        "gone": "brought in from elsewhere: its sources are gone",
    },
}


def words_in(language: str) -> dict[str, str]:
    """Give what is written into issues for their editor, in the newsletter's language or in English."""
    return WORDS["fr" if language.startswith("fr") else "en"]


def write(started: Started, *, schema: str, author: str = "") -> str:
    """Write a started issue. `schema` is the path of the JSON Schema from the file's folder."""
    words = words_in(started.language)
    return SCHEMA_LINE.format(schema=schema) + "".join(_parts(started, words, author))


def _parts(started: Started, words: dict[str, str], author: str) -> Iterator[str]:
    mark = words["mark"]
    empty = not started.items and not started.focus
    yield f"{words['empty' if empty else 'head']}\n"
    yield f"number: {started.number}\ndate: {started.date.isoformat()}\nslug: {started.slug}\n"
    yield "status: draft\n" + (f"author: {author}\n" if author else "")
    yield "\n" + yamltext.entry("hook", f"{mark} {words['hook']}\n\n…\n", 0)
    if started.items:
        yield "\nnews:\n" + "\n".join(_item(item, words) for item in started.items)
    if empty:
        yield "\nnews:\n" + _empty_item(words)
    if started.focus or empty:
        yield "\n" + _focus(started, words)
    if started.tickers:
        rows = "".join(f"#   {symbol}: {{ change: , as_of: {started.date} }}\n" for symbol in started.tickers)
        yield f"\n{words['tickers']}\n# tickers:\n{rows}"


def _item(item: Item, words: dict[str, str]) -> str:
    mark = words["mark"]
    lines = [
        f"  - id: {item.id}\n",
        yamltext.entry("title", item.title, 4),
        yamltext.entry("intro", f"{mark} {words['intro']}", 4),
    ]
    if item.points:
        lines.append("    essential:\n" + "".join(_point(point, words) for point in item.points))
    lines.append(yamltext.entry("takeaway", f"{mark} {words['takeaway']}", 4))
    lines.append(f"    sources: [{', '.join(item.seeds)}]\n")
    return "".join(lines)


def _empty_item(words: dict[str, str]) -> str:
    mark = words["mark"]
    item: dict[str, Data] = {
        "title": f"{mark} {words['title']}",
        "intro": f"{mark} {words['intro']}",
        "essential": [f"{mark} {words['point']}"] * 2,
        "takeaway": f"{mark} {words['takeaway']}",
    }
    return yamltext.item(item, 2)


def _point(point: Point, words: dict[str, str]) -> str:
    where = words["from"].format(seed=point.seed, offset=point.offset)
    return f"      # {where}\n" + yamltext.item(f"{words['mark']} {point.text}", 6)


def _focus(started: Started, words: dict[str, str]) -> str:
    mark = words["mark"]
    headings = started.outline or (words["section"],)
    sections = "".join(
        yamltext.item({"title": f"{mark} {heading}", "body": f"{mark} {words['body']}"}, 4) for heading in headings
    )
    return (
        "focus:\n"
        + yamltext.entry("title", started.focus_title or f"{mark} {words['title']}", 2)
        + yamltext.entry("intro", f"{mark} {words['intro']}", 2)
        + f"  sections:\n{sections}"
        + yamltext.entry("conclusion", f"{mark} {words['takeaway']}", 2)
        + (f"  sources: [{', '.join(started.focus)}]\n" if started.focus else "")
    )
