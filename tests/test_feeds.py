"""`newsletter feeds`: the list in newsletter.toml, OPML in and out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsletter import config
from newsletter.ingest import opml

if TYPE_CHECKING:
    from pathlib import Path

    from newsroom_builder import NewsroomBuilder

LIST = """<?xml version="1.0"?><opml version="1.0"><body><outline text="Presse">
<outline text='Le "Fil" &amp; Cie' xmlUrl="https://fil.example/rss"/>
<outline text="Deux fois" xmlUrl="https://fil.example/rss#top"/>
<outline title="La Revue" xmlUrl="feed:https://revue.example/atom"/>
</outline></body></opml>"""


def test_an_exported_list_becomes_feeds_and_the_rest_of_the_file_stays(
    newsroom: NewsroomBuilder, tmp_path: Path
) -> None:
    path = newsroom.folder / "newsletter.toml"
    before = path.read_text(encoding="utf-8")
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")
    given = ("feeds", "add", str(tmp_path / "list.opml"), "https://seul.example/feed.json")
    dry = newsroom.run(*given, "--dry-run")
    assert (dry.code, path.read_text(encoding="utf-8")) == (0, before)
    assert "would add  La Revue" in dry.out
    done = newsroom.run(*given)
    assert done.code == 0, done.err
    assert path.read_text(encoding="utf-8").startswith(before.rstrip())
    assert [(one.name, one.url) for one in config.load(newsroom.folder).feeds] == [
        ('Le "Fil" & Cie', "https://fil.example/rss"),
        ("La Revue", "https://revue.example/atom"),
        (None, "https://seul.example/feed.json"),
    ]
    after = path.read_text(encoding="utf-8")
    again = json.loads(newsroom.run(*given, "--json").out)
    assert again["added"] == []
    assert "https://seul.example/feed.json" in again["known"]
    assert path.read_text(encoding="utf-8") == after


def test_what_goes_out_comes_in_again(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    assert "There are no feeds yet" in newsroom.run("feeds", "list").out
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")
    newsroom.run("feeds", "add", str(tmp_path / "list.opml"))
    assert opml.read(newsroom.run("feeds", "export").out) == (
        ("https://fil.example/rss", 'Le "Fil" & Cie'),
        ("https://revue.example/atom", "La Revue"),
    )
    listed = json.loads(newsroom.run("feeds", "list", "--json").out)
    assert listed[1] == {"name": "La Revue", "url": "https://revue.example/atom", "weight": 1.0}


def test_nothing_is_written_for_what_is_no_feed(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    path = newsroom.folder / "newsletter.toml"
    before = path.read_bytes()
    (tmp_path / "empty.opml").write_text("<opml><body/></opml>", encoding="utf-8")
    for wrong, code in (
        ("nowhere.opml", "feeds.not-found"),
        ("https://seul.example/x y", "feeds.address"),
        (str(tmp_path / "empty.opml"), "opml.empty"),
    ):
        done = newsroom.run("feeds", "add", "https://seul.example/feed", wrong)
        assert done.code == 1
        assert f"[{code}]" in done.err
    assert path.read_bytes() == before
