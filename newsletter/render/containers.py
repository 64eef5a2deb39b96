"""Image files as containers: which format the bytes are, and the same picture without what was noted beside it.

PNG (ISO/IEC 15948), JPEG (ITU-T T.81, JFIF, Adobe TN 5116) and GIF 89a are walked block by block; the picture's own
bytes are copied as they are. Functions on bytes, no decoding.
"""

from __future__ import annotations

import re
import struct

PNG, JPEG, GIF = "PNG", "JPEG", "GIF"  # what every mail client shows
FORMATS = (PNG, JPEG, GIF)

_MAGIC = (
    (PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (JPEG, re.compile(rb"\xff\xd8\xff")),
    (GIF, re.compile(rb"GIF8[79]a")),
    ("WebP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("AVIF", re.compile(rb"....ftypavi[fs]", re.DOTALL)),
    ("HEIC", re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)),
    ("TIFF", re.compile(rb"II\*\x00|MM\x00\*")),
    ("BMP", re.compile(rb"BM....\x00\x00\x00\x00", re.DOTALL)),
    ("PDF", re.compile(rb"%PDF-")),
    (
        "SVG",
        re.compile(
            rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg\b", re.DOTALL
        ),
    ),
    (
        "HTML",
        re.compile(
            rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|script|meta|title|!--|\?xml)", re.IGNORECASE
        ),
    ),
)
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_SOI, _EOI, _SOS, _APP0, _APP14, _APP15, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xEF, 0xFE
_JFIF_WITHOUT_THUMBNAIL = 16
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def kind_of(data: bytes) -> str:
    """Name the format that the first bytes tell; empty where they tell none."""
    return next((name for name, magic in _MAGIC if magic.match(data[:4096])), "")


def without_metadata(data: bytes, kind: str) -> bytes:
    """Give the same picture with nothing but the picture: no EXIF, GPS, XMP, colour profile, comment, or tail.

    Raises ValueError for a file that breaks off or is not built as its format says.
    """
    try:
        return {PNG: _png, JPEG: _jpeg, GIF: _gif}[kind](data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"the {kind} file breaks off") from error


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a PNG chunk breaks off")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("a JPEG marker is missing")
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte (T.81, B.1.1.2)
            at += 1
            continue
        if marker == _EOI:
            return b"".join((*kept, b"\xff\xd9"))
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == _SOS:
            end = _scan_end(data, end)
        if _is_picture(marker, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end


def _is_picture(marker: int, body: bytes) -> bool:
    """Tell segments that decoders need from those that only tell something. Adobe's says how colours are coded."""
    if marker == _APP0:
        return body.startswith(b"JFIF\x00") and len(body) == _JFIF_WITHOUT_THUMBNAIL - 2
    if marker == _APP14:
        return body.startswith(b"Adobe")
    return not (_APP0 < marker <= _APP15 or marker == _COM)


def _scan_end(data: bytes, start: int) -> int:
    """Find the marker behind a scan: stuffed zeros and restart marks (T.81, F.1.2.3) belong to it."""
    at = data.index(b"\xff", start)
    while data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
        at = data.index(b"\xff", at + 2)
    return at


def _gif(data: bytes) -> bytes:
    at = 13 + _colours(data[10])
    kept = [b"GIF89a", data[6:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at = _blocks_end(data, at + 11 + _colours(data[at + 9]))
            kept.append(data[start:at])
        elif data[at] == 0x21:
            at = _blocks_end(data, at + 2)
            if data[start + 1] == 0xF9 or data[start + 3 : start + 14] in _LOOPS:
                kept.append(data[start:at])
        else:
            raise ValueError("a GIF block has an unknown kind")
    return b"".join((*kept, b";"))


def _colours(packed: int) -> int:
    """Give the bytes of the colour table that a packed field announces."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
