"""French typography as rules: spaces around punctuation, figures, units and titles; apostrophes; ellipses.

After the usage of the Imprimerie nationale; Québec (OQLF) and French-speaking Switzerland differ where `Spaces` says.
Patterns begin with a character and only then look at what stands before it: the regex engine skips to the first
character that can begin a match, and cannot skip when a pattern begins with a look-behind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from newsletter.render.runs import KEPT

if TYPE_CHECKING:
    from newsletter.render.runs import Edit, Replacement

NBSP = "\u00a0"
NARROW = "\u202f"

_BLANK = f"[ {NBSP}\u2009{NARROW}]"
# What a high sign may follow at once: a word, a figure, a closing sign.
_AFTER = rf"[^\W_]|[)\]}}»”’…%‰€$£°*\"{KEPT}]"
_NOT_OPENING = r"[^\s(\[{«“‘¿¡]"
_SENTENCE_GOES_ON = r"(?=[\s»”]|\Z)"
_CAPITAL = r"(?=[A-ZÀ-ÖØ-Þ])"

_MAGNITUDE = r"mille|millions?|milliards?|billions?|trillions?|Mds?|Mrds?"
_MONEY = r"(?:k|M|Mds?|G)?[€$£¥](?!\w)|EUR|USD|GBP|CHF|CAD|JPY|CNY|BTC|centimes?|euros?|dollars?|francs?"
_MEASURE = (
    r"[%‰](?!\w)|°[CF]?|[kcmnµ]?m[²³]?|km/h|m/s|ha|[kmµ]?g|t|[cmdh]?[lL]|h|min|mn|m?s|[kKMGTP]i?[oB]|[kMGT]?bit/s|[KMGT]b/s|"
    r"[kMGT]?Hz|[kMGT]?Wh?|[kmM]?V|mAh|px|dpi|dB|kcal|[MGTPE]?FLOPS|[kMGP]?tCO2|tonnes?"
)
_MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_ABBREVIATIONS = ("p", "pp", "vol", "chap", "ch", "art", "al", "fig", "tab", "t", "col", "env", "éd")


class Spaces(NamedTuple):
    """The spaces of a country: before `; ! ?`, inside « », and between thousands."""

    high: str
    inside: str
    thousands: str


_FRANCE = Spaces(NARROW, NBSP, NARROW)
_ELSEWHERE = {"CA": Spaces("", NBSP, NARROW), "CH": Spaces(NARROW, NARROW, NARROW)}


def spaces(region: str, *, narrow: bool) -> Spaces:
    """Give the spaces of a country (ISO 3166 code); without `narrow`, U+00A0 stands for U+202F."""
    chosen = _ELSEWHERE.get(region, _FRANCE)
    return chosen if narrow else Spaces(*(space.replace(NARROW, NBSP) for space in chosen))


class Rule(NamedTuple):
    """A substitution; without one of the characters, or without the literal, there is nothing for it to do."""

    characters: frozenset[str]
    literal: str
    pattern: re.Pattern[str]
    replacement: Replacement


def _rule(characters: str, pattern: str, replacement: Replacement, *, literal: str = "") -> Rule:
    return Rule(frozenset(characters), literal, re.compile(pattern), replacement)


_DIGITS = "0123456789"
_APOSTROPHE = _rule(
    "'´ʼ‘",
    # l'IA, l'« IA », l'`IA`, l'11 novembre; GPT4's; but 5'30 and 1'000 are no elisions, nor is 'quoted'.
    rf"['´ʼ‘](?:(?<=[^\W\d_].)(?=[^\W_]|[«“\"(\[{{#@$€*_{KEPT}])|(?<=\d.)(?=[^\W\d_]))",
    "’",
)
_ET_CETERA = _rule(".…", r"etc(?<!\w...)(?:\.{3,}|\.?…)", "etc.", literal="etc")
ELLIPSIS = _rule(".", r"\.\.\.(?<![./\\]...)(?![./\\])", "…", literal="...")
# Where narrow spaces are not wanted, this comes first, for those that the author typed.
WIDE = _rule(NARROW, NARROW, NBSP)


def rules(spaces: Spaces) -> tuple[Rule, ...]:
    """Give the rules of a country in their order. They count on quotation marks that are in place."""
    return (_APOSTROPHE, _ET_CETERA, ELLIPSIS, *_punctuation(spaces), *_figures(spaces), *_WORDS)


def _punctuation(spaces: Spaces) -> tuple[Rule, ...]:
    high, inside, _ = spaces
    glued = (
        _rule("!?", rf"[!?](?<!Yahoo.)(?<=(?:{_AFTER}).)(?![\w=/&#%+@$-])", rf"{high}\g<0>"),
        _rule(";", rf";(?<=(?:{_AFTER}).){_SENTENCE_GOES_ON}", f"{high};"),
    )
    return (
        _rule("«", rf"«{_BLANK}*(?=[^\s»])", f"«{inside}"),
        _rule("»", rf"{_BLANK}(?<=[^\s«].){_BLANK}*(?=»)", inside),
        _rule("»", r"»(?<=[^\s«].)", f"{inside}»"),
        _rule("!?", rf"{_BLANK}(?<={_NOT_OPENING}.){_BLANK}*(?=[!?](?![\w=]))", high),
        _rule(";", rf"{_BLANK}(?<={_NOT_OPENING}.){_BLANK}*(?=;{_SENTENCE_GOES_ON})", high),
        *(glued if high else ()),
        _rule(":", rf"{_BLANK}(?<={_NOT_OPENING}.){_BLANK}*(?=:(?:{_SENTENCE_GOES_ON}|[«“]))", NBSP),
        _rule(":", rf":(?<=(?:{_AFTER}).)(?:{_SENTENCE_GOES_ON}|(?=[«“]))", f"{NBSP}:"),
    )


def _figures(spaces: Spaces) -> tuple[Rule, ...]:
    def grouped(match: re.Match[str]) -> str:
        return _BLANKS.sub(spaces.thousands, match[0])

    # Only where the author parted the groups: a year, a reference or `10000` is never regrouped.
    thousands = rf"[1-9](?<!\w.)(?<!\w-.)(?<!\d[.,].)(?<!\d{_BLANK}.)\d{{0,2}}(?:{_BLANK}\d{{3}})+(?!{_BLANK}?\d)"
    unit = f"{_MAGNITUDE}|{_MONEY}|{_MEASURE}"
    pages = "|".join(rf"(?<=\b{abbreviation}\.)" for abbreviation in _ABBREVIATIONS)
    return (
        _rule(_DIGITS, thousands, grouped),
        _rule(_DIGITS, rf"(\d){_BLANK}+(?=(?:{unit}|{_MONTH})(?![\w’']))", rf"\1{NBSP}"),
        _rule(_DIGITS, rf"(\d{_BLANK}?h){_BLANK}(?=\d\d?(?!\d))", rf"\1{NBSP}", literal="h"),
        _rule(_DIGITS, rf"1er{_BLANK}+(?=(?:{_MONTH})(?!\w))", f"1er{NBSP}", literal="1er"),
        _rule(_DIGITS, rf"\.(?:{pages}){_BLANK}+(?=\d)", f".{NBSP}", literal="."),
        _rule("%‰€$°", r"(\d)(?=[%‰](?!\w)|(?:k|M|Mds?)?€|\$(?![\w{(])|°[CF](?!\w))", rf"\1{NBSP}"),
        _rule("€$£¥", rf"(mille|millions?|milliards?|Mds?|\b[kM]){_BLANK}+(?=[€$£¥](?!\w))", rf"\1{NBSP}"),
        _rule("$", rf"\${_BLANK}+(?=(?:US|CA|AU)(?!\w))", f"${NBSP}"),
        _rule("°ºᵒ", rf"([nN](?<!\w.)[°ºᵒ]s?){_BLANK}*(?=\d)", rf"\1{NBSP}"),
        _rule("§", rf"§{_BLANK}*(?=\d)", f"§{NBSP}"),
    )


_WORDS = (
    _rule("M", rf"(M(?<!\w.)(?:M?\.|mes?|lles?|gr|[er])){_BLANK}+{_CAPITAL}", rf"\1{NBSP}"),
    _rule("DP", rf"([DP](?<!\w.)rs?\.?){_BLANK}+{_CAPITAL}", rf"\1{NBSP}"),
    _rule("J", rf"\.(?:(?<=\bav\.)|(?<=\bapr\.)){_BLANK}+(?=J\.-C\.)", f".{NBSP}"),
    _rule("è", rf"([IVX]e|Ier){_BLANK}+(?=siècles?(?!\w))", rf"\1{NBSP}", literal="siècle"),
    _rule(",", rf",{_BLANK}+(?=etc(?!\w))", f",{NBSP}", literal="etc"),
)

_BLANKS = re.compile(_BLANK)
_DASH = re.compile(rf"(?:(?<=\n)|\A|{_BLANK})[—–]{_BLANK}")
_NEW_SENTENCE = re.compile(r"[.!?…][»”)]*\s+[A-ZÀ-ÖØ-Þ«“]|\n")


def dashes(text: str) -> list[Edit]:
    """Hold the dashes of a parenthesis — like this one — to what they enclose.

    The first dash of a sentence opens: no break after it. The next one closes: no break before it. A dash that begins a
    line is that of a dialogue.
    """
    edits: list[Edit] = []
    opened_at = -1
    for match in _DASH.finditer(text):
        start, end = match.span()
        sign = match[0].strip()
        if match[0][0] == sign:
            edits.append((start, end, f"{sign}{NBSP}"))
        elif opened_at >= 0 and not _NEW_SENTENCE.search(text, opened_at, start + 1):
            edits.append((start, end, f"{NBSP}{sign} "))
            opened_at = -1
        else:
            edits.append((start, end, f" {sign}{NBSP}"))
            opened_at = end
    return edits
