"""What a block claims: the figures and quotations that need a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.curate.evidence.sentences import context
from newsletter.curate.figures import Figure, Kind, prose as proses, quotation, reading

if TYPE_CHECKING:
    from newsletter.curate.figures import Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure or a quotation of a block, with its language, and what its sentence speaks of: words, other figures."""

    subject: Figure | Quotation
    language: str
    context: frozenset[str]

    @property
    def kind(self) -> Kind:
        """What sort of claim it is."""
        return self.subject.kind if isinstance(self.subject, Figure) else Kind.QUOTE


def claims(text: str, language: str) -> tuple[Claim, ...]:
    """Take from a Markdown field what has to be proved, in order: its figures, then its quotations.

    Incidental figures (see `figures`) are left out. `language` is a BCP 47 code.
    """
    prose = proses.read(text, language)
    found: list[Figure | Quotation] = [figure for figure in reading.within(prose) if not figure.incidental]
    found += quotation.within(prose)
    figures = [one for one in found if isinstance(one, Figure)]
    return tuple(
        Claim(subject=one, language=prose.language.code, context=context(prose, figures, one.start, one.end))
        for one in found
    )
