"""Whether a function's work grows in step with its input, by counting calls instead of seconds."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def calls(act: Callable[[], object]) -> int:
    """Count the calls, Python's and C's, that an act makes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


def is_linear(act: Callable[[str], object], unit: str, size: int) -> bool:
    """Tell whether twice the input costs at most a little more than twice the calls."""
    once, twice = (calls(partial(act, unit * length)) for length in (size, 2 * size))
    return twice <= 2.2 * once + 200
