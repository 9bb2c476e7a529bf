"""A certificate from its issue to its withdrawal: each step, each refusal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.refusals import Forbidden
from services.certificates.certificate import domain
from services.certificates.certificate.codes import as_typed, new_code, number_of
from services.certificates.certificate.domain import Revoked, Valid, certificate
from services.certificates.contract import (
    AlreadyRevoked,
    CertificateExists,
    CertificateIssued,
    CertificateRevoked,
    CertificateUnknown,
    RevokeCertificate,
)
from tests.domain.specification import given

KEY = "k" * 32
OFFICER = Context(now=datetime(2026, 11, 22, 5, tzinfo=UTC), actor="officer-1", role="reviewer")
ISSUED = CertificateIssued(
    number="320100ABCDEFGH2345",
    kind="contribution",
    person_id="P1",
    lines=["pension"],
    asked_from="2026-01",
    asked_to="2026-10",
    digest="d" * 64,
    content_digest="c" * 64,
    issued_at="2026-11-22T05:00:00.000Z",
    made_from=[{"stream": "person-P1", "version": 1}],
)
WITHDRAWN = CertificateRevoked(ISSUED.number, "P1", "信息有误", "2026-11-22")
REVOKE = RevokeCertificate(ISSUED.number, "信息有误")


def test_a_certificate_is_issued_under_a_number_nobody_has() -> None:
    given(certificate).when(lambda state: domain.issue(state, ISSUED)).then([ISSUED])


def test_a_number_is_not_used_twice() -> None:
    given(certificate, ISSUED).when(lambda state: domain.issue(state, ISSUED)).refused_with(CertificateExists)


def test_an_officer_withdraws_a_certificate() -> None:
    given(certificate, ISSUED).when(lambda state: domain.revoke(REVOKE, state, OFFICER)).then([WITHDRAWN])


@pytest.mark.parametrize("role", ["person", "agent", "", "system"])
def test_nobody_else_does(role: str) -> None:
    other = replace(OFFICER, role=role)
    given(certificate, ISSUED).when(lambda state: domain.revoke(REVOKE, state, other)).refused_with(Forbidden)


def test_what_was_never_issued_is_not_withdrawn() -> None:
    given(certificate).when(lambda state: domain.revoke(REVOKE, state, OFFICER)).refused_with(CertificateUnknown)


def test_what_is_withdrawn_stays_withdrawn() -> None:
    past = given(certificate, ISSUED, WITHDRAWN)
    past.when(lambda state: domain.revoke(REVOKE, state, OFFICER)).refused_with(AlreadyRevoked, since="2026-11-22")


def test_the_state_says_since_when_and_why() -> None:
    assert certificate.after([ISSUED]) == Valid(ISSUED)
    assert certificate.after([ISSUED, WITHDRAWN]) == Revoked(ISSUED, "信息有误", "2026-11-22")


@pytest.mark.parametrize(
    ("role", "on_behalf_of", "allowed"),
    [
        ("person", "P1", True),
        ("person", "P2", False),
        ("person", "", False),
        ("agent", "P1", False),
        ("", "P1", False),
        ("clerk", "", True),
        ("reviewer", "", True),
        ("admin", "", True),
    ],
)
def test_people_ask_for_themselves_and_officers_for_anyone(role: str, on_behalf_of: str, allowed: bool) -> None:
    context = replace(OFFICER, role=role, on_behalf_of=on_behalf_of)
    if allowed:
        domain.may_ask("P1", context)
    else:
        with pytest.raises(Forbidden):
            domain.may_ask("P1", context)


def test_a_command_always_gets_the_same_code_and_another_command_another() -> None:
    assert new_code("one", KEY) == new_code("one", KEY)
    assert len({new_code(f"command-{number}", KEY) for number in range(500)}) == 500


def test_a_code_has_sixteen_characters_that_cannot_be_mistaken() -> None:
    code = new_code("one", KEY)
    assert len(code) == 16
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_a_code_finds_its_number_however_it_is_typed() -> None:
    code = new_code("one", KEY)
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert as_typed(typed) == code
    assert number_of(typed, "320100", KEY) == number_of(code, "320100", KEY)
    assert number_of(code, "320100", KEY).startswith("320100")


def test_without_the_key_nobody_works_out_a_code() -> None:
    assert new_code("one", KEY) != new_code("one", "x" * 32)
