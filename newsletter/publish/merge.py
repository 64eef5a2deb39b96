"""Mail merge: the message encoded once and cut at its placeholders; a reader's copy is then one join of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.publish.message import encoded, field_value, frame, own_headers, pattern, shared_headers
from newsletter.publish.quoted import newlines

if TYPE_CHECKING:
    from newsletter.publish.message import Copy, Letter

HEADERS = 1  # the index of the piece that holds a reader's own headers


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a reader, and how it is written: escaped in the HTML, as it is in the text."""

    placeholder: str
    escape: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A message ready to be filled in: pieces of bytes, and which of them a reader's value replaces."""

    letter: Letter
    pieces: tuple[bytes, ...]
    places: dict[Slot, tuple[int, ...]]


def prepare(letter: Letter) -> Form:
    """Encode what all readers share, once. Raises what `message.build` raises."""
    before, between, behind = frame(letter)
    pieces: list[bytes | Slot] = [shared_headers(letter), b"", before]
    pieces += [*_cut(letter, letter.text, escape=False), between, *_cut(letter, letter.html, escape=True), behind]
    places: dict[Slot, tuple[int, ...]] = {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, Slot):
            places[piece] = (*places.get(piece, ()), index)
    return Form(letter, tuple(b"" if isinstance(piece, Slot) else piece for piece in pieces), places)


def fill(form: Form, copy: Copy) -> bytes:
    """Write a reader's message: what `message.build` writes, its soft line breaks apart."""
    pieces = list(form.pieces)
    pieces[HEADERS] = own_headers(form.letter, copy)
    for slot, indices in form.places.items():
        value = encoded(field_value(copy, slot.placeholder, escape=slot.escape)) + b"=\r\n"
        for index in indices:
            pieces[index] = value
    return b"".join(pieces)


def _cut(letter: Letter, template: str, *, escape: bool) -> list[bytes | Slot]:
    """Cut a part at its placeholders; each stands on a line of its own between soft line breaks."""
    template = newlines(template)
    pieces: list[bytes | Slot] = []
    at = 0
    for found in pattern(letter.placeholders).finditer(template) if letter.placeholders else ():
        pieces += [_soft(encoded(template[at : found.start()])), Slot(found[0], escape)]
        at = found.end()
    return [*pieces, encoded(template[at:])]


def _soft(piece: bytes) -> bytes:
    """End a piece so that what follows begins a line without breaking the text."""
    return piece + b"=\r\n" if piece and not piece.endswith(b"\n") else piece
