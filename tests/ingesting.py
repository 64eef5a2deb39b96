"""What tests of ingest share: the desk's own judgement, articles in one line, an inbox in a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsletter.curate.language import detect
from newsletter.ingest.entries import uid_of_text
from newsletter.ingest.inbox import Inbox, Incoming
from newsletter.ingest.workers import Judgement
from newsletter.model import Article
from newsletter.pipeline.collect import LIKENESS, keys

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 11, 10, 12, tzinfo=UTC)


JUDGEMENT = Judgement(keys=keys, language=detect)


def article(title: str, text: str = "", **values: Any) -> Article:
    known = {"uid": uid_of_text(title), "retrieved": NOW, "origin": "o", "text": text or title}
    return Article(title=title, **{**known, **values})


def incoming(*articles: Article) -> list[Incoming]:
    return [Incoming(article=one) for one in articles]


def inbox(folder: Path) -> Inbox:
    return Inbox(folder / ".newsletter" / "inbox.db", LIKENESS)
