"""To whom the newsroom speaks: *tu* or *vous*, not both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft
    from newsletter.walk import Text

_PERSON = re.compile(
    r"(?P<formal>(?<!-)\b(?:vous|votre|vos)\b)|(?P<familiar>\b(?:tu|toi|te|ta|tes)\b|\bt['’](?=[aeiouyhéèê])|\bton\b)",
    re.IGNORECASE,
)
# Other people's words: quotations, and Markdown's quoted lines.
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|^[ \t]*>[^\n]*", re.MULTILINE)
# Behind these `tu` is the participle of *taire*, and `ton` a tone.
_SILENT = {"est", "a", "ont", "sont", "était", "étaient", "avait", "avaient", "été", "être", "avoir", "s'est"}
_BEFORE_TONE = {
    "le",
    "un",
    "ce",
    "du",
    "au",
    "même",
    "bon",
    "quel",
    "de",
    "d'un",
    "son",
    "leur",
    "mon",
    "sur",
    "ni",
    "demi",
}
_AFTER_TONE = {"de", "du", "des", "est", "et", "sur", "monte", "change", "plus", "reste", "qui", "que", "où", ""}
_AROUND = 24  # characters read before and behind a word


def mixed(draft: Draft) -> Iterator[Finding]:
    """Find an issue that says both *tu* and *vous* to its readers; told once, at the first of the rarer."""
    if not draft.language.startswith("fr"):
        return
    said: dict[str, list[tuple[Text, re.Match[str]]]] = {"formal": [], "familiar": []}
    for prose in draft.prose:
        words = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), prose.seen) if prose.ours else ""
        for found in _PERSON.finditer(words):
            if _is_person(words, found):
                said[str(found.lastgroup)].append((prose.text, found))
    if said["formal"] and said["familiar"]:
        rarer, other = sorted(said.values(), key=len)
        text, found = rarer[0]
        line = draft.issue.source.position(other[0][0].at, other[0][1].start())[0]
        message = f"«{found[0]}» here, «{other[0][1][0]}» elsewhere (first on line {line})."
        yield Finding(
            message=message,
            hint="Say *tu* or *vous* to your readers, not both.",
            at=text.at,
            offset=found.start(),
            length=len(found[0]),
            block=text.block,
        )


def _is_person(words: str, found: re.Match[str]) -> bool:
    word = found[0].lower()
    if word not in {"tu", "ton"}:
        return True
    before = re.findall(r"[\w'’]+", words[max(0, found.start() - _AROUND) : found.start()].lower())[-1:]
    behind = re.match(r"[ \u00a0]+([\w]+)", words[found.end() : found.end() + _AROUND].lower())
    last = before[0].replace("’", "'") if before else ""
    if word == "tu":
        return last not in _SILENT
    return last not in _BEFORE_TONE and (behind[1] if behind else "") not in _AFTER_TONE


RULES = (Rule("text.mixed-address", Severity.WARNING, mixed),)
