"""ID-05, ID-20: which passwords open something, and which must be changed first."""

from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.refusals import Forbidden, Refused
from services.identity import contract as c
from services.identity.account.domain import Closed
from services.identity.office.domain import another_officer, check_second, only_administrators
from services.identity.password.domain import NoPassword, Password, credential, distrust
from tests.domain.specification import given

TODAY = "2026-11-22"


def was_set(*, initial: bool = False) -> c.PasswordSet:
    return c.PasswordSet("A1", "hash", initial, TODAY)


@pytest.mark.parametrize(
    ("past", "must_change"),
    [
        ([was_set()], False),
        ([was_set(initial=True)], True),
        ([was_set(initial=True), was_set()], False),
        ([was_set(), c.PasswordDistrusted("A1", TODAY)], True),
        ([was_set(), c.PasswordDistrusted("A1", TODAY), was_set()], False),
    ],
)
def test_an_initial_or_distrusted_password_must_be_changed(past: list[c.CredentialEvent], must_change: bool) -> None:
    state = credential.after(past)
    assert isinstance(state, Password)
    assert state.must_change is must_change


def test_a_password_is_distrusted_once() -> None:
    distrusted = c.PasswordDistrusted("A1", TODAY)
    given(credential, was_set()).when(lambda known: distrust(known, "A1", TODAY)).then([distrusted])
    given(credential, was_set(), distrusted).when(lambda known: distrust(known, "A1", TODAY)).nothing_happened()
    given(credential).when(lambda known: distrust(known, "A1", TODAY)).nothing_happened()


def test_who_never_had_one_has_none() -> None:
    assert credential.after([]) == NoPassword()
    assert credential.after([c.PasswordDistrusted("A1", TODAY)]) == NoPassword()


# ------------------------------------------------------------------ an officer's, given by two (ID-15)


def by(actor: str, role: str = "admin") -> Context:
    return Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC), role=role, actor=actor)


def asked(on: str = TODAY) -> c.OfficerResetAsked:
    return c.OfficerResetAsked("A1", "A8", "reason", on)


def test_another_administrator_gives_what_one_has_asked_for() -> None:
    check_second(credential.after([was_set(), asked()]), by("A9"))


@pytest.mark.parametrize(
    ("past", "giver", "refusal"),
    [
        ([was_set()], "A9", c.ResetNotAsked),
        ([was_set(), asked("2026-11-21")], "A9", c.ResetNotAsked),
        ([was_set(), asked(), was_set(initial=True)], "A9", c.ResetNotAsked),
        ([asked()], "A9", c.ResetNotAsked),
        ([was_set(), asked()], "A8", c.ResetByAnother),
    ],
)
def test_nobody_gives_it_alone_late_or_twice(past: list[c.PasswordSet], giver: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_second(credential.after(past), by(giver))


@pytest.mark.parametrize("role", ["person", "agent", "clerk", "reviewer", "auditor"])
def test_only_administrators_give_it(role: str) -> None:
    with pytest.raises(Forbidden):
        only_administrators(by("A9", role))


def test_an_account_that_is_no_officers_is_given_none() -> None:
    with pytest.raises(c.AccountUnknown):
        another_officer(Closed(TODAY), by("A9"))
