"""`python -m bench [NAME…] [NUMBER…]`: run benches by name, all of them if none is named, each with the numbers."""

from __future__ import annotations

import compileall
import pkgutil
import subprocess
import sys

import bench
from bench.timing import ROOT

INSIDE = {"__main__", "corpus", "feed_corpus", "ordinary", "timing"}


def main() -> int:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in INSIDE)
    numbers = [word for word in sys.argv[1:] if word.isdecimal()]
    wanted = [word.replace("-", "_") for word in sys.argv[1:] if not word.isdecimal()] or names
    for name in wanted:
        if name not in names:
            sys.stderr.write(f"There is no bench `{name}`. There are: {', '.join(names)}.\n")
            return 2
    failed = 0
    compileall.compile_dir(ROOT / "newsletter", quiet=1)  # as an installed package is
    for name in wanted:
        print(f"\n## {name}\n", flush=True)
        # A process of its own, so that the memory of one bench is not the other's.
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}", *numbers], cwd=ROOT, check=False).returncode
    return min(failed, 1)


sys.exit(main())
