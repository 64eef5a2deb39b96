"""Which language a text is in: its own stop words, weighed against what the page declares."""

from __future__ import annotations

import re
from collections import Counter

from newsletter.curate.stopwords import STOP_WORDS
from newsletter.curate.words import words

UNKNOWN = "und"  # BCP 47: undetermined
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][\w-]*)?", re.ASCII)
_ENOUGH_CHARACTERS = 20_000
_FEWEST = 1.0  # stop words that make a guess
_LEAD = 1.5  # and how many times more than in the next language
_PROOF = 12.0  # stop words that can contradict a declaration
_MARGIN = 2.0  # and how many times more than in the declared language


def detect(text: str, declared: str | None = None) -> str:
    """Give the language of a text: `fr`, `en`, `de`, `es`, `it`, another declared one, or `und`.

    `declared` is what the page or feed says (`fr-FR`, `en_US`). It wins unless it is one of the five and the
    stop words contradict it plainly, as templates left in English do on French sites.

    >>> detect("Le modèle est prêt, mais il ne sera pas ouvert à tous.", "en-US")
    'en'
    >>> detect("Le modèle est prêt, mais il ne sera pas ouvert à tous.")
    'fr'
    """
    said = _TAG.fullmatch((declared or "").strip().lower())
    claim = said[1] if said else ""
    if claim and claim not in STOP_WORDS:
        return claim
    hits = _hits(text)
    best, second = sorted(hits, key=lambda language: -hits[language])[:2]
    if claim:
        contradicted = hits[best] >= _PROOF and hits[best] >= _MARGIN * hits[claim]
        return best if contradicted else claim
    return best if hits[best] >= max(_FEWEST, _LEAD * hits[second]) else UNKNOWN


def _hits(text: str) -> dict[str, float]:
    """Count the stop words of each language; a word of several languages counts for a part in each."""
    hits = dict.fromkeys(STOP_WORDS, 0.0)
    for word, count in Counter(words(text[:_ENOUGH_CHARACTERS])).items():
        owners = [language for language, stop in STOP_WORDS.items() if word in stop]
        for language in owners:
            hits[language] += count / len(owners)
    return hits
