"""A live picture of the face, as a telephone takes it: of some megabytes, and made as small as comparing it needs."""

import io
from base64 import b64encode

from flask import request
from PIL import Image, ImageOps

from gateway.web.bodies import FileTooLarge, required_upload
from kernel.refusals import Invalid

MEGABYTES = 10
MOST_BYTES = 600_000
"""A picture of so many is sent on as it came."""
LONG_SIDE, QUALITY = 1280, 88
MOST_POINTS = 50_000_000
"""One of more is not unpacked at all."""
TOO_LARGE = f"照片超过{MEGABYTES}MB，请用手机重新拍一张再提交，或改用其他方式。"


def picture() -> str:
    """The picture of the field `image`, base64. Raises Invalid."""
    try:
        return b64encode(shrunk(required_upload("image", MEGABYTES).content)).decode()
    except FileTooLarge:
        raise Invalid(errors={"image": [TOO_LARGE]}) from None


def picture_if_any() -> str:
    """The same; empty where none was taken."""
    taken = request.files.get("image")
    return picture() if taken and taken.filename else ""


def shrunk(content: bytes) -> bytes:
    """A large picture as a smaller JPEG, upright; what is none stays as it is, and is refused by who compares it."""
    if len(content) <= MOST_BYTES:
        return content
    try:
        taken = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if taken.width * taken.height > MOST_POINTS:
            return content
        taken.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is made small while it is unpacked
        small = ImageOps.exif_transpose(taken).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return content
    small.thumbnail((LONG_SIDE, LONG_SIDE))
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
