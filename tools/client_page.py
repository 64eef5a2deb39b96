"""Writes docs/reference/clients.md: what our own mails use that some program does not show, and why that is fine."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
THEMES = ("focus", "letter", "poster")
HEAD = """# Mail programs

What the shipped templates use and some program does not show, with what becomes of it there. Each row is a use that
was judged: nothing in it costs a reader a word, a picture or a link. `newsletter check` judges your own templates by
the same table ([mail.client-content](../rules/mail.client-content.md), [mail.client-layout](../rules/mail.client-layout.md)).

Three things make it so. The mail is one column of tables, right with every style sheet taken away. What hides the
preheader is said in five ways at once. Colours stand on tables as well as on the body.

The facts are those of {source},
as of {as_of}: {count} features in {clients} programs. `tools/clients.py` makes the table again from a newer package.

| feature | not shown by | what a reader gets there |
|---|---|---|
"""


def page() -> str:
    """Give the page, from the mails of all shipped issues in all shipped themes."""
    from newsletter.render.rules.losses import CONTENT, FINE, LAYOUT, table

    facts = table()
    rows = []
    for slug in sorted(used()):
        without = facts.without(slug)
        if without:
            meaning = FINE.get(slug) or f"{(LAYOUT | CONTENT)[slug]}, which something beside it makes good"
            rows.append(f"| {_cell(facts.titles[slug])} | {_cell(_families(without))} | {_cell(meaning)} |")
    head = HEAD.format(source=facts.source, as_of=facts.as_of, count=len(facts.titles), clients=len(facts.clients))
    return head + "\n".join(rows) + "\n"


def used() -> Counter[str]:
    """Count the features that the shipped mails use."""
    from newsletter import config
    from newsletter.newsroom import Newsroom
    from newsletter.pipeline.desk import open_desk
    from newsletter.pipeline.press import press
    from newsletter.render.rules import client, markup

    found: Counter[str] = Counter()
    shipped = config.load(ROOT)
    for theme in THEMES:
        room = Newsroom(ROOT, replace(shipped, theme=theme))
        desk = open_desk(room)
        for path in room.issue_files():
            html = next(one.data for one in press(desk, path, draft=False).outputs if one.kind == "html")
            for element in markup.elements(html.decode()):
                found.update(client.uses(element))
    return found


def _families(clients: tuple[str, ...]) -> str:
    """Name programs by their family where all of it are meant: «Yahoo» for Yahoo on the web, iOS and Android."""
    from newsletter.render.rules.losses import table

    names: dict[str, list[str]] = {}
    for client in table().clients:
        names.setdefault(client.partition(" on ")[0], []).append(client)
    shown = []
    for family, members in names.items():
        given = [client for client in members if client in clients]
        shown += [family] if len(given) == len(members) else given
    return ", ".join(shown)


def _cell(text: str) -> str:
    return text.replace("<", "`<").replace(">", ">`").replace("|", "\\|") if "<" in text else text.replace("|", "\\|")
