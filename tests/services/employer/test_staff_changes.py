"""Each entry point of employer, as it runs in production: over HTTP, on the real store."""

from dataclasses import replace

import pytest
from bson import encode

from kernel.calendar import add_months, add_working_days
from kernel.cases import CASE, CaseApproved, CaseCarriedOut, CaseClaimed, CaseSubmitted
from kernel.cases import refusals as r
from kernel.cases.documents import DocumentUnknown, DocumentWrong
from kernel.clock import business_date
from kernel.refusals import CommandIdReused, Forbidden, Invalid, Refused
from services.employer import contract as c
from services.records import contract as records
from tests.services.employer.conftest import Running, an_id_number, units
from tests.services.harness import happened


def test_an_addition_goes_its_way_from_the_unit_to_the_roster(nanjing: Running) -> None:
    number = an_id_number()
    reply = nanjing.declare(nanjing.addition(number))
    case_id = reply["result"]["case_id"]
    today = business_date(nanjing.http.settings.clock())
    assert reply == {
        "result": {"case_id": case_id, "due_on": add_working_days(today, 10)},
        "stream": CASE.stream(case_id),
        "version": 1,
    }
    nanjing.http.command(c.ClaimCase(case_id), nanjing.officer())
    approved = nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    assert approved["result"] == {
        "case_id": case_id,
        "outcome": f"增员 养老保险、失业保险 {nanjing.month}起参保",
    }
    events, _ = nanjing.office.store.load(CASE.stream(case_id))
    assert [type(event) for event in events] == [CaseSubmitted, CaseClaimed, CaseApproved, CaseCarriedOut]
    declared, added = nanjing.staff_events(number)
    assert isinstance(declared, c.StaffChangeDeclared)
    assert isinstance(added, c.StaffAdded)
    assert nanjing.office.sealer.open(added.id_number) == number
    assert (added.lines, added.start_month, added.wage_fen) == (["pension", "unemployment"], nanjing.month, 800_000)
    on_roster = nanjing.on_the_roster(number)
    assert on_roster is not None
    assert (on_roster["status"], on_roster["name"], on_roster["id_number"][:6]) == ("active", "张*", number[:6])
    assert [(line["line"], line["confirmed"]) for line in on_roster["lines"]] == [
        ("pension", False),
        ("unemployment", False),
    ]


def test_a_stop_ends_what_records_has_enrolled(nanjing: Running) -> None:
    number = an_id_number()
    nanjing.employed(number)
    person = nanjing.office.person_id(number)
    enrolled = records.PersonEnrolled(person, "U1", ["pension", "unemployment"], nanjing.month, 800_000, "employee")
    nanjing.hear(enrolled)
    case_id = nanjing.claimed(c.StaffStop(number, ["pension"], nanjing.month, "resigned"))
    nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    stopped = nanjing.staff_events(number)[-1]
    assert stopped == c.StaffStopped(
        "U1", person, case_id, ["pension"], nanjing.month, add_months(nanjing.month, -1), "resigned"
    )
    on_roster = nanjing.on_the_roster(number)
    assert on_roster is not None
    assert {line["line"]: (line["status"], line["confirmed"]) for line in on_roster["lines"]} == {
        "pension": ("stopped", False),
        "unemployment": ("active", True),
    }


def test_every_step_is_shown_to_the_applicant(nanjing: Running) -> None:
    case_id = nanjing.claimed()
    nanjing.http.command(c.AskForMaterial(case_id, ["other"], "请补充社保缴费承诺书"), nanjing.officer())
    wanted = nanjing.case(case_id)
    assert (wanted["status_title"], wanted["wanted"]) == ("待补正材料", ["other"])
    added = [{**nanjing.document()[0], "material": "other"}]
    nanjing.http.command(c.AddMaterial(case_id, added), nanjing.agent)
    nanjing.http.command(c.RejectCase(case_id, "劳动合同未盖章"), nanjing.officer())
    seen = nanjing.case(case_id)
    assert (seen["status"], seen["can_withdraw"], seen["form"]["name"]) == ("rejected", False, "张三")
    assert [(step["title"], step["by"], step["note"]) for step in seen["history"]] == [
        ("提交", "A1", ""),
        ("受理", "O1", ""),
        ("要求补正材料", "O1", "其他材料：请补充社保缴费承诺书"),
        ("补正材料", "A1", "其他材料"),
        ("审核不通过", "O1", "劳动合同未盖章"),
    ]


def test_a_rejected_person_can_be_declared_again(nanjing: Running) -> None:
    number = an_id_number()
    case_id = nanjing.claimed(nanjing.addition(number))
    nanjing.http.command(c.RejectCase(case_id, "缺章"), nanjing.officer())
    assert nanjing.declared(nanjing.addition(number)) != case_id


def test_a_draft_is_kept_and_handed_in(nanjing: Running) -> None:
    number = an_id_number()
    draft = nanjing.http.command(c.DraftCase("staff-add", "U1", {"id_number": number}), nanjing.agent)
    case_id = draft["result"]["case_id"]
    again = c.DraftCase("staff-add", "U1", {"id_number": number, "name": "张三"}, case_id=case_id)
    nanjing.http.command(again, nanjing.agent)
    kept = nanjing.case(case_id)
    assert (kept["status"], kept["form"]) == ("draft", {"id_number": number, "name": "张三"})
    assert nanjing.declare(nanjing.addition(number), case_id=case_id)["version"] == 3
    assert nanjing.case(case_id)["status"] == "submitted"


def test_a_draft_that_is_not_there_is_not_continued(nanjing: Running) -> None:
    with pytest.raises(r.CaseUnknown):
        nanjing.declare(nanjing.addition(), case_id="U1-20260101000000-000000000000")
    with pytest.raises(Invalid) as wrong:
        nanjing.http.command(c.DraftCase("staff-add", "U1", {"start_month": "13"}), nanjing.agent)
    assert "form.start_month" in wrong.value.arguments["errors"]


def test_withdrawal_voids_a_case_until_it_is_approved(nanjing: Running) -> None:
    number = an_id_number()
    case_id = nanjing.claimed(nanjing.addition(number))
    nanjing.http.command(c.WithdrawCase(case_id, confirmed=True), nanjing.agent)
    assert nanjing.case(case_id)["status"] == "withdrawn"
    with pytest.raises(r.CaseWrongStep):
        nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    again = nanjing.claimed(nanjing.addition(number))
    nanjing.http.command(c.ApproveCase(again), nanjing.officer())
    with pytest.raises(r.CaseTooLateToWithdraw):
        nanjing.http.command(c.WithdrawCase(again, confirmed=True), nanjing.agent)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"id_number": "320102199003072812"}, c.IdNumberWrong),
        ({"id_number": "320102201203150230"}, c.UnderWorkingAge),
        ({"name": "123"}, c.NameWrong),
        ({"start_month": "2020-01"}, c.MonthNotAllowed),
        ({"wage_fen": 0}, c.WageNotPositive),
        ({"wage_fen": 8000.5}, Invalid),
        ({"name": ""}, c.NameMissing),
        ({"lines": []}, Invalid),
        ({"lines": ["car"]}, Invalid),
        ({"mobile": "123"}, c.MobileWrong),
        ({"start_month": "2026年11月"}, Invalid),
    ],
)
def test_a_wrong_form_is_refused(nanjing: Running, changes: dict, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        nanjing.declare(replace(nanjing.addition(), **changes))
    assert str(refused.value)


def test_required_material_must_be_handed_in(nanjing: Running) -> None:
    with pytest.raises(r.MaterialMissing):
        nanjing.declare(nanjing.addition(), materials=[])
    with pytest.raises(DocumentUnknown):
        nanjing.declare(nanjing.addition(), materials=[{"material": "labour_contract", "document": "none"}])
    others = nanjing.document(nanjing.other_agent)
    with pytest.raises(DocumentUnknown):
        nanjing.declare(nanjing.addition(), materials=others)


def test_only_documents_are_kept(nanjing: Running) -> None:
    for content in ("bm90IGEgZG9jdW1lbnQ=", "$$$", "JVBERi0" * 3):
        with pytest.raises(DocumentWrong):
            nanjing.http.command(c.KeepDocument("U1", content), nanjing.agent)


def test_an_attached_document_is_there_for_the_officer(nanjing: Running) -> None:
    case_id = nanjing.declared()
    document = nanjing.case(case_id)["materials"][0]["document"]
    kept = nanjing.http.query(c.GetDocument(case_id, document), nanjing.officer())
    assert kept["media_type"] == "application/pdf"
    with pytest.raises(r.CaseUnknown):
        nanjing.http.query(c.GetDocument(case_id, document), nanjing.other_agent)


def test_who_is_active_or_declared_already_is_not_added(nanjing: Running) -> None:
    number = an_id_number()
    case_id = nanjing.declared(nanjing.addition(number))
    with pytest.raises(c.DeclaredAlready) as refused:
        nanjing.declare(nanjing.addition(number))
    assert refused.value.arguments == {"case_id": case_id}
    nanjing.http.command(c.ClaimCase(case_id), nanjing.officer())
    nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    with pytest.raises(c.ActiveHereAlready):
        nanjing.declare(nanjing.addition(number))


def test_who_is_not_staff_is_not_stopped(nanjing: Running) -> None:
    with pytest.raises(c.NotActiveHere):
        nanjing.declare(c.StaffStop(an_id_number(), ["pension"], nanjing.month, "resigned"))


def test_nobody_acts_for_another_unit(nanjing: Running) -> None:
    case_id = nanjing.declared()
    asked = [
        (c.NotYourUnit, lambda who: nanjing.http.query(c.GetRoster("U1"), who)),
        (c.NotYourUnit, lambda who: nanjing.http.query(c.ListCases("U1"), who)),
        (c.NotYourUnit, lambda who: nanjing.http.query(c.FindPerson("U1", an_id_number()), who)),
        (Forbidden, lambda who: nanjing.http.command(c.DraftCase("staff-add", "U1", {}), who)),
        (c.NotYourUnit, lambda who: nanjing.http.command(c.DeclareStaffAdded("U1", nanjing.addition()), who)),
        (r.CaseUnknown, lambda who: nanjing.http.query(c.GetCase(case_id), who)),
        (r.CaseUnknown, lambda who: nanjing.http.command(c.WithdrawCase(case_id, confirmed=True), who)),
    ]
    for refusal, ask in asked:
        with pytest.raises(refusal):
            ask(nanjing.other_agent)


def test_a_unit_that_is_not_there_declares_nothing(nanjing: Running) -> None:
    clerk = nanjing.http.context("clerk", actor="C1")
    for ask in (
        lambda: nanjing.http.query(c.GetUnit("U9"), clerk),
        lambda: nanjing.http.command(c.AppointAgent("U9", "A9"), clerk),
        lambda: nanjing.http.command(
            c.DeclareStaffStopped("U9", c.StaffStop(an_id_number(), ["pension"], nanjing.month, "other")), clerk
        ),
    ):
        with pytest.raises(c.UnitUnknown):
            ask()


def test_nobody_is_added_to_a_unit_that_was_closed_meanwhile(nanjing: Running) -> None:
    units(nanjing.office, ["U4"])
    agent = nanjing.http.context("agent", "U4", actor="A4")
    form, contract = nanjing.addition(), nanjing.document(agent)
    case_id = nanjing.http.command(c.DeclareStaffAdded("U4", form, contract), agent)["result"]["case_id"]
    nanjing.http.command(c.ClaimCase(case_id), nanjing.officer())
    closed = c.UnitClosed("U4", "case-9", "dissolved", "2026-11-02")
    happened(nanjing.office, c.UNIT.stream("U4"), closed, expected=1)
    with pytest.raises(c.UnitIsClosed):
        nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    nanjing.http.command(c.RejectCase(case_id, "单位已注销"), nanjing.officer())


def test_who_entered_does_not_review(nanjing: Running) -> None:
    clerk = nanjing.http.context("clerk", actor="C1")
    command = c.DeclareStaffAdded("U1", nanjing.addition(), nanjing.document())  # type: ignore[arg-type]
    case_id = nanjing.http.command(command, clerk)["result"]["case_id"]
    with pytest.raises(r.FourEyes):
        nanjing.http.command(c.ClaimCase(case_id), clerk)
    with pytest.raises(Forbidden):
        nanjing.http.command(c.ClaimCase(case_id), nanjing.http.context("agent", "U1", actor="A7"))


def test_a_colleague_takes_a_case_over(nanjing: Running) -> None:
    case_id = nanjing.claimed()
    with pytest.raises(r.CaseClaimedByAnother):
        nanjing.http.command(c.ClaimCase(case_id), nanjing.officer("O2"))
    nanjing.http.command(c.ClaimCase(case_id, take_over=True), nanjing.officer("O2"))
    with pytest.raises(r.CaseClaimedByAnother):
        nanjing.http.command(c.ApproveCase(case_id), nanjing.officer("O1"))
    nanjing.http.command(c.ApproveCase(case_id), nanjing.officer("O2"))


def test_a_command_sent_twice_acts_once(nanjing: Running) -> None:
    form = nanjing.addition()
    first = nanjing.declare(form, "twice")
    assert nanjing.declare(form, "twice") == first
    with pytest.raises(CommandIdReused):
        nanjing.declare(nanjing.addition(), "twice")


def test_an_approval_sent_twice_acts_once(nanjing: Running) -> None:
    number = an_id_number()
    case_id = nanjing.claimed(nanjing.addition(number))
    first = nanjing.http.command(c.ApproveCase(case_id), nanjing.officer(), "approved")
    assert nanjing.http.command(c.ApproveCase(case_id), nanjing.officer(), "approved") == first
    assert len(nanjing.staff_events(number)) == 2


# Ningbo: months and entrances of seed 004


def test_ningbo_takes_the_month_before_and_sets_that_of_work_injury(ningbo: Running) -> None:
    number, before = an_id_number(), add_months(ningbo.month, -1)
    ningbo.employed(number)
    other = an_id_number()
    case_id = ningbo.claimed(ningbo.addition(other, lines=["pension", "injury"], start_month=before))
    ningbo.http.command(c.ApproveCase(case_id), ningbo.officer())
    added = [(e.lines, e.start_month) for e in ningbo.staff_events(other) if isinstance(e, c.StaffAdded)]
    assert added == [(["pension"], before), (["injury"], ningbo.month)]


def test_ningbo_names_the_entrance_of_medical_insurance(ningbo: Running) -> None:
    with pytest.raises(c.LineNotOffered) as refused:
        ningbo.declare(ningbo.addition(lines=["pension", "medical"]))
    assert "医疗保险" in str(refused.value)
    assert "浙江政务服务网" in str(refused.value)


# what records tells


def test_no_personal_data_is_stored_in_clear(nanjing: Running) -> None:
    number, name, mobile = an_id_number(), "诸葛孔明", "13912345678"
    case_id = nanjing.claimed(nanjing.addition(number, name=name, mobile=mobile))
    nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    stored = b"".join(
        encode(document)
        for collection in nanjing.office.database.list_collection_names()
        for document in nanjing.office.database[collection].find()
    )
    for secret in (number, name, mobile):
        assert secret.encode() not in stored
