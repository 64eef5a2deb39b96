"""Texts that nobody writes: for what must never raise, and must cost no more than the texts that people write."""

from __future__ import annotations

from hypothesis import strategies as st

_TOKENS = """
0 1 2 3 9 12 300 1987 2025 1.2 1,234 3.1.2 , . : ; « » “ ” " ' ’ - – / ( ) [ ] ]( * ** _ ` `` ~ # € $ £ % ‰ Md M k
m B h mn min s et un une deux cent mille vingt quatre million milliards de d' of to a an the half third sur in out
entre à and between demi moitié mars March may 2025-03-12 12/03/2025 1/3 24/7 7/10 dizaine centaines dozens
hundreds ² ½ ٣ Ⅳ 𝟙 İ ß ﬁ https:// www. @ + − × x ▲ ▼ 10^25 10²⁵ /mois a.m. pm 1. 2) st th e er ans jours GPT -4
plus près environ < > & &nbsp; <b>
"""
TOKENS = _TOKENS.split()
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([*TOKENS, "\n", "\n\n", "\u00a0", "\u202f"]), max_size=30).map(" ".join),
    st.lists(st.sampled_from(TOKENS), max_size=30).map("".join),
)
LANGUAGES = st.sampled_from(["fr", "en", "fr-CH", "en-GB", "de", ""])

# Repeated, they are the worst of their kind.
HOSTILE = [
    "1", "1 222 ", "1.1", "un ", "cent ", "1-2-", "](", "[[", "` `` ", "a.a", "« ", 'a "', "1 * ", "un a b sur ", "<a ", "12 au ", "1, ", "1\n",
    "1" + " " * 30, "mille et ", "$", "€1 à ", "1/", "demi-", "half a ", "\ue000", "www.", "&nbsp;", "1 million ", "plus de ", "a@", "1er mars ",
]  # fmt: skip
