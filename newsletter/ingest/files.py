"""Markdown, plain text and pasted text → articles. What the cleaning cuts from a text is logged, and can come back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.ingest import markup, plaintext
from newsletter.ingest.entries import lead, moment, uid_of_address, uid_of_text, web_address
from newsletter.model import Article
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime

    from newsletter.ingest.plaintext import PlainText

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([A-Za-z_]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t#]*(?:\n|\Z)")
_CUT = re.compile(r"(\d+(?:,\d+)*) ")


def markdown(text: str, *, origin: str, now: datetime) -> Article:
    """Read Markdown; keys of a front matter (`title`, `url`, `site`, `author`, `date`, `language`) say the rest.

    Raises NewsletterError where there is no text.
    """
    text = markup.visible(text)
    front = _FRONT.match(text)
    keys = {name.lower(): value.strip("\"'") for name, value in _PAIR.findall(front[1])} if front else {}
    body = (text[front.end() :] if front else text).strip()
    heading = _TITLE.match(body)
    if heading and keys.get("title", heading[1]) == heading[1]:
        body = body[heading.end() :].strip()
    if not body:
        raise _empty()
    title = keys.get("title") or (heading[1] if heading else lead(body))
    url = web_address(keys.get("url", ""), "")
    return Article(
        uid=uid_of_address(url) if url else uid_of_text(title, body),
        title=markup.plain_line(title) or lead(body),
        text=body,
        raw=text,
        url=url,
        site=keys.get("site") or None,
        author=keys.get("author") or None,
        published=moment(keys.get("published") or keys.get("date", ""), now=now),
        retrieved=now,
        language=keys.get("language", ""),
        obtained="file",
        origin=origin,
    )


def plain(text: str, *, origin: str, pasted: bool, now: datetime) -> tuple[Article, tuple[str, ...]]:
    """Read plain text as people paste it. Gives the article, and warnings about what was cut.

    Raises NewsletterError where there is no text.
    """
    raw = markup.visible(text)
    cleaned = plaintext.clean(raw, today=now.date())
    body = cleaned.markdown
    if not body.strip():
        return _as_it_is(raw, origin, now, pasted=pasted), ()
    title = cleaned.title or lead(body)
    article = Article(
        uid=uid_of_text(title, raw),
        title=title,
        text=body,
        raw=raw,
        author=cleaned.byline or None,
        published=moment(cleaned.published.isoformat(), now=now) if cleaned.published else None,
        retrieved=now,
        language="",
        obtained="paste" if pasted else "file",
        origin=origin,
        cut=_cuts(cleaned),
    )
    return article, tuple(problem.message for problem in cleaned.warnings)


def _as_it_is(raw: str, origin: str, now: datetime, *, pasted: bool) -> Article:
    """Take a text of a line or two whole: there is no body to tell a head from."""
    if not raw.strip():
        raise _empty()
    return Article(
        uid=uid_of_text(lead(raw), raw),
        title=lead(raw),
        text=raw.strip(),
        raw=raw,
        retrieved=now,
        language="",
        obtained="paste" if pasted else "file",
        origin=origin,
    )


def restored(article: Article, lines: frozenset[int], *, now: datetime) -> Article:
    """Put lines of the raw text back that the cleaning had cut; `lines` are numbers from 1, as `cut` names them."""
    cleaned = plaintext.clean(article.raw, today=now.date(), keep=lines)
    return replace(article, text=cleaned.markdown, cut=_cuts(cleaned))


def cut_lines(cut: str) -> frozenset[int]:
    """Give the numbers of the lines that one entry of `Article.cut` tells of."""
    found = _CUT.match(cut)
    return frozenset(int(number) for number in found[1].split(",")) if found else frozenset()


def _cuts(cleaned: PlainText) -> tuple[str, ...]:
    """Write each cut as `12,13 copyright: the lines`."""
    return tuple(f"{','.join(map(str, cut.lines))} {cut.reason}: {cut.text}" for cut in cleaned.cut)


def _empty() -> NewsletterError:
    return NewsletterError.of("source.empty", "There is no text in it.", "Give a source that holds a text.")
