"""Opening accounts over HTTP: a person's against the archive (ID-01), agents' and officers' by an administrator."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from bson import encode

from kernel.context import Context
from kernel.privacy import Unreadable
from kernel.refusals import CommandIdReused, Forbidden, Refused
from services.identity.contract import (
    AlreadyRegistered,
    AppointAgent,
    AppointOfficer,
    ConfirmAppointment,
    ConfirmedByAnother,
    DetailsDoNotMatch,
    FirstPasswordOver,
    GetAccount,
    NotInArchive,
    PasswordNotAllowed,
    RegisterPerson,
    SignIn,
    SignInRefused,
    UnitUnknown,
    Unmask,
    WrongIdNumber,
    WrongMobile,
)
from tests.services.harness import Http
from tests.services.identity.conftest import Person, World

PASSWORD = "Xuanwu!7hu"
TERMS = "t2011"


@pytest.fixture
def nobody(identity: Http) -> Context:
    return identity.context()


@pytest.fixture
def admin(identity: Http) -> Context:
    return identity.context("security", actor="A0")


def registration(person: Person, **other: str) -> RegisterPerson:
    password = other.pop("password", PASSWORD)
    told = RegisterPerson(person.id_number, person.name, person.mobile, password, password, TERMS)
    return replace(told, **other)


def test_a_person_in_the_archive_registers_and_sees_the_own_account_masked(world: World, nobody: Context) -> None:
    person = world.person(mobile="13812345678")
    reply = world.http.command(registration(person, id_number=f" {person.id_number} "), nobody)
    account_id = reply["result"]["account_id"]
    told = "注册成功，请使用身份证号码登录。"
    assert reply["result"] == {"account_id": account_id, "mobile_signs_in": True, "told": told}
    assert (reply["stream"], reply["version"]) == (f"account-{account_id}", 1)
    shown = world.http.query(GetAccount(), world.http.context("person", person.person_id, actor=account_id))
    assert (shown["kind"], shown["roles"], shown["person_id"]) == ("person", ["person"], person.person_id)
    assert (shown["name"], shown["mobile"]) == ("欧**明", "138****5678")
    assert (shown["card_losses"], shown["strong_proof_needed"]) == ([], False)


@pytest.mark.parametrize("name", ["欧阳•明", " 欧阳 · 明 ", "欧阳・明"])
def test_a_name_matches_however_its_dot_is_typed_and_is_kept_as_the_archive_has_it(
    world: World, nobody: Context, name: str
) -> None:
    person = world.person()
    account_id = world.http.command(registration(person, name=name), nobody)["result"]["account_id"]
    own = world.http.context("person", person.person_id, actor=account_id)
    assert world.http.command(Unmask(person.person_id, ["name"]), own)["result"]["name"] == person.name


def test_who_is_not_in_the_archive_is_told_the_three_causes(world: World, nobody: Context) -> None:
    stranger = Person("", "44030419790516003X", "王小明", "13800001234")
    with pytest.raises(NotInArchive) as refused:
        world.http.command(registration(stranger), nobody)
    for cause in ("没有在本市参保", "输入有误", "尚未录入", "12333"):
        assert cause in str(refused.value)


def test_what_does_not_match_is_never_said(world: World, nobody: Context) -> None:
    person = world.person()
    refusals = []
    for other in ({"name": "欧阳明明"}, {"mobile": "13900000000"}, {"name": "王五", "mobile": "13900000000"}):
        with pytest.raises(DetailsDoNotMatch) as refused:
            world.http.command(registration(person, **other), nobody)
        refusals.append(refused.value.to_wire())
    assert refusals == [{"code": "details_do_not_match", "args": {}}] * 3


def test_who_has_no_mobile_in_the_archive_does_not_match(world: World, nobody: Context) -> None:
    with pytest.raises(DetailsDoNotMatch):
        world.http.command(registration(world.person(mobile=""), mobile="13900000000"), nobody)


def test_a_person_registers_once(world: World, nobody: Context) -> None:
    person = world.person()
    world.http.command(registration(person), nobody)
    with pytest.raises(AlreadyRegistered):
        world.http.command(registration(person), nobody)


def test_a_stranger_does_not_learn_who_is_registered(world: World, nobody: Context) -> None:
    person = world.person()
    world.http.command(registration(person), nobody)
    with pytest.raises(DetailsDoNotMatch):
        world.http.command(registration(person, name="王五"), nobody)


def test_of_registrations_at_once_one_wins(world: World, nobody: Context) -> None:
    person = world.person()

    def register(_number: int) -> str:
        try:
            return world.http.command(registration(person), nobody)["stream"].partition("-")[0]
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(register, range(4)))
    assert outcomes == ["account"] + [AlreadyRegistered.code] * 3


def test_a_registration_sent_twice_opens_one_account(world: World, nobody: Context) -> None:
    person = world.person()
    first, second = (world.http.command(registration(person), nobody, "same-registration") for _ in range(2))
    assert first == second
    with pytest.raises(CommandIdReused):
        world.http.command(registration(world.person()), nobody, "same-registration")


def test_of_a_family_with_one_mobile_the_first_signs_in_with_it(world: World, nobody: Context) -> None:
    parent, child = world.person("13711112222"), world.person("13711112222")
    first, second = (world.http.command(registration(person), nobody)["result"] for person in (parent, child))
    assert (first["mobile_signs_in"], second["mobile_signs_in"]) == (True, False)
    signed_in = world.http.command(SignIn("137-1111-2222", PASSWORD), nobody)["result"]
    assert signed_in["person_id"] == parent.person_id
    assert world.http.command(SignIn(child.id_number, PASSWORD), nobody)["result"]["person_id"] == child.person_id


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"id_number": "320102199003072814"}, WrongIdNumber),
        ({"id_number": "32010219900307281"}, WrongIdNumber),
        ({"mobile": "12345678901"}, WrongMobile),
        ({"password": "short1"}, PasswordNotAllowed),
        ({"password": "password1"}, PasswordNotAllowed),
        ({"password": "x900307y"}, PasswordNotAllowed),
    ],
)
def test_wrong_input_is_refused(world: World, nobody: Context, other: dict[str, str], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        world.http.command(registration(world.person(), **other), nobody)


# ------------------------------------------------------------------ agents and officers


def test_an_administrator_appoints_a_units_agents(world: World, nobody: Context, admin: Context) -> None:
    unit = world.unit("91320100MA1MU7QT3X")
    first = world.http.command(AppointAgent(unit, "王五", "13800001111"), admin)["result"]
    second = world.http.command(AppointAgent(unit, "李四", "13800002222", "li"), admin)["result"]
    assert (first["login"], second["login"]) == (unit, f"{unit}/li")
    for login, opened in ((unit, first), ("91320100ma1mu7qt3x", first), (f"{unit}/LI", second)):
        signed_in = world.http.command(SignIn(login, opened["password"]), nobody)["result"]
        told = (signed_in["account_id"], signed_in["role"], signed_in["unit_id"], signed_in["duties"])
        assert told == (opened["account_id"], "agent", unit, ["password"])
    with pytest.raises(AlreadyRegistered):
        world.http.command(AppointAgent(unit, "赵六", "13800003333"), admin)


def test_a_unit_that_employer_does_not_know_has_no_agent(world: World, admin: Context) -> None:
    with pytest.raises(UnitUnknown):
        world.http.command(AppointAgent("99999999", "王五", "13800001111"), admin)


def test_a_first_password_that_was_not_used_in_time_opens_nothing(world: World, admin: Context) -> None:
    told = world.http.command(AppointAgent(world.unit(), "王五", "13800001111"), admin)["result"]
    at_the_end, late = 72 * 3600 - 60, 72 * 3600 + 60
    try:
        world.http.move_clock(at_the_end)
        assert world.http.command(SignIn(told["login"], told["password"]), world.http.context())["result"][
            "duties"
        ] == ["password"]
        world.http.move_clock(late)
        with pytest.raises(FirstPasswordOver) as refused:
            world.http.command(SignIn(told["login"], told["password"]), world.http.context())
    finally:
        world.http.move_clock(0)
    assert "72小时" in str(refused.value)


def test_an_officer_is_proposed_by_one_administrator_and_confirmed_by_another(
    world: World, nobody: Context, admin: Context
) -> None:
    proposed = world.http.command(AppointOfficer("zhao.liu", ["reviewer", "clerk"], "赵六"), admin)["result"]
    with pytest.raises(SignInRefused):
        world.http.command(SignIn("zhao.liu", PASSWORD), nobody)
    confirm = ConfirmAppointment(proposed["account_id"], ["clerk", "reviewer"], " 赵六")
    with pytest.raises(ConfirmedByAnother):
        world.http.command(confirm, admin)
    second = world.http.context("security", actor="A8")
    confirmed = world.http.command(confirm, second, "confirm zhao")["result"]
    assert world.http.command(confirm, second, "confirm zhao")["result"] == confirmed
    signed_in = world.http.command(SignIn("Zhao.Liu", confirmed["password"]), nobody)["result"]
    assert (signed_in["account_id"], signed_in["duties"]) == (proposed["account_id"], ["password"])
    assert (signed_in["role"], signed_in["roles"]) == ("reviewer", ["reviewer", "clerk"])
    shown = world.http.query(GetAccount(signed_in["account_id"]), admin)
    assert (shown["kind"], shown["name"], shown["mobile"]) == ("officer", "赵*", "")


@pytest.mark.parametrize("role", ["nobody", "person", "agent", "clerk", "reviewer", "admin", "service", "system"])
def test_nobody_else_appoints_or_looks_at_others(world: World, role: str) -> None:
    unit, asker = world.unit(), world.http.context(role, actor="A9")
    for command in (
        AppointOfficer("mallory", ["admin"], "马洛"),
        AppointAgent(unit, "马洛", "13800001111"),
    ):
        with pytest.raises(Forbidden):
            world.http.command(command, asker)
    with pytest.raises(Forbidden):
        world.http.query(GetAccount("A0"), asker)


# ------------------------------------------------------------------ privacy


def test_nothing_personal_and_nothing_secret_is_in_clear_in_the_store(world: World, nobody: Context) -> None:
    person = world.person(mobile="13899998888", name="司马相如")
    world.http.command(registration(person), nobody, "clear-text-1")
    tokens = world.http.command(SignIn(person.id_number, PASSWORD), nobody)["result"]
    database = world.service.database
    names = database.list_collection_names()
    stored = b"".join(encode(document) for name in names for document in database[name].find())
    assert person.person_id.encode() in stored
    secrets = (person.id_number, person.mobile, person.name, PASSWORD, "$argon2id$", tokens["refresh_token"])
    assert [secret for secret in (*secrets, tokens["access_token"]) if secret.encode() in stored] == []


def test_an_account_whose_key_is_destroyed_cannot_be_read_any_more(world: World, nobody: Context) -> None:
    account_id = world.http.command(registration(world.person()), nobody)["result"]["account_id"]
    world.service.account_keys.destroy(account_id)
    with pytest.raises(Unreadable):
        world.service.account_keys.sealer(account_id)
