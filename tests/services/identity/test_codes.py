"""One-time codes on a real store: sent once to whom they belong, kept nowhere, good for one act (ID-07)."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

import pytest

from kernel.clock import instant, system_clock
from kernel.context import Context
from kernel.orders import Sender
from kernel.partner import PartnerDown, PartnerRefused
from kernel.refusals import Refused
from services.identity.codes.sending import check_code, send_code
from services.identity.contract import (
    CodePurpose,
    CodeTooMany,
    CodeTooSoon,
    CodeWrong,
    RegisterPerson,
    SendSignInCode,
    SignInByCode,
    SmsUnavailable,
)
from tests.services.identity.conftest import Person, World

PASSWORD = "Xuanwu!7hu"


class Phones:
    """Every SMS that was sent, by a sender as in production; `down` lets the provider fail."""

    def __init__(self, world: World) -> None:
        self.sent: dict[str, list[str]] = {}
        self.down = self.refusing = False
        self.sender = Sender(world.service.orders, "sms", self._send, world.service.clock)

    def _send(self, _order_id: str, says: Mapping[str, Any]) -> None:
        if self.down:
            raise PartnerDown("sms")
        if self.refusing:
            raise PartnerRefused("mobile_not_in_use")
        self.sent.setdefault(says["mobile"], []).append(says["text"])

    def ring(self, mobile: str) -> list[str]:
        """What has come to a mobile, once everything due was sent."""
        while self.sender.step():
            pass
        return self.sent.get(mobile, [])

    def code(self, mobile: str) -> str:
        """The newest code."""
        return self.ring(mobile)[-1].partition("验证码")[2][:6]


@pytest.fixture
def phones(world: World) -> Phones:
    return Phones(world)


@pytest.fixture
def member(world: World) -> Person:
    person = world.person(mobile=f"1390{int(token_hex(3), 16) % 10**7:07d}")
    world.http.command(
        RegisterPerson(person.id_number, person.name, person.mobile, PASSWORD, PASSWORD, "t2011"), world.http.context()
    )
    return person


def refusal(world: World, command: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        world.http.command(command, world.http.context())
    return refused.value


def act(world: World) -> Context:
    return world.http.context(command_id=token_hex(8))


def test_a_bound_mobile_signs_in_with_its_code_once(world: World, phones: Phones, member: Person) -> None:
    answer = world.http.command(SendSignInCode(f"+86 {member.mobile}"), world.http.context())
    assert answer["result"] == {"minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    [text] = phones.ring(member.mobile)
    assert "用于登录" in text
    assert "5分钟" in text
    code = phones.code(member.mobile)
    assert isinstance(refusal(world, SignInByCode(member.mobile, f"{(int(code) + 1) % 10**6:06d}")), CodeWrong)
    result = world.http.command(SignInByCode(member.mobile, code), world.http.context())["result"]
    assert result["person_id"] == member.person_id
    assert isinstance(refusal(world, SignInByCode(member.mobile, code)), CodeWrong)


def test_a_number_that_is_not_bound_gets_the_same_answer_and_no_sms(world: World, phones: Phones) -> None:
    answer = world.http.command(SendSignInCode("13911112222"), world.http.context())
    assert answer["result"] == {"minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    assert phones.ring("13911112222") == []
    assert isinstance(refusal(world, SendSignInCode("13911112222")), CodeTooSoon)
    assert isinstance(refusal(world, SignInByCode("13911112222", "123456")), CodeWrong)


def test_the_same_act_repeated_may_give_its_code_again_another_may_not(world: World, phones: Phones) -> None:
    once = act(world)
    send_code(world.service, "reset", "a1", "13922223333", once)
    send_code(world.service, "reset", "a1", "13922223333", once)
    assert len(phones.ring("13922223333")) == 1
    code, first = phones.code("13922223333"), act(world)
    for _ in range(2):
        check_code(world.service, "reset", "a1", "13922223333", code, first)
    with pytest.raises(CodeWrong):
        check_code(world.service, "reset", "a1", "13922223333", code, act(world))


def test_each_thing_has_codes_of_its_own(world: World, phones: Phones) -> None:
    mobile = "13912120000"
    asked: tuple[tuple[CodePurpose, str], ...] = (
        ("sign_in", "login"),
        ("reset", "a8"),
        ("reset", "a9"),
        ("bank_account", "a8"),
    )
    codes = []
    for purpose, subject in asked:
        send_code(world.service, purpose, subject, mobile, act(world))
        codes.append(phones.code(mobile))
    with pytest.raises(CodeTooSoon):
        send_code(world.service, "reset", "a8", mobile, act(world))
    for (purpose, subject), code in zip(asked, codes, strict=True):
        for other in set(codes) - {code}:
            with pytest.raises(CodeWrong):
                check_code(world.service, purpose, subject, mobile, other, act(world))
        check_code(world.service, purpose, subject, mobile, code, act(world))


def test_strangers_send_a_mobile_ten_texts_a_day_for_one_purpose_and_take_no_other(
    world: World, phones: Phones
) -> None:
    mobile = "13912120001"
    for number in range(12):
        said = send_code(world.service, "reset", f"account{number}", mobile, act(world))["result"]
        assert said == {"minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    assert len(phones.ring(mobile)) == 10
    others: tuple[CodePurpose, ...] = ("sign_in", "new_mobile", "proof", "bank_account")
    for purpose in others:
        send_code(world.service, purpose, "a10", mobile, act(world))
        check_code(world.service, purpose, "a10", mobile, phones.code(mobile), act(world))
    assert len(phones.ring(mobile)) == 14


def test_an_account_asks_for_ten_codes_a_day_for_new_mobiles_and_is_told_so(world: World, phones: Phones) -> None:
    for number in range(10):
        said = send_code(world.service, "new_mobile", "a11", f"139121210{number:02d}", act(world))["result"]
        assert said["most_a_day"] == 10
    with pytest.raises(CodeTooMany) as refused:
        send_code(world.service, "new_mobile", "a11", "13912121010", act(world))
    assert refused.value.arguments == {"daily": 10}
    assert phones.ring("13912121010") == []
    send_code(world.service, "new_mobile", "a12", "13912121009", act(world))  # another account is not held back by it
    assert len(phones.ring("13912121009")) == 2


def test_a_wrong_code_counts_whatever_becomes_of_the_act(world: World, phones: Phones) -> None:
    send_code(world.service, "reset", "a2", "13933334444", act(world))
    code = phones.code("13933334444")
    for _ in range(5):
        with pytest.raises(CodeWrong):
            check_code(world.service, "reset", "a2", "13933334444", f"{(int(code) + 7) % 10**6:06d}", act(world))
    with pytest.raises(CodeWrong):
        check_code(world.service, "reset", "a2", "13933334444", code, act(world))


def test_neither_code_nor_mobile_stands_in_the_store(world: World, phones: Phones) -> None:
    send_code(world.service, "reset", "a3", "13944445555", act(world))
    before = _everything(world)
    code = phones.code("13944445555")
    for text in (before, _everything(world)):
        assert "13944445555" not in text
        assert f"'{code}'" not in text


def _everything(world: World) -> str:
    database = world.service.database
    return "".join(str(document) for name in database.list_collection_names() for document in database[name].find())


def test_while_messages_are_stuck_everybody_is_told_so_and_afterwards_they_arrive(world: World, phones: Phones) -> None:
    phones.down = True
    send_code(world.service, "reset", "a4", "13955556666", act(world))
    phones.ring("13955556666")
    for mobile in ("13966667777", "13955556666"):
        with pytest.raises(SmsUnavailable) as refused:
            send_code(world.service, "reset", "a4", mobile, act(world))
        assert "其他方式" in str(refused.value)
    phones.down = False
    _make_due(world)
    assert len(phones.ring("13955556666")) == 1
    send_code(world.service, "reset", "a4", "13966667777", act(world))


def test_a_mobile_that_the_provider_refuses_is_asked_for_once(world: World, phones: Phones) -> None:
    phones.refusing = True
    send_code(world.service, "reset", "a5", "13977778888", act(world))
    phones.ring("13977778888")
    _make_due(world)
    phones.refusing = False
    assert phones.ring("13977778888") == []


def test_a_message_that_comes_too_late_is_not_sent(world: World, phones: Phones) -> None:
    send_code(world.service, "reset", "a6", "13988889999", act(world))
    world.http.move_clock(301)
    try:
        assert phones.ring("13988889999") == []
    finally:
        world.http.move_clock(0)


def test_when_the_months_budget_is_spent_no_code_is_sent_to_anybody(world: World) -> None:
    month = instant(system_clock())[:7]
    counted = world.service.database["sms_months"]
    counted.update_one({"_id": month}, {"$inc": {"sent": 1_000_000}}, upsert=True)
    try:
        with pytest.raises(SmsUnavailable):
            send_code(world.service, "reset", "a7", "13999990000", act(world))
    finally:
        counted.update_one({"_id": month}, {"$inc": {"sent": -1_000_000}})


def _make_due(world: World) -> None:
    world.service.database["orders"].update_many({"open": True}, {"$set": {"due": system_clock()}})
