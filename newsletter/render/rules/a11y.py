"""What somebody needs who hears a mail, or reads it without its colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import Severity
from newsletter.render.rules import css
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.render.rules.markup import Element
    from newsletter.render.rules.subject import Mail

_HEADING = re.compile(r"h([1-6])")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_LAYOUT = {"presentation", "none"}


def language(mail: Mail) -> Iterator[Finding]:
    """Find a document that does not say its language: a screen reader would read French with English sounds."""
    for one in mail.elements:
        if one.tag == "html":
            given = one.attributes.get("lang", "")
            if not _LANGUAGE.fullmatch(given) or given == "und":
                yield mail.at(
                    one.at, "The mail does not say its language.", 'Write `<mjml lang="{{ language }}" dir="ltr">`.'
                )
            return


def direction(mail: Mail) -> Iterator[Finding]:
    """Find a document that does not say which way its text runs."""
    for one in mail.elements:
        if one.tag == "html":
            if one.attributes.get("dir") not in {"ltr", "rtl"}:
                yield mail.at(one.at, "The mail does not say which way it runs.", 'Write `dir="ltr"` beside `lang`.')
            return


def headings(mail: Mail) -> Iterator[Finding]:
    """Find a mail without its one `h1`, and levels that are skipped: headings are how one leafs by ear."""
    found = [(int(level[1]), one) for one in mail.elements for level in [_HEADING.fullmatch(one.tag)] if level]
    tops = [one for level, one in found if level == 1]
    if not tops:
        yield mail.at(0, "The mail has no `<h1>`.", "Make the title of the issue one.")
    for one in tops[1:]:
        yield mail.at(one.at, "This is a second `<h1>`.", "Keep the one that names the issue.", length=3)
    before = 0
    for level, one in found:
        if level > before + 1 and before:
            message = f"An `<h{level}>` follows an `<h{before}>`: level {before + 1} is skipped."
            yield mail.at(one.at, message, f"Make it an `<h{before + 1}>`.", length=3)
        before = level


def layout_table(mail: Mail) -> Iterator[Finding]:
    """Find tables that only place things, and do not say so: their rows and cells would be counted aloud."""
    headed = set()
    for one in mail.elements:
        if one.tag in {"th", "caption"}:
            headed.add(_table_of(one))
    for one in mail.elements:
        if one.tag == "table" and one.attributes.get("role") not in _LAYOUT and one not in headed:
            yield mail.at(one.at, "A table for layout has no role.", 'Write `role="presentation"`.', length=6)


def _table_of(element: Element) -> Element | None:
    here = element.parent
    while here is not None and here.tag != "table":
        here = here.parent
    return here


def link_name(mail: Mail) -> Iterator[Finding]:
    """Find links that have no name: one hears their address, letter by letter."""
    for one in mail.elements:
        if one.tag == "a" and "href" in one.attributes and not one.all_text():
            hint = "Give it a text, or its picture an `alt` that says where it leads."
            yield mail.at(one.at, f"The link to {one.attributes['href'][:60]} has no name.", hint, length=2)


def alternative(mail: Mail) -> Iterator[Finding]:
    """Find pictures without an `alt` attribute: a screen reader reads their file names."""
    for one in mail.elements:
        if one.tag == "img" and "alt" not in one.attributes:
            hint = 'Write what it says, or `alt=""` where it only decorates.'
            yield mail.at(one.at, "A picture has no `alt`.", hint, length=4)


def reading_order(mail: Mail) -> Iterator[Finding]:
    """Find what is seen in another order than it is read aloud."""
    root = next((one.attributes.get("dir", "ltr") for one in mail.elements if one.tag == "html"), "ltr")
    for one in mail.elements:
        style = css.declarations(one.attributes.get("style", ""))
        turned = one.attributes.get("dir", style.get("direction", root)) not in {root, "auto"}
        tab = one.attributes.get("tabindex", "0")
        if turned and sum(child.tag in {"td", "div", "th"} for child in one.children) > 1:
            side = "right" if root == "ltr" else "left"
            message = f"These columns are turned round by `dir`: seen from {side}, read from the other side."
            yield mail.at(one.at, message, "Put them into the order in which they are to be read.")
        elif tab.isdecimal() and int(tab) > 0:
            yield mail.at(one.at, "`tabindex` jumps over what comes before.", "Take it out.")
        elif "reverse" in style.get("flex-direction", "") or style.get("order", "0").strip("-0"):
            yield mail.at(one.at, "What stands here is seen elsewhere than it is read.", "Let it stand in its order.")


RULES = (
    Rule("a11y.lang", Severity.ERROR, language),
    Rule("a11y.dir", Severity.ERROR, direction),
    Rule("a11y.headings", Severity.ERROR, headings),
    Rule("a11y.layout-table", Severity.ERROR, layout_table),
    Rule("a11y.link-name", Severity.ERROR, link_name),
    Rule("a11y.alt", Severity.ERROR, alternative),
    Rule("a11y.reading-order", Severity.ERROR, reading_order),
)
