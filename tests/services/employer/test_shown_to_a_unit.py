"""What employer shows a unit: who is known, its roster, its cases, itself."""

from typing import Any

import pytest

from kernel.calendar import add_months
from kernel.refusals import Forbidden, NotFound
from services.employer import contract as c
from services.records import contract as records
from tests.services.employer.conftest import Running, an_id_number


def test_a_known_person_is_filled_in(nanjing: Running) -> None:
    number = an_id_number()
    unknown = nanjing.http.query(c.FindPerson("U1", number), nanjing.agent)
    assert unknown == {
        "person_id": nanjing.office.person_id(number),
        "known": False,
        "name": "",
        "kind": "new",
        "active_lines": [],
        "lines": [
            {"line": line, "title": title, "active": False, "months": [nanjing.month]}
            for line, title in c.LINE_TITLES.items()
        ],
        "too_young_until": None,
        "case_id": None,
    }
    person = nanjing.known(number, "欧阳明")
    nanjing.hear(records.PersonEnrolled(person, "U7", ["pension"], "2020-01", 1, "employee"))
    known = nanjing.http.query(c.FindPerson("U1", number), nanjing.agent)
    assert (known["known"], known["name"], known["kind"]) == (True, "欧*明", "returning")
    with pytest.raises(c.NameDiffers):
        nanjing.declare(nanjing.addition(number, name="欧阳鸣"))
    case_id = nanjing.declared(nanjing.addition(number, name=""))
    assert nanjing.case(case_id)["form"]["name"] == "欧阳明"


def test_every_line_comes_with_the_months_to_choose_from(ningbo: Running) -> None:
    number, before = an_id_number(), add_months(ningbo.month, -1)
    ningbo.employed(number)
    for asked, active in ((number, True), (an_id_number(), False)):
        found = ningbo.http.query(c.FindPerson("U1", asked), ningbo.agent)["lines"]
        assert [(line["line"], line["active"], line["months"]) for line in found] == [
            ("pension", active, [before, ningbo.month]),
            ("unemployment", active, [before, ningbo.month]),
            ("injury", False, [ningbo.month]),
        ]


def test_the_roster_is_searched_by_part_of_the_name_and_by_the_end_of_the_number(nanjing: Running) -> None:
    number, other = an_id_number(), an_id_number()
    first, second = nanjing.known(number, "上官云飞"), nanjing.known(other, "张云")
    for person in (first, second):
        nanjing.hear(records.PersonEnrolled(person, "U1", ["pension"], "2020-01", 1, "employee"))

    def found(search: str, **more: Any) -> set[str]:
        return {staff["person_id"] for staff in nanjing.roster(search=search, **more)}

    assert found("上官") == {first}
    assert found("云") == {first, second}
    assert found(number[-6:].lower()) >= {first}
    assert found("没有此人") == found("上官", status="stopped") == set()
    assert found("云", limit=1) == {first, second}


def test_staff_that_records_knows_is_on_the_roster(nanjing: Running) -> None:
    number = an_id_number()
    person = nanjing.known(number, "王五")
    nanjing.hear(records.PersonEnrolled(person, "U1", ["pension"], "2020-01", 1, "employee"))
    on_roster = nanjing.on_the_roster(number)
    assert on_roster is not None
    assert (on_roster["name"], on_roster["status"]) == ("王*", "active")
    with pytest.raises(c.ActiveHereAlready):
        nanjing.declare(nanjing.addition(number, name="王五"))
    nanjing.hear(records.PersonStopped(person, "U1", ["pension"], "2026-01", "2025-12", "died"))
    on_roster = nanjing.on_the_roster(number)
    assert on_roster is not None
    assert on_roster["status"] == "stopped"


def test_what_records_refuses_is_shown_on_case_and_roster(nanjing: Running) -> None:
    number = an_id_number()
    case_id = nanjing.employed(number)
    person = nanjing.office.person_id(number)
    refused = records.EnrolmentRefused(
        person, "U1", ["pension", "unemployment"], "add", nanjing.month, "twice", "已在其他单位参保"
    )
    nanjing.hear(refused)
    assert nanjing.case(case_id)["refused"] == "已在其他单位参保"
    on_roster = nanjing.on_the_roster(number)
    assert on_roster is not None
    assert (on_roster["status"], on_roster["refused"]["sentence"]) == ("refused", "已在其他单位参保")


def test_news_of_a_flexible_workers_enrolment_is_nothing_for_a_unit(nanjing: Running) -> None:
    number = an_id_number()
    person = nanjing.office.person_id(number)
    nanjing.hear(records.PersonEnrolled(person, "U1", ["pension"], "2020-01", 1, "flexible"))
    nanjing.hear(records.PersonStopped(person, "U1", ["pension"], "2020-02", "2020-01", "own wish"))
    assert nanjing.staff_events(number) == []


# lists


def test_cases_are_listed_newest_first_page_by_page(nanjing: Running) -> None:
    made = [nanjing.declared() for _ in range(3)]
    nanjing.http.command(c.WithdrawCase(made[1], confirmed=True), nanjing.agent)
    listed, after = [], ""
    while after is not None:
        page = nanjing.http.query(c.ListCases("U1", after=after, limit=2), nanjing.agent)
        listed, after = listed + page["cases"], page["next"]
    ids = [case["case_id"] for case in listed]
    assert set(made) <= set(ids)
    assert len(ids) == len(set(ids))
    assert [i[:17] for i in ids] == sorted((i[:17] for i in ids), reverse=True)
    withdrawn = nanjing.http.query(c.ListCases("U1", status="withdrawn"), nanjing.agent)["cases"]
    assert made[1] in {case["case_id"] for case in withdrawn}
    assert {case["status"] for case in withdrawn} == {"withdrawn"}


def test_the_roster_is_listed_page_by_page_and_by_status(nanjing: Running) -> None:
    number = an_id_number()
    nanjing.declared(nanjing.addition(number))
    everyone = nanjing.roster(limit=3)
    assert len({staff["person_id"] for staff in everyone}) == len(everyone) > 3
    pending = nanjing.roster(status="pending")
    mine = next(staff for staff in pending if staff["person_id"] == nanjing.office.person_id(number))
    assert mine["pending"]["change"] == "add"
    assert {staff["status"] for staff in pending} == {"pending"}


def test_a_unit_is_shown_with_its_agents(nanjing: Running) -> None:
    clerk = nanjing.http.context("clerk", actor="C1")
    nanjing.http.command(c.AppointAgent("U2", "A2"), clerk)
    with pytest.raises(Forbidden):
        nanjing.http.command(c.AppointAgent("U2", "A3"), nanjing.other_agent)
    unit = nanjing.http.query(c.GetUnit("U2"), nanjing.other_agent)
    assert (unit["name"], unit["agents"], unit["contact"]["name"]) == ("U2公司", ["A2"], "李四")


# K8


def test_the_number_of_its_staff_is_told_to_the_unit_and_to_no_other(nanjing: Running) -> None:
    number = an_id_number()
    person = nanjing.known(number, "张云")
    nanjing.hear(records.PersonEnrolled(person, "U1", ["pension"], "2020-01", 1, "employee"))
    told = nanjing.http.query(c.GetStaffNumber("U1", person), nanjing.agent)
    assert told == {"person_id": person, "id_number": number}
    with pytest.raises(c.NotYourUnit):
        nanjing.http.query(c.GetStaffNumber("U1", person), nanjing.other_agent)
    with pytest.raises(NotFound):
        nanjing.http.query(c.GetStaffNumber("U2", person), nanjing.other_agent)
