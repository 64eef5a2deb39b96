"""Golden pairs: an issue in, its mail, text and web page out. HTML is compared by meaning, text by the letter."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import golden
import pytest
from html_meaning import meaning
from newsroom_builder import NewsroomBuilder

from newsletter import config, issuefile, walk
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import Desk, open_desk
from newsletter.pipeline.pictures import Picture
from newsletter.pipeline.press import edition_of
from newsletter.render import email, site, text

CASES = sorted((Path(__file__).parent / "cases/issues").glob("*.yaml"))


@lru_cache(maxsize=1)
def desk() -> Desk:
    import tempfile

    newsroom = NewsroomBuilder(Path(tempfile.mkdtemp()) / "n")
    return open_desk(Newsroom(newsroom.folder, config.load(newsroom.folder)))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_issue(case: Path) -> None:
    issue, problems = issuefile.read(case.read_text(encoding="utf-8"), f"issues/{case.name}")
    assert problems == ()
    assert issue
    pictures = [Picture(src=one.src, file=one.src, width=600, height=300, data=b"") for _, one in walk.images(issue)]
    edition = edition_of(desk(), issue, {}, pictures, draft=False)
    mail, page = email.render(edition, desk().env), site.content(edition, desk().env)
    golden.compare(case.with_suffix(".mail.txt"), text.render(edition, desk().env))
    compare_html(case.with_suffix(".mail.html"), mail)
    compare_html(case.with_suffix(".page.html"), page)


def compare_html(path: Path, found: str) -> None:
    if os.environ.get("NEWSLETTER_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert meaning(found) == meaning(path.read_text(encoding="utf-8")), f"{path} differs: look why, then `make golden`"
