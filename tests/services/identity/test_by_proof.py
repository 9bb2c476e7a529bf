"""Ways in by proof, for who has not signed in (ID-10): an account is answered for as nobody's number is."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from secrets import token_hex
from typing import TypeVar

import pytest

from kernel.context import Context
from kernel.partner import HURRIED_FAILURES_THAT_OPEN
from kernel.refusals import Busy, Refused
from kernel.store import NewCommit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.by_proof import reset_by_face
from services.identity.proof.domain import prove
from services.identity.proof.pace import ANSWERED_WITHIN, AT_ONCE, REACHED_WITHIN, REFUSED_AFTER
from services.identity.sign_in.by_face import sign_in_by_face
from services.identity.wiring import wire
from tests.kernel.third_party import Server, third_party
from tests.services.identity.conftest import Person, World
from tests.services.identity.test_registration import registration

T = TypeVar("T")
Way = Callable[[Identity, Person, Context], None]
NEXT = "Zhongshan!8ling"


def refusal(world: World, of: Person, command: type) -> dict[str, object]:
    told = (
        {"image": "/9j/" + "x" * 100}
        if command is c.ResetPasswordByFace
        else {"number": "622848000000000", "mobile": "13900000001"}
    )
    asked = command(id_number=of.id_number, password=NEXT, password_again=NEXT, **told)
    with pytest.raises(Refused) as refused:
        world.http.command(asked, world.http.context())
    return refused.value.to_wire()


def at_once(tell: Callable[[Person], T], *people: Person) -> list[T]:
    """What each is told; refusals take seconds, so they are waited for together."""
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(tell, people))


@pytest.mark.parametrize("command", [c.ResetPasswordByFace, c.ResetPasswordByBankCard])
def test_who_is_not_in_the_archive_any_more_is_answered_like_a_stranger(world: World, command: type) -> None:
    person, stranger = world.person(), world.person()
    world.http.command(registration(person), world.http.context())
    world.service.archive.serving().delete_one({"_id": person.person_id})
    told, strangers = at_once(lambda of: refusal(world, of, command), person, stranger)
    assert told == strangers
    assert told["code"] == c.ProviderDown.code


# ------------------------------------------------------------------ a provider that falls silent


def by_reset(service: Identity, of: Person, context: Context) -> None:
    reset_by_face(service, c.ResetPasswordByFace(of.id_number, "x" * 100, NEXT, NEXT), context)


def by_face(service: Identity, of: Person, context: Context) -> None:
    sign_in_by_face(service, c.SignInByFace(of.id_number, "x" * 100), context)


@pytest.fixture
def silent() -> Iterator[Server]:
    """A provider of faces that says it is well and answers no question."""
    with third_party() as provider:
        provider.plan = ["silence"]
        yield provider


@pytest.fixture
def asking(world: World, silent: Server) -> Iterator[Identity]:
    """Identity as it stands, with that provider."""
    urls = {**world.http.settings.service_urls, "face": silent.address}
    made = wire(replace(world.http.settings, service_urls=urls, partner_secrets={"face": "secret"}))
    yield made
    made.close()


def proved_member(world: World) -> Person:
    """Somebody with an account, who has once proved by face."""
    person = world.person()
    opened = world.http.command(registration(person), world.http.context())["result"]
    context = world.http.context(actor=opened["account_id"])
    proved = prove(opened["account_id"], person.person_id, "face", context)
    world.service.store.append(NewCommit(c.PROOF.stream(opened["account_id"]), 0, proved, context))
    return person


def outcome(world: World, service: Identity, of: Person, way: Way) -> tuple[dict[str, object], bool]:
    """What is told, and whether it was told at the one time at which all is."""
    context, began = world.http.context(command_id=token_hex(8)), time.monotonic()
    with pytest.raises(Refused) as refused:
        way(service, of, context)
    return refused.value.to_wire(), time.monotonic() - began >= REFUSED_AFTER


@pytest.mark.parametrize("way", [by_reset, by_face])
def test_that_a_provider_falls_silent_over_an_account_does_not_show(
    world: World, asking: Identity, silent: Server, way: Way
) -> None:
    member, stranger = proved_member(world), world.person()
    told, strangers = at_once(lambda of: outcome(world, asking, of, way), member, stranger)
    assert told == strangers
    assert told[1]
    assert len(silent.asked) == 1  # over the account alone, and not again
    silent.health = 503
    down, strangers = at_once(lambda of: outcome(world, asking, of, way), member, stranger)
    assert down == strangers
    assert down[0]["code"] == c.ProviderDown.code


@pytest.mark.parametrize("way", [by_reset, by_face])
def test_a_provider_too_slow_for_strangers_is_nobodys_miss_and_soon_down_for_all_of_them(
    world: World, asking: Identity, silent: Server, way: Way
) -> None:
    member, stranger, before = proved_member(world), world.person(), misses(world)
    tries = at_once(lambda of: outcome(world, asking, of, way), *[member] * HURRIED_FAILURES_THAT_OPEN)
    assert {told["code"] for told, _ in tries} <= {c.ProofRefused.code, c.FaceNotRecognised.code}
    for told, at_the_one_time in at_once(lambda of: outcome(world, asking, of, way), member, stranger):
        assert told["code"] == c.ProviderDown.code
        assert at_the_one_time
    assert len(silent.asked) == HURRIED_FAILURES_THAT_OPEN
    assert misses(world) == before


def misses(world: World) -> int:
    """How many tries that failed are noted."""
    return world.service.store.commits.count_documents({"category": {"$in": ["proof-try", "sign-in"]}})


def test_a_crowd_of_strangers_is_told_to_come_again_and_leaves_the_process_to_the_rest(world: World) -> None:
    def told(_number: int) -> str:
        with pytest.raises(Refused) as refused:
            world.http.command(c.SignInByFace("13900000001", "/9j/" + "x" * 100), world.http.context())
        return refused.value.code

    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        crowd = [pool.submit(told, number) for number in range(2 * AT_ONCE)]
        answered = 0
        while any(not each.done() for each in crowd):
            world.http.get("/health")
            answered += 1
    counted = Counter(each.result() for each in crowd)
    assert counted.keys() == {c.ProviderDown.code, Busy.code}
    assert counted[c.ProviderDown.code] >= AT_ONCE
    assert answered > 3


def test_a_provider_is_waited_for_no_longer_than_all_refusals_take() -> None:
    assert REACHED_WITHIN + ANSWERED_WITHIN < REFUSED_AFTER
