"""Photos of an ID card as people hand them in: good ones, and every way in which they are not."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter, ImageFont

CARD, TABLE = (856, 540), (1200, 900)
PAPER, INK, WOOD = (235, 240, 245), (20, 20, 20), (60, 50, 40)


def card() -> Image.Image:
    """A card that fills its picture."""
    drawn = Image.new("RGB", CARD, PAPER)
    pen = ImageDraw.Draw(drawn)
    for line in range(6):
        pen.text((40, 40 + line * 70), f"NAME 1234567890 ROAD No. {line}", fill=INK, font=ImageFont.load_default(28))
    pen.rectangle((620, 120, 800, 360), fill=(120, 100, 90))
    return drawn


def on_table(at: tuple[int, int] = (170, 180)) -> Image.Image:
    """A card on a table, whole where `at` leaves it within the picture."""
    table = Image.new("RGB", TABLE, WOOD)
    table.paste(card(), at)
    return table


def blurred(picture: Image.Image) -> Image.Image:
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(6))


def file(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """As a camera or a scanner writes it."""
    written = io.BytesIO()
    picture.save(written, kind, **options)  # type: ignore[arg-type]
    return written.getvalue()


def with_place(picture: Image.Image) -> bytes:
    """With the camera's maker and where it was taken, as telephones do."""
    noted = Image.Exif()
    noted[0x010F] = "SomePhone"
    noted.get_ifd(0x8825)[1] = "N"
    return file(picture, exif=noted.tobytes())


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "a page": (lambda: b"%PDF-1.4 ...", "photo_not_an_image"),
    "a picture cut short": (lambda: file(card())[:3000], "photo_not_an_image"),
    "another kind of picture": (lambda: file(card(), "GIF"), "photo_not_an_image"),
    "small": (lambda: file(card().resize((428, 270))), "photo_too_small"),
    "a strip": (lambda: file(card().resize((1200, 200))), "photo_too_small"),
    "too many points": (lambda: file(Image.new("L", (6001, 400))), "photo_too_large"),
    "too many bytes": (lambda: b"\xff\xd8\xff" + b"\0" * 5_300_000, "photo_too_large"),
    "blurred": (lambda: file(blurred(on_table())), "photo_blurred"),
    "cut off on the right": (lambda: file(on_table((500, 180))), "photo_cut_off"),
    "cut off at the top": (lambda: file(on_table((170, -60)).crop((0, 0, 1200, 750))), "photo_cut_off"),
    "half of it": (lambda: file(card().crop((0, 0, 620, 540))), "photo_cut_off"),
}
