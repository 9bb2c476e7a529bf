"""Ways in by proof, for who has not signed in (ID-10): an account is answered for as nobody's number is."""

import pytest

from kernel.refusals import Refused
from services.identity import contract as c
from tests.services.identity.conftest import Person, World
from tests.services.identity.test_registration import registration

NEXT = "Zhongshan!8ling"


def refusal(world: World, of: Person, command: type) -> dict[str, object]:
    told = (
        {"image": "x" * 100}
        if command is c.ResetPasswordByFace
        else {"number": "622848000000000", "mobile": "13900000001"}
    )
    asked = command(id_number=of.id_number, password=NEXT, password_again=NEXT, **told)
    with pytest.raises(Refused) as refused:
        world.http.command(asked, world.http.context())
    return refused.value.to_wire()


@pytest.mark.parametrize("command", [c.ResetPasswordByFace, c.ResetPasswordByBankCard])
def test_who_is_not_in_the_archive_any_more_is_answered_like_a_stranger(world: World, command: type) -> None:
    person, stranger = world.person(), world.person()
    world.http.command(registration(person), world.http.context())
    world.service.archive.serving().delete_one({"_id": person.person_id})
    told = refusal(world, person, command)
    assert told == refusal(world, stranger, command)
    assert told["code"] == c.ProviderDown.code
