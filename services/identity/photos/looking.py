"""Whether a picture shows an ID card whole and sharp (ID-03). Reads bytes, knows no store.

Sharp: the variance of the picture's Laplacian at 640 points' width, the usual measure of focus. Whole: what differs
from the colour of the picture's border is a box of a card's proportions that touches no side; a picture trimmed to the
card is whole, too.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from services.identity import contract as c

FORMATS = ("JPEG", "PNG")
CARD = 85.6 / 54.0
"""Long side to short side of a card, ISO/IEC 7810 ID-1."""
TRIMMED, WHOLE = 0.06, 0.15
"""How far the proportions of a trimmed picture, of a card seen at an angle, may be off."""
FOCUS_WIDTH, OUTLINE_WIDTH = 640, 240
DIFFERENT = 40
LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
QUALITY = 88


@dataclass(frozen=True)
class PhotoRule:
    """City policy `proof/photos`: most kilobytes and points of a side, least points of the long and the short side,
    least variance of the Laplacian."""

    most_kb: int
    most_side: int
    least_long: int
    least_short: int
    sharpness: int


def accepted(content: bytes, rule: PhotoRule) -> bytes:
    """The picture as it is kept: a JPEG without place, time and device. Raises a PhotoNotAnImage, PhotoTooLarge,
    PhotoTooSmall, PhotoBlurred or PhotoCutOff."""
    if len(content) > rule.most_kb * 1024:
        raise c.PhotoTooLarge(most_kb=rule.most_kb, most_side=rule.most_side)
    picture = _opened(content, rule)
    grey = picture.convert("L")
    if sharpness(grey) < rule.sharpness:
        raise c.PhotoBlurred()
    if cut_off(grey):
        raise c.PhotoCutOff()
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()


def _opened(content: bytes, rule: PhotoRule) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        # Its size is known before it is unpacked.
        long, short = max(picture.size), min(picture.size)
        if long > rule.most_side:
            raise c.PhotoTooLarge(most_kb=rule.most_kb, most_side=rule.most_side)
        if long < rule.least_long or short < rule.least_short:
            raise c.PhotoTooSmall(least_long=rule.least_long, least_short=rule.least_short)
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise c.PhotoNotAnImage() from None


def sharpness(grey: Image.Image) -> float:
    """The variance of the Laplacian: hundreds in focus, a handful out of it."""
    edges = _at_width(grey, FOCUS_WIDTH).filter(LAPLACE)
    inner = edges.crop((1, 1, edges.width - 1, edges.height - 1))  # the filter leaves the rim as it was
    return float(ImageStat.Stat(inner).var[0])


def cut_off(grey: Image.Image) -> bool:
    """Whether the card leaves the picture on some side, or there is none."""
    small = _at_width(grey, OUTLINE_WIDTH).filter(ImageFilter.MedianFilter(5))
    width, height = small.size
    border = Image.new("L", small.size, _border_shade(small))
    box = ImageChops.difference(small, border).point(lambda shade: 255 if shade > DIFFERENT else 0).getbbox()
    if box is None:
        return True
    left, top, right, bottom = box
    margin = 2
    touched = sum((left < margin, top < margin, right > width - margin, bottom > height - margin))
    if _is_card(width, height, TRIMMED):
        return 0 < touched < 4
    return touched > 0 or not _is_card(right - left, bottom - top, WHOLE)


def _border_shade(grey: Image.Image) -> int:
    width, height = grey.size
    sides = [(0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height)]
    shades = sorted(shade for side in sides for shade in grey.crop(side).tobytes())
    return shades[len(shades) // 2]


def _is_card(width: int, height: int, off: float) -> bool:
    return abs(max(width, height) / min(width, height) / CARD - 1) <= off


def _at_width(grey: Image.Image, width: int) -> Image.Image:
    return grey.resize((width, max(1, grey.height * width // grey.width)), Image.Resampling.BOX)
