"""What stands around a number and decides whether it is a figure, and on which side of it the truth lies."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from newsletter.curate.figures import measures, nouns
from newsletter.curate.figures.lexicon import Bound, words
from newsletter.curate.figures.numbers import Form
from newsletter.curate.figures.prose import BLANK, SPACES

if TYPE_CHECKING:
    from newsletter.curate.figures.amounts import Amount
    from newsletter.curate.figures.lexicon import Language
    from newsletter.curate.figures.prose import Prose

WINDOW = 30  # characters looked at before a number; the longest near words have 23
_LINE_START = re.compile(rf"(?:^|\n)[{SPACES}#>*_]*$")
_MARKER = re.compile(r"\d{1,3}[.)](?=\s|$)")
_WORD_BEHIND = re.compile(r"([^\W\d_]++)(?:[ \u00a0\u202f*_]{1,3}|')$")
_NAME_BEHIND = re.compile(r"([^\W_][\w.&+'’-]*)[ \u00a0\u202f]$")
_PREFIX_BEHIND = re.compile(r"([^\W\d_]+)[-‐‑]$")
_RANK_BEHIND = re.compile(r"(?:#|\bn[°º][ \u00a0]?|\bno\.[ \u00a0]|\bnuméro[ \u00a0]|\bnumber[ \u00a0])$")
_FACTOR_BEHIND = re.compile(r"(?:[×]|\bmultipli\w{0,5} (?:par|by) |\bfactor of |\bfacteur (?:de )?)$")
_BY = words(
    "de d by of environ près plus moins quelque presque nearly about almost around more less than over some a an"
)
_GOES_ON = re.compile(r"\w| (?:tard|tôt)")  # au plus tard
_SENTENCE_START = re.compile(rf"(?:^|[.!?…:;|\n«“\"(•–—-])[{SPACES}#>*_•–—-]*$")


def is_list_marker(prose: Prose, at: int) -> bool:
    """Tell whether the digits at an offset number a list or a heading: `1.` at the start of a line."""
    if at and prose.text[at - 1] not in " \t\u00a0#>*_\n":
        return False
    behind = prose.text[max(0, at - 8) : at]
    return bool(_MARKER.match(prose.text, at) and _LINE_START.search(behind) and (at < 8 or "\n" in behind))


def is_glued(prose: Prose, at: int) -> bool:
    """Tell whether the digits at an offset end a name or a path: GPT-4, COVID-19, v2.1/3, model_4."""
    if at < 2 or not prose.text[at - 2].isalnum():
        return at > 0 and prose.text[at - 1] == BLANK
    joint = prose.text[at - 1]
    if joint in "-‐‑":
        prefix = _PREFIX_BEHIND.search(prose.low[max(0, at - 12) : at])
        return not (prefix and prefix[1] in prose.language.prefixes)
    return joint in "_./:@#=\\" or joint == BLANK


def is_rank(prose: Prose, at: int) -> bool:
    """Tell whether a number is a rank: `n° 5`, `#1`, `number 3`."""
    return bool(_RANK_BEHIND.search(prose.low[max(0, at - 8) : at]))


def is_factor(prose: Prose, at: int) -> bool:
    """Tell whether a number multiplies: `×2`, `multiplié par 10`, `a factor of 10`."""
    return bool(_FACTOR_BEHIND.search(prose.low[max(0, at - 16) : at]))


def direction(prose: Prose, at: int) -> int:
    """Read whether the words just before a figure say that something rose (1) or fell (-1) by it."""
    language = prose.language
    for word in reversed(prose.low[max(0, at - 40) : at].replace("'", " ").replace("*", " ").split()[-4:]):
        if word in language.rises or word in language.falls:
            return 1 if word in language.rises else -1
        if word not in _BY:
            return 0
    return 0


def word_before(prose: Prose, at: int) -> str:
    """Give the word in lower case just before an offset, or nothing."""
    found = _WORD_BEHIND.search(prose.low[max(0, at - 20) : at])
    return found[1] if found else ""


def is_year(prose: Prose, amount: Amount) -> bool:
    """Tell years from counts: four plain digits, after `en` or `since`, or before nothing that could be counted."""
    if amount.form is not Form.PLAIN or amount.unit or amount.scale > 1 or amount.sign:
        return False
    if amount.end - amount.start != 4 or not 1500 <= amount.value < 2100:
        return False
    if word_before(prose, amount.start) in prose.language.year_words:
        return True
    following = measures.word(prose, measures.gap(prose, amount.end))
    return not (amount.nouns and nouns.stem(following) == amount.nouns[0])


def is_name(prose: Prose, amount: Amount) -> bool:
    """Tell whether a bare number most likely ends a name: Llama 3.1, Windows 11, CAC 40."""
    if amount.form not in (Form.PLAIN, Form.MARKED) or amount.unit or amount.scale > 1 or amount.sign:
        return False
    if amount.nouns and amount.nouns[0] in nouns.NOTIONS:
        return False
    behind = prose.text[max(0, amount.start - WINDOW) : amount.start]
    found = _NAME_BEHIND.search(behind)
    if not found or not any(letter.isupper() for letter in found[1]):
        return False
    name = found[1]
    known = name.lower() in prose.language.stops or name.lower() in prose.language.before
    if known or name.lower() in prose.language.months:
        return False
    if not name[1:].islower() or len(name) == 1:
        return True
    begins = bool(_SENTENCE_START.search(behind[: found.start()])) and (found.start() > 0 or amount.start <= WINDOW)
    dotted = "." in prose.text[amount.start : amount.end]
    return not begins or dotted


@cache
def _endings(language: Language) -> tuple[str, ...]:
    return tuple(language.before)


def bound(prose: Prose, start: int, end: int) -> tuple[Bound, bool]:
    """Read the near words around a figure: on which side of it the truth lies, and whether it is approximate."""
    before = prose.language.before
    behind = " ".join(prose.low[max(0, start - WINDOW) : start].replace("*", " ").split())
    if behind.endswith(_endings(prose.language)):
        phrase = max((near for near in before if behind.endswith(near)), key=len)
        if not behind[: -len(phrase)][-1:].isalnum() or not phrase[0].isalpha():
            return before[phrase]
    if prose.text[end : end + 1] == "+":
        return Bound.AT_LEAST, False
    ahead = prose.low[end : end + 24].lstrip(SPACES + "*")
    for phrase, said in prose.language.after.items():
        if ahead.startswith(phrase) and not _GOES_ON.match(ahead, len(phrase)):
            return said
    return Bound.EXACT, False
