"""What other platforms give to who leaves: Substack, beehiiv, Ghost, Mailchimp → their posts, in one shape.

Substack: a ZIP of `posts.csv` and `posts/<post_id>.html`. beehiiv: a CSV with `content_html`. Ghost: the JSON of
docs.ghost.org/migration/custom. Mailchimp: a ZIP of `campaigns.csv` and `campaigns_content/*.html`.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsletter.ingest.decoding import decode
from newsletter.problems import NewsletterError
from newsletter.urls import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_POSTS = 5_000
_LONGEST = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of an export; `dated` is a date as the platform writes it."""

    name: str
    title: str
    html: str = field(repr=False)
    subtitle: str = ""
    dated: str = ""


def posts(data: bytes) -> tuple[Post, ...]:
    """Give the published posts of an export, the oldest first. Raises NewsletterError for anything else."""
    if data.startswith(b"PK\x03\x04"):
        found = list(_zipped(data))
    else:
        text = decode(data)
        found = list(_ghost(text) if text.lstrip().startswith("{") else _beehiiv(text))
    if not found:
        hint = "Give the file as Substack, beehiiv, Ghost or Mailchimp made it, or the editions one by one."
        raise NewsletterError.of("export.empty", "There is no published post in this export.", hint)
    return tuple(sorted(found, key=lambda post: post.dated))


def is_export(data: bytes, name: str) -> bool:
    """Tell whether a file may be an export rather than one edition."""
    return data.startswith(b"PK\x03\x04") or name.lower().endswith((".csv", ".json", ".zip"))


def _zipped(data: bytes) -> Iterator[Post]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[: 4 * _MOST_POSTS]
            if listed := next((name for name in names if name.endswith("posts.csv")), None):
                yield from _substack(archive, listed)
            elif any("campaigns_content/" in name for name in names):
                yield from _mailchimp(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise NewsletterError.of("export.broken", "This ZIP cannot be read.", "Download the export again.") from error


def _member(archive: zipfile.ZipFile, name: str) -> str:
    """Read one file of an archive, however big it says or turns out to be."""
    with archive.open(name) as member:
        data = member.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        hint = "Take the file out of the archive, and import the rest."
        raise NewsletterError.of("export.too-big", f"`{name}` is bigger than {_LONGEST // 2**20} MB.", hint)
    return decode(data)


def _substack(archive: zipfile.ZipFile, listed: str) -> Iterator[Post]:
    folder = listed.removesuffix("posts.csv")
    members = set(archive.namelist())
    for row in _rows(_member(archive, listed)):
        name = f"{folder}posts/{row.get('post_id', '')}.html"
        if row.get("is_published", "").lower() == "true" and row.get("type") == "newsletter" and name in members:
            yield Post(
                name=row["post_id"],
                title=row.get("title", ""),
                subtitle=row.get("subtitle", ""),
                dated=row.get("post_date") or row.get("email_sent_at", ""),
                html=_member(archive, name),
            )


def _mailchimp(archive: zipfile.ZipFile, names: list[str]) -> Iterator[Post]:
    """Read the campaigns; the table tells their subjects and days, found by the title in the file's name."""
    table = next((name for name in names if name.endswith("campaigns.csv")), None)
    rows = {slug(row.get("Title", "")): row for row in (_rows(_member(archive, table)) if table else ())}
    for name in names:
        if "campaigns_content/" in name and name.endswith(".html"):
            stem = slug(name.rpartition("/")[2].removesuffix(".html").partition("_")[2] or name)
            row = rows.get(stem, {})
            title = row.get("Subject") or row.get("Title", "")
            yield Post(name=stem, title=title, dated=_mailchimp_day(row), html=_member(archive, name))


def _mailchimp_day(row: Mapping[str, str]) -> str:
    """Give the day of `Nov 07, 2025 07:00 am` as it sorts; other forms as they are."""
    from datetime import datetime

    written = row.get("Send Date", "")
    try:
        return datetime.strptime(written[:12], "%b %d, %Y").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return written


def _beehiiv(text: str) -> Iterator[Post]:
    for row in _rows(text):
        if row.get("content_html", "").strip() and row.get("status") in {"confirmed", "published"}:
            yield Post(
                name=row.get("id", ""),
                title=row.get("email_subject_line") or row.get("web_title", ""),
                subtitle=row.get("email_preview_text") or row.get("web_subtitle", ""),
                dated=row.get("created_at", ""),
                html=row["content_html"],
            )


def _ghost(text: str) -> Iterator[Post]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NewsletterError.of("export.broken", "This is not valid JSON.", "Export it again.") from error
    inner = data.get("db")
    data = inner[0] if isinstance(inner, list) and inner else data
    tables = data.get("data") if isinstance(data, dict) else None
    rows = tables.get("posts") if isinstance(tables, dict) else None
    for row in (rows if isinstance(rows, list) else [])[:_MOST_POSTS]:
        if isinstance(row, dict) and row.get("status") in {"published", "sent"} and row.get("type", "post") == "post":
            yield Post(
                name=_text(row, "slug"),
                title=_text(row, "title"),
                subtitle=_text(row, "custom_excerpt"),
                dated=_text(row, "published_at"),
                html=_text(row, "html"),
            )


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Read a table with a line of names; cells that are missing are empty."""
    csv.field_size_limit(_LONGEST)
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))):
            if number >= _MOST_POSTS:
                return
            yield {str(name): value if isinstance(value, str) else "" for name, value in row.items()}
    except csv.Error as error:
        raise NewsletterError.of("export.broken", f"This table cannot be read: {error}.", "Export it again.") from error


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.replace("__GHOST_URL__", "") if isinstance(value, str) else ""
