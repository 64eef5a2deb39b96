"""Pictures, as files and as words for who does not see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsletter import walk
from newsletter.problems import Severity
from newsletter.rules import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.curate.rules.subject import Draft
    from newsletter.places import Path

HEAVIEST, HEAVIEST_ANIMATED = 500_000, 1_000_000  # bytes
_FILE_NAME = re.compile(r"[\w%+.-]*\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?|heic)", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc|dscn|image|photo|capture|screenshot|screen shot|picture|untitled|sans titre)[ _-]*\d*", re.IGNORECASE
)


def alt_missing(draft: Draft) -> Iterator[Finding]:
    """Find pictures inside a text that say nothing to who does not see them."""
    for one in draft.links:
        if one.link.image and not one.link.label.strip():
            hint = "Write what it says between the brackets: `![Four bars, rising](https://…)`."
            yield Finding(message="The picture has no alternative text.", hint=hint, at=one.at,
                          offset=max(one.link.label_at - 2, 0), length=4, block=one.block)  # fmt: skip


def alt_file_name(draft: Draft) -> Iterator[Finding]:
    """Find alternative texts that are the name of a file."""
    for at, offset, alt, block in _alts(draft):
        if _FILE_NAME.fullmatch(alt.strip()) or _CAMERA.fullmatch(alt.strip()):
            message = f"The alternative text `{alt}` is the name of a file."
            hint = "Say what the picture says, for who does not see it."
            yield Finding(message=message, hint=hint, at=at, offset=offset, length=len(alt), block=block)


def _alts(draft: Draft) -> Iterator[tuple[Path, int, str, str]]:
    for at, image in walk.images(draft.issue):
        yield (*at, "alt"), 0, image.alt, walk.block_of(draft.issue, at)
    for one in draft.links:
        if one.link.image:
            yield one.at, one.link.label_at, one.link.label, one.block


def heavy(draft: Draft) -> Iterator[Finding]:
    """Find pictures that a phone on a train waits for."""
    for at, image in walk.images(draft.issue):
        picture = draft.pictures.get(image.src)
        most = HEAVIEST_ANIMATED if picture and picture.frames > 1 else HEAVIEST
        if picture and picture.bytes > most:
            message = f"`{image.src}` has {picture.bytes / 1000:.0f} KB, over {most // 1000}."
            hint = "Save it at twice the width it is shown at (1,200 pixels), as JPEG for photos."
            yield Finding(message=message, hint=hint, at=(*at, "src"), length=len(image.src),
                          block=walk.block_of(draft.issue, at))  # fmt: skip


def blank_first_frame(draft: Draft) -> Iterator[Finding]:
    """Find animations whose first frame shows nothing: Outlook on Windows shows that one only."""
    for at, image in walk.images(draft.issue):
        picture = draft.pictures.get(image.src)
        if picture and picture.frames > 1 and picture.blank:
            message = f"The first frame of `{image.src}` is blank, and some programs show no other."
            hint = "Begin the animation with the frame that says most."
            yield Finding(message=message, hint=hint, at=(*at, "src"), length=len(image.src),
                          block=walk.block_of(draft.issue, at))  # fmt: skip


def animation(draft: Draft) -> Iterator[Finding]:
    """Find animations of which only the first frame is sent."""
    for at, image in walk.images(draft.issue):
        picture = draft.pictures.get(image.src)
        if picture and picture.frames > 1 and not picture.moves:
            message = f"`{image.src}` is an animation of {picture.frames} frames: only the first is sent."
            hint = "A GIF of at most 150 frames, 1 MB, and twice the width of the column moves."
            yield Finding(message=message, hint=hint, at=(*at, "src"), length=len(image.src),
                          block=walk.block_of(draft.issue, at))  # fmt: skip


RULES = (
    Rule("image.animation", Severity.WARNING, animation),
    Rule("image.alt-missing", Severity.ERROR, alt_missing),
    Rule("image.alt-file-name", Severity.WARNING, alt_file_name),
    Rule("image.heavy", Severity.WARNING, heavy),
    Rule("image.blank-first-frame", Severity.INFO, blank_first_frame),
)
