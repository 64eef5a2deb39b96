"""The mailing through a relay of one's own: the letter, each reader's copy, and the ledger that says who has it."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.problems import NewsletterError
from newsletter.publish import dkim, relay, send
from newsletter.publish.addresses import same_reader
from newsletter.publish.engines.merge_syntax import READER, UNSUBSCRIBE
from newsletter.publish.ledger import open_ledger
from newsletter.publish.merge import fill, prepare
from newsletter.publish.message import Copy, Letter, message_id
from newsletter.publish.outcome import Policy
from newsletter.publish.subscribers import open_subscribers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsletter.destinations import Smtp
    from newsletter.publish.engines.contract import Mail
    from newsletter.publish.ledger import Tally
    from newsletter.publish.outcome import Answer

NAME = "smtp"
SECRET, DKIM_KEY = "NEWSLETTER_SECRET", "NEWSLETTER_DKIM_KEY"
_PATIENCE = 600.0  # seconds: well within the lease of a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRelay:
    """A relay, with the folder of this machine that holds subscribers and ledgers (`.newsletter`).

    `ca_file` is where the certificate of a private authority lies. `patience`: how many seconds a run waits
    for readers who are to be tried again.
    """

    settings: Smtp
    private: Path
    ca_file: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    patience: float = _PATIENCE

    @property
    def subscribers(self) -> Path:
        """Where the subscribers are."""
        return self.private / "subscribers.sqlite"

    def ledger(self, key: str) -> Path:
        """Where the ledger of a mailing is."""
        return self.private / "mailings" / f"{key}.sqlite"

    def tag(self, address: str) -> str:
        """Give what stands for a reader in addresses: stable, `[a-z2-7]`, and telling nobody who it is."""
        return reader_tag(secret(self.private, self.environ), address)

    def composer(self, mail: Mail, letter: Letter) -> Callable[[str], bytes]:
        """Give what writes a reader's message. Raises NewsletterError for what no message can carry."""
        form, key = prepare(letter), secret(self.private, self.environ)
        signer = self._signer(mail.sender[1])
        domain = mail.sender[1].rpartition("@")[2]

        def composed(address: str) -> bytes:
            tag = reader_tag(key, address)
            fields = {UNSUBSCRIBE: self.settings.unsubscribe.replace("{reader}", tag), READER: tag}
            copy = Copy(to=address, message_id=message_id(key, mail.key, same_reader(address), domain), fields=fields)
            message = fill(form, copy)
            return dkim.sign(message, signer) if signer else message

        return composed

    def letter(self, mail: Mail, *, date: datetime, title: str, archive: str) -> Letter:
        """Make the letter of a mail. Raises NewsletterError where there is no way to unsubscribe."""
        if UNSUBSCRIBE not in mail.html or UNSUBSCRIBE not in mail.text:
            hint = f"Link to {UNSUBSCRIBE} in the templates; each reader's own address takes its place."
            raise NewsletterError.of("mail.no-unsubscribe", "The mail has no link to unsubscribe.", hint)
        host = urlsplit(archive).hostname or "newsletter.invalid"
        return Letter(
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            from_name=mail.sender[0],
            from_address=mail.sender[1],
            date=date,
            list_id=host if "." in host else f"newsletter.{host}",
            list_name=title,
            archive_url=archive.replace("http://", "https://", 1),
            unsubscribe_url=UNSUBSCRIBE,
            unsubscribe_mailto=f"mailto:{self.settings.mailto or mail.sender[1]}?subject=unsubscribe%20{READER}",
            placeholders=(UNSUBSCRIBE, READER),
        )

    def test(self, mail: Mail, letter: Letter, addresses: Sequence[str]) -> dict[str, Answer]:
        """Mail a few addresses without a ledger; give the relay's answer for each."""
        sender = self.settings.bounces or mail.sender[1]
        return send.send_test(self._relay(sender), self.composer(mail, letter), sender, list(addresses))

    def readers(self) -> int:
        """Count who would be mailed. Raises NewsletterError where nobody is subscribed."""
        with open_subscribers(self.subscribers) as store:
            size = store.count()
        if not size:
            raise _nobody()
        return size

    def freeze(self, mail: Mail, *, begun: bool, edited: bool) -> int:
        """Write down who is to be mailed, once; give how many. `begun`: an earlier run may have mailed some.

        Raises NewsletterError where nobody is subscribed, where the mail is another than the one that was
        begun, and where it was begun on another machine, whose ledger is not here.
        """
        path = self.ledger(mail.key)
        if begun and not path.exists():
            message = "This mailing was begun on another machine: who has been mailed is written down there."
            raise NewsletterError.of("relay.elsewhere", message, "Publish from there, or bring its `.newsletter` here.")
        with open_subscribers(self.subscribers) as store, open_ledger(path) as ledger:
            size = ledger.freeze(mail.content, store.audience(), now=time.time(), edited=edited)
        if not size:
            path.unlink()
            raise _nobody()
        return size

    def mail(self, mail: Mail, letter: Letter, *, retry: bool, alive: Callable[[], None]) -> Tally:
        """Mail everybody of the frozen audience who is still to be mailed; give where it stands.

        `alive` is called now and then; what it raises stops the mailing before the next reader.
        """
        sender = self.settings.bounces or mail.sender[1]
        policy = Policy.RETRY if retry else Policy(self.settings.in_doubt)
        orders = send.Orders(
            sender=sender, policy=policy, connections=self.settings.connections, patience=self.patience
        )
        with open_subscribers(self.subscribers) as store, open_ledger(self.ledger(mail.key)) as ledger:

            def gone(addresses: list[str]) -> set[str]:
                alive()
                return store.gone(addresses)

            return send.send(ledger, self._relay(sender), self.composer(mail, letter), orders, gone=gone)

    def tally(self, key: str) -> Tally | None:
        """Give where a mailing stands; None where none was begun here."""
        if not self.ledger(key).exists():
            return None
        with open_ledger(self.ledger(key), to_send=False) as ledger:
            return ledger.tally()

    def _relay(self, sender: str) -> relay.Relay:
        return relay.Relay(
            host=self.settings.host,
            port=self.settings.port,
            security=relay.Security(self.settings.security),
            hello=sender.rpartition("@")[2],
            credentials=relay.credentials(self.environ),
            ca_file=self.ca_file,
        )

    def _signer(self, sender: str) -> dkim.Signer | None:
        selector, key = self.settings.dkim_selector, self.environ.get(DKIM_KEY, "")
        if not selector:
            return None
        if not key:
            hint = f"Set {DKIM_KEY} to the private key (PEM), or remove `dkim_selector`."
            raise NewsletterError.of("relay.dkim", f"{DKIM_KEY} is not set.", hint)
        domain = self.settings.dkim_domain or sender.rpartition("@")[2]
        return dkim.Signer(domain=domain, selector=selector, key=key.encode())


def reader_tag(key: bytes, address: str) -> str:
    """Give the tag of a reader under a secret."""
    digest = hmac.digest(key, b"reader\0" + same_reader(address).encode(), "sha256")
    return base64.b32encode(digest[:15]).decode().lower()


def secret(private: Path, environ: Mapping[str, str]) -> bytes:
    """Give the newsletter's secret, from the environment or from a file that is made once, for its owner alone."""
    if given := environ.get(SECRET, ""):
        return given.encode()
    path = private / "secret"
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = private / f".secret-{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process made it just now: that one counts
        finally:
            fresh.unlink()
    return path.read_bytes().strip()


def _nobody() -> NewsletterError:
    hint = "Bring them in with `newsletter subscribers import FILE`."
    return NewsletterError.of("relay.nobody", "Nobody is subscribed on this machine.", hint)
