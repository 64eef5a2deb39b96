"""TXT records of names: asked of DNS, or given in a file. The one door to DNS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LINE = re.compile(r"(?P<name>\S+?)\.?\s+(?:\d+\s+)?(?:IN\s+)?TXT\s+(?P<value>.+)", re.IGNORECASE)
_PATIENCE = 10.0  # seconds for all that is asked of one name


def asked(names: Sequence[str], server: tuple[str, int] | None = None) -> dict[str, tuple[str, ...]]:
    """Ask DNS, the machine's own or a server by address and port. A name without TXT records gives none.

    Raises NewsletterError where DNS does not answer, and without dnspython (extra `dkim`).
    """
    try:
        import dns.exception
        import dns.resolver
    except ImportError:
        hint = "Install `newsletter-desk[dkim]`, or give the records: `--records FILE`."
        raise NewsletterError.of("doctor.no-dns", "Looking up records needs dnspython.", hint) from None
    found = {}
    try:
        resolver = dns.resolver.Resolver(configure=server is None)
        if server:
            resolver.nameservers, resolver.port = [server[0]], server[1]
        for name in names:
            try:
                answer = resolver.resolve(name, "TXT", lifetime=_PATIENCE)
            except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
                continue
            found[name] = tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
    except dns.exception.DNSException as error:
        hint = "Look at the network, or give the records: `--records FILE`; `--offline` leaves them out."
        raise NewsletterError.of("doctor.dns", f"DNS does not answer: {type(error).__name__}.", hint) from error
    return found


def given(file: Path) -> dict[str, tuple[str, ...]]:
    """Read records as zone files and `dig` write them: `name TXT "value"`, one a line.

    Raises NewsletterError for a file that cannot be read and for a line that is no TXT record.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NewsletterError.of("doctor.records", f"`{file}` cannot be read.", "Give a text file.") from error
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith((";", "#")):
            continue
        read = _LINE.fullmatch(line.strip())
        if read is None:
            hint = 'Write `example.org TXT "v=spf1 -all"`.'
            raise NewsletterError.of("doctor.records", "This is no TXT record.", hint, path=str(file), line=number)
        name = read["name"].lower()
        found[name] = (*found.get(name, ()), read["value"])
    return found
