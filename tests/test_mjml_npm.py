"""Our mails beside those of npm's `mjml`, the reference, where it is installed (`npm ci --prefix tests/node`)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

from conftest import missing
from html_meaning import words

from newsletter.render.mjml import to_html

TESTS = Path(__file__).parent
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((TESTS / "cases" / "mjml").glob("*.mjml"))}


class Seen(HTMLParser):
    """Collect what a reader gets from a mail besides words: links, images, and the widths of those."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.things: list[tuple[str, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: re.sub(r"\s+", " ", value or "") for name, value in attrs}
        wanted = {"a": ["href"], "img": ["src", "alt", "width"], "html": ["lang", "dir"], "th": [], "pre": [], "h1": []}
        if tag in wanted:
            self.things.append((tag, *(given.get(name, "") for name in wanted[tag])))


def test_npm_gives_readers_the_same() -> None:
    if not shutil.which("node") or not (TESTS / "node/node_modules/mjml").is_dir():
        missing("mjml (npm ci in tests/node)")
    # These hold quotes, which npm writes into attributes as they are: the mail breaks off there.
    sources = {name: source for name, source in SOURCES.items() if name not in {"attributes", "title"}}
    done = subprocess.run(
        ["node", "render.mjs"],
        cwd=TESTS / "node",
        input=json.dumps([*sources.values()]),
        capture_output=True,
        text=True,
        check=True,
    )
    for name, theirs in zip(sources, json.loads(done.stdout), strict=True):
        ours = to_html(sources[name])
        assert "".join(words(ours).split()) == "".join(words(theirs).split()), name
        assert Seen(ours).things == Seen(theirs).things, name
