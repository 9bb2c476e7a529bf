"""Pictures of the face as telephones take them: made small, upright, and left alone where there is nothing to do."""

import io

from PIL import Image

from gateway.web.pages.account.face import LONG_SIDE, MOST_BYTES, shrunk


def taken(width: int, height: int, form: str = "JPEG", **how: object) -> bytes:
    """A noisy picture: large, as those of telephones are."""
    kept = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(kept, form, **how)
    return kept.getvalue()


def test_a_picture_of_a_telephone_is_made_small() -> None:
    for form in ("JPEG", "PNG"):
        large = taken(3000, 2000, form)
        small = shrunk(large)
        assert len(large) > 2 * MOST_BYTES
        assert max(Image.open(io.BytesIO(small)).size) == LONG_SIDE


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6
    small = Image.open(io.BytesIO(shrunk(taken(3000, 2000, exif=sideways))))
    assert small.height > small.width


def test_what_is_small_or_no_picture_stays_as_it_is() -> None:
    for content in (taken(200, 100), b"x" * (MOST_BYTES + 1), taken(3000, 2000)[: MOST_BYTES + 1]):
        assert shrunk(content) == content
