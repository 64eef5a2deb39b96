"""Golden files: what a case gives is compared with the file beside it; `make golden` writes them anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CASES_FOLDER = "tests/cases"


def compare(path: Path, found: str) -> None:
    """Assert that a golden file holds `found`."""
    if os.environ.get("NEWSLETTER_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: look at the output, then run `make golden`"
    assert found == path.read_text(encoding="utf-8"), f"{path} differs: look why, then run `make golden`"
