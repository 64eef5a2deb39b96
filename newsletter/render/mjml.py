"""The one door to MJML's renderer (mjml-python 1.4): MJML in, the HTML of a mail out, its traps stepped around.

tests/test_mjml_traps.py shows each trap, with the raw library and with this module.
"""

from __future__ import annotations

import re
import sys
from html import unescape

from mjml import mjml2html

from newsletter.problems import NewsletterError, Problem, has_errors
from newsletter.render import marks
from newsletter.render.mjml_lint import lint
from newsletter.render.mjml_rules import CONDITIONAL
from newsletter.render.passes import tidy

# Long runs of what the renderer takes as it is, then each kind of thing that it does not.
_PIECE = re.compile(
    r"""(?: [^<>]++ | <(?!(?:mj-)?style|mj-title)[a-zA-Z/][^<>"']*+ (?: "[\ -!#-;=?-[\]-~]*+" [^<>"']*+ )*+ > )++
    | (?P<comment> <!--.*?--> )
    | (?P<style> <(?:mj-)?style (?:\s[^>]*)? (?<!/)> ) (?P<css> .*? ) (?=</(?:mj-)?style)
    | (?P<title> <mj-title (?:\s[^>]*)? (?<!/)> ) (?P<words> .*? ) (?=</mj-title)
    | (?P<tag> < (?: [^<>"'] | "[^"]*" | '[^']*' )* > )
    | (?P<stray> > )""",
    re.VERBOSE | re.DOTALL,
)
# The renderer drops a line break that stands between two tags, and with it the gap between two words.
_LINE_BREAK = re.compile(r">\n(?=\s*<(?!/?mj))")
_VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&#([0-9]{1,7});")
_LAST_ASCII, _SURROGATES = 127, range(0xD800, 0xE000)
# What `to_html` hides from the renderer as a number beside all that is not ASCII: line breaks and backslashes.
_HIDDEN = (10, 92)


def to_html(source: str, path: str = "") -> str:
    """Render MJML, with or without source marks, as the HTML of a mail: UTF-8 text, folded, the same each time.

    Raises NewsletterError with every problem that the lint finds (`mjml.*`), or with `mjml.refused` where the
    renderer takes exception to something that the lint did not see. `path` names a source without marks.
    """
    problems = lint(source, path)
    if has_errors(problems):
        raise NewsletterError(*problems)
    plain = _PIECE.sub(_plainly, _LINE_BREAK.sub(">&#10;", marks.strip(source)))
    try:
        html = mjml2html(plain, fonts={})
    except ValueError as error:
        raise NewsletterError(_refusal(source, plain, str(error), path)) from error
    except BaseException as error:
        # The renderer's panic is a BaseException without an importable class.
        if type(error).__name__ != "PanicException":
            raise
        raise NewsletterError(_refusal(source, plain, f"it panicked: {error}", path)) from error
    return tidy(_decode(html))


def _plainly(piece: re.Match[str]) -> str:
    """Write a piece of MJML so that the renderer cannot mistake it."""
    if comment := piece["comment"]:
        # The renderer stumbles over the notes of authors, and readers have no use for them.
        return _ascii(comment) if CONDITIONAL.fullmatch(comment[4:-3]) else ""
    if style := piece["style"]:
        # CSS knows no references: what the template escaped is meant as it was before.
        return style + _ascii(unescape(piece["css"]))
    if title := piece["title"]:
        # The renderer copies the title into an attribute.
        words = re.sub(r"[ \t\r\n]+", " ", piece["words"]).strip(" ")
        return title + _ascii(words.replace('"', "&quot;").replace(">", "&gt;"))
    if tag := piece["tag"]:
        return _ascii(_VALUE.sub(_plain_value, re.sub(r"[\t\r\n]", " ", tag)))
    return "&gt;" if piece["stray"] else piece[0]


def _plain_value(value: re.Match[str]) -> str:
    words = value[1] if value[1] is not None else value[2].replace('"', "&quot;")
    return '="' + words.replace(">", "&gt;") + '"'


def _ascii(text: str) -> str:
    return text.replace("\\", "&#92;").encode("ascii", "xmlcharrefreplace").decode()


def _decode(html: str) -> str:
    """Put back the characters that `_ascii` wrote as numbers. `&lt; &gt; &amp; &quot;` are never touched."""
    return _REFERENCE.sub(_character, html)


def _character(reference: re.Match[str]) -> str:
    code = int(reference[1])
    exists = code <= sys.maxunicode and code not in _SURROGATES
    return chr(code) if exists and (code > _LAST_ASCII or code in _HIDDEN) else reference[0]


def _refusal(source: str, plain: str, message: str, path: str) -> Problem:
    """Make the problem of a source that the renderer would not take, at the MJML tag before the spot it names."""
    what, _, position = message.partition(" in root template at position ")
    tags = plain.count("<mj", 0, int(position.split(":")[0]) + 1) if position else 0
    starts = [found.start() for found in re.finditer("<mj", source)]
    at = starts[tags - 1 if 0 < tags <= len(starts) else 0]
    line, lines = source.count("\n", 0, at) + 1, source.split("\n")
    if mark := re.compile(rf'<mj[a-z-]* {marks.ATTRIBUTE}="([^"]*)"').match(source, at):
        path, line = marks.parse(unescape(mark[1]))
        lines = marks.template_lines(path)
    known = bool(tags) and line <= len(lines)
    return Problem(
        code="mjml.refused",
        path=path,
        line=line if known else 0,
        column=int(known),
        message=f"The MJML renderer refuses this: {what}.",
        hint="Look here and before, in conditional comments first: only the renderer reads those.",
        excerpt=lines[line - 1] if known else "",
    )
