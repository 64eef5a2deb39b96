"""The rules for one tag of MJML: npm's schema, and what this house leaves out with the reason for it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.problems import did_you_mean
from newsletter.render.mjml_values import INVISIBLE, complaint, schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

# Tag -> what is wrong with it, what to do instead.
REFUSED = {
    "mj-include": ("is never read here", "Use `{% include %}`."),
    "mj-font": ("loads a font from elsewhere, which tells a third party who reads", "Name fonts that readers have."),
    "mj-social": ("shows icons that it fetches from a third party", "Write plain text links."),
    "mj-accordion": ("needs form controls and a third party's icons", "Show all of the text."),
    "mj-carousel": ("needs form controls and a third party's icons", "Show the images one below the other."),
    "mj-html-attributes": ("stops the renderer", "Write the attributes on the HTML in `mj-text` or `mj-raw`."),
    "mj-preview": (
        "stands outside the element that says the language",
        "Write the preheader as a hidden `<div>` in an `mj-raw`, first in `mj-body`.",
    ),
}

# Component -> attributes that MJML has and our renderer ignores in silence (a test compares this with it).
IGNORED = {
    "mj-body": {"id"},
    "mj-button": {"title"},
    "mj-hero": {"mode", "border-radius"},
    "mj-image": {"sizes", "border-bottom", "border-top"},
    "mj-raw": {"position"},
    "mj-section": {"gutter", "text-padding"},
    "mj-spacer": {"border", "border-bottom", "border-left", "border-right", "border-top"},
    "mj-style": {"inline"},
    "mj-table": {"font-weight", "role"},
    "mj-text": {"background-color"},
    "mj-wrapper": {"gutter", "text-padding", "gap"},
}

# Attributes that MJML knows beside those of its components.
_ROOT = {"lang": "string", "dir": "enum(ltr,rtl)"}
_EVERYWHERE = {"mj-class": "string", "css-class": "string"}

# Where `mj-raw` is safe: elsewhere its content ends up between two cells of a table, or inside a comment.
_RAW_PARENTS = {"mj-head", "mj-body", "mj-column", "mj-hero"}

# Attributes whose words a reader sees or hears. All others are for machines: no invisible characters there.
_READ = {"alt", "title"}

# HTML that is one tag: the renderer does not take the closing one that XML allows.
VOID = {"area", "br", "col", "hr", "img", "meta", "wbr"}

# A comment that means something: for Outlook, hidden from Outlook, or the end of the latter.
CONDITIONAL = re.compile(
    r"\[if [^\[\]<>]+\]>(?!<!$)(?:(?!<!\[).)*<!\[endif\]|\[if [^\[\]<>]+\]><!|<!\[endif\]", re.DOTALL
)

# The components in which the renderer understands such comments.
_CONDITIONAL_PARENTS = {"mj-raw", "mj-text", "mj-navbar-link"}

# HTML that mail clients drop, block, or take for an attack.
_FORBIDDEN = {
    "script", "noscript", "form", "input", "select", "textarea", "button", "option", "iframe",
    "frame", "frameset", "object", "embed", "applet", "video", "audio", "source", "track", "svg",
    "math", "canvas", "base", "link", "html", "head", "body", "title",
}  # fmt: skip

# Components that hold text without tags.
_TEXT_ONLY = {"mj-title", "mj-style", "mj-breakpoint"}

# HTML that an `mj-raw` may put in the head, and nothing else anywhere.
_HEAD = {"meta", "style"}

_ALT = 'Say what it shows, or `alt=""` if it is only decoration.'

# A finding of these makes all that its tag holds meaningless.
SILENCING = {"refused-tag", "unknown-tag", "nested-class"}

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Finding(NamedTuple):
    """Something wrong with a start tag, or with one `attribute` of it; `code` lacks its `mjml.`."""

    code: str
    message: str
    hint: str = ""
    attribute: str = ""


def component(tag: str, parent: str, attributes: Mapping[str, str]) -> list[Finding]:
    """Say what is wrong with the start tag of an MJML component that stands in `parent` ("" for none)."""
    if tag in REFUSED:
        why, instead = REFUSED[tag]
        return [Finding("refused-tag", f"`{tag}` {why}.", instead)]
    if tag not in _known():
        hint = "HTML goes inside `mj-text` or `mj-raw`." if not tag.startswith("mj") else "Look at MJML's list of tags."
        return [Finding("unknown-tag", f"MJML has no tag `{tag}`.", did_you_mean(tag, _known()) or hint)]
    found = [_nesting(tag, parent)]
    found += [_attribute(tag, name, value) for name, value in attributes.items()]
    if tag == "mjml" and not parent:
        found += _language(attributes)
    elif tag == "mj-image" and parent != "mj-attributes":
        found += _alt(attributes)
    return [finding for finding in found if finding]


@lru_cache(maxsize=4096)
def html(tag: str, parent: str, place: str, names: tuple[str, ...]) -> list[Finding]:
    """Say what is wrong with an HTML start tag, its attributes being `names`.

    It stands somewhere inside the component `parent`, and that one in the tag `place`.
    """
    if tag in _HEAD and (parent, place) == ("mj-raw", "mj-head"):
        return []
    found = [
        Finding("forbidden-html", f"`{name}` has no place in a mail.", "Leave it out.", name)
        for name in names
        if name.startswith("on") or not name.isascii()
    ]
    if parent in _TEXT_ONLY:
        found += [Finding("text-only", f"`{parent}` holds text, and here a tag `{tag}`.", "Take the tag out.")]
    elif tag.startswith("mj-") or tag == "mjml":
        hint = f"Close `{parent}` first."
        found += [Finding("nesting", f"`{tag}` cannot stand in `{parent}`, which holds HTML.", hint)]
    elif tag in _FORBIDDEN or tag in _HEAD:
        hint = "In a mail's head: by an `mj-raw` in `mj-head`." if tag in _HEAD else "Leave it out: mail clients do."
        found += [Finding("forbidden-html", f"`<{tag}>` has no place in the body of a mail.", hint)]
    elif not tag.isascii():
        found += [Finding("unknown-tag", f"HTML has no tag `{tag}`.", "Tags are written in plain letters.")]
    elif tag == "img" and "alt" not in names:
        found += [Finding("no-alt", "This image has no `alt`.", _ALT)]
    return found


def comment(parent: str, text: str) -> list[Finding]:
    """Say what is wrong with a comment inside the component `parent`. One without a condition never gets far."""
    if "[if" not in text and "[endif" not in text:
        return []
    if parent not in _CONDITIONAL_PARENTS:
        message = f"The renderer understands conditional comments only in {_list(_CONDITIONAL_PARENTS)}."
        return [Finding("comment", message, "Move it into an `mj-raw`, or take it out.")]
    if CONDITIONAL.fullmatch(text):
        return []
    return [Finding("comment", "This conditional comment is not whole.", "Write `<!--[if mso]>…<![endif]-->`.")]


def whole(tags: Collection[str], *, titled: bool) -> Iterator[Finding]:
    """Say what a mail lacks that was read to its end, and has these `tags`, and text in its title or not."""
    if "mj-body" not in tags:
        yield Finding("no-body", "The mail has no `mj-body`.", "Write it after `mj-head`.")
    if not titled:
        hint = "Write the mail's subject as `<mj-title>` in `mj-head`."
        yield Finding("no-title", "The mail has no title, which screen readers say first.", hint)


@cache
def _known() -> frozenset[str]:
    return frozenset({"mjml", "mj-all", "mj-class", *schema().attributes})


@cache
def _attributes(tag: str) -> Mapping[str, Collection[str]]:
    """Give the attributes of `tag` with their types: one each, or several where it speaks for many components."""
    if tag not in {"mj-all", "mj-class"}:
        kinds = _ROOT if tag == "mjml" else schema().attributes[tag]
        return {name: {kind} for name, kind in (kinds | _EVERYWHERE).items()}
    types: dict[str, set[str]] = {"name": {"string"}} if tag == "mj-class" else {}
    for kinds in schema().attributes.values():
        for name, kind in kinds.items():
            types.setdefault(name, set()).add(kind)
    return types


@lru_cache(maxsize=4096)
def _nesting(tag: str, parent: str) -> Finding | None:
    if parent == "mj-attributes" or (tag in schema().children.get(parent, ()) and tag != "mj-raw"):
        return None
    if parent == "mj-class":
        return Finding("nested-class", "Tags inside `mj-class` stop the renderer.", "Write a class for each component.")
    if tag == "mjml":
        return Finding("nesting", "`mjml` is the outermost tag and stands once.", "Take it out.") if parent else None
    if tag == "mj-raw":
        if parent in _RAW_PARENTS:
            return None
        hint = f"It is safe in {_list(_RAW_PARENTS)}."
        return Finding("raw-place", f"`mj-raw` in `{parent}` lands between the cells of a table.", hint)
    where = f"in `{parent}`" if parent else "by itself"
    hint = f"It belongs in {_list(schema().parents(tag) or ['mj-attributes'])}."
    return Finding("nesting", f"`{tag}` cannot stand {where}.", hint)


@lru_cache(maxsize=4096)
def _attribute(tag: str, name: str, value: str) -> Finding | None:
    known = _attributes(tag)
    if name not in known:
        hint = did_you_mean(name, known) or f"It has: {', '.join(sorted(known))}."
        return Finding("unknown-attribute", f"`{tag}` has no attribute `{name}`.", hint, name)
    if name in IGNORED.get(tag, ()):
        return Finding("ignored-attribute", f"The renderer ignores `{name}` on `{tag}`.", "Leave it out.", name)
    if name not in _READ and not value.isascii() and (unseen := INVISIBLE.search(value)):
        message = f"`{name}` holds a character that nobody sees (U+{ord(unseen[0]):04X})."
        return Finding("invisible-character", message, "Type the value again.", name)
    complaints = [complaint(kind, value) for kind in sorted(known[name])]
    if all(complaints):
        what, hint = complaints[0] or ("", "")
        return Finding("value", f'`{name}="{value}"` {what}.', hint, name)
    return None


def _language(attributes: Mapping[str, str]) -> Iterator[Finding]:
    if not _LANGUAGE.fullmatch(attributes.get("lang", "")):
        yield Finding("no-lang", "The mail does not say its language.", 'Write `<mjml lang="fr" dir="ltr">`.')
    if "dir" not in attributes:
        yield Finding("no-dir", "The mail does not say which way it is read.", 'Write `dir="ltr"` on `<mjml>`.')


def _alt(attributes: Mapping[str, str]) -> Iterator[Finding]:
    if "alt" not in attributes:
        yield Finding("no-alt", "This image has no `alt`.", _ALT)
    elif "href" in attributes and not attributes["alt"].strip():
        yield Finding("no-alt", "This image is a link, and its `alt` is empty.", "Say where the link goes.", "alt")


def _list(tags: Iterable[str]) -> str:
    return ", ".join(f"`{tag}`" for tag in sorted(tags))
