"""What the network said of the links: asked by the pipeline, judged here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from newsletter.curate.rules.link import is_private
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule
from newsletter.walk import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.curate.rules.subject import Draft


class State(StrEnum):
    """What is known of an address once it was asked for."""

    FINE = "fine"
    MOVED = "moved"
    DEAD = "dead"
    PRIVATE = "private"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one address: its state, what to say of it, and where it leads from now on."""

    state: State
    said: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Online:
    """An issue, and what was heard of its addresses."""

    draft: Draft
    answers: Mapping[str, Answer]


def addresses(draft: Draft) -> tuple[str, ...]:
    """List the addresses to ask for, each once: of links, of sources, of the seeds that are cited.

    An address that names a private machine is told by its own rule, and never asked for.
    """
    found = [one.link.url for one in draft.links if is_address(one.link.url)]
    found += [seed.url for seed in draft.seeds.values() if seed.url]
    return tuple(url for url in dict.fromkeys(found) if not is_private(url))


def dead(online: Online) -> Iterator[Finding]:
    """Find links whose page is not there."""
    return _found(online, State.DEAD, "Find its new address, or an archived copy.")


def moved(online: Online) -> Iterator[Finding]:
    """Find links whose page has a new address for good."""
    return _found(online, State.MOVED, "Write the new address.")


def private(online: Online) -> Iterator[Finding]:
    """Find links to machines that are not public; they were not asked."""
    return _found(online, State.PRIVATE, "Write the public address.")


def unsure(online: Online) -> Iterator[Finding]:
    """Find links of which nothing is known: their site lets no programs in, or did not answer."""
    return _found(online, State.UNSURE, "Open it in a browser.")


def _found(online: Online, state: State, hint: str) -> Iterator[Finding]:
    for one in online.draft.links:
        answer = online.answers.get(one.link.url)
        if answer and answer.state is state:
            todo = f"Write `{answer.moved_to}`." if answer.moved_to else hint
            yield Finding(
                message=answer.said, hint=todo, at=one.at, offset=one.link.at, length=len(one.link.url), block=one.block
            )
    for seed in online.draft.seeds.values():
        answer = online.answers.get(seed.url or "")
        if answer and answer.state is state:
            line, column = seed.source.position(("url",))
            yield Finding(
                message=answer.said,
                hint=hint,
                path=seed.source.path,
                line=line,
                column=column,
                length=len(seed.url or ""),
                excerpt=seed.source.line_text(line),
            )


RULES = (
    Rule("link.dead", Severity.ERROR, dead),
    Rule("link.redirected", Severity.WARNING, moved),
    Rule("link.private", Severity.ERROR, private),
    Rule("link.unsure", Severity.INFO, unsure),
)
