"""Photos of the ID card 身份证照片, front and back (ID-03). Private; the pictures themselves are no events."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import NotFound, Refused
from kernel.schema import Id, Instant, text

__all__ = [
    "PHOTO",
    "GetPhoto",
    "GetPhotos",
    "KeepPhoto",
    "PhotoBlurred",
    "PhotoCutOff",
    "PhotoKept",
    "PhotoNone",
    "PhotoNotAnImage",
    "PhotoSide",
    "PhotoTooLarge",
    "PhotoTooSmall",
]

PHOTO = Category("photo", public=False)
PhotoSide = Literal["front", "back"]
"""Front 人像面, back 国徽面."""
Content = Annotated[str, text(r"[A-Za-z0-9+/]*={0,2}", most=16_000_000, sentence="请上传JPEG或PNG格式的照片。")]


@event(PHOTO, "PhotoKept")
class PhotoKept(Event):
    """A picture of one side was taken; it takes the place of an earlier one."""

    account_id: Id
    side: PhotoSide
    at: Instant


EVENTS = (PhotoKept,)


@message
class KeepPhoto:
    """A picture of one side, base64 of a JPEG or PNG file. Result: `{side}`."""

    side: PhotoSide
    content: Content = field(repr=False)


@message
class GetPhotos:
    """`{photos: [{side, name, kept_at}], missing: [side]}` of the caller's account."""


@message
class GetPhoto:
    """`{media_type, content}` (base64) of one side of the caller's own card. Refused: PhotoNone."""

    side: PhotoSide


# ------------------------------------------------------------------ refusals


class PhotoNotAnImage(Refused):
    """No picture can be read from it, whatever its name says."""

    code = "photo_not_an_image"
    sentence = "没有识别出照片。请上传身份证的JPEG或PNG格式照片，不要上传截图链接、文档或压缩文件。"
    fields = ("file",)


class PhotoTooLarge(Refused):
    """More bytes, or more points on a side, than the city takes."""

    code = "photo_too_large"
    sentence = "照片过大，请上传不超过{most_kb}KB、长宽都不超过{most_side}像素的照片。"
    fields = ("file",)


class PhotoTooSmall(Refused):
    """Too few points to read the card by."""

    code = "photo_too_small"
    sentence = "照片过小，看不清文字。请上传长边不小于{least_long}像素、短边不小于{least_short}像素的照片。"
    fields = ("file",)


class PhotoBlurred(Refused):
    """No sharp edges in it."""

    code = "photo_blurred"
    sentence = "照片模糊，看不清文字。请对准焦点、拿稳手机，在光线充足处重新拍摄。"
    fields = ("file",)


class PhotoCutOff(Refused):
    """The card is not whole in the picture."""

    code = "photo_cut_off"
    sentence = "照片中的身份证不完整。请把身份证平放在单色背景上，四边都拍进画面后重新拍摄。"
    fields = ("file",)


class PhotoNone(NotFound):
    """No picture of that side was handed in."""

    code = "photo_none"
    sentence = "还没有上传这一面的身份证照片，请先上传。"
