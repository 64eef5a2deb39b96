"""Every figure has its passage: what `proofs` found out, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.curate.evidence import State, pins
from newsletter.curate.figures import Kind
from newsletter.curate.proofs import pin
from newsletter.curate.sharing import UNUSED
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule
from newsletter.seedfile import body_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsletter.curate.proofs import Proof, Proved
    from newsletter.curate.rules.subject import Draft
    from newsletter.model import Seed
    from newsletter.places import Path

_SHOWN = 160  # characters of the nearest passage
_KEYS = {"passage": "passage", "source": "source", "computed": "computed"}  # of a line of evidence, by a fault's code


def untraced(draft: Draft) -> Iterator[Finding]:
    """Find money, percentages, magnitudes and numbers from 100 on that no source bears out."""
    return _untraced(draft, lambda proof: proof.evidence.severity is Severity.ERROR)


def untraced_small(draft: Draft) -> Iterator[Finding]:
    """Find years, dates, durations, ranks and small numbers that no source bears out."""
    return _untraced(draft, lambda proof: not _is_quotation(proof) and proof.evidence.severity is not Severity.ERROR)


def untraced_quotation(draft: Draft) -> Iterator[Finding]:
    """Find quotations whose words are in no source."""
    return _untraced(draft, _is_quotation)


def no_source(draft: Draft) -> Iterator[Finding]:
    """Find pieces and sections with figures and no source at all, told once for each."""
    for proved in draft.proved:
        found = _sourceless(proved)
        if found:
            shown = ", ".join(f"«{_line(proof.claim.subject.text)}»" for proof in found[:3])
            message = f"There are figures here ({shown}{', …' if len(found) > 3 else ''}) and no source."
            hint = "Name the seeds that they come from under `sources:`."
            worded = all(_is_worded(proof) for proof in found)
            yield Finding(
                message=message,
                hint=hint,
                at=(*proved.block.at, "title"),
                block=proved.block.name,
                severity=Severity.WARNING if worded else None,
            )


def pin_wrong(draft: Draft) -> Iterator[Finding]:
    """Find lines under `evidence:` that prove nothing."""
    return _faults(draft, unused=False)


def pin_unused(draft: Draft) -> Iterator[Finding]:
    """Find lines under `evidence:` about a figure that is not there any more."""
    return _faults(draft, unused=True) if draft.sound else iter(())


def seed_changed(draft: Draft) -> Iterator[Finding]:
    """Find cited seeds whose text is not the one that was pinned."""
    for at, seed in _cited(draft):
        found = body_hash(seed.body)
        if seed.sha256 and seed.sha256 != found:
            line, column = seed.source.position(("sha256",))
            message = f"The seed `{seed.id}` was edited since it was pinned: its text has another hash."
            hint = f"See `git log -p {seed.source.path}`. If the new text is right, write `sha256: {found}`."
            yield Finding(
                message=message,
                hint=hint,
                path=seed.source.path,
                line=line,
                column=column,
                length=64,
                excerpt=seed.source.line_text(line),
                block=walk.block_of(draft.issue, at),
            )


def seed_unhashed(draft: Draft) -> Iterator[Finding]:
    """Find cited seeds without a hash: an edit of their text would go unseen."""
    for at, seed in _cited(draft):
        if not seed.sha256 and seed.body:
            message = f"The seed `{seed.id}` keeps no hash of its text: an edit would go unseen."
            hint = f"Write `sha256: {body_hash(seed.body)}` into its front matter."
            yield Finding(message=message, hint=hint, at=at, length=len(seed.id), block=walk.block_of(draft.issue, at))


def _cited(draft: Draft) -> Iterator[tuple[Path, Seed]]:
    seen = set()
    for at, name in walk.citations(draft.issue):
        if name in draft.seeds and name not in seen:
            seen.add(name)
            yield at, draft.seeds[name]


def _untraced(draft: Draft, wanted: Callable[[Proof], bool]) -> Iterator[Finding]:
    for proved in draft.proved:
        if not _is_judged(draft, proved):
            continue
        faulty = [pin(proved.block.lines[fault.pin]) for fault in proved.all_faults if fault.code != UNUSED]
        for proof in proved.proofs:
            if proof.evidence.state is not State.UNTRACED or not wanted(proof):
                continue
            if not any(pins.means(line, proof.claim) for line in faulty):
                yield _finding(proved, proof)


def _is_judged(draft: Draft, proved: Proved) -> bool:
    """Tell whether all that a block cites could be read; what could not is told by itself."""
    cited = [name for name in proved.block.cited if not walk.is_address(name)]
    lost = any(name not in draft.seeds or not draft.seeds[name].body for name in cited)
    return not lost and not _sourceless(proved)


def _sourceless(proved: Proved) -> list[Proof]:
    """Give the figures of a piece or section that cites nothing."""
    if proved.block.cited or proved.block.framing:
        return []
    return [proof for proof in proved.proofs if proof.evidence.state is State.UNTRACED and not _is_quotation(proof)]


def _is_worded(proof: Proof) -> bool:
    """Tell a small number that is written as a word: «trois choses à savoir» is often no claim."""
    text = proof.claim.subject.text
    return proof.evidence.severity is not Severity.ERROR and not any(map(str.isdecimal, text))


def _is_quotation(proof: Proof) -> bool:
    return proof.claim.kind is Kind.QUOTE


def _finding(proved: Proved, proof: Proof) -> Finding:
    evidence, block = proof.evidence, proved.block
    reason = evidence.reason
    if block.cited and all(map(walk.is_address, block.cited)):
        reason = "its source is an address, whose text is not in git"
    severity = evidence.severity
    if block.framing and severity is not Severity.ERROR:
        severity = Severity.INFO
    passage = evidence.nearest
    near = f"Nearest, in {passage.source}: « {_cut(_line(passage.text))} ». " if passage else ""
    where = "`evidence:` of a piece or section" if block.framing else "`evidence:`"
    todo = f"Mend it, or say under {where} where it is from."
    return Finding(
        message=f"«{_line(proof.claim.subject.text)}» is not borne out: {reason}.",
        hint=near + todo,
        at=proof.text.at,
        offset=proof.claim.subject.start,
        length=proof.claim.subject.end - proof.claim.subject.start,
        block=proof.text.block,
        severity=severity,
    )


def _faults(draft: Draft, *, unused: bool) -> Iterator[Finding]:
    for proved in draft.proved:
        for fault in proved.faults if unused or _is_judged(draft, proved) else ():
            if (fault.code == UNUSED) is unused:
                at = (*proved.block.at, "evidence", fault.pin, _KEYS.get(fault.code, "figure"))
                message = f"{fault.message[:1].upper()}{fault.message[1:]}."
                yield Finding(
                    message=message, hint=f"{fault.hint[:1].upper()}{fault.hint[1:]}.", at=at, block=proved.block.name
                )


def _line(text: str) -> str:
    return " ".join(text.split())


def _cut(line: str) -> str:
    """Cut a long passage behind a word."""
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rpartition(' ')[0]}…"


RULES = (
    Rule("evidence.untraced", Severity.ERROR, untraced),
    Rule("evidence.untraced-small", Severity.WARNING, untraced_small),
    Rule("evidence.untraced-quotation", Severity.WARNING, untraced_quotation),
    Rule("evidence.no-source", Severity.ERROR, no_source),
    Rule("evidence.pin-wrong", Severity.ERROR, pin_wrong),
    Rule("evidence.pin-unused", Severity.WARNING, pin_unused),
    Rule("evidence.seed-changed", Severity.ERROR, seed_changed),
    Rule("evidence.seed-unhashed", Severity.INFO, seed_unhashed),
)
