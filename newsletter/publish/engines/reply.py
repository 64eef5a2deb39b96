"""What an engine answered: JSON whose every use is checked, for it was written elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """A JSON value and the way to it, for messages. Each method raises NewsletterError where it is another kind."""

    engine: str
    value: object = None
    at: str = "the answer"

    def __getitem__(self, key: str) -> Reply:
        """Go to a key of an object."""
        fields = self._be(dict, "an object")
        if key not in fields:
            raise self._unexpected(f"`{key}` is not in it")
        return Reply(self.engine, fields[key], f"{self.at}.{key}")

    def get(self, key: str) -> Reply | None:
        """Go to a key of an object, if it is there and not null."""
        found = self._be(dict, "an object").get(key)
        return None if found is None else Reply(self.engine, found, f"{self.at}.{key}")

    def __iter__(self) -> Iterator[Reply]:
        """Go through a list."""
        for index, item in enumerate(self._be(list, "a list")):
            yield Reply(self.engine, item, f"{self.at}[{index}]")

    @property
    def text(self) -> str:
        """A string."""
        return self._be(str, "a text")

    @property
    def id(self) -> str:
        """An identifier: a string, or a number as a string."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text

    @property
    def time(self) -> datetime:
        """A time with offset, in UTC."""
        try:
            at = datetime.fromisoformat(self.text)
        except ValueError:
            raise self._unexpected("it is not a time") from None
        return (at if at.utcoffset() is not None else at.replace(tzinfo=UTC)).astimezone(UTC)

    def _be(self, kind: type[T], named: str) -> T:
        if not isinstance(self.value, kind):
            raise self._unexpected(f"it is not {named}")
        return self.value

    def _unexpected(self, what: str) -> NewsletterError:
        return NewsletterError.of(
            "engine.unexpected",
            f"{self.engine} answered something that is not understood: {self.at}: {what}.",
            "Look there what became of the campaign; the engine may have changed its interface.",
        )
