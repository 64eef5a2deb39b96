"""Every figure and quotation of a text, in French or English: figures by value and unit, at their offsets.

What is no figure: letters and digits glued into a name (GPT-4, COVID-19, B2B, H100, 5G, 3.1.2), list
markers, tickers, idioms (24/7), and all that is no prose (addresses, code, link destinations). A bare
number after a name (Llama 3.1), an article before a unit (un jour) and loose words (premier, double) are
*incidental*: they may prove another figure, but need no proof themselves.
"""

from newsletter.curate.figures.figure import Figure
from newsletter.curate.figures.lexicon import Bound
from newsletter.curate.figures.quotation import Quotation, quotations
from newsletter.curate.figures.reading import find
from newsletter.curate.figures.units import Kind

__all__ = ["Bound", "Figure", "Kind", "Quotation", "find", "quotations"]
