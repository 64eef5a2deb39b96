"""Text made plain for comparing with patterns."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Give the text in lower case, without accents, with straight apostrophes and single spaces.

    >>> fold("À  lire\u00a0: l’Été")
    "a lire : l'ete"
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).lower().split())
