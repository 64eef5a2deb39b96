"""`python -m bench [NAME…]`: run benches by name, all of them if none is named."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench

INSIDE = {"__main__", "corpus", "feed_corpus", "timing"}


def main() -> int:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in INSIDE)
    wanted = sys.argv[1:] or names
    for name in wanted:
        if name not in names:
            sys.stderr.write(f"There is no bench `{name}`. There are: {', '.join(names)}.\n")
            return 2
        print(f"\n## {name}\n")
        importlib.import_module(f"bench.{name}").main()
    return 0


sys.exit(main())
