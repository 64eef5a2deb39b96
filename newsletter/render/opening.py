"""The opening of an issue: the question of its hook is set apart."""

from __future__ import annotations

import re

from newsletter.render import fragments

LONGEST = 120  # characters that can be read in the size of a question: three lines of a mail, five of a phone

_PARAGRAPH = re.compile(r"(<p(?: [^>]*)?>)((?:(?!</p>).)*)</p>", re.DOTALL)
_ENDS_ASKING = re.compile(r"\?[\s»”\"]*(?:</\w+>\s*)*\Z")
_TAG_OR_LETTER = re.compile(r"<[^>]*>|.", re.DOTALL)
_OPENED = re.compile(r"<(?!br\b|img\b|/)[^>]*>")
_OPENED_LAST = re.compile(r"(?:<(?!br\b|img\b|/)[^>]*>)+\Z")
_BROKEN_LAST = re.compile(r"(?:\s|<br />)+\Z")


def question(fragment: str, attributes: str) -> str:
    """Give the question of the last paragraph that ends with one a paragraph of its own, with other attributes.

    What stands before it in its paragraph stays as it was. So does a fragment without question, or with one that is
    too long to stand large.
    """
    asking = [found for found in _PARAGRAPH.finditer(fragment) if _ENDS_ASKING.search(found[2])]
    if not asking:
        return fragment
    last = asking[-1]
    opened, inside = last.groups()
    begins = _last_sentence(inside)
    before, asked = _BROKEN_LAST.sub("", inside[:begins]), inside[begins:]
    if begins < 0 or len(fragments.words_of(asked)) > LONGEST:
        return fragment
    stays = f"{opened}{before}</p>\n" if before else ""
    return f"{fragment[: last.start()]}{stays}<p {attributes}>{asked}</p>{fragment[last.end() :]}"


def _last_sentence(inside: str) -> int:
    """Give where the last sentence of a paragraph begins in its HTML, or -1 where that is within an element."""
    letters = [found for found in _TAG_OR_LETTER.finditer(inside) if len(found[0]) == 1]
    first = fragments.last_sentence("".join(letter[0] for letter in letters))
    if not first:
        return 0
    before = _OPENED_LAST.sub("", inside[: letters[first].start()])
    return len(before) if len(_OPENED.findall(before)) == before.count("</") else -1
