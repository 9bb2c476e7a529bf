"""One-time codes on a real store: sent once to whom they belong, kept nowhere, good for one act (ID-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest

from kernel.clock import instant, system_clock
from kernel.context import Context
from kernel.orders import Sender
from kernel.partner import PartnerDown, PartnerRefused
from kernel.refusals import Refused
from services.identity.codes.sending import OWNER, Asker, CodeFor, check_code, send_code
from services.identity.contract import (
    CodePurpose,
    CodeTooMany,
    CodeTooSoon,
    CodeWrong,
    RegisterPerson,
    SendSignInCode,
    SignIn,
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


@dataclass(frozen=True)
class Given:
    """A code with the ticket of its asking."""

    ticket: str
    code: str


HERE, ELSEWHERE = Asker("net 1", known=False), Asker("net 2", known=False)
SAID = {"minutes": 5, "pause_seconds": 60, "most_a_day": 10}


def ask(world: World, what: CodeFor, asker: Asker = OWNER, context: Context | None = None) -> str:
    """The ticket that asking for a code was answered with."""
    return str(send_code(world.service, what, context or act(world), asker)["result"]["ticket"])


def give(world: World, what: CodeFor, ticket: str, code: str, context: Context | None = None) -> None:
    check_code(world.service, what, Given(ticket, code), context or act(world))


def miss(world: World, what: CodeFor, ticket: str, code: str) -> None:
    with pytest.raises(CodeWrong):
        give(world, what, ticket, code)


def other(code: str) -> str:
    return f"{(int(code) + 7) % 10**6:06d}"


def told(answer: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The ticket, and what else was answered."""
    result = dict(answer["result"])
    return result.pop("ticket"), result


def test_a_bound_mobile_signs_in_with_its_code_once(world: World, phones: Phones, member: Person) -> None:
    ticket, said = told(world.http.command(SendSignInCode(f"+86 {member.mobile}"), world.http.context()))
    assert said == SAID
    [text] = phones.ring(member.mobile)
    assert "用于登录" in text
    assert "5分钟" in text
    code = phones.code(member.mobile)
    assert isinstance(refusal(world, SignInByCode(member.mobile, ticket, other(code))), CodeWrong)
    result = world.http.command(SignInByCode(member.mobile, ticket, code), world.http.context())["result"]
    assert result["person_id"] == member.person_id
    assert isinstance(refusal(world, SignInByCode(member.mobile, ticket, code)), CodeWrong)


def test_a_number_that_is_not_bound_gets_the_same_answer_and_no_sms(
    world: World, phones: Phones, member: Person
) -> None:
    bound, _ = told(world.http.command(SendSignInCode(member.mobile), world.http.context()))
    ticket, said = told(world.http.command(SendSignInCode("13911112222"), world.http.context()))
    assert (said, len(ticket)) == (SAID, len(bound))
    assert phones.ring("13911112222") == []
    assert isinstance(refusal(world, SendSignInCode("13911112222")), CodeTooSoon)
    assert isinstance(refusal(world, SignInByCode("13911112222", ticket, "123456")), CodeWrong)


def test_the_same_act_repeated_may_give_its_code_again_another_may_not(world: World, phones: Phones) -> None:
    what, once = CodeFor("reset", "a1", "13922223333"), act(world)
    ticket, again = (ask(world, what, context=once) for _ in range(2))
    assert ticket == again
    assert len(phones.ring(what.mobile)) == 1
    code, first = phones.code(what.mobile), act(world)
    for _ in range(2):
        give(world, what, ticket, code, first)
    miss(world, what, ticket, code)


def test_each_thing_has_codes_of_its_own(world: World, phones: Phones) -> None:
    mobile = "13912120000"
    things: tuple[tuple[CodePurpose, str], ...] = (
        ("sign_in", "login"),
        ("reset", "a8"),
        ("reset", "a9"),
        ("bank_account", "a8"),
    )
    asked = [CodeFor(purpose, subject, mobile) for purpose, subject in things]
    sent = [(what, ask(world, what), phones.code(mobile)) for what in asked]
    with pytest.raises(CodeTooSoon):
        ask(world, CodeFor("reset", "a8", mobile))
    for what, ticket, code in sent:
        for _, another, others in (one for one in sent if one[0] != what):
            miss(world, what, another, code)
            miss(world, what, another, others)
        miss(world, what, "nothing of ours", code)
        miss(world, what, "", code)
        give(world, what, ticket, code)


def test_a_strangers_misses_and_askings_leave_the_owners_code_good(world: World, phones: Phones) -> None:
    what = CodeFor("sign_in", "login", "13912120002")
    owners = ask(world, what, HERE)
    code = phones.code(what.mobile)
    strangers = ask(world, what, ELSEWHERE)  # nobody waits because somebody elsewhere has asked
    void = phones.code(what.mobile)
    for _ in range(5):
        miss(world, what, strangers, other(void))
    miss(world, what, strangers, void)
    miss(world, what, strangers, code)
    give(world, what, owners, code)


def test_strangers_have_a_mobile_sent_ten_texts_a_day_for_one_purpose_and_take_no_other(
    world: World, phones: Phones
) -> None:
    mobile = "13912120001"
    for number in range(12):
        stranger, what = Asker(f"net {number}", known=False), CodeFor("reset", "a10", mobile)
        _, said = told(send_code(world.service, what, act(world), stranger))
        assert said == SAID
    assert len(phones.ring(mobile)) == 10
    whatever: tuple[CodePurpose, ...] = ("new_mobile", "proof", "bank_account")
    for what in [CodeFor(purpose, "a10", mobile) for purpose in whatever]:
        give(world, what, ask(world, what), phones.code(mobile))
    assert len(phones.ring(mobile)) == 13


def test_one_network_uses_up_half_of_what_strangers_have(world: World, phones: Phones) -> None:
    what, now = CodeFor("reset", "a13", "13912120003"), system_clock()
    noon = (now + timedelta(days=1)).replace(hour=4, minute=0)  # far from where a day ends in China
    try:
        for number in range(7):
            world.http.move_clock((noon - now).total_seconds() + 61 * number)
            ask(world, what, HERE)
            phones.ring(what.mobile)
        assert len(phones.ring(what.mobile)) == 5
        ask(world, what, ELSEWHERE)
        assert len(phones.ring(what.mobile)) == 6
    finally:
        world.http.move_clock(0)


def test_who_has_signed_in_from_here_before_is_sent_codes_when_strangers_have_had_theirs(
    world: World, phones: Phones, member: Person
) -> None:
    home = "安卓设备，网络 203.0.113.*"
    world.http.command(SignIn(member.id_number, PASSWORD, source=home), world.http.context())
    what = CodeFor("sign_in", "whoever", member.mobile)
    for number in range(12):
        ask(world, what, Asker(f"net {number}", known=False))
    assert len(phones.ring(member.mobile)) == 10
    for source, so_many in (("苹果手机，网络 198.51.100.*", 10), (home, 11)):
        asked = SendSignInCode(member.mobile, source=source, network=source)
        ticket, said = told(world.http.command(asked, world.http.context()))
        assert (said, len(phones.ring(member.mobile))) == (SAID, so_many)
    code = phones.code(member.mobile)
    assert world.http.command(SignInByCode(member.mobile, ticket, code), world.http.context())["result"]["role"]


def test_an_account_asks_for_ten_codes_a_day_for_new_mobiles_and_is_told_so(world: World, phones: Phones) -> None:
    for number in range(10):
        ask(world, CodeFor("new_mobile", "a11", f"139121210{number:02d}"))
    with pytest.raises(CodeTooMany) as refused:
        ask(world, CodeFor("new_mobile", "a11", "13912121010"))
    assert refused.value.arguments == {"daily": 10}
    assert phones.ring("13912121010") == []
    ask(world, CodeFor("new_mobile", "a12", "13912121009"))  # another account is not held back by it
    assert len(phones.ring("13912121009")) == 2


def test_a_wrong_code_counts_whatever_becomes_of_the_act(world: World, phones: Phones) -> None:
    what = CodeFor("reset", "a2", "13933334444")
    ticket, code = ask(world, what), phones.code("13933334444")
    for _ in range(5):
        miss(world, what, ticket, other(code))
    miss(world, what, ticket, code)


def test_neither_code_nor_mobile_stands_in_the_store(world: World, phones: Phones) -> None:
    ask(world, CodeFor("reset", "a3", "13944445555"))
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
    ask(world, CodeFor("reset", "a4", "13955556666"))
    phones.ring("13955556666")
    for mobile in ("13966667777", "13955556666"):
        with pytest.raises(SmsUnavailable) as refused:
            ask(world, CodeFor("reset", "a4", mobile))
        assert "其他方式" in str(refused.value)
    phones.down = False
    _make_due(world)
    assert len(phones.ring("13955556666")) == 1
    ask(world, CodeFor("reset", "a4", "13966667777"))


def test_a_mobile_that_the_provider_refuses_is_asked_for_once(world: World, phones: Phones) -> None:
    phones.refusing = True
    ask(world, CodeFor("reset", "a5", "13977778888"))
    phones.ring("13977778888")
    _make_due(world)
    phones.refusing = False
    assert phones.ring("13977778888") == []


def test_a_message_that_comes_too_late_is_not_sent(world: World, phones: Phones) -> None:
    ask(world, CodeFor("reset", "a6", "13988889999"))
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
            ask(world, CodeFor("reset", "a7", "13999990000"))
    finally:
        counted.update_one({"_id": month}, {"$inc": {"sent": -1_000_000}})


def _make_due(world: World) -> None:
    world.service.database["orders"].update_many({"open": True}, {"$set": {"due": system_clock()}})
