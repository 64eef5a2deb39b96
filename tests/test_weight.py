"""How heavy mails and pages are: mail clients clip, and phones load, by the byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from newsroom_builder import NewsroomBuilder

from newsletter.problems import has_errors
from newsletter.publish.quoted import quoted_printable

if TYPE_CHECKING:
    from browsing import Library

LONGEST = "2025-11-14-agents-au-bureau"
ITEM = """\
  - id: piece-{number}
    title: {title}
    short: "{number}"
    intro: |
      {text}

      {text}
    essential:
      - {text}
      - {text}
      - {text}
      - {text}
    takeaway: {text}
    sources: ["https://example.org/article"]
"""
TITLE, TEXT = "Une pièce comme une autre", "Les premiers essais réduisent l’écart sans changer l’ordre des choses."


def test_the_longest_issue_stays_far_from_where_gmail_clips(library: Library) -> None:
    assert len(quoted_printable(library.mail(LONGEST))) < 60_000


def test_style_sheets_stay_below_what_gmail_reads(library: Library) -> None:
    sheets = re.findall(r"<style.*?</style>", library.mail(LONGEST), re.DOTALL)
    assert sum(map(len, sheets)) < 16_384


def test_a_page_is_light(library: Library) -> None:
    site = library.folder / "out/site"
    sheet = sum(path.stat().st_size for path in (site / "assets").glob("*.css"))
    for path in library.pages():
        assert (site / path).stat().st_size + sheet < 60_000, path


@pytest.mark.parametrize("theme", ["focus", "letter", "poster"])
def test_one_more_piece_costs_little(newsroom: NewsroomBuilder, theme: str) -> None:
    from newsletter.pipeline.build import Options, build

    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'theme = "{theme}"\n{config}')
    for count, day in ((5, 1), (6, 2)):
        items = "".join(ITEM.format(number=at, title=TITLE, text=TEXT) for at in range(count))
        newsroom.write(f"issues/2025-05-0{day}-n.yaml", f"number: {day}\ndate: 2025-05-0{day}\nslug: n\nnews:\n{items}")
    assert not has_errors(build(newsroom.folder, Options(jobs=1)).problems)
    sizes = [
        len(quoted_printable((newsroom.folder / f"out/mail/2025-05-0{day}-n/email.html").read_text(encoding="utf-8")))
        for day in (1, 2)
    ]
    words = len(quoted_printable(TITLE)) + 7 * len(quoted_printable(TEXT))
    assert 0 < sizes[1] - sizes[0] - words < 2_500
