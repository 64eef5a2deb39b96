"""Words that no dictionary knows. Which are asked, and what is told: the asking itself is the pipeline's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.keys import Kind
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsletter.curate.rules.subject import Draft
    from newsletter.walk import Text

# Of a hyphenated or glued word (GPT-4, e-mail2) and of one beside a dot or an @ nothing is asked.
_WORD = re.compile(r"(?<![\w.@#/$-])[^\W\d_]{3,30}(?![\w@/]|[-.]\w)")
_ELIDED = re.compile(r"(?<![\w.@#/$-])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)
_FOREIGN = re.compile(r"(?<![*\w])\*(?!\*)[^*\n]{1,200}\*(?!\*)|«[^«»\n]{1,400}»|“[^“”\n]{1,400}”")


@dataclass(frozen=True, slots=True)
class Spelling:
    """An issue, and what its dictionary does not know: unknown words with the nearest known one, or nothing."""

    draft: Draft
    unknown: Mapping[str, str]


def asked(draft: Draft) -> frozenset[str]:
    """Give the words to ask a dictionary about.

    Left out: capitalised words, which are names mostly; italics and quotations, which are often in another language;
    and what a cited seed says too.
    """
    sourced = {word for seed in draft.seeds.values() for word in _WORD.findall(seed.body)}
    return frozenset(word for _, _, word in _words(draft)) - sourced


def unknown_word(spelling: Spelling) -> Iterator[Finding]:
    """Find words that the dictionary does not know, each once."""
    seen = set()
    for text, offset, word in _words(spelling.draft):
        if word in spelling.unknown and word not in seen:
            seen.add(word)
            near = spelling.unknown[word]
            hint = f"Did you mean `{near}`? " if near else ""
            yield Finding(
                message=f"The dictionary does not know «{word}».",
                hint=f"{hint}Names of yours go to `[check] words` in newsletter.toml.",
                at=text.at,
                offset=offset,
                length=len(word),
                block=text.block,
            )


def _words(draft: Draft) -> Iterator[tuple[Text, int, str]]:
    for text, seen in draft.prose:
        if text.kind is Kind.NAME and text.at[-1] != "alt":
            continue
        words = _FOREIGN.sub(lambda foreign: " " * len(foreign[0]), seen)
        words = _ELIDED.sub(lambda article: " " * len(article[0]), words)
        for found in _WORD.finditer(words):
            if found[0].islower():
                yield text, found.start(), found[0]


RULES = (Rule("text.spelling", Severity.INFO, unknown_word),)
