"""A page of HTML → the article on it: the one door to trafilatura."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsletter.ingest import markup
from newsletter.ingest.entries import lead, moment, uid_of_address, uid_of_text, web_address
from newsletter.ingest.prose import text_of
from newsletter.ingest.walls import refuse_wall
from newsletter.model import Article
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 5_000_000
"""Characters of a page that are read."""

_LANGUAGE = re.compile(
    r"<html\b[^<>]{0,500}?\b(?:xml:)?lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.IGNORECASE
)
_LOCALE = re.compile(r"og:locale[\"'][^<>]{0,100}content=[\"']([A-Za-z]{2,3})", re.IGNORECASE)


def read(html: str, *, url: str = "", origin: str, pasted: bool, now: datetime) -> Article:
    """Read the article on a page. `url` is where the page was found, if it was on the web.

    Raises NewsletterError for a wall (log-in, consent, …) and for a page without an article.
    """
    html = markup.flatten(html[:LONGEST], harmless=markup.DEEPEST)
    found = _extract(html, url)
    text = text_of(markup.safe(found.text or "", url)) if found else ""
    refuse_wall(html, text, url)
    if found is None or not text:
        hint = "If it shows one, copy its text and ingest that: `newsletter ingest -`."
        raise NewsletterError.of("page.no-article", "No article was found on the page.", hint)
    title = markup.line(found.title or "") or lead(text)
    text = _without_title(text, title)
    address = _canonical(found.url or "", url)
    return Article(
        uid=uid_of_address(address) if address else uid_of_text(title, text),
        title=title,
        text=text,
        raw=text_of(markup.safe(html, url)),
        url=address,
        site=markup.line(found.sitename or found.hostname or "") or None,
        author=_authors(found.author or ""),
        published=moment(found.date or "", now=now),
        retrieved=now,
        language=language_of(html),
        obtained="page" if url else "paste" if pasted else "file",
        origin=origin,
    )


def language_of(html: str) -> str:
    """Give the language that a page declares (`fr-FR`), or nothing."""
    said = _LANGUAGE.search(html) or _LOCALE.search(html)
    return said[1] if said else ""


def _extract(html: str, url: str) -> Any:  # noqa: ANN401  trafilatura's Document
    """Call trafilatura. `deduplicate` stays off: it remembers earlier pages and empties what they share."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract_with_metadata(
            html,
            url=url or None,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            deduplicate=False,
        )
    except Exception as error:  # lxml and its users let errors of every kind through on broken pages
        hint = "Open it in a browser, copy the text, and ingest that."
        raise NewsletterError.of("page.broken", "The page is too broken to be read.", hint) from error


def _canonical(declared: str, url: str) -> str | None:
    """Give the address a page says it has, unless it points to another site or to the front page."""
    said = web_address(declared, url)
    if not url or not said:
        return said or web_address(url, "")
    here, there = (urlsplit(address) for address in (url, said))
    same = _host(here.hostname or "") == _host(there.hostname or "")
    return said if same and there.path.strip("/") else web_address(url, "")


def _host(name: str) -> str:
    return name.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _authors(written: str) -> str | None:
    return (
        ", ".join(name for name in (markup.line(part) for part in written.split(";")) if name and "@" not in name)
        or None
    )


def _without_title(text: str, title: str) -> str:
    """Drop a first heading that repeats the title."""
    first, _, rest = text.partition("\n\n")
    said = first.lstrip("# ").casefold()
    return (
        rest
        if first.startswith("#") and said and (said == title.casefold() or title.casefold().startswith(said))
        else text
    )
