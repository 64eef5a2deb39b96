"""Canonical URLs, slugs and stable hashes: names that must not change from one machine to another."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that only tell a sender who clicked (ClearURLs and the platforms' own documentation).
TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|"
    r"vero_id|oly_anon_id|oly_enc_id|yclid|ck_subscriber_id|wickedid|s_cid|ref_src|xtor|at_medium|at_campaign|guccounter)",
    re.IGNORECASE,
)
_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys("’‘–—", "-"))


def slug(text: str, *, longest: int = 60) -> str:
    """Turn a title into lower-case ASCII words joined by hyphens, cut at a word.

    >>> slug("L’IA va-t-elle « tous » nous remplacer ?")
    'l-ia-va-t-elle-tous-nous-remplacer'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) <= longest:
        return words
    cut = words[: longest + 1].rpartition("-")[0]
    return cut or words[:longest]


def anchor(text: str) -> str:
    """Name a place in a page after its title: the slug, or a hash where no letter of it is Latin.

    >>> anchor("En bref"), anchor("短讯")
    ('en-bref', 'xc718e965')
    """
    return slug(text) or f"x{stable_hash(text)[:8]}"


def stable_hash(*parts: str | bytes) -> str:
    """Give the SHA-256 of the parts, each told apart from its neighbour, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def without_tracking(url: str) -> str:
    """Drop the tracking parameters of a URL and leave the rest as it was."""
    scheme, host, path, query, fragment = urlsplit(url)
    if not query:
        return url
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
    if len(kept) == len(parse_qsl(query, keep_blank_values=True)):
        return url
    return urlunsplit((scheme, host, path, urlencode(kept), fragment))


def canonical(url: str) -> str:
    """Give the form under which two addresses of one page are equal.

    Lower-case scheme and host, no default port, no fragment, no tracking parameters, sorted query,
    no trailing slash (RFC 3986, section 6.2). Raises ValueError for what is not a URL.
    """
    scheme, host, path, query, _ = urlsplit(without_tracking(url.strip()))
    host = host.lower().removesuffix(":80" if scheme.lower() == "http" else ":443")
    ordered = urlencode(sorted(parse_qsl(query, keep_blank_values=True)))
    return urlunsplit((scheme.lower(), host, path.rstrip("/") or "/", ordered, ""))
