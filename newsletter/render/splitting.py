"""Where the text is in HTML and in Markdown: both become runs, in which only what readers read can be edited."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from newsletter.render.runs import BREAK, Run, no_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"(<[!/a-zA-Z][^<>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_INLINE = re.compile("a|abbr|b|bdi|bdo|cite|del|dfn|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr|")
_VERBATIM = re.compile("code|kbd|pre|samp|script|style|textarea|tt|var")


def from_html(fragment: str) -> Iterator[Run | str]:
    """Split a fragment into runs and the block tags between them.

    Inline tags are marks. An image or a code span is kept and reads like a word, `br` like a line break.
    """
    run, parts = Run(), iter(_TAG.split(fragment))
    run.add(next(parts))
    for tag in parts:
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        closes = tag.startswith("</")
        if _VERBATIM.fullmatch(name) and not closes:
            run.keep(tag + "".join(_until(f"</{name}", parts)))
        elif name == "br":
            run.keep(tag, BREAK)
        elif name == "img":
            run.keep(tag)
        elif _INLINE.fullmatch(name):
            run.mark(tag, opens=not closes)
        else:
            if run:
                yield run
                run = Run()
            yield tag
        run.add(next(parts, ""))
    yield run


def _until(closing: str, parts: Iterator[str]) -> Iterator[str]:
    """Take the parts up to the first one that begins with `closing`, that one included."""
    for part in parts:
        yield part
        if part.lower().startswith(closing):
            return


_LABEL = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*+"
_DESTINATION = r"\(\s*(?:<[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*+)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_MARKDOWN = re.compile(
    rf"""
    (?P<kept>
        ^[ >]*(?P<fence>`{{3,}}|~{{3,}})[^`\n]*\n(?:.*\n)*?(?:[ >]*(?P=fence)[`~]*[ \t]*$|.*\Z)   # fenced code
      | (?<!`)(?P<ticks>`+)(?!`)(?:[^`\n]|\n(?![ \t]*\n)|(?!(?P=ticks)(?!`))`+)*+(?P=ticks)        # code span
      | \\[!-/:-@\[-`{{-~]                                                                           # escape
      | <(?:[a-zA-Z/!][^<>]*|[^<>\s]+@[^<>\s]+)>                                                   # address, tag
      | ^[ ]{{0,3}}\[[^\[\]\n]+\]:[ ]*(?:<|[a-zA-Z]+:|[./\#]).*                                   # reference
    )
  | (?P<signs>^[ \t]*(?:(?:>|(?:[-*+]|\d{{1,9}}[.)]|\#{{1,6}})(?=[ \t]))[ \t]*)+)                # > - 1. #
  | (?P<opens>!?\[(?={_LABEL}\]\())
  | (?P<closes>\]{_DESTINATION})
  | (?P<emphasis>\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w))
    """,
    re.VERBOSE | re.MULTILINE,
)
# Where one of these may begin: looking for them at every character would take ten times as long.
_BEGINNING = re.compile(r"^[ \t]*(?=[>*+#\d\[`~-])|[`~*_\[\]!<\\]", re.MULTILINE)


def from_markdown(text: str) -> Iterator[Run | str]:
    """Split a Markdown source into runs, one for each item of a list, and the signs between them.

    What is no prose is kept; emphasis and the brackets of links are marks.
    """
    run, done, emphasis = Run(), 0, list[str]()
    for match in _tokens(text):
        run.add(text[done : match.start()])
        literal, done = match[0], match.end()
        if match["signs"] and literal.strip(" \t>"):
            yield run
            yield literal
            run, emphasis = Run(), []
        elif match["signs"]:
            run.keep(literal, BREAK)
        elif match["kept"]:
            run.keep(literal)
        elif match["emphasis"]:
            closes = literal in emphasis
            if closes:
                del emphasis[emphasis.index(literal) :]
            else:
                emphasis.append(literal)
            run.mark(literal, opens=not closes)
        else:
            run.mark(literal, opens=match["closes"] is None)
    run.add(text[done:])
    yield run


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Find the markup of a Markdown source, but for what lies within an address: `https://x.fr/_a_` has none."""
    never = len(text) + 1
    addresses = chain((found.span() for found in no_prose(text)), [(never, never)])
    begin, end = next(addresses)
    done = 0
    for beginning in _BEGINNING.finditer(text):
        at = beginning.start()
        while end <= at:
            begin, end = next(addresses)
        if at >= done and not begin < at and (token := _MARKDOWN.match(text, at)):
            done = token.end()
            yield token
