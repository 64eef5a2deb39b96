"""`newsletter` on a machine that goes away: `python mortal.py LOG STEP WHEN ARGUMENT…`.

It writes down each step of publishing, one a line, `before` or `after` it, and kills itself at the STEP of that
number, or at the first one of that name, as a power cut would: SIGKILL, nothing is tidied up. Which steps there are is read from the
code: what a runner carries out (`Work`), what it writes into a claim (`Store`), what it asks of an engine
(`Engine`), of a place for the site (`Target`) and of its own relay.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.cli import main
from newsletter.publish import steps
from newsletter.publish.claims import Store
from newsletter.publish.engines import pick as engines
from newsletter.publish.engines.contract import Engine
from newsletter.publish.own_relay import OwnRelay
from newsletter.publish.stores import FileStore, RefStore
from newsletter.publish.targets import pick as targets
from newsletter.publish.targets.contract import Target

if TYPE_CHECKING:
    from collections.abc import Callable

# What only looks: a death there leaves what the step before has left.
LOOKS = {"read", "read_all", "plan", "find", "status"}
RELAY = ("freeze", "mail")


def acts(contract: type) -> list[str]:
    """List what a contract lets do, without what only looks."""
    named = [field.name for field in fields(contract)] if contract is steps.Work else _methods(contract)
    return [name for name in named if name not in LOOKS]


def _methods(contract: type) -> list[str]:
    return [name for name, it in vars(contract).items() if not name.startswith("_") and callable(it)]


class Watch:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, log: Path, step: str, when: str) -> None:
        self.log, self.step, self.when, self.count = log, step, when, 0

    def __call__(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def watched(*arguments: Any, **keywords: Any) -> Any:
            if self.when == "before":
                self.passed(name)
            result = act(*arguments, **keywords)
            if self.when == "after":
                self.passed(name)
            return result

        return watched

    def passed(self, name: str) -> None:
        self.count += 1
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{name}\n")
        if self.step in {str(self.count), name}:
            os.kill(os.getpid(), signal.SIGKILL)

    def methods(self, owner: type, names: list[str] | tuple[str, ...]) -> None:
        for name in names:
            setattr(owner, name, self(name, getattr(owner, name)))

    def opened(self, module: Any, door: str, contract: type) -> None:
        """Watch what a door opens: an engine or a place, of whichever kind newsletter.toml names."""
        real, seen = getattr(module, door), set()

        def opening(*arguments: Any) -> Any:
            made = real(*arguments)
            if type(made) not in seen:
                seen.add(type(made))
                self.methods(type(made), acts(contract))
            return made

        setattr(module, door, opening)

    def everything(self) -> None:
        real = steps.publish

        def publish(order: Any, work: Any, *rest: Any) -> Any:
            mortal = {name: self(name, getattr(work, name)) for name in acts(steps.Work)}
            return real(order, replace(work, **mortal), *rest)

        steps.publish = publish  # type: ignore[assignment]  # the same, watched
        for store in (FileStore, RefStore):
            self.methods(store, acts(Store))
        self.methods(OwnRelay, RELAY)
        self.opened(engines, "engine", Engine)
        self.opened(targets, "target", Target)


if __name__ == "__main__":
    Watch(Path(sys.argv[1]), sys.argv[2], sys.argv[3]).everything()
    sys.argv[1:] = sys.argv[4:]
    sys.exit(main())
