"""The blocks of a past edition, each from its pieces: opening, comment, news, Focus, polls, links, sponsor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.ingest import edition_marks as marks
from newsletter.ingest.edition_marks import Mark, mark_of
from newsletter.ingest.edition_pieces import Kind, Piece
from newsletter.ingest.entries import lead
from newsletter.model import Link, NewsItem, Poll, Results, Sponsor, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADDRESS = re.compile(r"\s*[:—–-]?\s*<?(https?://\S+?)>?$")
_ANYWHERE = re.compile(r"<?(https?://[^\s>]+)>?")
_LINK = re.compile(r"\[([^\]]*)\]\((https?://[^)\s]+)\)")
_SEED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TALLY = re.compile(r"(.+?)\s?:?\s\**(?:\d{1,3})\s*%\** \(([^()]+)\)\.?")
_ANSWERS = {"fr": ("Oui", "Non"), "en": ("Yes", "No")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A line that found no place in the issue. `block` is where it stood."""

    line: int
    text: str
    block: str


def paragraphs(pieces: Sequence[Piece]) -> str | None:
    """Set pieces as Markdown: paragraphs apart, the points of a list together. Nothing gives None."""
    text = ""
    before: Piece | None = None
    for piece in pieces:
        gap = "\n" if before and before.kind is piece.kind is Kind.POINT else "\n\n"
        text += gap + _written(piece) if text else _written(piece)
        before = piece
    return text or None


def _written(piece: Piece) -> str:
    match piece.kind:
        case Kind.POINT:
            return f"{'  ' * piece.level}- {piece.text}"
        case Kind.QUOTE:
            return "\n".join(f"> {line}".rstrip() for line in piece.text.split("\n"))
        case Kind.CODE:
            return "\n".join(f"    {line}" for line in piece.text.split("\n"))
        case Kind.HEADING:
            return f"**{piece.text}**"
    return piece.text


def without_images(pieces: Sequence[Piece], block: str, left: list[Leftover]) -> list[Piece]:
    """Take images out: their files did not come along, so that their words can only be noted."""
    left += [Leftover(line=piece.line, text=piece.text, block=block) for piece in pieces if piece.kind is Kind.IMAGE]
    return [piece for piece in pieces if piece.kind is not Kind.IMAGE]


def item(title: str, pieces: Sequence[Piece], short: str | None, left: list[Leftover]) -> NewsItem:
    """Read a piece: an intro, the points under « L’essentiel », closing lines, sources."""
    rest, sources = sources_of(without_images(pieces, title, left))
    start = next((index for index, piece in enumerate(rest) if mark_of(piece.text) is Mark.ESSENTIAL), None)
    if start is None:
        bullets = [index for index, piece in enumerate(rest) if piece.kind is Kind.POINT]
        cut = bullets[0] if len(bullets) > 1 else len(rest)
        intro, listed = rest[:cut], rest[cut:]
    else:
        intro, listed = rest[:start], rest[start + 1 :]
    points, closing = _points(listed)
    if not title and len(intro) > 1 and _is_title(intro[0].text):
        title, intro = intro[0].text, intro[1:]
    named = short[0].upper() + short[1:] if short else ""
    return NewsItem(
        title=title or named or lead(intro[0].text if intro else listed[0].text if listed else ""),
        short=short,
        intro=paragraphs(intro),
        essential=tuple(piece.text for piece in points),
        takeaway=paragraphs(closing),
        sources=sources,
    )


def _points(listed: Sequence[Piece]) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Part the points from the closing lines: by their marks, or, where those were lost, as one to two last lines."""
    if any(piece.kind is Kind.POINT for piece in listed):
        last = max(index for index, piece in enumerate(listed) if piece.kind is Kind.POINT)
        return listed[: last + 1], listed[last + 1 :]
    closing = 1 if len(listed) > 2 else 0
    if len(listed) > 3 and marks.closes_item(listed[-2].text):
        closing = 2
    return listed[: len(listed) - closing], listed[len(listed) - closing :]


def poll(pieces: Sequence[Piece], language: str, left: list[Leftover]) -> tuple[Poll | None, bool]:
    """Read a question and its answers. The second value tells that the answers were not in the text."""
    offered = [piece for piece in pieces if piece.kind is Kind.POINT or _LINK.fullmatch(piece.text)]
    answers = [_ADDRESS.sub("", _LINK.sub(r"\1", piece.text)) for piece in offered]
    others = [piece for piece in pieces if piece not in offered]
    asked = next((piece for piece in others if "?" in piece.text), next(iter(others), None))
    lost = len(answers) < 2
    spare = [piece for piece in others if piece is not asked] + (offered if lost or asked is None else [])
    left += [Leftover(line=piece.line, text=piece.text, block="poll") for piece in spare]
    if asked is None:
        return None, False
    return Poll(question=asked.text, answers=_ANSWERS[language] if lost else tuple(answers)), lost


def results(pieces: Sequence[Piece], left: list[Leftover]) -> Results | None:
    """Read how a poll came out: its question, and lines of `answer: 75% (3 votes)`."""
    counted = {id(piece): found for piece in pieces if (found := _TALLY.fullmatch(piece.text))}
    others = [piece for piece in pieces if id(piece) not in counted]
    tallies = tuple(Tally(answer=one[1], votes=_votes(one[2])) for one in counted.values())
    if not others or len(tallies) < 2:
        left += [Leftover(line=piece.line, text=piece.text, block="results") for piece in pieces]
        return None
    left += [Leftover(line=piece.line, text=piece.text, block="results") for piece in others[1:]]
    return Results(question=others[0].text, answers=tallies)


def _votes(text: str) -> int:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return int(digits) if digits else int(not text.casefold().startswith(("auc", "no", "zéro", "zero")))


def links(pieces: Sequence[Piece], left: list[Leftover]) -> tuple[Link, ...]:
    """Read lines of `title : address — note` or `title — note : address`, and links of Markdown with a note."""
    found = []
    for piece in pieces:
        address = _LINK.search(piece.text) or _ANYWHERE.search(piece.text)
        if address is None:
            left.append(Leftover(line=piece.line, text=piece.text, block="links"))
            continue
        url = str(address[address.lastindex or 0])
        label = address[1] if address.lastindex == 2 else ""
        words = f"{piece.text[: address.start()]}{label} {piece.text[address.end() :]}"
        title, _, note = " ".join(words.split()).partition("— ")
        found.append(Link(title=title.strip(" :") or url, url=url, note=note.strip(" :") or None))
    return tuple(found)


def sponsor(name: str, pieces: Sequence[Piece], left: list[Leftover]) -> Sponsor | None:
    """Read a paid block: its text, and the address in its last line."""
    pieces = without_images(pieces, "sponsor", left)
    addressed = [piece for piece in pieces if _ADDRESS.search(piece.text)]
    rest = [piece for piece in pieces if piece not in addressed]
    text = paragraphs(rest)
    if not addressed or not text:
        left += [Leftover(line=piece.line, text=piece.text, block="sponsor") for piece in pieces]
        return None
    found = _ADDRESS.search(addressed[-1].text)
    return Sponsor(name=name, text=text, url=found[1] if found else "")


def sources_of(pieces: Sequence[Piece]) -> tuple[list[Piece], tuple[str, ...]]:
    """Take the sources off the end: the addresses in the line that names them or in the points under it, or seeds."""
    start = next((index for index, piece in enumerate(pieces) if mark_of(piece.text) is Mark.SOURCES), None)
    if start is None:
        return list(pieces), ()
    cited = [address for piece in pieces[start:] for address in _addresses(piece.text)]
    return list(pieces[:start]), tuple(dict.fromkeys(cited))


def _addresses(text: str) -> list[str]:
    linked = [address for _, address in _LINK.findall(text)]
    bare = _ADDRESS.search(_LINK.sub("", text))
    if linked or bare:
        return [*linked, *([bare[1]] if bare else [])]
    return [text] if _SEED.fullmatch(text) else []


def _is_title(text: str) -> bool:
    return len(text.split()) <= 12 and text[-1:] not in ".!:,;…"
