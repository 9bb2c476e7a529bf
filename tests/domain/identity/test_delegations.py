"""ID-16: authority to act for another, bounded in matter and time."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden, Refused
from services.identity.contract import (
    AuthorityConfirmed,
    AuthorityEnded,
    AuthorityGiven,
    AuthorityOver,
    AuthorityUnknown,
    NotAChild,
    OneselfAsDelegate,
    PeriodNotAllowed,
    ProofsMissing,
    SecondOfficerNeeded,
)
from services.identity.delegation import domain
from services.identity.delegation.domain import Authority, Wanted, authority
from tests.domain.specification import given

TODAY, LATER = "2026-11-22", "2026-12-31"
LONGEST = 366
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
principal = Context(now=NOON, actor="A1", role="person", on_behalf_of="P1", command_id="c1")
delegate = Context(now=NOON, actor="A2", role="person", on_behalf_of="P2", command_id="c2")
clerk = Context(now=NOON, actor="A8", role="clerk", command_id="c3")
reviewer = Context(now=NOON, actor="A9", role="reviewer", command_id="c4")
WANTED = Wanted("agent", "P1", "P2", ["records", "card"], TODAY, LATER)
PROOFS = ["principal_id", "delegate_id", "authority"]


def an_authority(way: str = "online", begins_on: str = TODAY) -> AuthorityGiven:
    proofs, by = ([], "A1") if way == "online" else (PROOFS, "A8")
    return AuthorityGiven("P1-x", "agent", "P1", "P2", ["records", "card"], begins_on, LATER, way, proofs, by)  # type: ignore[arg-type]


def confirmed(**other: str) -> list[Event]:
    return [an_authority(**other), AuthorityConfirmed("P1-x", "P1", "P2", "A2", TODAY)]


def test_a_person_authorises_another_in_bounds_of_matter_and_time() -> None:
    [happened] = domain.give(WANTED, LONGEST, principal)
    assert happened == replace(an_authority(), delegation_id=happened.delegation_id)
    assert happened.delegation_id.startswith("P1-")


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (replace(WANTED, delegate="P1"), OneselfAsDelegate),
        (replace(WANTED, begins_on="2026-11-21"), PeriodNotAllowed),
        (replace(WANTED, ends_on="2026-11-21"), PeriodNotAllowed),
        (replace(WANTED, ends_on="2027-11-23"), PeriodNotAllowed),
        (replace(WANTED, principal="P3"), Forbidden),
    ],
)
def test_what_cannot_be_given(wanted: Wanted, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        domain.give(wanted, LONGEST, principal)


def test_an_officer_registers_what_has_been_proven() -> None:
    [happened] = domain.register(WANTED, PROOFS, LONGEST, clerk)  # type: ignore[arg-type]
    assert happened == replace(an_authority("window"), delegation_id=happened.delegation_id)
    with pytest.raises(ProofsMissing) as missing:
        domain.register(WANTED, ["principal_id"], LONGEST, clerk)
    assert missing.value.arguments == {"titles": "受托人（监护人）身份证件、书面委托书"}
    with pytest.raises(Forbidden):
        domain.register(WANTED, PROOFS, LONGEST, principal)  # type: ignore[arg-type]


def test_a_guardian_acts_until_the_child_is_of_age() -> None:
    proofs = ["principal_id", "delegate_id", "relation"]
    child = replace(WANTED, kind="guardian", principal_born="2012-03-07", ends_on="2040-01-01")
    [happened] = domain.register(child, proofs, LONGEST, clerk)  # type: ignore[arg-type]
    assert isinstance(happened, AuthorityGiven)
    assert happened.ends_on == "2030-03-06"
    with pytest.raises(NotAChild):
        domain.register(replace(child, principal_born="2008-11-22"), proofs, LONGEST, clerk)  # type: ignore[arg-type]


def test_the_delegate_confirms_what_was_given_online_and_nobody_else() -> None:
    given(authority, an_authority()).when(lambda state: domain.confirm(state, delegate)).then(
        [AuthorityConfirmed("P1-x", "P1", "P2", "A2", TODAY)]
    )
    for other in (principal, reviewer, clerk):
        given(authority, an_authority()).when(lambda s, o=other: domain.confirm(s, o)).refused_with(AuthorityUnknown)
    given(authority, *confirmed()).when(lambda state: domain.confirm(state, delegate)).nothing_happened()


def test_a_second_officer_confirms_what_was_registered() -> None:
    registered = an_authority("window")
    given(authority, registered).when(lambda state: domain.confirm(state, reviewer)).then(
        [AuthorityConfirmed("P1-x", "P1", "P2", "A9", TODAY)]
    )
    same = replace(reviewer, actor="A8")
    given(authority, registered).when(lambda state: domain.confirm(state, same)).refused_with(SecondOfficerNeeded)
    given(authority, registered).when(lambda state: domain.confirm(state, clerk)).refused_with(Forbidden)
    given(authority, registered).when(lambda state: domain.confirm(state, delegate)).refused_with(Forbidden)


@pytest.mark.parametrize(("who", "by"), [(principal, "principal"), (delegate, "delegate"), (clerk, "officer")])
def test_either_of_the_two_or_an_officer_ends_it(who: Context, by: str) -> None:
    ended = AuthorityEnded("P1-x", "P1", "P2", by, TODAY)  # type: ignore[arg-type]
    given(authority, *confirmed()).when(lambda state: domain.end(state, who)).then([ended])
    given(authority, *confirmed(), ended).when(lambda state: domain.end(state, who)).nothing_happened()
    stranger = replace(principal, on_behalf_of="P7")
    given(authority, *confirmed()).when(lambda state: domain.end(state, stranger)).refused_with(AuthorityUnknown)


def test_it_holds_for_the_delegate_between_its_days_once_confirmed_until_ended() -> None:
    ended = AuthorityEnded("P1-x", "P1", "P2", "principal", "2026-11-21")

    def stands(*past: Event) -> str:
        with pytest.raises(AuthorityOver) as over:
            domain.in_force(authority.after(past), delegate)
        return str(over.value.arguments["stands"])

    assert domain.in_force(authority.after(confirmed()), delegate) == an_authority()
    assert stands(an_authority()) == "尚未确认"
    assert stands(*confirmed(begins_on="2026-11-23")) == "从2026-11-23起生效"
    assert stands(*confirmed(), ended) == "已于2026-11-21终止"
    known = authority.after(confirmed())
    assert isinstance(known, Authority)
    assert known.state("2027-01-01") == "over"
    with pytest.raises(AuthorityUnknown):
        domain.in_force(known, principal)


@pytest.mark.parametrize(("person", "by"), [("P1", "principal"), ("P2", "delegate")])
def test_it_ends_with_the_account_of_either(person: str, by: Literal["principal", "delegate"]) -> None:
    ended = AuthorityEnded("P1-x", "P1", "P2", by, TODAY)
    given(authority, *confirmed()).when(lambda s: domain.end_with_account(s, person, principal)).then([ended])
    given(authority, an_authority()).when(lambda s: domain.end_with_account(s, person, principal)).then([ended])
    given(authority, *confirmed(), ended).when(
        lambda s: domain.end_with_account(s, person, principal)
    ).nothing_happened()
