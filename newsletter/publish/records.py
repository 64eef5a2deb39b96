"""What a domain says of its mail in DNS: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489). Read as given."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from newsletter.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKUPS = 10  # RFC 7208, 4.6.4
_MECHANISM = re.compile(
    r"[+\-~?]?(?:all|include:\S+|a(?:[:/]\S+)?|mx(?:[:/]\S+)?|ptr(?::\S+)?|ip4:[\d./]+|ip6:[\da-f:./]+|exists:\S+)",
    re.IGNORECASE,
)
_MODIFIER = re.compile(r"[a-z][\w.-]*=\S*", re.IGNORECASE)
_ASKING = re.compile(r"[+\-~?]?(?:include:|a\b|mx\b|ptr\b|exists:)|redirect=", re.IGNORECASE)
_AGAIN = "Publish the one record that your engine or relay shows, copied whole."
_RSA = bytes.fromhex("06092a864886f70d010101")  # the object identifier rsaEncryption


def joined(record: str) -> str:
    """Give a TXT record as one text, however it was copied: bare, or as quoted strings.

    >>> joined('"v=DKIM1; p=AB" "CD"')
    'v=DKIM1; p=ABCD'
    """
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', record)
    return "".join(strings) if strings else record.strip()


def spf(domain: str, records: Sequence[str]) -> list[Problem]:
    """Say what is wrong with a domain's SPF, given all TXT records of the domain."""
    found = [text for record in records if re.match(r"v=spf1(?: |$)", text := joined(record), re.IGNORECASE)]
    if len(found) != 1:
        return [_spf_count(domain, len(found))]
    terms = found[0].split()[1:]
    problems = [
        finding(
            "spf-syntax",
            f"SPF of {domain}: `{term}` is nothing that SPF knows, and the whole record counts for nothing.",
            "Mend the word, or remove it.",
        )
        for term in terms
        if not _MECHANISM.fullmatch(term) and not _MODIFIER.fullmatch(term)
    ]
    asking = sum(bool(_ASKING.match(term)) for term in terms)
    if asking > _LOOKUPS:
        message = (
            f"SPF of {domain} asks {asking} further questions; receivers stop at {_LOOKUPS} and count it as wrong."
        )
        problems.append(finding("spf-lookups", message, "Remove services that no longer mail for the domain."))
    return [*problems, *_spf_end(domain, terms)]


def _spf_count(domain: str, count: int) -> Problem:
    if count:
        hint = "Write their mechanisms into one record."
        return finding("spf-several", f"{domain} has {count} SPF records: together they count as none.", hint)
    hint = "Ask your engine or relay for its line: `v=spf1 include:… -all`, a TXT record of the domain."
    return finding("spf-missing", f"{domain} has no SPF record.", hint)


def _spf_end(domain: str, terms: Sequence[str]) -> list[Problem]:
    ends = [term.lower() for term in terms if re.fullmatch(r"[+\-~?]?all", term, re.IGNORECASE)]
    if ends and ends[0] in {"all", "+all"}:
        message = f"SPF of {domain} ends in `+all`: anybody may mail in its name."
        return [finding("spf-open", message, "End it in `-all` or `~all`.")]
    if (ends and ends[0] == "?all") or (not ends and not any(term.lower().startswith("redirect=") for term in terms)):
        message = f"SPF of {domain} says nothing of servers that it does not name."
        return [finding("spf-neutral", message, "End it in `-all` or `~all`.", Severity.WARNING)]
    return []


def dkim(name: str, records: Sequence[str]) -> list[Problem]:
    """Say what is wrong with a DKIM key, given the TXT records of `<selector>._domainkey.<domain>`."""
    if not records:
        hint = "Publish the key that your engine or relay shows, as a TXT record of that name."
        return [finding("dkim-missing", f"There is no DKIM key at {name}.", hint)]
    if len(records) > 1:
        return [
            finding(
                "dkim-several",
                f"There are {len(records)} records at {name}: which one counts is left to chance.",
                _AGAIN,
            )
        ]
    tags = _tags(joined(records[0]))
    key, kind = re.sub(r"\s", "", tags.get("p", "")), tags.get("k", "rsa")
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        return [
            finding("dkim-syntax", f"The record at {name} is no DKIM key.", "It begins with `v=DKIM1;` and has `p=`.")
        ]
    if not key:
        return [finding("dkim-revoked", f"The DKIM key at {name} is revoked (`p=` is empty).", "Publish the new key.")]
    problems = _dkim_key(name, key, kind)
    if "y" in tags.get("t", "").split(":"):
        message = f"The DKIM key at {name} is marked as a test (`t=y`): receivers may take no notice of it."
        problems.append(finding("dkim-test", message, "Remove `t=y` when signing works.", Severity.WARNING))
    if tags.get("h") and "sha256" not in tags["h"].split(":"):
        problems.append(
            finding(
                "dkim-hash", f"The DKIM key at {name} allows no SHA-256 (`h={tags['h']}`), RFC 8301.", "Remove `h=`."
            )
        )
    return problems


def _dkim_key(name: str, key: str, kind: str) -> list[Problem]:
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        return [finding("dkim-syntax", f"The key at {name} is not Base64: some of it was lost.", _AGAIN)]
    if kind == "ed25519":
        if len(raw) == 32:  # RFC 8463, 4
            return []
        return [finding("dkim-syntax", f"The key at {name} is no Ed25519 key: it has {len(raw)} bytes.", _AGAIN)]
    bits = rsa_bits(raw)
    if bits is None:
        return [finding("dkim-syntax", f"The key at {name} is no RSA key.", _AGAIN)]
    if bits < 1024:
        hint = "Make one of 2048 bits."
        return [finding("dkim-weak", f"The key at {name} has {bits} bits: receivers refuse it (RFC 8301).", hint)]
    if bits < 2048:
        message = f"The key at {name} has {bits} bits; 2048 are asked for."
        return [finding("dkim-weak", message, "Make a new one when you can.", Severity.WARNING)]
    return []


def rsa_bits(der: bytes) -> int | None:
    """Give the size of an RSA public key, as SubjectPublicKeyInfo or as bare RSAPublicKey; None where it is neither."""
    try:
        if _RSA in der[:32]:
            inside = _element(der)[1]
            key = _element(inside[_length(inside) :])[1]  # behind the algorithm: a bit string
            der = key[1:]
        tag, modulus = _element(_element(der)[1])
    except IndexError:
        return None
    return int.from_bytes(modulus).bit_length() if tag == 2 and modulus else None


def _element(der: bytes) -> tuple[int, bytes]:
    """Read one DER element: its tag and its content."""
    size, start = der[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(der[2:start])
    if len(der) < start + size:
        raise IndexError
    return der[0], der[start : start + size]


def _length(der: bytes) -> int:
    """Give the length of the first DER element, head included."""
    extra = der[1] & 0x7F if der[1] & 0x80 else 0
    return 2 + extra + (int.from_bytes(der[2 : 2 + extra]) if extra else der[1])


def dmarc(domain: str, records: Sequence[str]) -> list[Problem]:
    """Say what is wrong with a domain's DMARC, given the TXT records of `_dmarc.<domain>`."""
    found = [text for record in records if (text := joined(record)).replace(" ", "").startswith("v=DMARC1")]
    if not found:
        hint = f"Publish `v=DMARC1; p=none; rua=mailto:…` as a TXT record of _dmarc.{domain}, and tighten it later."
        return [
            finding("dmarc-missing", f"{domain} has no DMARC record: Gmail and Yahoo ask bulk senders for one.", hint)
        ]
    if len(found) > 1:
        return [
            finding(
                "dmarc-several", f"{domain} has {len(found)} DMARC records: together they count as none.", "Leave one."
            )
        ]
    tags = _tags(found[0])
    problems = []
    if tags.get("p") not in {"none", "quarantine", "reject"}:
        problems.append(
            finding(
                "dmarc-policy",
                f"DMARC of {domain} has no policy that is known: `p={tags.get('p', '')}`.",
                "Write `p=none`.",
            )
        )
    if tags.get("p") == "none":
        message = f"DMARC of {domain} only watches (`p=none`)."
        hint = "That is enough for bulk senders; when the reports are clean, `p=quarantine` keeps forgers out."
        problems.append(finding("dmarc-none", message, hint, Severity.INFO))
    if "mailto:" not in tags.get("rua", ""):
        message = f"DMARC of {domain} asks for no reports (`rua`): nobody learns who mails in its name."
        problems.append(finding("dmarc-reports", message, "Add `rua=mailto:…`.", Severity.INFO))
    return problems


def _tags(text: str) -> dict[str, str]:
    """Read a list of tags (RFC 6376, 3.2): `name=value; name=value`."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def finding(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
    """Make a finding of the doctor's."""
    return Problem(severity=severity, code=f"doctor.{code}", message=message, hint=hint)
