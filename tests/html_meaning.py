"""What a mail's HTML means, as a value to compare: how it is folded, spaced and split into comments is no part of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

Event = tuple[str, ...]

_STRUCTURE = {"table", "thead", "tbody", "tr", "td", "th"}
_CONDITIONAL = re.compile(r"\[if ([^\]]+)\]>(.*)<!\[endif\]", re.DOTALL)


def meaning(html: str) -> list[Event]:
    """Give tags, attributes, words and styles in order, each with the condition for Outlook that it stands under."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.settled()


def words(html: str) -> str:
    """Give the text of a page's body outside of comments, blanks as they are."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.heard)


class _Reader(HTMLParser):
    def __init__(self, condition: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.condition = condition
        self.events: list[Event] = []
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.verbatim += tag in {"pre", "textarea"}
        told = sorted(f"{name}={_value(name, value or '')}" for name, value in attrs)
        self.events.append((self.condition, f"<{tag}", *told))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.verbatim -= tag in {"pre", "textarea"}
        self.events.append((self.condition, f"</{tag}"))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            data = re.sub(r"\s*([{};,])\s*", r"\1", data.strip())
        elif not self.verbatim:
            data = re.sub(r"[ \t\r\n]+", " ", data)
        self.events.append((self.condition, "text", data))

    def handle_comment(self, data: str) -> None:
        conditional = _CONDITIONAL.fullmatch(data)
        if not conditional:
            self.events.append((self.condition, "comment", data))
            return
        inner = _Reader(conditional[1])
        inner.feed(conditional[2])
        inner.close()
        self.events += inner.settled()

    def handle_decl(self, decl: str) -> None:
        self.events.append((self.condition, "declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def settled(self) -> list[Event]:
        """Join text with text, and leave out blanks between the parts of a table."""
        joined: list[Event] = []
        for event in self.events:
            if event[1] == "text" and joined and joined[-1][:2] == event[:2]:
                joined[-1] = (*event[:2], re.sub("  +", " ", joined[-1][2] + event[2]))
            else:
                joined.append(event)
        around = [("", ""), *joined, ("", "")]
        return [
            event
            for before, event, after in zip(around, around[1:], around[2:], strict=False)
            if not (event[1:] == ("text", " ") and (_structural(before) or _structural(after) or not after[1]))
        ]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[str] = []
        self.deaf = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.deaf += {"body": -1, "style": 1}.get(tag, 0)

    def handle_endtag(self, tag: str) -> None:
        self.deaf += {"body": 1, "style": -1}.get(tag, 0)

    def handle_data(self, data: str) -> None:
        if not self.deaf:
            self.heard.append(data)


def _structural(event: Event) -> bool:
    return event[1].lstrip("</") in _STRUCTURE


def _value(name: str, value: str) -> str:
    if name == "style":
        return ";".join(
            ":".join(part.strip() for part in rule.split(":", 1)) for rule in value.split(";") if rule.strip()
        )
    return " ".join(sorted(value.split())) if name == "class" else value
