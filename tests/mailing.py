"""A mailing as a process of its own, to be killed, starved of disk or shut out of its ledger.

python mailing.py LEDGER PORT POLICY READERS [LARGEST_FILE]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from letters import LETTER, copy_for

from newsletter.problems import NewsletterError
from newsletter.publish.ledger import open_ledger
from newsletter.publish.merge import fill, prepare
from newsletter.publish.outcome import Policy
from newsletter.publish.relay import Relay, Security
from newsletter.publish.send import Orders, send

NOBODY = 65534


def people(count: int) -> list[str]:
    return [f"reader{number}@example.net" for number in range(count)]


def orders(policy: Policy) -> Orders:
    return Orders(
        sender="bounce@example.org",
        policy=policy,
        connections=5,
        patience=10.0,
        backoff=(0.01,) * 12,
        reconnect=(0.05,) * 20,
    )


def started(ledger: Path, port: int, policy: Policy, readers: int, *more: str) -> subprocess.Popen[str]:
    """Start a mailing as a process."""
    tests = Path(__file__).parent
    paths = os.pathsep.join([str(tests), str(tests.parent)])
    command = [sys.executable, __file__, str(ledger), str(port), str(policy), str(readers), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stdout=pipe, stderr=pipe, text=True)


def main(ledger: str, port: str, policy: str, readers: str, largest_file: str = "") -> int:
    form = prepare(LETTER)
    try:
        with open_ledger(Path(ledger)) as opened:
            opened.freeze("sha", people(int(readers)), now=0)
            if largest_file:
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file), int(largest_file)))
            send(
                opened,
                Relay(host="127.0.0.1", port=int(port), security=Security.NONE, hello="example.org"),
                lambda address: fill(form, copy_for(address)),
                orders(Policy(policy)),
                gone=lambda _addresses: set(),
            )
    except NewsletterError as error:
        sys.stdout.write(f"{error.problems[0].code} {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    if os.geteuid() == 0:
        # Root may write everywhere: a ledger that must not be written needs somebody else.
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    sys.exit(main(*sys.argv[1:]))
