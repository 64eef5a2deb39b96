"""Sending with the ledger to few readers and to many: the memory must stay what it is.

python -m bench smtp-memory [READERS…]     a thousand, ten thousand, … a million, if none are named
"""

from __future__ import annotations

import sys

from bench.smtp import ours, sink

COUNTS = (1_000, 10_000, 100_000, 1_000_000)
CONNECTIONS = 10
FLAT = 16 * 1024  # kB that the largest mailing may take more than the smallest: caches that fill


def main(counts: tuple[int, ...]) -> int:
    print(f"{CONNECTIONS} connections to smtp-sink, each mailing a process of its own, its ledger on the disk")
    peaks = []
    with sink() as port:
        for count in counts:
            rate, peak = ours(port, CONNECTIONS, count)
            peaks.append(peak)
            print(f"  {count:>9,} readers: {rate:>6,.0f} /s, {peak / 1024:.1f} MB at most", flush=True)
    more = max(peaks) - peaks[0]
    print(f"  {more / 1024:.1f} MB more than for {counts[0]:,}; up to {FLAT // 1024} MB is flat")
    return int(more > FLAT)


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or COUNTS))
