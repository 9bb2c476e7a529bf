"""ID-03: photos of the ID card, looked at, and kept so that only their owner's account can read them."""

import io

import pytest
from PIL import Image

from tests.journeys.clients import Api
from tests.journeys.idcards import WRONG, card, file, on_table, with_place
from tests.journeys.platform import Platform


@pytest.fixture
def person(platform: Platform) -> Api:
    return platform.person(platform.city.low_payer)


@pytest.mark.feature("ID-03")
@pytest.mark.parametrize(("side", "content"), [("front", file(card(), "PNG")), ("back", with_place(on_table()))])
def test_both_sides_are_taken_and_shown_to_their_owner(person: Api, side: str, content: bytes) -> None:
    assert person.upload(f"/me/photos/{side}", content, "id.jpg").result == {"side": side}
    assert side in {photo["side"] for photo in person.get("/me/photos").ok["photos"]}
    shown = person.get(f"/me/photos/{side}")
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(shown.content))
    assert not picture.getexif()
    assert min(picture.size) >= 380


@pytest.mark.feature("ID-03")
@pytest.mark.parametrize("what", WRONG)
def test_a_picture_that_cannot_be_used_is_refused_with_the_reason(person: Api, what: str) -> None:
    make, code = WRONG[what]
    assert person.upload("/me/photos/front", make(), "id.jpg").refused(code, 422)["errors"]["file"]


@pytest.mark.feature("ID-03")
def test_no_picture_is_refused(person: Api) -> None:
    person.post("/me/photos/front").refused("invalid", 422)
    person.upload("/me/photos/front", b"", "id.jpg").refused("invalid", 422)
    person.upload("/me/photos/inside", file(card()), "id.jpg").refused("not_found", 404)


@pytest.mark.feature("ID-03")
def test_a_side_that_was_not_handed_in_is_missing(platform: Platform) -> None:
    person = platform.person(platform.city.payer)
    assert person.get("/me/photos").ok == {"photos": [], "missing": ["front", "back"]}
    person.get("/me/photos/front").refused("photo_none", 404)


@pytest.mark.feature("ID-03")
def test_a_picture_is_kept_sealed(platform: Platform, person: Api) -> None:
    person.upload("/me/photos/front", file(card()), "id.jpg").ok  # noqa: B018
    with platform.database("identity") as database:
        kept = list(database["photos"].find())
    assert kept
    assert not any(b"JFIF" in photo["content"] or b"\xff\xd8\xff" in photo["content"] for photo in kept)
