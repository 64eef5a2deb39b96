"""Lines that hold right-to-left words, for who draws glyphs from left to right one after the other.

The Unicode Bidirectional Algorithm (UAX #9; the rules are named as there) without explicit embeddings, which titles
do without, and the joining of Arabic letters by their presentation forms.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

_RIGHT, _NUMBERS = {"R", "AL"}, {"EN", "AN"}
_STRONG = {"L", "R", *_NUMBERS}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_PRESENTATION = (range(0xFB50, 0xFC00), range(0xFE80, 0xFEFD))
_FORMS = ("<isolated>", "<final>", "<initial>", "<medial>")
_TATWEEL = "\N{ARABIC TATWEEL}"


def visual(line: str, *, leftwards: bool = False) -> str:
    """Give the letters of a line in the order in which they stand from left to right, Arabic ones joined.

    `leftwards` is the direction of the text that the line is part of, as `runs_right_to_left` tells it. Points and
    vowel signs are left out: nothing would place them.
    """
    if not is_mixed(line):
        return line
    bare = "".join(letter for letter in line if unicodedata.category(letter) != "Mn")
    return _reordered(_joined(bare), base=int(leftwards))


def is_mixed(line: str) -> bool:
    """Tell whether anything of a line runs from right to left."""
    return not line.isascii() and any(unicodedata.bidirectional(letter) in _RIGHT for letter in line)


def runs_right_to_left(text: str) -> bool:
    """Tell the direction of a text by its first strong letter (P2, P3)."""
    strong = (kind for letter in text if (kind := unicodedata.bidirectional(letter)) in {"L", *_RIGHT})
    return next(strong, "L") != "L"


def _reordered(line: str, base: int) -> str:
    levels = _levels(line, base)
    letters = [
        (letter.translate(_MIRRORED) if level % 2 else letter, level)
        for letter, level in zip(line, levels, strict=True)
    ]
    for level in range(max(levels), 0, -1):  # L2: each run of this level or a higher one is turned
        runs = [(turned, list(run)) for turned, run in groupby(letters, key=lambda one, least=level: one[1] >= least)]  # type: ignore[misc]  # mypy cannot infer the default
        letters = [one for turned, run in runs for one in (reversed(run) if turned else run)]
    return "".join(letter for letter, _ in letters)


def _levels(line: str, base: int) -> list[int]:
    """Give the level of each letter: even ones run from left to right."""
    kinds = _weak([unicodedata.bidirectional(letter) for letter in line], base)
    kinds = _neutral(_paired(line, kinds, base), base)
    rise = {"L": (0, 1), "R": (1, 0), "EN": (2, 1), "AN": (2, 1)}  # I1, I2
    levels = [base + rise[kind][base] for kind in kinds]
    end = len(line.rstrip())
    return levels[:end] + [base] * (len(line) - end)  # L1


def _weak(kinds: list[str], base: int) -> list[str]:
    """Resolve numbers and what stands beside them (W1 to W7)."""
    strong = "R" if base else "L"
    for at, kind in enumerate(kinds):  # W2, W3
        strong = kind if kind in {"L", *_RIGHT} else strong
        kinds[at] = "AN" if kind == "EN" and strong == "AL" else "R" if kind == "AL" else kind
    for at in range(1, len(kinds) - 1):  # W4
        before, after = kinds[at - 1], kinds[at + 1]
        if before == after and (kinds[at], before) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            kinds[at] = before
    at = 0
    for kind, run in groupby(list(kinds)):  # W5
        end = at + len(list(run))
        if kind == "ET" and "EN" in {*kinds[at - 1 : at], *kinds[end : end + 1]}:
            kinds[at:end] = ["EN"] * (end - at)
        at = end
    strong = "R" if base else "L"
    for at, kind in enumerate(kinds):  # W7
        strong = kind if kind in {"L", "R"} else strong
        kinds[at] = "L" if kind == "EN" and strong == "L" else kind
    return kinds


def _paired(line: str, kinds: list[str], base: int) -> list[str]:
    """Give both brackets of a pair one direction: that of what they hold, or of what stands before them (N0)."""
    own = "R" if base else "L"
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, letter in enumerate(line):
        if letter in "([{":
            opened.append(at)
        elif letter in ")]}":
            start = next((one for one in reversed(opened) if _BRACKETS[line[one]] == letter), None)
            if start is not None:
                pairs.append((start, at))
                del opened[opened.index(start) :]
    for start, end in sorted(pairs):
        inside = {_side(kind) for kind in kinds[start + 1 : end] if kind in _STRONG}
        if inside:
            before = next((_side(kind) for kind in reversed(kinds[:start]) if kind in _STRONG), own)
            kinds[start] = kinds[end] = own if own in inside else before
    return kinds


def _neutral(kinds: list[str], base: int) -> list[str]:
    """Give what has no direction that of what stands around it, or the line's (N1, N2)."""
    own = "R" if base else "L"
    resolved: list[str] = []
    runs = [(strong, list(run)) for strong, run in groupby(kinds, key=_STRONG.__contains__)]
    for number, (strong, run) in enumerate(runs):
        if strong:
            resolved += run
            continue
        before = _side(resolved[-1]) if resolved else own
        after = _side(runs[number + 1][1][0]) if number + 1 < len(runs) else own
        resolved += [before if before == after else own] * len(run)
    return resolved


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _joined(line: str) -> str:
    """Put each Arabic letter into the form that its neighbours ask for (Unicode, section 9.2)."""
    forms = _forms()
    line = _ligated(line)
    made = []
    for at, letter in enumerate(line):
        before, after = line[at - 1 : at], line[at + 1 : at + 2]
        back = _joins(before, "<initial>") and _joins(letter, "<final>")
        on = _joins(letter, "<initial>") and _joins(after, "<final>")
        made.append(forms.get(letter, {}).get(_FORMS[back + 2 * on], letter))
    return "".join(made)


def _joins(letter: str, form: str) -> bool:
    """Tell whether a letter joins the next one, for which it has an initial form, or the one before, a final one."""
    return letter == _TATWEEL or form in _forms().get(letter, {})


def _ligated(line: str) -> str:
    """Write lam and alef as the one letter that they become, in its isolated form."""
    for pair, forms in _forms().items():
        if len(pair) == 2 and pair in line:
            line = line.replace(pair, forms["<isolated>"])
    return line


@lru_cache
def _forms() -> dict[str, dict[str, str]]:
    """Read from Unicode's own data which letter has which forms; a ligature stands under its isolated form too."""
    forms: dict[str, dict[str, str]] = {}
    for code in (code for block in _PRESENTATION for code in block):
        kind, *parts = unicodedata.decomposition(chr(code)).split() or ("",)
        if kind in _FORMS:
            forms.setdefault("".join(chr(int(part, 16)) for part in parts), {})[kind] = chr(code)
    ligatures = {one["<isolated>"]: one for pair, one in forms.items() if len(pair) == 2 and pair[0] == "\u0644"}
    return {key: one for key, one in forms.items() if len(key) == 1 or one.get("<isolated>") in ligatures} | ligatures
