"""A private Postfix with an OpenDKIM beside it, both of Debian: they receive into maildirs and verify."""

from __future__ import annotations

import base64
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
_MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = example.net
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = texthash:{home}/readers
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
smtpd_tls_security_level = encrypt
smtpd_tls_key_file = {key}
smtpd_tls_cert_file = {cert}
smtpd_milters = inet:127.0.0.1:{milter}
milter_default_action = tempfail
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_OPENDKIM = """
Mode v
Socket inet:{milter}@127.0.0.1
AuthservID mx.example.net
AlwaysAddARHeader yes
InternalHosts {home}/internal
TestPublicKeys {home}/public-keys
RequireSafeKeys no
Syslog no
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: where it listens, whom it is certified by, where its mail lies."""

    port: int
    home: Path
    certificate: Path

    def mailbox(self, reader: str) -> list[bytes]:
        """Give the messages in a reader's maildir, as they lie on the disk."""
        return [file.read_bytes() for file in sorted((self.home / "mail" / reader / "new").glob("*"))]

    def wait(self, readers: list[str]) -> None:
        """Wait until each reader has a message."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if all(self.mailbox(reader) for reader in readers):
                return
            time.sleep(0.05)
        raise AssertionError((self.home / "log").read_text())


def need_mail_hosts() -> None:
    """Skip the test, loudly, where Postfix cannot run; fail where CI must have it."""
    programs = ("postfix", "opendkim", "openssl")
    missing = [name for name in programs if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    if os.geteuid() != 0:
        missing.append("root's rights")
    if missing:
        reason = f"NOT PROVEN with a real Postfix and OpenDKIM: {', '.join(missing)} missing (apt-get install postfix opendkim)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@contextmanager
def postfix(key: Path, cert: Path, public_key: bytes, selector: str) -> Iterator[Postfix]:
    """Run both with a configuration, a queue and ports of their own; stop both."""
    home = Path(tempfile.mkdtemp(prefix="mailhosts-"))
    home.chmod(0o755)
    port, milter = free_port(), free_port()
    values = {"home": home, "port": port, "milter": milter, "nobody": NOBODY, "key": key, "cert": cert}
    for folder in ("queue", "data", "mail", "etc"):
        (home / folder).mkdir()
    os.chown(home / "mail", NOBODY, NOBODY)
    os.chown(home / "data", pwd.getpwnam("postfix").pw_uid, -1)
    (home / "etc" / "main.cf").write_text(_MAIN.format(**values))
    (home / "etc" / "master.cf").write_text(_MASTER.format(**values))
    (home / "opendkim.conf").write_text(_OPENDKIM.format(**values))
    (home / "readers").write_text("".join(f"reader{number}@example.net reader{number}/\n" for number in range(100)))
    (home / "internal").write_text("192.0.2.1\n")
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public_key).decode()}"
    (home / "public-keys").write_text(f"{selector}._domainkey.example.org {record}\n")
    verifier = subprocess.Popen(["/usr/sbin/opendkim", "-f", "-x", str(home / "opendkim.conf")])
    server = subprocess.Popen(["/usr/sbin/postfix", "-c", str(home / "etc"), "start-fg"])
    try:
        listening(milter)
        listening(port)
        yield Postfix(port, home, cert)
    finally:
        # The process we started is a shell; the one to end is its child, which names itself.
        master = home / "queue" / "pid" / "master.pid"
        os.kill(int(master.read_text()) if master.exists() else server.pid, signal.SIGTERM)
        server.wait(20)
        verifier.kill()  # asked politely it takes five seconds, and it has nothing to save
        verifier.wait(20)
        shutil.rmtree(home)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
