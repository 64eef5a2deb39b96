"""The words themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.curate.edits import edits
from newsletter.curate.sentences import sentences
from newsletter.keys import Kind
from newsletter.problems import Severity
from newsletter.rules import Finding, Fix, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsletter.curate.rules.subject import Draft, Prose

LONGEST_SENTENCE = 45  # words
_LONGEST_ECHO = 4  # words that are looked for twice in a row
_MAY_STAND_TWICE = {"nous", "vous", "had", "that", "très", "bien", "bla", "ha", "oui", "non"}
_MARKS_TWICE = re.compile(r"(?<![.…!?,;:])(?:,{2,}|;{2,}|:{2,}(?!\w)|\?{2,}|!{2,}|(?<!\.)\.\.(?!\.))")
_SPACES, _JOINTS, _CARRIED = " \u00a0", {" ", "\u00a0", "'", "’"}, {"-", "'", "’"}
_WORD = re.compile(r"\w+")
_SPOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*+")
_ATTACHED = {
    "fr": re.compile(r"\bci-join(?:t|te|ts|tes)\b|\bpi[èe]ces? jointes?\b|\ben PJ\b", re.IGNORECASE),
    "en": re.compile(
        r"\b(?:find|see) (?:the )?attached\b|\battached (?:is|are|you)\b|\bin the attachment\b|\bsee the attachment\b",
        re.IGNORECASE,
    ),
}
_MERGE = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^{}\n]{0,80}%\}"
    r"|\*\|[A-Z0-9_:. ]{1,40}\|\*|%[a-z]{1,20}\.[a-z_.]{1,40}%|\$\{[^{}\n]{1,80}\}"
)


def typography(draft: Draft) -> Iterator[Finding]:
    """Find texts that are set otherwise when they are printed: `--fix` writes them so."""
    for text, _ in draft.prose:
        wanted = draft.typeset(text.value, text.kind is not Kind.NAME)
        if wanted != text.value:
            fixes = tuple(Fix(at=text.at, offset=at, old=old, new=new) for at, old, new in edits(text.value, wanted))
            message = (
                f"Printed with other signs{' in some places' if len(fixes) > 1 else ''}: {_seen(fixes[0].new)} here."
            )
            hint = "Readers see it so in any case; `newsletter check --fix` writes it into the file."
            yield Finding(message=message, hint=hint, at=text.at, offset=fixes[0].offset, block=text.block, fixes=fixes)


def _seen(sign: str) -> str:
    """Name a sign that may be invisible."""
    names = {"\u00a0": "a no-break space (U+00A0)", "\u202f": "a narrow no-break space (U+202F)", "": "nothing"}
    return names.get(sign) or f"`{sign.strip() or ' '}`"


def doubled_word(draft: Draft) -> Iterator[Finding]:
    """Find up to four words that stand twice in a row."""
    for text, seen in draft.prose:
        words = list(_WORD.finditer(seen))
        low = [word[0].lower() for word in words]
        at = 0
        while at < len(words) - 1:
            length = _echo(seen, words, low, at)
            if length:
                start, end = words[at + length].start(), words[at + 2 * length - 1].end()
                yield Finding(message=f"«{seen[start:end]}» stands twice.", hint="Remove one of the two.", at=text.at,
                              offset=start, length=end - start, block=text.block)  # fmt: skip
            at += 2 * length or 1


def _echo(seen: str, words: Sequence[re.Match[str]], low: Sequence[str], at: int) -> int:
    """Give how many words from `at` on are said again at once."""
    for length in range(min(_LONGEST_ECHO, (len(words) - at) // 2), 0, -1):
        if low[at] != low[at + length] or low[at : at + length] != low[at + length : at + 2 * length]:
            continue
        between = seen[words[at + length - 1].end() : words[at + length].start()]
        inner = [*range(at, at + length - 1), *range(at + length, at + 2 * length - 1)]
        gaps = {seen[words[one].end() : words[one + 1].start()] for one in inner}
        end = words[at + 2 * length - 1].end()
        if between and not between.strip(_SPACES) and gaps <= _JOINTS and seen[end : end + 1] not in _CARRIED:
            named = length == 1 and words[at][0][0].isupper() and words[at + 1][0][0].isupper()
            return 0 if named or (length == 1 and (low[at] in _MAY_STAND_TWICE or low[at].isdigit())) else length
    return 0


def doubled_mark(draft: Draft) -> Iterator[Finding]:
    """Find punctuation marks that stand twice."""
    for text, seen in draft.prose:
        for found in _MARKS_TWICE.finditer(seen):
            hint = f"Write `{found[0][0]}`, or `…` for an ellipsis."
            yield Finding(message=f"The mark `{found[0]}` is doubled.", hint=hint, at=text.at, offset=found.start(),
                          length=len(found[0]), block=text.block)  # fmt: skip


def stray_backtick(draft: Draft) -> Iterator[Finding]:
    """Find a backtick that opens or closes no code: readers would see it."""
    for text, seen in draft.prose:
        at = seen.find("`") if text.kind is not Kind.NAME else -1
        if at >= 0:
            hint = "Write the other one, or an apostrophe (’) if that was meant."
            yield Finding(message="This backtick has no other.", hint=hint, at=text.at, offset=at, block=text.block)


def long_sentence(draft: Draft) -> Iterator[Finding]:
    """Find sentences that nobody reads aloud in one breath."""
    for text, seen in draft.prose:
        if text.kind is Kind.NAME or len(seen) < LONGEST_SENTENCE * 2:
            continue
        for sentence in sentences(seen, draft.language.partition("-")[0]):
            count = len(_SPOKEN.findall(sentence.text))
            if count > LONGEST_SENTENCE:
                message = f"A sentence of {count} words: over {LONGEST_SENTENCE} a reader comes back to its start."
                yield Finding(message=message, hint="Part it in two.", at=text.at, offset=sentence.start,
                              length=sentence.end - sentence.start, block=text.block)  # fmt: skip


def forbidden(draft: Draft) -> Iterator[Finding]:
    """Find what newsletter.toml forbids (`[check] forbidden`)."""
    for pattern in draft.forbidden:
        for text, seen in draft.prose:
            for found in pattern.finditer(seen):
                message = f"«{found[0]}» is not a word of this newsletter."
                hint = f"`{pattern.pattern}` stands under `[check] forbidden` in newsletter.toml."
                yield Finding(message=message, hint=hint, at=text.at, offset=found.start(), length=len(found[0]),
                              block=text.block)  # fmt: skip


def attachment(draft: Draft) -> Iterator[Finding]:
    """Find texts that promise an attachment: a mailing carries none."""
    pattern = _ATTACHED.get(draft.language.partition("-")[0])
    for text, seen in _ours(draft.prose) if pattern else ():
        for found in pattern.finditer(seen) if pattern else ():
            message = f"«{found[0]}» promises an attachment, and this mail has none."
            yield Finding(message=message, hint="Give a link to the file.", at=text.at, offset=found.start(),
                          length=len(found[0]), block=text.block)  # fmt: skip


def merge_syntax(draft: Draft) -> Iterator[Finding]:
    """Find what an engine that sends mail may take for its own placeholders."""
    for text, _ in draft.prose:
        for found in _MERGE.finditer(text.value):
            message = f"`{found[0]}` looks like a placeholder of a mailing engine."
            hint = (
                "It is escaped before it is handed over, and printed as it is: mend it if it was meant to be replaced."
            )
            yield Finding(message=message, hint=hint, at=text.at, offset=found.start(), length=len(found[0]),
                          block=text.block)  # fmt: skip


def _ours(texts: Sequence[Prose]) -> Iterator[Prose]:
    return (prose for prose in texts if prose.ours)


RULES = (
    Rule("text.typography", Severity.INFO, typography),
    Rule("text.doubled-word", Severity.WARNING, doubled_word),
    Rule("text.doubled-mark", Severity.WARNING, doubled_mark),
    Rule("text.stray-backtick", Severity.WARNING, stray_backtick),
    Rule("text.long-sentence", Severity.INFO, long_sentence),
    Rule("text.forbidden", Severity.WARNING, forbidden),
    Rule("text.attachment", Severity.WARNING, attachment),
    Rule("mail.merge-syntax", Severity.INFO, merge_syntax),
)
