"""The rules that look at one issue, run over its words and its mail: what a check and a build share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from newsletter import rules
from newsletter.curate import evidence, proofs, rules as draft_rules
from newsletter.patterns import vetted
from newsletter.render import blocks, rules as mail_rules, typography

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.curate.proofs import Proved
    from newsletter.model import Issue, Seed
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.pictures import Picture
    from newsletter.rules import Found


_UNWRITTEN = "schema.placeholder"
_KEPT = 128  # seeds that a process keeps read: those of a dozen issues


@lru_cache(maxsize=_KEPT)
def _index(source: evidence.Source) -> evidence.Index:
    return evidence.index(source)


def proved(desk: Desk, issue: Issue, seeds: Mapping[str, Seed]) -> tuple[Proved, ...]:
    """Say how the figures of an issue stand against the seeds that it cites."""
    language = issue.language or desk.room.config.language
    read = {name: _index(proofs.source_of(seed, desk.room.config.language)) for name, seed in seeds.items()}
    return proofs.prove(issue, language, read)


def draft_of(
    desk: Desk,
    issue: Issue,
    seeds: Mapping[str, Seed],
    pictures: Sequence[Picture],
    proofs_: Sequence[Proved],
    *,
    sound: bool = True,
) -> draft_rules.Draft:
    """Put an issue together with all that its rules look at. `sound` tells whether its file was read without error."""
    config = desk.room.config
    language = issue.language or config.language
    narrow = config.typography.narrow_spaces

    def typeset(text: str, markdown: bool) -> str:
        fix = typography.fix_markdown if markdown else typography.fix
        return fix(text, language, narrow=narrow)

    return draft_rules.Draft(
        issue=issue,
        language=language,
        zone=config.zone if ("timezone",) in config.source.nodes else None,
        typeset=typeset,
        headings=blocks.headings,
        seeds=seeds,
        pictures={
            one.src: draft_rules.Picture(bytes=len(one.data), frames=one.frames, moves=one.moves, blank=one.blank)
            for one in pictures
        },
        proved=proofs_,
        authors={key: author.name for key, author in config.authors.items()},
        forbidden=tuple(map(vetted, config.check.forbidden)),
        sound=sound,
    )


def of_draft(desk: Desk, draft: draft_rules.Draft) -> tuple[Found, ...]:
    """Run the rules over an issue's words. Of a text that is still to be written nothing else is told."""
    found = rules.run(draft_rules.RULES, draft, draft.issue.source, desk.room.config.check.severities)
    unwritten = {one.at for one in found if one.problem.code == _UNWRITTEN}
    return tuple(one for one in found if one.at not in unwritten or one.problem.code == _UNWRITTEN)


def of_mail(desk: Desk, issue: Issue, parts: Mapping[str, bytes], quoted_bytes: int) -> tuple[Found, ...]:
    """Run the rules over an issue's mail: its `html` and `text` parts."""
    mail = mail_rules.Mail(
        path=f"out/mail/{issue.name}/email.html",
        html=parts["html"].decode(),
        text=parts["text"].decode(),
        subject=issue.title,
        quoted_bytes=quoted_bytes,
        year=issue.date.year,
    )
    return rules.run(mail_rules.RULES, mail, issue.source, desk.room.config.check.severities)
