"""Making the message of each reader: filled in, against `EmailMessage` built each time.

python bench/merge.py
"""

from __future__ import annotations

import statistics
import sys
import time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from bench.ordinary import LETTER, copy_for
from newsletter.publish.merge import fill, prepare
from newsletter.publish.message import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.publish.message import Copy

FLOOR = 40  # times
ROUNDS = 5
FORM = prepare(LETTER)


def built_each_time(copy: Copy) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{LETTER.from_name}" <{LETTER.from_address}>'
    message["To"] = copy.to
    message["Subject"] = LETTER.subject
    message["Date"] = format_datetime(LETTER.date)
    message["Message-ID"] = copy.message_id
    message["List-Id"] = f"<{LETTER.list_id}>"
    message["List-Unsubscribe"] = f"<{filled(LETTER.unsubscribe_url, LETTER, copy)}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(filled(LETTER.text, LETTER, copy), cte="quoted-printable")
    message.add_alternative(filled(LETTER.html, LETTER, copy, escape=True), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def filled_in(copy: Copy) -> bytes:
    return fill(FORM, copy)


def rate(make: Callable[[Copy], bytes], count: int) -> float:
    copies = [copy_for(f"reader{number}@example.net") for number in range(count)]
    start = time.perf_counter()
    for copy in copies:
        make(copy)
    return count / (time.perf_counter() - start)


def main() -> int:
    rounds = [(rate(built_each_time, 100), rate(filled_in, 20_000)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in rounds)
    print(f"message of {len(filled_in(copy_for('reader1@example.net'))):,} bytes, medians of {ROUNDS} rounds, one core")
    print(f"  EmailMessage each time  {statistics.median(theirs for theirs, _ in rounds):>10,.0f} /s")
    print(f"  filled in               {statistics.median(ours for _, ours in rounds):>10,.0f} /s   {ratio:.0f} times")
    return int(ratio < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
