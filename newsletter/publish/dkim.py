"""Sign a message (RFC 6376), for who sends through a relay that does not sign; needs the `dkim` extra."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.problems import NewsletterError

# Each is signed once more than it occurs, so that none can be added behind our back (RFC 6376, 8.15).
_SEALED = (
    *(b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"Reply-To"),
    *(b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
    *(b"List-Id", b"List-Unsubscribe", b"List-Unsubscribe-Post"),
)
_SIGNED = (b"List-Archive", b"List-Post")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A domain, the selector its key is published under, and the private key (RSA, PEM)."""

    domain: str
    selector: str
    key: bytes = field(repr=False)


def sign(message: bytes, signer: Signer) -> bytes:
    """Put a DKIM-Signature before the message: relaxed headers and body, RSA with SHA-256.

    RFC 8058 wants List-Unsubscribe and List-Unsubscribe-Post under the signature; dkimpy's own
    choice of headers leaves the second one out. Raises NewsletterError for a key that is none.
    """
    try:
        import dkim
    except ImportError:
        hint = "Install `newsletter-desk[dkim]`, or let the relay sign."
        raise NewsletterError.of("dkim.missing", "Signing needs dkimpy.", hint) from None
    try:
        signature: bytes = dkim.sign(
            message,
            signer.selector.encode("ascii"),
            signer.domain.encode("ascii"),
            signer.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=_headers(message),
            linesep=b"\r\n",
        )
    except (dkim.DKIMException, ValueError, IndexError):
        hint = "Give the RSA private key in PEM form, of 1024 bits or more, and plain names of domain and selector."
        # What the library says may hold a piece of the key.
        raise NewsletterError.of("dkim.key", "The message cannot be signed with this key.", hint) from None
    return signature + message


def _headers(message: bytes) -> list[bytes]:
    """Name the headers to sign: a sealed one as often as it occurs and once more."""
    head = message.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    present = [line.partition(b":")[0] for line in head if not line.startswith((b" ", b"\t"))]
    once = [name for name in (*_SEALED, *_SIGNED) if name.lower() in present]
    return [*once, *_SEALED]
