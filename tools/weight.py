"""How heavy the shipped mails and pages are, theme by theme: `python tools/weight.py`. The tests hold the limits."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from browsing import THEMES, shipped

from newsletter.publish.quoted import quoted_printable


def main() -> int:
    """Print a line a theme, in bytes: the longest mail as it is sent, its style sheets, the heaviest page with its own."""
    sys.stdout.write(f"{'theme':10}{'mail':>10}{'styles':>10}{'page':>10}\n")
    for theme in THEMES:
        with tempfile.TemporaryDirectory() as folder:
            library = shipped(Path(folder), theme)
            mails = [library.mail(name) for name in library.names]
            styles = [sum(map(len, re.findall(r"<style.*?</style>", mail, re.DOTALL))) for mail in mails]
            site = library.folder / "out/site"
            sheet = sum(path.stat().st_size for path in (site / "assets").glob("*.css"))
            pages = [(site / path).stat().st_size + sheet for path in library.pages()]
            longest = max(len(quoted_printable(mail)) for mail in mails)
            sys.stdout.write(f"{theme:10}{longest:>10,}{max(styles):>10,}{max(pages):>10,}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
