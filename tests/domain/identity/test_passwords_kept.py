"""ID-05, ID-20: which passwords open something, and which must be changed first."""

import pytest

from services.identity import contract as c
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
