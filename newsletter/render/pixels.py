"""The one door to Pillow for images: bytes to pixels, pixels upright, in sRGB, smaller, and back to lean bytes."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from newsletter.render.containers import GIF, JPEG, PNG

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

# What Pillow's decoders raise on files that are not what they should be.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)

QUALITY = 82  # of JPEG: below, letters in a screenshot fray; above, bytes buy nothing
PALETTE = 256  # colours
_ORIENTATION, _TURNED = 0x0112, 5  # EXIF tag; from this value on, width and height are exchanged
_WITH_ALPHA = {"LA", "La", "PA", "RGBA", "RGBa"}
_SIMPLE = {"1", "L", "LA", "P", "RGB", "RGBA"}
_DEEP_GREY = {"I", "I;16", "I;16B", "I;16L", "F"}


def open_image(data: bytes, kind: str) -> ImageFile:
    """Read the head of an image; its pixels are decoded when they are asked for.

    Raises one of UNREADABLE. How many pixels are too many is the caller's to say, from the size in the head.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image.open(BytesIO(data), formats=[kind])


def is_turned(opened: ImageFile) -> bool:
    """Tell whether its EXIF says that the camera was not held upright."""
    return bool(opened.getexif().get(_ORIENTATION, 1) != 1)


def upright_size(opened: ImageFile) -> tuple[int, int]:
    """Give width and height as they are when the picture stands upright."""
    sideways = opened.getexif().get(_ORIENTATION, 1) >= _TURNED
    return (opened.height, opened.width) if sideways else opened.size


def is_blank(image: Image) -> bool:
    """Tell whether there is nothing but one colour, or nothing that is not transparent."""
    red, green, blue, alpha = image.convert("RGBA").split()
    bands = [band.getextrema() for band in (red, green, blue, alpha)]
    return all(low == high for low, high in bands) or alpha.getextrema() == (0, 0)


def is_transparent(image: Image) -> bool:
    """Tell whether what lies behind an image shows through it somewhere."""
    if image.mode not in _WITH_ALPHA and "transparency" not in image.info:
        return False
    return bool(image.convert("RGBA").getchannel("A").getextrema() != (255, 255))


def on_ground(image: Image, ground: str) -> Image:
    """Lay an image on a ground of one colour, `#rrggbb`."""
    from PIL import Image

    above = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", above.size, ground), above).convert("RGB")


def moving_on_ground(opened: ImageFile, size: tuple[int, int], ground: str) -> bytes:
    """Write an animation again, as a GIF, with every frame laid on a ground of one size."""
    frames, durations = [], []
    for frame in range(getattr(opened, "n_frames", 1)):
        opened.seek(frame)
        frames.append(_with_palette(on_ground(opened, ground).crop((0, 0, *size))))
        durations.append(opened.info.get("duration", 0))
    loops = {"loop": opened.info["loop"]} if "loop" in opened.info else {}
    file = BytesIO()
    frames[0].save(file, GIF, save_all=True, append_images=frames[1:], duration=durations, **loops)
    opened.seek(0)
    return file.getvalue()


def upright(opened: ImageFile, widest: int) -> tuple[Image, bool]:
    """Decode a picture: upright, in sRGB, at most `widest` wide. Tells too whether its pixels were changed.

    A JPEG is decoded at twice the size that is needed, at most: the last step is left to the better filter.
    """
    from PIL import ImageOps

    width = upright_size(opened)[0]
    if width > widest and opened.format == JPEG:
        share = 2 * widest / width
        opened.draft(None, (max(round(opened.width * share), 1), max(round(opened.height * share), 1)))
    turned = is_turned(opened)
    image = ImageOps.exif_transpose(opened)
    image, converted = _in_srgb(image)
    if image.width <= widest:
        return image, turned or converted
    return _narrowed(image, widest), True


def _narrowed(image: Image, width: int) -> Image:
    from PIL.Image import Resampling

    height = max(round(image.height * width / image.width), 1)
    return _smooth(image).resize((width, height), Resampling.LANCZOS, reducing_gap=3)


def _smooth(image: Image) -> Image:
    """Give an image in a mode whose colours can be mixed."""
    if "transparency" in image.info or image.mode == "PA":
        return image.convert("RGBA")
    return image.convert({"1": "L", "P": "RGB"}.get(image.mode, image.mode))


def _in_srgb(image: Image) -> tuple[Image, bool]:
    """Bring colours to sRGB, by the image's own profile where it has one that can be read."""
    profile = image.info.get("icc_profile")
    if profile and (found := _by_profile(image, profile)):
        return found, True
    if image.mode in _DEEP_GREY:
        deepest = image.convert("F").getextrema()[1]
        scale = 257 if isinstance(deepest, float) and deepest > 255 else 1
        return image.convert("F").point(lambda value: value / scale + 0).convert("L"), True
    return (image, False) if image.mode in _SIMPLE else (image.convert("RGB"), True)


def _by_profile(image: Image, profile: bytes) -> Image | None:
    """Convert by a colour profile; nothing where the profile is sRGB already, or of no use."""
    from PIL import ImageCms

    plain = _smooth(image)
    alpha = plain.getchannel("A") if plain.mode in {"LA", "RGBA"} else None
    mode = {"LA": "L", "RGBA": "RGB"}.get(plain.mode, plain.mode)
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return None
        relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
        into = ImageCms.createProfile("sRGB")
        done = ImageCms.profileToProfile(
            plain.convert(mode), own, into, relative, "RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    if done and alpha:
        done.putalpha(alpha)
    return done


def encoded(image: Image, kind: str) -> bytes:
    """Write an image with nothing beside its pixels: JPEG for photographs, PNG without loss, GIF of one frame."""
    bare = image.copy()
    bare.info = {name: value for name, value in image.info.items() if name == "transparency"}
    file = BytesIO()
    if kind == JPEG:
        grey = bare.mode in {"1", "L", "LA"}
        bare.convert("L" if grey else "RGB").save(file, JPEG, quality=QUALITY, optimize=True, progressive=True)
    elif kind == PNG:
        _lean(bare).save(file, PNG, optimize=True)
    else:
        (_lean(bare) if bare.mode == "RGB" else bare).save(file, kind, optimize=True)
    return file.getvalue()


def _lean(image: Image) -> Image:
    """Give the same pixels in the smallest mode that holds them all."""
    if image.mode not in {"L", "LA", "RGB", "RGBA"} or "transparency" in image.info:
        return image
    if image.mode in {"LA", "RGBA"} and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("L" if image.mode == "LA" else "RGB")
    if image.mode == "RGB":
        red, green, blue = image.split()
        image = red if red.tobytes() == green.tobytes() == blue.tobytes() else image
    few = _with_palette(image) if image.mode in {"RGB", "RGBA"} and image.getcolors(PALETTE) else image
    return few if few.convert(image.mode).tobytes() == image.tobytes() else image


def _with_palette(image: Image) -> Image:
    from PIL.Image import Dither, Quantize

    method = Quantize.MEDIANCUT if image.mode == "RGB" else Quantize.FASTOCTREE
    return image.quantize(PALETTE, method=method, dither=Dither.NONE)
