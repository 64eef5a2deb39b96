"""The words by which the blocks of an edition are known, in French and English; compared folded."""

from __future__ import annotations

import re
from enum import StrEnum

from newsletter.ingest.folding import fold


class Mark(StrEnum):
    """What a line announces."""

    READING = "reading time"
    WEB = "web copy"
    COMMENT = "comment"
    REPLY = "reply"
    NEWS = "news"
    ESSENTIAL = "essential"
    SOURCES = "sources"
    SPONSOR = "sponsor"
    FOCUS = "focus"
    OUTLINE = "outline"
    CONCLUSION = "conclusion"
    RESULTS = "results"
    POLL = "poll"
    LINKS = "links"
    PS = "ps"
    DISCLOSURE = "disclosure"
    FOOT = "foot"


_WHOLE = {
    Mark.READING: r"(?:temps de lecture|reading time|lecture) ?:.*|\d+ ?(?:mn|min)\d* (?:de lecture|read)",
    Mark.WEB: r"(?:lire|voir|read|view)\b.{0,30}\b(?:en ligne|online|navigateur|browser)\b.*",
    Mark.COMMENT: r"(?:le )?(?:commentaire|message) de la semaine|(?:the )?comment of the week",
    Mark.NEWS: r"les actus|les actualites|the news|news",
    Mark.ESSENTIAL: r"(?:l'essentiel|the essentials?|a retenir|key points|en bref, l'essentiel) ?:?",
    Mark.OUTLINE: r"(?:a suivre|au programme|au sommaire|in this (?:focus|issue)|coming up) ?:?",
    Mark.CONCLUSION: r"(?:pour conclure|en conclusion|conclusion|to conclude|bottom line) ?:?",
    Mark.RESULTS: r"(?:le |the )?(?:dernier sondage|last poll) ?:?|(?:resultats du sondage|poll results) ?:?",
    Mark.POLL: r"(?:le |the )?(?:sondage|poll)(?: de la semaine| of the week)? ?:?",
    Mark.LINKS: r"(?:en bref|in brief|les liens|links|a lire aussi) ?:?",
    Mark.DISCLOSURE: r"transparence|how this was made",
    Mark.FOOT: r".*\b(?:se desabonner|se desinscrire|unsubscribe|manage (?:your )?preferences)\b.*"
    r"|(?:vous recevez|you (?:are )?receiv).*"
    r"|(?:recevoir|get) .{1,60}|(?:s'abonner|subscribe)(?: .{1,60})?",
}
_START = {
    Mark.FOCUS: r"(?:le |the )?focus ?:\s*(?=\S)",
    Mark.SPONSOR: r"(?:publicite|sponsor(?:ise)?(?: par)?|advertisement|sponsored by) ?:\s*(?=\S)",
    Mark.REPLY: r"(?:la redaction|the newsroom|notre reponse|our reply)(?: ?:|$)",
    Mark.SOURCES: r"sources? ?(?::|$)",
    Mark.PS: r"p\.? ?s\.? ?:",
}
# A heading may hold the kicker and the title, without a colon between them.
_HEADINGS = {
    Mark.FOCUS: re.compile(r"(?:le |the )?focus ?:?\s+(?=\S)"),
    Mark.SPONSOR: re.compile(r"(?:publicite|advertisement|sponsor(?:ise par|ed by)) ?:?\s+(?=\S)"),
    Mark.RESULTS: re.compile(r"(?:le |the )?(?:dernier sondage|last poll) ?:?\s+(?=\S)"),
    Mark.POLL: re.compile(r"(?:le |the )?(?:sondage|poll) ?:?\s+(?=\S)"),
}
_WHOLES = {mark: re.compile(pattern) for mark, pattern in _WHOLE.items()}
_STARTS = {mark: re.compile(pattern) for mark, pattern in _START.items()}
_LONGEST = 160
_ALONE = frozenset({Mark.READING, Mark.WEB, Mark.ESSENTIAL, Mark.SOURCES, Mark.OUTLINE})


def mark_of(text: str) -> Mark | None:
    """Say what a line announces: as a whole, or by how it starts."""
    folded = fold(text[: 2 * _LONGEST])
    for mark, pattern in _STARTS.items():
        if pattern.match(folded):
            return mark
    if len(folded) > _LONGEST:
        return None
    return next((mark for mark, pattern in _WHOLES.items() if pattern.fullmatch(folded)), None)


def mark_of_heading(text: str) -> tuple[Mark | None, str]:
    """Say what a heading announces, and give the title it holds beside."""
    if found := mark_of(text):
        return found, after(text)
    for mark, pattern in _HEADINGS.items():
        if kicker := pattern.match(fold(text)):
            words = len(kicker[0].replace(":", " ").split())
            return mark, " ".join(text.replace(":", " ", 1).split()[words:])
    return None, ""


def stands_alone(line: str) -> bool:
    """Tell whether a line is never part of a paragraph."""
    return mark_of(line) in _ALONE


def after(text: str) -> str:
    """Give what stands behind the colon of a mark."""
    return text.partition(":")[2].strip()


_CLOSING = re.compile(
    r"(?:preuve que|bref|moralite|en clair|autrement dit|au final|reste que|en somme|proof that|in short|bottom line)\b"
)
_CONCLUDING = re.compile(r"(?:bilan|conclusion|en conclusion|pour conclure|en resume|au final|to conclude|in short)\b")
_TEASER = re.compile(
    r"(?:puis|et aussi|aussi|then|also|plus)\b[^:]{0,40}\b(?:actus?|actualites?|infos?|stor(?:y|ies)|news)\b[^:]*:"
)
_GREETING = re.compile(r"(?:hello|hi|hey|dear|bonjour|bonsoir|salut|coucou|cher|chere|chers)\b.{0,40}")


def closes_item(text: str) -> bool:
    """Tell whether a line starts as the moral of a piece does."""
    return _CLOSING.match(fold(text)) is not None


def concludes(text: str) -> bool:
    """Tell whether a paragraph starts as a conclusion does."""
    return _CONCLUDING.match(fold(text[:200])) is not None


def is_teaser(text: str) -> bool:
    """Tell whether a line announces the pieces by their names."""
    return _TEASER.match(fold(text[:200])) is not None


def is_greeting(text: str) -> bool:
    """Tell whether a line is the first word to the reader."""
    words = len(text.split())
    return (words <= 3 and text.endswith(",")) or (words <= 8 and _GREETING.fullmatch(fold(text)) is not None)


def teased(text: str) -> tuple[str, ...]:
    """Give the names that a teaser lists: `A, B, et C`."""
    names = re.sub(r",?\s+(?:et|and)\s+(?=[^,]*$)", ", ", after(text).rstrip(" ."))
    return tuple(name.strip() for name in names.split(", ") if name.strip())
