"""Subscribers imported from a CSV file and frozen into a ledger: time and memory.

python -m bench subscribers [READERS]
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from newsletter.publish.ledger import open_ledger
from newsletter.publish.subscribers import open_subscribers

CEILING = 60.0  # seconds for a million


def written(folder: Path, readers: int) -> Path:
    """Write a file in no order, with one row in a thousand that is none."""
    chance = random.Random(7)
    file = folder / "readers.csv"
    with file.open("w") as out:
        out.write("name;email;city\n")
        for number in range(readers):
            at = "@" if number % 1000 else "(at)"
            out.write(f"Name {number};reader{chance.randrange(10**9)}.{number}{at}example{number % 997}.org;Lyon\n")
    return file


def main(readers: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = written(folder, readers)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        with open_subscribers(folder / "subscribers.sqlite") as store:
            result = store.import_csv(file, day="2025-11-07")
            imported = time.perf_counter() - start
            with open_ledger(folder / "ledger.sqlite") as ledger:
                frozen = ledger.freeze("sha", store.audience(), now=0)
        took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{readers:,} rows: {result.added:,} imported, {result.refused:,} refused in {imported:.1f} s")
    print(f"  {frozen:,} frozen after {took:.1f} s; memory {before // 1024} MB before, {after // 1024} MB at most")
    return int(took > CEILING)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
