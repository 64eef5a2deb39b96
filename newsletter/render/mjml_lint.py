"""What the renderer of MJML would swallow in silence, found before it, with the template's file and line."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from xml.parsers import expat

from newsletter.problems import Problem
from newsletter.render import marks, mjml_rules
from newsletter.render.mjml_rules import Finding
from newsletter.render.mjml_values import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

# Tags may be this deep inside each other. At about 10,000 the renderer ends the process.
MOST_LEVELS = 100

# Components whose content lands among the rows of a table.
_ROW_PARENTS = {"mj-column", "mj-hero"}

# Components whose content has rules of its own; in all others that hold HTML, text is free.
_WATCHED = {"mj-raw", "mj-style", "mj-title"}

_NO_XML_CHARACTER = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_UNSHOWN = "\N{REPLACEMENT CHARACTER}"

_MEND_XML = {
    "undefined entity": "XML knows no such name: write the character itself, or its number (`&#160;`).",
    "mismatched tag": "Close tags in the order they were opened; `<br/>` and `<img/>` end with `/>`.",
    "not well-formed (invalid token)": "Write `&amp;` for `&`, `&lt;` for `<`, and quotes around attributes.",
    "no element found": "A mail goes from `<mjml lang=… dir=…>` to `</mjml>`: is a tag left open?",
    "duplicate attribute": "Keep one of the two.",
}


def lint(source: str, path: str = "") -> list[Problem]:
    """Check MJML before it is rendered: strict XML, MJML's own rules, and what this house leaves out.

    Give every problem (`mjml.*`) that can be found in one go. Where the source holds source marks, a
    problem names the template's file, line and column and quotes that line; else those of `source`
    itself, as `path`. Raises nothing.
    """
    return _Reading(source, path).problems()


class _Stop(Exception):  # noqa: N818 -- a way out of expat, not an error
    pass


class _Reading:
    """One reading of one source: the open tags, the last source mark, and what was found so far."""

    def __init__(self, source: str, path: str) -> None:
        self.source, self.path = source, path
        self.data = source.encode("utf-8", "surrogatepass")
        self.found: list[Problem] = []
        self.open = [""]
        self.tags: set[str] = set()
        self.titled = False
        self.mark = self.root_mark = ""
        self.html_in = 0  # how many tags were open when one began that holds HTML
        self.silent_in = 0  # the same, for one whose content would only repeat the problem
        self.classes: set[str] = set()
        self.wanted: list[tuple[str, Problem]] = []

    def problems(self) -> list[Problem]:
        """Read the source to its end, or to where it stops being XML."""
        reader = self.reader = expat.ParserCreate("utf-8")
        reader.StartElementHandler, reader.EndElementHandler = self._start, self._end
        reader.CharacterDataHandler = self._text
        reader.CommentHandler = self._comment
        reader.StartDoctypeDeclHandler = reader.XmlDeclHandler = self._declaration
        reader.ProcessingInstructionHandler = reader.StartCdataSectionHandler = self._declaration
        try:
            reader.Parse(self.data, True)  # noqa: FBT003 -- takes no keywords
        except expat.ExpatError as error:
            self._not_xml(expat.ErrorString(error.code))
        except _Stop:
            pass
        self.found += (problem for name, problem in self.wanted if name not in self.classes)
        return list(dict.fromkeys(self.found))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.startswith("mj"):
            self.mark = attributes.pop(marks.ATTRIBUTE, self.mark)
            self.root_mark = self.root_mark or self.mark
        parent = self.open[-1]
        self.open.append(tag)
        if len(self.open) == MOST_LEVELS:
            message = f"More than {MOST_LEVELS} tags stand inside each other."
            self._report([Finding("too-deep", message, "Take quotes or lists out of each other.")])
        if self.silent_in:
            return
        if self.html_in:
            self._html(tag, parent, attributes)
        else:
            self._component(tag, parent, attributes)

    def _component(self, tag: str, parent: str, attributes: dict[str, str]) -> None:
        findings = mjml_rules.component(tag, parent, attributes)
        self._report(findings, tag)
        self.tags.add(tag)
        if tag == "mj-class":
            self.classes.add(attributes.get("name", ""))
        elif "mj-class" in attributes:
            self._want_classes(tag, attributes["mj-class"].split())
        if findings and any(finding.code in mjml_rules.SILENCING for finding in findings):
            self.silent_in = len(self.open)
        elif tag in schema().ending and parent != "mj-attributes":
            self.html_in = len(self.open)
            if tag not in _WATCHED:
                self.reader.CharacterDataHandler = None

    def _html(self, tag: str, parent: str, attributes: dict[str, str]) -> None:
        holder, place = self.open[self.html_in - 1], self.open[self.html_in - 2]
        if parent == "mj-raw" and place in _ROW_PARENTS and tag != "tr":
            hint = "Put it into a `<tr>` with its `<td>`."
            self._report([Finding("raw-rows", f"`<{tag}>` stands among the rows of a table.", hint)])
        self._report(mjml_rules.html(tag, holder, place, tuple(attributes)))

    def _end(self, tag: str) -> None:
        if (
            tag in mjml_rules.VOID
            and self.html_in
            and self.data.startswith(f"</{tag}".encode(), self.reader.CurrentByteIndex)
        ):
            hint = f"Write `<{tag}/>`."
            self._report([Finding("void-tag", f"`{tag}` holds nothing, and the renderer stops at `</{tag}>`.", hint)])
        if len(self.open) == self.html_in:
            self.html_in = 0
            self.reader.CharacterDataHandler = self._text
        if len(self.open) == self.silent_in:
            self.silent_in = 0
        self.open.pop()
        if tag == "mjml" and len(self.open) == 1:
            self.mark = self.root_mark
            self._report(mjml_rules.whole(self.tags, titled=self.titled))

    def _text(self, text: str) -> None:
        if self.silent_in or not text.strip(" \t\r\n"):
            return
        tag, parent = self.open[-1], self.open[-2]
        if not self.html_in:
            self._report([Finding("stray-text", f"Text by itself in `{tag}`.", "Put it into `mj-text`.")])
        elif tag == "mj-raw" and parent in _ROW_PARENTS:
            hint = "Put it into a `<tr>` with its `<td>`."
            self._report([Finding("raw-rows", "Text stands among the rows of a table.", hint)])
        elif tag in {"mj-style", "style"} and "<" in text:
            self._report([Finding("text-only", f"`{tag}` holds CSS, and here a `<`.", "Take the `<` out.")])
        elif tag == "mj-title":
            self.titled = True

    def _comment(self, text: str) -> None:
        if not self.silent_in:
            holder = self.open[self.html_in - 1] if self.html_in else self.open[-1]
            self._report(mjml_rules.comment(holder, text))

    def _want_classes(self, tag: str, names: Iterable[str]) -> None:
        for name in names:
            hint = f'Write `<mj-class name="{name}" …/>` in `mj-attributes`, or take the name out.'
            finding = Finding("unknown-class", f"There is no `mj-class` named `{name}`.", hint, "mj-class")
            self.wanted.append((name, self._problem(finding, tag)))

    def _declaration(self, *_: object) -> None:
        message = "MJML has no `<!DOCTYPE>`, `<?…?>` or `<![CDATA[…]]>`."
        self._report([Finding("not-plain", message, "Take it out: write tags and text only.")])
        raise _Stop

    def _not_xml(self, what: str) -> None:
        hint = _MEND_XML.get(what, "Mend it here, or shortly before.")
        line, column = self._here()
        culprit = self.lines[line - 1][column - 1 : column]
        if _NO_XML_CHARACTER.fullmatch(culprit):
            what, hint = f"a control character (U+{ord(culprit):04X})", "Delete it: it may be invisible."
        where = f" in `{self.open[-1]}`" if self.open[-1] else ""
        if self.mark:
            # The template's line does not show what was put into it.
            text = self.lines[line - 1]
            near = marks.strip(text[: column - 1])[-30:] + text[column - 1 : column + 10]
            where += f", near `{_NO_XML_CHARACTER.sub(_UNSHOWN, near)}`"
        self._report([Finding("not-xml", f"This is not XML: {what}{where}.", hint)])

    def _report(self, findings: Iterable[Finding], tag: str = "") -> None:
        for finding in findings:
            self.found.append(self._problem(finding, tag))

    def _problem(self, finding: Finding, tag: str) -> Problem:
        """Say where a finding about `tag` is: in the template that the last mark names, else right here."""
        path, lines, (line, column) = self.path, self.lines, self._here()
        excerpt = marks.strip(lines[line - 1])
        if self.mark:
            path, line = marks.parse(self.mark)
            lines, column = marks.template_lines(path), 1
        if 0 < line <= len(lines):
            line, column = marks.locate(lines, line, column, tag, finding.attribute)
            excerpt = lines[line - 1]
        return Problem(
            code=f"mjml.{finding.code}",
            path=path,
            line=line,
            column=column,
            message=finding.message,
            hint=finding.hint,
            length=len(finding.attribute or tag) or 1,
            excerpt=_NO_XML_CHARACTER.sub(_UNSHOWN, excerpt),
        )

    @cached_property
    def lines(self) -> list[str]:
        """Give the lines of the source, for showing."""
        return self.source.split("\n")

    def _here(self) -> tuple[int, int]:
        return self.reader.CurrentLineNumber, self.reader.CurrentColumnNumber + 1
