"""`seeds/*.md`: articles pinned as Markdown behind a front matter that says where they came from."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from newsletter import yamltext
from newsletter.model import Seed
from newsletter.places import Source
from newsletter.problems import Problem
from newsletter.shape import Reader
from newsletter.yamlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.model import Article
    from newsletter.yamltext import Data

FOLDER = "seeds"
LARGEST = 1_000_000  # characters: a book; the longest shipped seed has 5,000
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


def body_hash(body: str) -> str:
    """Give the SHA-256 that the front matter keeps: of the body without outer white space, as UTF-8."""
    return hashlib.sha256(body.strip().encode()).hexdigest()


def read(text: str, path: str, seed_id: str) -> tuple[Seed | None, Sequence[Problem]]:
    """Read the text of a seed. `seed_id` is its file name without `.md`."""
    if len(text) > LARGEST:
        message = f"The seed has more than {LARGEST:,} characters."
        hint = "Keep the part that issues rest on."
        return None, (_first_line("seed.too-large", path, text, message, hint),)
    front = _FRONT.match(text)
    if front is None:
        hint = "It starts with a line `---`, keys such as `title:` and `url:`, and another line `---`."
        return None, (_first_line("seed.front-matter", path, text, "There is no front matter.", hint),)
    # The dashes stay in the text as blank lines, so that positions are those of the file.
    source = Source(path=path, text="\n" + front[1])
    root, problems = parse(source)
    if root is None:
        return None, problems
    reader = Reader(source, "seed")
    whole = Source(path=path, text=text, nodes=reader.nodes)
    body = text[front.end() :].strip()
    seed = reader.read(Seed, root, id=seed_id, body=body, source=whole)
    found = [*problems, *reader.problems]
    if seed is not None and not body:
        hint = "Paste the article under the second `---`, or delete the file."
        found.append(_first_line("seed.empty", path, text, "The seed has no text.", hint))
    return seed, tuple(found)


def write(article: Article, *, body: str) -> str:
    """Write an article as a seed: its front matter says where it came from and what its text hashes to."""
    front: dict[str, Data] = {"title": article.title}
    for key in ("url", "site", "author"):
        value = getattr(article, key)
        if value:
            front[key] = " ".join(value.split())
    if article.published:
        front["published"] = article.published.date()
    if article.retrieved:
        front["retrieved"] = article.retrieved.date()
    front |= {"language": article.language, "sha256": body_hash(body), "obtained": article.obtained}
    head = "".join(yamltext.entry(key, value, 0) for key, value in front.items())
    return f"---\n{head}---\n{body.strip()}\n"


def _first_line(code: str, path: str, text: str, message: str, hint: str) -> Problem:
    line = text[:300].split("\n", maxsplit=1)[0] or " "
    return Problem(code=code, path=path, line=1, column=1, message=message, hint=hint, excerpt=line)
