"""Evidence: every figure and quotation of a block, and the passage of a cited source that bears it out.

    indexes = [index(source) for source in cited]      # once for each seed
    report = trace(claims(text, "fr"), indexes, pins)  # once for each block

Figures agree by value and unit (`agreement`), and as far as the words around them tell, when they are of the
same thing (`matching.counts_same`). Offsets are those of the Markdown text that was given.
"""

from newsletter.curate.evidence.claim import Claim, claims
from newsletter.curate.evidence.pins import Fault, Pin
from newsletter.curate.evidence.sources import Index, Passage, Source, index
from newsletter.curate.evidence.tracing import Evidence, Report, State, severity, trace

__all__ = [
    "Claim",
    "Evidence",
    "Fault",
    "Index",
    "Passage",
    "Pin",
    "Report",
    "Source",
    "State",
    "claims",
    "index",
    "severity",
    "trace",
]
