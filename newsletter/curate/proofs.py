"""How the figures and quotations of a whole issue stand: block by block, each against the sources that it cites.

Read: titles, texts, points, captions and alternative texts of pieces and sections; the Focus around its sections,
which rests on all of their sources; and what frames the issue (subject, preheader, greeting, hook, teaser, reply,
poll's question, PS), which rests on all sources of the issue, all lines of evidence, and on what its parts have proved
already: who tells a figure twice proves it once. Not read, for they are not the newsroom's: the reader's
comment, the sponsor's text, the answers of the poll and its results, the lines of `links`, which rest on the pages
that they lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.curate import evidence, sharing
from newsletter.curate.evidence import Pin
from newsletter.problems import Severity
from newsletter.seedfile import body_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsletter.curate.evidence import Claim, Evidence, Fault, Index
    from newsletter.model import Evidence as Line, Issue, Seed
    from newsletter.places import Path
    from newsletter.problems import Problem

FRAME = ("subject", "preheader", "greeting", "hook", "teaser", "comment", "poll", "ps")
_SIGNATURES = {"credit", "author"}  # keys whose figures claim nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of an issue with what it rests on. `at` is the path of the mapping with `sources:`; () for the frame."""

    name: str
    at: Path
    texts: tuple[walk.Text, ...]
    cited: tuple[str, ...]
    lines: tuple[Line, ...]
    own: int  # how many of `lines` are the block's: the others serve it, and are judged where they stand

    @property
    def framing(self) -> bool:
        """Tell whether it is the frame, which has no `sources:` and no `evidence:` of its own."""
        return not self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How one claim stands, and the text that it stands in."""

    text: walk.Text
    evidence: Evidence

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.evidence.claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A block with all its proofs, in the order of its texts, and what is wrong with its lines of evidence.

    `faults` are of the lines that stand in the block, `all_faults` of those that serve it too.
    """

    block: Block
    proofs: tuple[Proof, ...] = ()
    faults: tuple[Fault, ...] = ()
    all_faults: tuple[Fault, ...] = ()


def blocks(issue: Issue) -> Iterator[Block]:
    """List the parts of an issue that claim something, in the order of the file; the frame is the last."""
    texts = [text for text in walk.texts(issue) if text.at[-1] not in _SIGNATURES]
    for index, item in enumerate(issue.news):
        at: Path = ("news", index)
        inside = tuple(text for text in texts if text.at[:2] == at)
        yield Block(
            name=item.anchor, at=at, texts=inside, cited=item.sources, lines=item.evidence, own=len(item.evidence)
        )
    if issue.focus:
        focus, all_lines = issue.focus, list(issue.focus.evidence)
        around = tuple(text for text in texts if text.at[0] == "focus" and text.at[1] != "sections")
        cited = dict.fromkeys([*focus.sources, *(name for section in focus.sections for name in section.sources)])
        all_lines += [line for section in focus.sections for line in section.evidence]
        yield Block(
            name="focus",
            at=("focus",),
            texts=around,
            cited=tuple(cited),
            lines=tuple(all_lines),
            own=len(focus.evidence),
        )
        for index, section in enumerate(focus.sections):
            at = ("focus", "sections", index)
            inside = tuple(text for text in texts if text.at[:3] == at)
            yield Block(
                name=section.anchor,
                at=at,
                texts=inside,
                cited=section.sources or focus.sources,
                lines=section.evidence,
                own=len(section.evidence),
            )
    yield _frame(issue, texts)


def _frame(issue: Issue, texts: Sequence[walk.Text]) -> Block:
    silent = {("comment", "text"), ("comment", "image"), ("poll", "answers")}
    framing = tuple(text for text in texts if text.at[0] in FRAME and text.at[:2] not in silent)
    cited = dict.fromkeys(name for _, name in walk.citations(issue))
    lines = [line for item in issue.news for line in item.evidence]
    if issue.focus:
        lines += [*issue.focus.evidence, *(line for section in issue.focus.sections for line in section.evidence)]
    return Block(name="", at=(), texts=framing, cited=tuple(cited), lines=tuple(lines), own=0)


def source_of(seed: Seed, language: str) -> evidence.Source:
    """Give a seed as evidence reads it; `language` is that of the newsletter, for seeds that name none."""
    return evidence.Source(id=seed.id, text=seed.body, language=seed.language or language, sha256=body_hash(seed.body))


def prove(issue: Issue, language: str, indexes: Mapping[str, Index]) -> tuple[Proved, ...]:
    """Say of every claim of an issue how it stands. `indexes` holds the cited seeds by their ids."""
    return sharing.settled([_proved(block, language, indexes) for block in blocks(issue)])


def undamaged(issue: Issue, proved: Sequence[Proved], wrong: Iterable[Problem]) -> tuple[Proved, ...]:
    """Leave out the parts in which something of the file could not be read: their sources may be among it.

    `wrong` is what the file's reader found. Lines belong to the part that begins before them, keys of the top level to
    none. The frame, which rests on all, and the texts around the sections of the Focus fall with any part of theirs.
    """
    starts = {one.block.name: issue.source.position(one.block.at)[0] for one in proved if one.block.at}
    hurt = set()
    for problem in wrong:
        if problem.severity is Severity.ERROR and (problem.column > 1 or problem.code.startswith("yaml.")):
            before = [name for name, line in starts.items() if line <= problem.line]
            hurt |= {"", max(before, key=lambda name: starts[name])} if before else {""}
            hurt |= {"focus"} if "focus" in before else set()
    return tuple(one for one in proved if one.block.name not in hurt)


def _proved(block: Block, language: str, indexes: Mapping[str, Index]) -> Proved:
    found = [(text, claim) for text in block.texts for claim in evidence.claims(text.value, language)]
    if not found and not block.own:
        return Proved(block=block)
    sources = [indexes[name] for name in block.cited if name in indexes]
    report = evidence.trace([claim for _, claim in found], sources, [pin(line) for line in block.lines])
    proofs = tuple(Proof(text=text, evidence=one) for (text, _), one in zip(found, report.evidence, strict=True))
    return Proved(block=block, proofs=proofs, all_faults=report.faults)


def pin(line: Line) -> Pin:
    """Give a line of `evidence:` as the proofs read it."""
    return Pin(
        figure=line.figure,
        source=line.source or "",
        passage=line.passage or "",
        waived=line.waived or "",
        computed=line.computed or "",
        sources=line.from_,
    )
