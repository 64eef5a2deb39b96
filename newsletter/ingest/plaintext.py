"""An article as people paste it from a web page: its text told apart from what was copied with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsletter.ingest import plaintext_foot, plaintext_head, plaintext_lines, plaintext_noise
from newsletter.ingest.plaintext_blocks import Block, blocks, markdown
from newsletter.ingest.plaintext_lines import Cut, count_words
from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_SILENT_SHARE: Final = 0.2  # of the words: more is not cut without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """An article read from plain text.

    `raw` is the text as it came; `cut` tells what was left out of it, so that nothing is lost: every letter of `raw` is
    in `title`, `blocks` or `cut`. `published` is None and `byline` empty where the text does not say.
    """

    title: str
    byline: str
    published: date | None
    language: str
    blocks: tuple[Block, ...]
    raw: str
    cut: tuple[Cut, ...]
    warnings: tuple[Problem, ...]

    @property
    def markdown(self) -> str:
        """The text as Markdown, the title left out."""
        return markdown(self.blocks)


def clean(raw: str, *, today: date, language: str = "", keep: frozenset[int] = frozenset()) -> PlainText:
    """Read an article from pasted text; never raises, in time linear in the text's length.

    `today` dates what has no year (`20Jan`), `language` decides about `03/04/2025` and is handed on. The lines whose
    numbers (from 1) are in `keep` stay in the text: this is how a cut is undone.
    """
    lines = plaintext_lines.join_bullets(plaintext_lines.split(raw))
    words = sum(count_words(line.text) for line in lines)
    lines, doubled = plaintext_lines.halve(lines, keep)
    lines, inside = plaintext_lines.cut(lines, plaintext_noise.inside(lines), keep)
    lines, copies, between = plaintext_lines.drop_copies(lines, keep)
    lines, below = plaintext_lines.cut(lines, plaintext_foot.tail(lines), keep)
    top = plaintext_head.reach(lines, today=today, language=language)
    lines, above = plaintext_lines.cut(lines, plaintext_noise.head(lines, top), keep)
    noise = max((number for cut in above for number in cut.lines), default=0)
    head = plaintext_head.read(lines, today=today, language=language, between=between, furniture=noise)
    title = None if head.title is None else lines[head.title]
    lines, told = plaintext_lines.cut(lines, head.reasons, keep)
    cuts = tuple(sorted([*doubled, *inside, *copies, *below, *above, *told], key=lambda cut: cut.lines))
    return PlainText(
        title=title.text.lstrip("# ") if title else "",
        byline=head.byline,
        published=head.published,
        language=language,
        blocks=blocks([line for line in lines if line is not title]),
        raw=raw,
        cut=cuts,
        warnings=_warnings(cuts, words),
    )


def _warnings(cuts: Sequence[Cut], words: int) -> tuple[Problem, ...]:
    """Warn when more than a fifth of the words was cut, and say for what."""
    shares: Counter[str] = Counter()
    for cut in cuts:
        shares[cut.reason] += count_words(cut.text)
    lost = shares.total()
    if lost <= _SILENT_SHARE * words:
        return ()
    largest, most = shares.most_common(1)[0]
    line = next(cut.lines[0] for cut in cuts if cut.reason == largest)
    message = f"{lost} of {words} words were left out of the text, {most} of them as `{largest}`"
    hint = "Compare with the raw text, which is kept, and put back the lines that belong to the article."
    return (Problem(severity=Severity.WARNING, code="plaintext-cut", line=line, message=message, hint=hint),)
