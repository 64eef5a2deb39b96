"""Mail addresses: which ones we can write to, in which form, and which two are one reader."""

from __future__ import annotations

import re
import unicodedata

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")
_FORMULA = ("=", "+", "-", "@")
_SEVERAL = re.compile(r"@[^@]*[,;\s][^@]*@")
LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets


def mailbox(text: str) -> str:
    """Give the address as it goes on the wire: NFC, domain in lower-case ASCII (IDNA 2008, UTS 46).

    Quoted local parts, address literals and addresses that need SMTPUTF8 are refused. Raises
    ValueError with a reason that does not repeat the address: reasons are logged, addresses are not.
    """
    address = unicodedata.normalize("NFC", text.strip())
    _refuse_cell(address)
    local, _, domain = address.rpartition("@")
    if not local:
        raise ValueError("not a mail address")
    if not local.isascii():
        raise ValueError("a character outside ASCII before the @")
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        raise ValueError("not a mail address: the part before the @")
    domain = domain.lower() if domain.isascii() else _ascii_domain(domain)
    if not _DOMAIN.fullmatch(domain):
        raise ValueError("not a mail address: the domain")
    if len(local) + 1 + len(domain) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    return f"{local}@{domain}"


def same_reader(address: str) -> str:
    """Give the key under which two spellings of an address are one reader: no host tells letter case apart."""
    return address.lower()


def _refuse_cell(address: str) -> None:
    """Refuse what spreadsheets and copy and paste leave in a cell."""
    if not address:
        raise ValueError("empty")
    if address.startswith(_FORMULA):
        raise ValueError("begins like a spreadsheet formula")
    if "\n" in address or "\r" in address:
        raise ValueError("a line break inside the address")
    if _SEVERAL.search(address):
        raise ValueError("more than one address in the row")
    for character in address if not address.isascii() else "":
        category = unicodedata.category(character)
        if category == "Cs":
            raise ValueError("bytes that are not UTF-8")
        if category in {"Cc", "Cf"}:
            raise ValueError(f"an invisible character (U+{ord(character):04X})")


def _ascii_domain(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError("not a mail address: the domain") from None
