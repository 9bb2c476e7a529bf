"""What is kept of insured people follows from their events alone, in whatever order the streams arrive."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.certificates.certificate.readmodel import certificates
from services.certificates.contract import CertificateIssued, CertificateRevoked
from services.certificates.insured.readmodel import persons, units, years
from services.employer import contract as employer
from services.records import contract as records

REGISTERED = records.PersonRegistered("P1", "sealed-id", "sealed-name", "", "", "320102", "employee", "2020-01-01")
ENROLLED = records.PersonEnrolled("P1", "U.1", ["pension", "medical"], "2026-01", 600000, "employee")
STOPPED = records.PersonStopped("P1", "U.1", ["medical"], "2026-06", "2026-05", "resigned")
IMPORTED = records.ContributionsImported(
    "P1",
    2026,
    [
        {
            "period": "2026-01",
            "line": "pension",
            "kind": "normal",
            "unit_id": "U.1",
            "base": 500000,
            "employer": 80000,
            "individual": 40000,
            "account": 40000,
            "arrived_on": "2026-01-20",
        }
    ],
)
ASSESSED = records.ContributionsAssessed(
    "P1",
    "U.1",
    "2026-02",
    "employee",
    [
        {"line": line, "base": 500000, "employer": 80000, "individual": 40000, "account": 40000, "policy": []}
        for line in ("pension", "medical")
    ],
    "2026-02-28",
)
PAID = records.ContributionsPaid(
    "P1",
    "U.1",
    "2026-02",
    [{"line": "pension", "employer": 80000, "individual": 40000, "credited": 40000}],
    "2026-03-02",
    "V1",
)
PERSON, ENROLMENT, YEAR = "person-P1", "enrolment-P1-U.1", "contribution-P1-2026"


def facts(stream: str, *events: Event) -> list[Fact]:
    category = stream.partition("-")[0]
    return [
        Fact(event, "records", category, stream, version, 0, 0, "2026-11-22T00:00:00.000Z", {})
        for version, event in enumerate(events, 1)
    ]


def folded(model: ReadModel, past: Iterable[Fact]) -> dict[str, Any]:
    documents: dict[str, Any] = {}
    for fact in past:
        for key in model.keys(fact):
            documents[key] = model.fold(documents.get(key) or {}, fact)
    return documents


def test_a_person_is_known_by_sealed_name_and_number() -> None:
    corrected = records.PersonCorrected("P1", name="sealed-new-name")
    known = folded(persons, facts(PERSON, REGISTERED, corrected, records.PersonCorrected("P1", mobile="x")))["P1"]
    assert (known["name"], known["id_number"]) == ("sealed-new-name", "sealed-id")
    assert known["seen"] == [{"stream": PERSON, "version": 3}]


def test_each_line_of_a_relation_has_its_status() -> None:
    known = folded(persons, facts(ENROLMENT, ENROLLED, STOPPED))["P1"]
    assert known["relations"] == [{"unit_id": "U.1", "lines": {"pension": "active", "medical": "suspended"}}]


def test_death_and_retirement_close_a_relation() -> None:
    retired = records.PersonStopped("P1", "U.1", ["pension"], "2026-06", "2026-05", "retired")
    assert folded(persons, facts(ENROLMENT, ENROLLED, retired))["P1"]["relations"][0]["lines"]["pension"] == "closed"


def test_who_comes_back_is_active_again() -> None:
    known = folded(persons, facts(ENROLMENT, ENROLLED, STOPPED, ENROLLED))["P1"]
    assert set(known["relations"][0]["lines"].values()) == {"active"}


def test_a_refused_change_leaves_the_relation_as_it_was() -> None:
    refused = records.EnrolmentRefused("P1", "U.1", ["injury"], "add", "2026-02", "code", "sentence")
    known = folded(persons, facts(ENROLMENT, ENROLLED, refused))["P1"]
    assert "injury" not in known["relations"][0]["lines"]
    assert known["seen"] == [{"stream": ENROLMENT, "version": 2}]


def test_a_year_has_what_was_imported_assessed_and_paid() -> None:
    year = folded(years, facts(YEAR, IMPORTED, ASSESSED, PAID))["P1-2026"]
    assert [(row["period"], row["line"], row["arrived_on"]) for row in year["rows"]] == [
        ("2026-01", "pension", "2026-01-20"),
        ("2026-02", "pension", "2026-03-02"),
        ("2026-02", "medical", None),
    ]
    assert (year["stream"], year["version"]) == (YEAR, 3)


def test_a_unit_is_known_by_name() -> None:
    imported = employer.UnitImported("U.1", "91320100X", "南京钟山软件", "320102", "2010-01-01", 1)
    appointed = employer.AgentAppointed("U.1", "A1", "2026-01-01")
    assert folded(units, facts("unit-U.1", imported, appointed)) == {"U.1": {"name": "南京钟山软件"}}


def test_a_certificate_is_listed_and_its_withdrawal_told() -> None:
    issued = CertificateIssued(
        "N1",
        "contribution",
        "P1",
        ["pension"],
        "2026-01",
        "2026-02",
        "d" * 64,
        "c" * 64,
        "2026-11-22T05:00:00.000Z",
        [],
    )
    listed = folded(
        certificates, facts("certificate-N1", issued, CertificateRevoked("N1", "P1", "有误", "2026-11-23"))
    )["N1"]
    assert (listed["person_id"], listed["state"], listed["reason"]) == ("P1", "revoked", "有误")
    assert listed["place"] == "2026-11-22T05:00:00.000Z/N1"


STREAMS: dict[str, Sequence[Event]] = {
    PERSON: [REGISTERED, records.PersonCorrected("P1", name="new")],
    ENROLMENT: [ENROLLED, STOPPED],
    "enrolment-P1-U2": [
        records.PersonEnrolled("P1", "U2", ["pension"], "2026-07", 600000, "employee"),
        records.PersonStopped("P1", "U2", ["pension"], "2026-09", "2026-08", "died"),
    ],
}
IN_TURN = folded(persons, itertools.chain.from_iterable(facts(stream, *events) for stream, events in STREAMS.items()))


@given(st.permutations([stream for stream, events in STREAMS.items() for _ in events]))
def test_the_order_of_different_streams_leaves_no_trace(turns: list[str]) -> None:
    waiting = {stream: iter(facts(stream, *events)) for stream, events in STREAMS.items()}
    assert folded(persons, (next(waiting[stream]) for stream in turns)) == IN_TURN
