"""What may have been done without an answer: looked for, never done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from newsletter.problems import NewsletterError
from newsletter.publish.engines.contract import State, refuse_unless
from newsletter.publish.engines.http import UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.publish.engines.contract import Campaign, Engine

T = TypeVar("T")
_LOOKS = (2.0, 5.0, 15.0)  # seconds before each look for what may have been done


def certain(act: Callable[[], T], look: Callable[[], T | None], pause: Callable[[float], None]) -> T:
    """Do something once; where it is unknown whether it was done, look, and never do it again.

    `look` gives what `act` would have given, or None where it was not done (yet). Raises UnknownError
    where it cannot be found out.
    """
    try:
        return act()
    except UnknownError as error:
        for wait in _LOOKS:
            pause(wait)
            try:
                found = look()
            except NewsletterError:
                continue
            if found is not None:
                return found
        raise error from None


def upserted(
    engine: Engine,
    key: str,
    make: Callable[[], Campaign],
    change: Callable[[Campaign], Campaign],
    pause: Callable[[float], None],
) -> Campaign:
    """Make the campaign of a mailing where there is none, change its draft where there is one."""
    found = engine.find(key)
    if found is None:
        return certain(make, lambda: engine.find(key), pause)
    refuse_unless(found, State.DRAFT)
    return change(found)


def settled(
    engine: Engine, campaign: Campaign, act: Callable[[], object], pause: Callable[[float], None], *states: State
) -> Campaign:
    """Change a campaign's state and look whether it is one of `states` now.

    Raises UnknownError where no answer came and the state is still another, and NewsletterError where the
    engine said yes and did nothing.
    """

    def look() -> Campaign | None:
        now = engine.status(campaign)
        return now if now.state in states else None

    def done() -> Campaign:
        act()
        now = look()
        if now is None:
            message = f"{engine.name} took the change of campaign {campaign.id}, and did not make it."
            raise NewsletterError.of("engine.unexpected", message, "Look at the campaign there.")
        return now

    return certain(done, look, pause)
