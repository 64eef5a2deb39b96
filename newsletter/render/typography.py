"""Typography of every string that a reader sees: spaces that do not break, quotation marks, apostrophes, ellipses.

Nothing else changes: no letter, no figure, no address, no code; and doing it twice changes nothing more. Languages:
`fr` (and `fr-BE`, `fr-FR`…), `fr-CA`, `fr-CH`, `en` (and its countries). A text in another language is left alone.

Figures are regrouped only where the author parted them by a space: `10000` may be a reference, 2025 is a year.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from newsletter.render import french, quotes
from newsletter.render.runs import Run
from newsletter.render.splitting import from_html, from_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsletter.render.french import Rule
    from newsletter.render.runs import Edit

    Editor = Callable[[str], list[Edit]]

_DOUBLE_SPACE = re.compile(r" (?<=\S ) +(?=\S)")
_DASHES = frozenset("—–")


class Setter:
    """Applies the style of a language to runs: its quotation marks first, its dashes last. Built once for each."""

    def __init__(self, signs: str, quotes_of: Editor, rules: tuple[Rule, ...], dashes_of: Editor | None) -> None:
        self._signs, self._quotes_of, self._dashes_of = signs, quotes_of, dashes_of
        # Rules with the same characters follow each other, and are passed over together.
        self._rules = [(key, tuple(same)) for key, same in groupby(rules, key=lambda rule: rule.characters)]
        characters = frozenset(signs).union(_DASHES, *(key for key, _ in self._rules))
        self.triggers = re.compile(f"[{re.escape(''.join(sorted(characters)))}]|  ")

    def joined(self, parts: Iterable[Run | str]) -> str:
        """Edit the runs among the parts of a text, and give all of it."""
        return "".join(part if isinstance(part, str) else self.finished(part) for part in parts)

    def finished(self, run: Run) -> str:
        """Edit a run, and give its text with everything back in its place."""
        present = frozenset(self.triggers.findall(run.text))
        if not present:
            return run.joined()
        if "  " in present:
            run.substitute(_DOUBLE_SPACE, " ")
        if not present.isdisjoint(self._signs):
            run.edit(self._quotes_of(run.text))
            present = present.union(self._signs)
        for characters, rules in self._rules:
            if not characters.isdisjoint(present):
                for rule in rules:
                    if rule.literal in run.text:
                        run.substitute(rule.pattern, rule.replacement)
        if self._dashes_of and not _DASHES.isdisjoint(present):
            run.edit(self._dashes_of(run.text))
        return run.joined()


def fix(text: str, language: str, *, narrow: bool = True) -> str:
    """Set a plain string (a subject, a title, an alt) as `language` wants it.

    `narrow=False` writes U+00A0 wherever U+202F would stand, for fonts and clients that lack the narrow one.
    """
    setter = _setter(language, narrow)
    if setter is None or not setter.triggers.search(text):
        return text
    run = Run()
    run.add(text)
    return setter.finished(run)


def fix_html(fragment: str, language: str, *, narrow: bool = True) -> str:
    """Set the text of an HTML fragment: tags, attributes, entities, `code` and `pre` stay as they are.

    Rules see through inline tags; a block tag ends what they see.
    """
    setter = _setter(language, narrow)
    if setter is None or not setter.triggers.search(fragment):
        return fragment
    return setter.joined(from_html(fragment))


def fix_markdown(text: str, language: str, *, narrow: bool = True) -> str:
    """Set the text of a Markdown source: code, addresses, destinations and escapes stay as they are."""
    setter = _setter(language, narrow)
    if setter is None or not setter.triggers.search(text):
        return text
    return setter.joined(from_markdown(text))


@cache
def _setter(language: str, narrow: bool) -> Setter | None:
    """Give what sets a language (a tag after RFC 5646), or None for one that has no rules here."""
    base, _, region = language.partition("-")
    if base.lower() == "fr":
        wide = () if narrow else (french.WIDE,)
        rules = (*wide, *french.rules(french.spaces(region.upper(), narrow=narrow)))
        return Setter('"“”«»', quotes.french, rules, french.dashes)
    if base.lower() == "en":
        return Setter("\"'", quotes.english, (french.ELLIPSIS,), None)
    return None
