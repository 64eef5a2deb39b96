"""Which lexicon reads a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.curate.figures.english import ENGLISH
from newsletter.curate.figures.french import FRENCH

if TYPE_CHECKING:
    from newsletter.curate.figures.lexicon import Language


def of(code: str) -> Language:
    """Give the lexicon of a BCP 47 code: English for `en…`, French for all others.

    The others have French's separators (a decimal comma), which is what matters for digits.
    """
    return ENGLISH if code.lower().startswith("en") else FRENCH
