"""The one look at the clock. SOURCE_DATE_EPOCH stops it (reproducible-builds.org/specs/source-date-epoch)."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from newsletter.problems import NewsletterError


def now() -> datetime:
    """Give the time, aware, in UTC. Raises NewsletterError where SOURCE_DATE_EPOCH is not a number of seconds."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH is `{fixed}`: it must be a number of seconds since 1970."
        raise NewsletterError.of("clock.epoch", message, "Unset it, or give it a whole number.") from error
