"""Changing, forgetting, deregistering on a real store: once for one command id, whoever comes at the same time."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import pytest

from kernel.cases.messages import SubmitCase
from kernel.context import Context
from kernel.orders import Sender
from kernel.privacy import Unreadable
from kernel.refusals import NotFound, Refused
from services.identity import contract as c
from services.identity.account.domain import Closed, account
from tests.services.identity.conftest import Person, World

OLD, NEW = "Xuanwu!7hu", "Mochou!8lan"


class Member:
    """A registered person, signed in."""

    def __init__(self, world: World, mobile: str = "") -> None:
        self.world = world
        self.person: Person = world.person(mobile=mobile or f"1391{int(token_hex(3), 16) % 10**7:07d}")
        told = c.RegisterPerson(self.person.id_number, self.person.name, self.person.mobile, OLD, OLD, "t2011")
        self.account_id = world.http.command(told, world.http.context())["result"]["account_id"]

    def context(self) -> Context:
        return self.world.http.context("person", self.person.person_id, actor=self.account_id)

    def does(self, command: Any, command_id: str | None = None) -> dict[str, Any]:
        return self.world.http.command(command, self.context(), command_id)

    def asks(self, command: Any) -> str:
        """The ticket that asking for a code is answered with."""
        return str(self.does(command)["result"]["ticket"])

    def is_proved(self) -> None:
        """An officer has seen the person and the ID card."""
        self.world.http.command(c.ProveAtWindow(self.person.id_number), self.world.http.context("clerk"))

    def signs_in(self, password: str) -> dict[str, Any]:
        told = c.SignIn(self.person.id_number, password)
        return dict(self.world.http.command(told, self.world.http.context())["result"])


def code_to(world: World, mobile: str) -> str:
    """The newest code that was sent to a mobile."""
    sent: dict[str, str] = {}

    def send(_order: str, says: Mapping[str, Any]) -> None:
        sent[says["mobile"]] = says["text"]

    sender = Sender(world.service.orders, "sms", send, world.service.clock)
    while sender.step():
        pass
    return sent[mobile].partition("验证码")[2][:6]


@pytest.fixture
def member(world: World) -> Member:
    return Member(world)


def test_a_change_that_is_sent_twice_is_done_once_and_counts_no_wrong_password(member: Member) -> None:
    change = c.ChangePassword(OLD, NEW, NEW)
    first, again = (member.does(change, "change 1" + member.account_id) for _ in range(2))
    assert first == again
    assert member.signs_in(NEW)["duties"] == ["details"]


def test_of_two_changes_at_once_one_wins(member: Member) -> None:
    def change(new: str) -> str:
        try:
            member.does(c.ChangePassword(OLD, new, new))
        except Refused as refused:
            return refused.code
        return "changed"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(change, [f"{NEW}{n}" for n in range(4)]))
    assert outcomes.count("changed") == 1
    assert set(outcomes) <= {"changed", "wrong_old_password", "sign_in_locked"}


def test_the_passwords_hash_goes_with_the_accounts_key(member: Member) -> None:
    service = member.world.service
    events, _ = service.store.load(c.CREDENTIAL.stream(member.account_id))
    with pytest.raises(Unreadable):
        service.sealer.open(events[-1].hash)  # type: ignore[attr-defined]
    assert service.account_keys.sealer(member.account_id).open(events[-1].hash).startswith("$argon2id$")  # type: ignore[attr-defined]


def test_deregistering_twice_with_one_id_is_done_once(member: Member) -> None:
    leave = c.Deregister(member.person.mobile, OLD)
    first, again = (member.does(leave, "leave " + member.account_id) for _ in range(2))
    assert first == again
    service = member.world.service
    state, _ = service.store.state(c.ACCOUNT.stream(member.account_id), account)
    assert isinstance(state, Closed)
    with pytest.raises(Unreadable):
        service.account_keys.sealer(member.account_id)


def test_a_closed_account_does_nothing_more(member: Member) -> None:
    member.does(c.Deregister(member.person.mobile, OLD))
    commands = [
        c.ChangePassword(OLD, NEW, NEW),
        c.ChangeContact(address="玄武大道9号5幢702室"),
        c.SendBankAccountCode(),
        c.ReportMisuse("sign_in"),
        c.Deregister(member.person.mobile, OLD),
    ]
    for command in commands:
        with pytest.raises(Refused) as refused:
            member.does(command)
        assert refused.value.code == "not_found", command


def test_a_mobile_that_is_another_accounts_login_stays_theirs(world: World, member: Member) -> None:
    other = Member(world)
    member.is_proved()
    ticket = member.asks(c.SendNewMobileCode(other.person.mobile))
    code = code_to(world, other.person.mobile)
    changed = member.does(c.ChangeMobile(other.person.mobile, ticket, code, OLD))
    assert changed["result"] == {"mobile_signs_in": False}
    by_mobile = world.http.command(c.SignIn(other.person.mobile, OLD), world.http.context())["result"]
    assert by_mobile["account_id"] == other.account_id


def test_a_code_for_the_new_mobile_is_good_for_that_mobile_alone(world: World, member: Member) -> None:
    wanted = f"1371{int(token_hex(3), 16) % 10**7:07d}"
    member.is_proved()
    ticket = member.asks(c.SendNewMobileCode(wanted))
    code = code_to(world, wanted)
    with pytest.raises(c.CodeWrong):
        member.does(c.ChangeMobile("13700001111", ticket, code, OLD))
    another = Member(world)
    another.is_proved()
    with pytest.raises(c.CodeWrong):
        another.does(c.ChangeMobile(wanted, ticket, code, OLD))
    assert member.does(c.ChangeMobile(wanted, ticket, code, OLD))["result"] == {"mobile_signs_in": True}


def test_whoever_knows_the_password_alone_sends_neither_codes_nor_money_elsewhere(member: Member) -> None:
    for command in (
        c.SendNewMobileCode("13700001111"),
        c.ChangeMobile("13700001111", "", "123456", OLD),
        c.SendBankAccountCode(),
        c.ChangeBankAccount("6228480000000011239", "", "123456", OLD),
    ):
        with pytest.raises(c.ProofNeeded):
            member.does(command)


def test_a_stranger_gets_the_answer_that_the_owner_gets_and_no_code(world: World, member: Member) -> None:
    asked = [
        c.ForgetPassword(member.person.id_number, member.person.mobile),
        c.ForgetPassword(member.person.id_number, "13700002222"),
        c.ForgetPassword(world.person().id_number, "13700003333"),
    ]
    answers = [dict(world.http.command(one, world.http.context())["result"]) for one in asked]
    tickets = [answer.pop("ticket") for answer in answers]
    assert answers[0] == answers[1] == answers[2]
    assert len({len(ticket) for ticket in tickets}) == 1
    for mobile, ticket in zip(("13700002222", "13700003333"), tickets[1:], strict=True):
        told = c.ResetPassword(member.person.id_number, mobile, ticket, "123456", NEW, NEW)
        with pytest.raises(c.CodeWrong):
            world.http.command(told, world.http.context())


def test_misuse_reported_by_the_office_for_a_caller_ends_the_callers_sessions_alone(
    world: World, member: Member
) -> None:
    tokens = member.signs_in(OLD)
    person = member.person.person_id
    filed = SubmitCase("account-misuse", person, {"about": "sign_in", "note": "来电报告。"})
    world.http.command(filed, world.http.context("clerk", actor="O1", channel="hotline"))
    with pytest.raises(c.SessionOver):
        world.http.command(c.Refresh(tokens["refresh_token"]), world.http.context())
    with pytest.raises(c.PasswordUnsafe):
        member.signs_in(OLD)
    with pytest.raises(NotFound):
        world.http.command(
            SubmitCase("account-misuse", world.person().person_id, {"about": "look"}),
            world.http.context("clerk", actor="O1", channel="hotline"),
        )
