"""Waits until the web copy is what readers will find behind the mail's links."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newsletter.problems import NewsletterError
from newsletter.publish.engines.http import look

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 600.0  # seconds: hosts that build pages themselves take minutes
_FIRST, _LONGEST = 1.0, 20.0  # seconds between two looks; they double


def wait(
    url: str,
    mark: str,
    *,
    patience: float = PATIENCE,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Return when the page answers 200 and holds `mark`, a text that only the new copy has.

    The bytes are not compared: hosts compress, move and add. Raises NewsletterError when `patience`
    seconds are over.
    """
    end = clock() + patience
    between = _FIRST
    while True:
        seen = look(url)
        if seen.status == 200 and mark.encode() in seen.body:
            return
        left = end - clock()
        if left <= 0:
            break
        pause(min(between, left))
        between = min(between * 2, _LONGEST)
    said = f"it answers {seen.status}" if seen.status else f"it does not answer ({seen.reason})"
    if seen.status == 200:
        said = "it still shows an older copy"
    raise NewsletterError.of(
        "publish.no-answer",
        f"The web copy is not there after {patience:.0f} s: {said}. Nothing has been mailed.",
        f"Open {url}; when it is there, publish again: what is done is not done twice.",
    )
