"""Where links lead, as far as their address tells; the network is asked by `check --online` only."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.curate.rules.schema import BLOCKS
from newsletter.curate.words import fold
from newsletter.problems import Severity, did_you_mean
from newsletter.rules import Finding, Fix, Rule
from newsletter.urls import canonical, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft, Linked

SHORTENERS = frozenset(
    [
        "bit.ly",
        "buff.ly",
        "cutt.ly",
        "dlvr.it",
        "fb.me",
        "goo.gl",
        "is.gd",
        "j.mp",
        "lnkd.in",
        "ow.ly",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorturl.at",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "trib.al",
        "urlz.fr",
        "v.gd",
        "wp.me",
    ]
)
_SAYS_NOTHING = frozenset(
    (
        "ici",
        "par ici",
        "la",
        "cliquez",
        "cliquez ici",
        "cliquer ici",
        "lien",
        "ce lien",
        "le lien",
        "lire",
        "lire la suite",
        "en savoir plus",
        "plus",
        "voir",
        "suite",
        "la suite",
        "source",
        "article",
        "l'article",
        "cet article",
        "here",
        "click",
        "click here",
        "this",
        "link",
        "this link",
        "read",
        "read more",
        "more",
        "learn more",
        "see",
    )
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_HOST = re.compile(r"[^\s.@/]+(?:\.[^\s.@/]+)+\.?")
_LOCAL = re.compile(r"(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)\.?$")
_WEB = ("http", "https")


def malformed(draft: Draft) -> Iterator[Finding]:
    """Find addresses that no browser can open."""
    for one in draft.links:
        wrong = _wrong(one.link.url) if one.link.label.strip() or one.link.image else "its link has no text"
        if wrong:
            yield _finding(one, f"`{one.link.url[:80]}` is no address: {wrong}.", "Copy it from the browser once more.")


def _wrong(url: str) -> str:
    """Say why an address cannot be opened; nothing where it can, or where another rule says it."""
    scheme = _scheme(url)
    if not url:
        return "it is empty"
    if scheme in {"mailto", "tel"}:
        return "" if scheme == "tel" or "@" in url else "it has no @"
    if scheme not in _WEB:
        return f"mails show no `{scheme}:` links" if scheme else ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "its host or port cannot be read"
    if not parts.hostname:
        return "it has no host"
    known = port != 0 and (_HOST.fullmatch(parts.hostname) or ":" in parts.hostname or _LOCAL.search(parts.hostname))
    return "" if known else f"`{parts.hostname}` is no host of the web"


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def relative(draft: Draft) -> Iterator[Finding]:
    """Find addresses without host: in a mail there is no page that they could start from."""
    for one in draft.links:
        url = one.link.url
        if url and not _scheme(url) and not url.startswith("#"):
            hint = f"Write `https://{url.lstrip('/')}`." if _HOST.match(url.lstrip("/").partition("/")[0]) else ""
            hint = hint or ("Put the picture under `image:`." if one.link.image else "Write the whole address.")
            yield _finding(one, f"`{url[:80]}` is no whole address: from a mail it leads nowhere.", hint)


def anchor(draft: Draft) -> Iterator[Finding]:
    """Find links to a place of the issue that there is not."""
    known = {name for _, name in draft.anchors} | BLOCKS
    for one in draft.links:
        url = one.link.url
        if draft.sound and url.startswith("#") and url[1:] not in known:
            hint = did_you_mean(url[1:], known) or "Write the `id:` of a piece or section behind the #."
            yield _finding(one, f"There is no `{url}` in this issue.", hint)


def plain_http(draft: Draft) -> Iterator[Finding]:
    """Find addresses that are not https."""
    for one in draft.links:
        if _scheme(one.link.url) == "http" and not is_private(one.link.url):
            hint = "Nearly every site has https: try it in a browser, and write it here."
            yield _finding(one, f"`{one.link.url[:80]}` is not https: anybody on the way can read and change it.", hint)


def private(draft: Draft) -> Iterator[Finding]:
    """Find addresses of the editor's own machine or network: no reader can open them."""
    for one in draft.links:
        if is_private(one.link.url):
            yield _finding(
                one, f"`{_host(one.link.url)}` is an address of your own network.", "Write the public address."
            )


def _host(url: str) -> str:
    if _scheme(url) not in _WEB:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_private(url: str) -> bool:
    """Tell whether an address names a machine that is not public, as far as its words tell."""
    host = _host(url)
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(_LOCAL.search(host))


def shortener(draft: Draft) -> Iterator[Finding]:
    """Find addresses behind a shortener: readers do not see where they lead, and filters mistrust them."""
    for one in draft.links:
        if _host(one.link.url).removeprefix("www.") in SHORTENERS:
            hint = "Open it, and write the address that it leads to."
            yield _finding(one, f"`{one.link.url[:80]}` hides where it leads.", hint)


def tracking(draft: Draft) -> Iterator[Finding]:
    """Find addresses with parameters that tell a sender who clicked: `--fix` takes them off."""
    for one in draft.links:
        if _scheme(one.link.url) in _WEB and "?" in one.link.url and not _wrong(one.link.url):
            clean = without_tracking(one.link.url)
            if clean != one.link.url:
                fix = Fix(at=one.at, offset=one.link.at, old=one.link.url, new=clean)
                yield _finding(one, "This address carries tracking parameters.", f"Write `{clean}`.", (fix,))


def says_nothing(draft: Draft) -> Iterator[Finding]:
    """Find links whose text says nothing where it is read by itself, as screen readers do."""
    for one in draft.links:
        label = re.sub(r"[^\w' ]+", " ", fold(one.link.label)).strip()
        if one.written and not one.link.image and label in _SAYS_NOTHING:
            message = f"«{one.link.label}» does not say where the link leads."
            hint = "Put the link on the words that name what is there."
            at = (*one.at[:-1], "title") if one.at[-1] == "url" else one.at
            yield Finding(
                message=message, hint=hint, at=at, offset=one.link.label_at, length=len(one.link.label), block=one.block
            )


def twice(draft: Draft) -> Iterator[Finding]:
    """Find an address that the issue links to twice."""
    seen: dict[str, Linked] = {}
    for one in draft.links:
        if not one.written or one.link.image or _scheme(one.link.url) not in _WEB or _wrong(one.link.url):
            continue
        first = seen.setdefault(canonical(one.link.url), one)
        if first is not one and not first.block == one.block == "sponsor":
            line = draft.issue.source.position(first.at, first.link.at)[0]
            yield _finding(one, f"The issue already links to this address on line {line}.", "Keep one of the two.")


def nested(draft: Draft) -> Iterator[Finding]:
    """Find links within a line that is a link as a whole."""
    for one in draft.links:
        match one.at:
            case ("links", _, "title"):
                leads = "The title leads to its `url:`"
            case ("poll", "answers", _):
                leads = "An answer is a button"
            case ("focus", "outline", _) if _is_contents_list(draft):
                leads = "The line of the outline leads to its section"
            case _:
                continue
        message = f"{leads}: the link in it would be dropped, for no link can hold another."
        yield _finding(one, message, "Take the link out, or put it into a text.")


def _is_contents_list(draft: Draft) -> bool:
    """Tell whether the outline has a line for each section: each is then a link to it."""
    focus = draft.issue.focus
    return focus is not None and len(focus.outline) == len(focus.sections)


def _finding(one: Linked, message: str, hint: str, fixes: tuple[Fix, ...] = ()) -> Finding:
    return Finding(
        message=message,
        hint=hint,
        at=one.at,
        offset=one.link.at,
        length=max(len(one.link.url), 1),
        block=one.block,
        fixes=fixes,
    )


RULES = (
    Rule("link.malformed", Severity.ERROR, malformed),
    Rule("link.relative", Severity.ERROR, relative),
    Rule("link.anchor", Severity.WARNING, anchor),
    Rule("link.http", Severity.WARNING, plain_http),
    Rule("link.private", Severity.ERROR, private),
    Rule("link.shortener", Severity.WARNING, shortener),
    Rule("link.tracking", Severity.WARNING, tracking),
    Rule("link.says-nothing", Severity.WARNING, says_nothing),
    Rule("link.nested", Severity.ERROR, nested),
    Rule("link.twice", Severity.WARNING, twice),
)
