"""The views as pure folds: what a page's document becomes, whatever order the streams arrive in."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.views.figures import INSURED, figures
from gateway.views.files import staff_files
from gateway.views.person import person_at_a_glance
from gateway.views.unit import CHANGES_SHOWN, unit_at_a_glance
from gateway.views.work import work
from gateway.web.glance import accounts, card, lines
from kernel.cases import (
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAdded,
    MaterialAsked,
)
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.cards import contract as cards
from services.employer.contract import files
from services.records import contract as records

PERSON, UNIT, OTHER_UNIT = "P1", "10001", "10002"
ABOUT = ("C1", "staff-add", UNIT, PERSON)


def facts(source: str, stream: str, *events: Event) -> list[Fact]:
    """The facts of one stream, a second apart."""
    return [
        Fact(event, source, event.category.name, stream, version, 0, 0, f"2026-11-18T02:00:{version:02d}.000Z", {})
        for version, event in enumerate(events, 1)
    ]


def folded(model: ReadModel, found: Iterable[Fact], key: str = PERSON) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for fact in found:
        if key in model.keys(fact):
            document = model.fold(document, fact) or {}
    return document


def registered(person_id: str = PERSON) -> records.PersonRegistered:
    return records.PersonRegistered(person_id, "sealed", "sealed", "", "", "320102", "employee", "2026-11-18")


def enrolled(unit_id: str, month: str, *lines: records.Line) -> records.PersonEnrolled:
    return records.PersonEnrolled(PERSON, unit_id, list(lines), month, 600_000, "employee")


def stopped(
    unit_id: str, month: str, paid_through: str, *lines: records.Line, reason: str = "resigned"
) -> records.PersonStopped:
    return records.PersonStopped(PERSON, unit_id, list(lines), month, paid_through, reason)


def imported(year: int, *rows: tuple[str, str | None, int]) -> records.ContributionsImported:
    shaped: list[records.ImportedRow] = [
        {
            "period": period,
            "line": "pension",
            "kind": "normal",
            "unit_id": UNIT,
            "base": 600_000,
            "employer": 96_000,
            "individual": 48_000,
            "account": account,
            "arrived_on": arrived_on,
        }
        for period, arrived_on, account in rows
    ]
    return records.ContributionsImported(PERSON, year, shaped)


def paid(period: str, arrived_on: str, credited: int = 48_000) -> records.ContributionsPaid:
    line: records.PaidLine = {"line": "pension", "employer": 96_000, "individual": 48_000, "credited": credited}
    return records.ContributionsPaid(PERSON, UNIT, period, [line], arrived_on, "V1")


def assessed(period: str) -> records.ContributionsAssessed:
    line: records.AssessedLine = {
        "line": "pension",
        "base": 600_000,
        "employer": 96_000,
        "individual": 48_000,
        "account": 48_000,
        "policy": [],
    }
    return records.ContributionsAssessed(PERSON, UNIT, period, "employee", [line], f"{period}-28")


STREAMS: list[list[Fact]] = [
    facts("records", "person-P1", registered()),
    facts(
        "records",
        "enrolment-P1-10001",
        enrolled(UNIT, "2025-01", "pension", "injury"),
        stopped(UNIT, "2026-11", "2026-10", "pension"),
    ),
    facts("records", "enrolment-P1-10002", enrolled(OTHER_UNIT, "2026-11", "pension")),
    facts("records", "contribution-P1-2025", imported(2025, ("2025-01", "2025-02-10", 48_000), ("2025-12", None, 0))),
    facts(
        "records",
        "contribution-P1-2026",
        imported(2026, ("2026-01", "2026-02-10", 48_000)),
        assessed("2026-11"),
        paid("2026-11", "2026-11-18"),
    ),
    facts(
        "records",
        "balance-P1",
        records.OpeningBalanceImported(PERSON, 500_000, 100_000, "2025-12-31"),
        records.InterestCredited(PERSON, "pension", 2026, 500_000, 0, 7_500, 500, 508_000, "p", "2027-01-05"),
    ),
    facts(
        "cards",
        "card-P1-1",
        cards.CardOrdered("P1-1", PERSON, "first_enrolment", "2026-11-01"),
        cards.CardMade("P1-1", PERSON, "sealed", "2026-11-02"),
        cards.CardCollected("P1-1", PERSON, "2026-11-03"),
        cards.CardActivated("P1-1", PERSON, "2026-11-04"),
        cards.CardLost("P1-1", PERSON, "temp", "web", "2026-11-18", "2026-11-25"),
    ),
    facts(
        "employer",
        "case-C1",
        CaseDrafted(*ABOUT, "增员", "sealed", [], "a1"),
        CaseSubmitted(*ABOUT, "增员", "sealed", [], "a1", "2026-12-02"),
        CaseClaimed(*ABOUT, "o1"),
        MaterialAsked(*ABOUT, "o1", ["other"], "sealed", "2026-11-18"),
        MaterialAdded(*ABOUT, [], "a1", "2026-12-04"),
        CaseApproved(*ABOUT, "o1"),
    ),
]


def heard(model: ReadModel) -> list[list[Fact]]:
    """The streams that the model listens to."""
    known = {(s.contract.service, s.category.name) for s in model.sources}
    return [stream for stream in STREAMS if (stream[0].source, stream[0].category) in known]


@st.composite
def interleaved(draw: st.DrawFn, streams: Sequence[Sequence[Fact]]) -> list[Fact]:
    """All facts of all streams: each stream in its order, the streams in any."""
    places = draw(st.permutations([place for place, stream in enumerate(streams) for _ in stream]))
    rest = [iter(stream) for stream in streams]
    return [next(rest[place]) for place in places]


@pytest.mark.parametrize(("model", "key"), [(person_at_a_glance, PERSON), (unit_at_a_glance, UNIT), (figures, INSURED)])
@given(data=st.data())
def test_the_order_of_streams_makes_no_difference(model: ReadModel, key: str, data: st.DataObject) -> None:
    streams = heard(model)
    in_order = [fact for stream in streams for fact in stream]
    assert folded(model, data.draw(interleaved(streams)), key) == folded(model, in_order, key)


def glance() -> dict[str, Any]:
    return folded(person_at_a_glance, [fact for stream in STREAMS for fact in stream])


def test_a_person_has_a_line_for_each_relation_with_its_first_and_last_months() -> None:
    shown = [
        (line["line"], line["unit_id"], line["status"], line["first_month"], line["last_paid"], line["paid_through"])
        for line in lines(glance())
    ]
    assert shown == [
        ("pension", UNIT, "suspended", "2025-01", "2026-11", "2026-10"),
        ("pension", OTHER_UNIT, "active", "2025-01", "2026-11", None),
        ("injury", UNIT, "active", "2025-01", None, None),
    ]


@pytest.mark.parametrize(("reason", "told"), [("resigned", "暂停参保"), ("retired", "终止参保"), ("died", "终止参保")])
def test_what_ended_for_good_is_told_apart_from_what_was_suspended(reason: str, told: str) -> None:
    past = (enrolled(UNIT, "2025-01", "pension"), stopped(UNIT, "2026-11", "2026-10", "pension", reason=reason))
    shown = lines(folded(person_at_a_glance, facts("records", f"enrolment-{PERSON}-{UNIT}", *past)))
    assert [line["status_name"] for line in shown] == [told]


def test_a_balance_is_the_opening_and_what_came_behind_its_day() -> None:
    # 2025-02-10 is in the opening balance of 2025-12-31; 2026-02-10 and 2026-11-18 are not.
    balances = {account["line"]: account["balance"] for account in accounts(glance())}
    assert balances == {"pension": 500_000 + 48_000 + 48_000 + 8_000, "medical": 100_000}


def test_credits_in_the_opening_balance_are_not_kept_apart() -> None:
    assert glance()["accounts"]["pension"]["imported"] == {"2026-02-10": 48_000}


@pytest.mark.parametrize(("today", "state"), [("2026-11-25", "lost_temp"), ("2026-11-26", "active")])
def test_a_temporary_loss_lapses_at_the_end_of_its_last_day(today: str, state: str) -> None:
    shown = card(glance(), today)
    assert shown is not None
    assert (shown["state"], shown["lapses_on"]) == (state, "2026-11-25" if state == "lost_temp" else None)


def test_a_case_about_a_person_is_shown_until_it_ends_and_a_draft_never() -> None:
    [case] = [stream for stream in STREAMS if stream[0].stream == "case-C1"]
    shown = [folded(person_at_a_glance, case[:count]).get("cases", {}) for count in range(len(case) + 1)]
    states = [cases["C1"]["status"] if cases else None for cases in shown]
    assert states == [None, None, "submitted", "under_review", "material_wanted", "under_review", "approved"]
    [ended] = facts("employer", "case-C1", CaseCarriedOut(*ABOUT, "已参保"))
    assert folded(person_at_a_glance, [*case, ended])["cases"] == {}


def test_a_unit_counts_people_by_line_and_its_cases_under_way() -> None:
    found = folded(unit_at_a_glance, [fact for stream in heard(unit_at_a_glance) for fact in stream], UNIT)
    assert (found["insured"], found["open_cases"]) == ({"pension": 0, "injury": 1}, 1)
    [withdrawn] = facts("employer", "case-C1", CaseWithdrawn(*ABOUT, "a1"))
    later = Fact(withdrawn.event, "employer", "case", "case-C1", 7, 0, 0, withdrawn.time, {})
    assert unit_at_a_glance.fold(found, later)["open_cases"] == 0  # type: ignore[index]


def test_a_unit_shows_its_newest_changes_only() -> None:
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    changes = [
        event
        for month in months
        for event in (enrolled(UNIT, month, "pension"), stopped(UNIT, month, month, "pension"))
    ]
    found = folded(unit_at_a_glance, facts("records", "enrolment-P1-10001", *changes), UNIT)
    assert [change["month"] for change in found["changes"]] == [m for m in reversed(months) for _ in range(2)][
        :CHANGES_SHOWN
    ]


def test_who_pays_alone_has_no_unit() -> None:
    [fact] = facts("records", "enrolment-P1-self", enrolled(records.SELF, "2026-11", "pension"))
    assert list(unit_at_a_glance.keys(fact)) == []


def bill(*events: Event) -> dict[str, Any]:
    found = folded(unit_at_a_glance, facts("records", "bill-10001-2026-11", *events), UNIT)
    return dict(found["bills"]["2026-11"])


def test_a_bill_is_the_sum_of_its_people_and_what_was_paid_of_it() -> None:
    line: records.BilledLine = {
        "line": "pension",
        "base": 600_000,
        "employer": 96_000,
        "individual": 48_000,
        "account": 48_000,
    }
    member: records.BilledMember = {"person_id": PERSON, "lines": [line]}
    part: records.LinePayment = {
        "line": "pension",
        "principal": 100_000,
        "late_fee": 10,
        "late_fee_charged": 50,
        "late_days": 1,
    }
    owed = records.BillAssessed(UNIT, "2026-11", "2026-11-30", [member, member])
    money = records.PaymentArrived(UNIT, "2026-11", "V1", "total", 100_010, "2026-12-01", [part], 0)
    month = folded(figures, facts("records", "bill-10001-2026-11", owed, money), "2026-11")
    assert (month["employer"], month["individual"], month["paid"], month["members"]) == (192_000, 96_000, 100_000, 2)
    assert bill(owed, money) == {
        "employer": 192_000,
        "individual": 96_000,
        "members": 2,
        "due_on": "2026-11-30",
        "paid": 100_000,
        "late_fee": 50,
        "late_fee_paid": 10,
    }


def test_who_leaves_a_bill_is_neither_owed_for_nor_counted() -> None:
    """Ann is billed twice, another line each time, and leaves with one line, then with the other; of version 1 nothing
    was told of the amounts."""
    line: records.BilledLine = {"line": "pension", "base": 1, "employer": 90, "individual": 10, "account": 10}
    members: list[records.BilledMember] = [{"person_id": one, "lines": [line]} for one in (PERSON, "P9")]
    owed = records.BillAssessed(UNIT, "2026-11", "2026-11-30", members)
    again: list[records.BilledMember] = [{"person_id": PERSON, "lines": [{**line, "line": "injury", "individual": 0}]}]
    more = records.BillAssessed(UNIT, "2026-11", "2026-11-30", again, None, 1)
    gone: list[records.ReducedMember] = [{"person_id": PERSON, "lines": ["pension"]}]
    left: records.ReducedLine = {"line": "pension", "employer": 90, "individual": 10, "account": 10}
    first = records.BillReduced(UNIT, "2026-11", gone, [left], 0)
    rest: list[records.ReducedMember] = [{"person_id": PERSON, "lines": ["injury"]}]
    last = records.BillReduced(UNIT, "2026-11", rest, [{**left, "line": "injury", "individual": 0}], 1)

    def sums(*events: Event) -> tuple[int, int, int, int]:
        found = folded(unit_at_a_glance, facts("records", "bill-10001-2026-11", *events), UNIT)
        month = folded(figures, facts("records", "bill-10001-2026-11", *events), "2026-11")
        shown = found["bills"]["2026-11"]
        assert [shown[name] for name in ("employer", "individual", "members")] == [
            month[name] for name in ("employer", "individual", "members")
        ]
        return shown["employer"], shown["individual"], shown["members"], found["open"]["2026-11"]["left"]

    assert sums(owed, more) == (270, 20, 2, 290)
    assert sums(owed, more, first) == (180, 10, 2, 190)
    assert sums(owed, more, first, last) == (90, 10, 1, 100)
    old = records.CONTRACT.decode("BillReduced", 1, {"unit_id": UNIT, "period": "2026-11", "members": gone})
    assert sums(owed, more, old) == sums(owed, more)


def test_a_month_that_is_not_paid_is_known_however_old_until_it_is() -> None:
    line: records.BilledLine = {"line": "pension", "base": 1, "employer": 90, "individual": 10, "account": 10}
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 11)]
    owed = [records.BillAssessed(UNIT, m, f"{m}-28", [{"person_id": PERSON, "lines": [line]}]) for m in months]

    def paid(month: str, principal: int, fee: int, charged: int) -> records.PaymentArrived:
        part: records.LinePayment = {
            **{"line": "pension", "principal": principal, "late_fee": fee, "late_fee_charged": charged},
            "late_days": 9,
        }
        return records.PaymentArrived(UNIT, month, f"V{month}{fee}", "total", principal + fee, "2026-11-02", [part], 0)

    arrived = [paid(month, 100, 0, 0) for month in months[2:]] + [paid(months[0], 100, 0, 7), paid(months[1], 60, 0, 0)]
    found = folded(unit_at_a_glance, facts("records", "bill-10001-2025-01", *owed, *arrived), UNIT)
    assert months[1] not in found["bills"]
    assert found["open"] == {"2025-01": {"left": 0, "fee": 7}, "2025-02": {"left": 40, "fee": 0}}
    settled = facts("records", "bill-10001-2025-02", paid(months[0], 0, 7, 0), paid(months[1], 40, 0, 0))
    for fact in settled:
        found = unit_at_a_glance.fold(found, fact)  # type: ignore[assignment]
    assert found["open"] == {}


def test_figures_count_relations_by_line_as_they_begin_and_end() -> None:
    happened = [enrolled(UNIT, "2026-01", "pension", "injury"), stopped(UNIT, "2026-11", "2026-10", "pension")]
    insured = folded(figures, facts("records", "enrolment-P1-10001", *happened), INSURED)
    assert {name: count for name, count in insured.items() if name != "as_of"} == {"pension": 0, "injury": 1}


def test_work_waits_for_the_office_by_its_due_day_and_not_while_the_applicant_is_asked() -> None:
    [case] = [stream for stream in STREAMS if stream[0].stream == "case-C1"]
    dues = [folded(work, case[:count], "employer/case-C1").get("due") for count in range(1, len(case) + 1)]
    first, moved = "2026-12-02/case-C1", "2026-12-04/case-C1"
    assert dues == [None, first, first, None, moved, None]


def test_a_transfer_is_work_until_its_last_step() -> None:
    steps: list[records.TransferStep] = [
        {"step": n, "who": "new", "title": "审核", "working_days": 15, "due_on": f"2026-12-{8 + n:02d}"} for n in (1, 2)
    ]
    asked = records.TransferRequested(
        "T1", PERSON, "pension", "in", "330100", "320100", None, "2026-11-18", False, steps
    )
    done = records.TransferAdvanced("T1", PERSON, 1, "2026-11-20", False, steps[1:])
    last = records.TransferAdvanced("T1", PERSON, 2, "2026-11-21", False, [])
    found = facts("records", "transfer-T1", asked, done, last)
    dues = [folded(work, found[:count], "records/transfer-T1")["due"] for count in (1, 2, 3)]
    assert dues == ["2026-12-09/transfer-T1", "2026-12-10/transfer-T1", None]


def staff_file_events() -> list[Event]:
    about = ("F1", UNIT)
    bad: files.BadRow = {"line": 3, "column": "name", "code": "staff_name_missing", "sentence": "请填写姓名。"}
    return [
        files.StaffFileHandedIn(*about, "sealed", 100, "a1"),
        files.StaffFileReceived(*about, "sealed", 3, 2, "a1"),
        files.StaffFilePageChecked(*about, 2, 1, 0, 1, 0, 0, [], [bad]),
        files.StaffFilePageChecked(*about, 1, 1, 0, 1, 0, 0, [], []),
        files.StaffFileCommitted(*about, "a1", "2026-11-18T02:00:05.000Z"),
        files.StaffFilePageDeclared(*about, 3, 1, 1, [bad]),
        files.StaffFileDone(*about),
    ]


def test_a_file_is_listed_with_how_far_it_has_come() -> None:
    happened = facts("employer", "staff-file-F1", *staff_file_events())
    shown = [folded(staff_files, happened[:count], "F1") for count in range(1, len(happened) + 1)]
    told = [(one["state"], one["rows"], one["good"], one["unchanged"], one["bad"]) for one in shown]
    assert told == [
        ("reading", 0, 0, 0, 0),
        ("checking", 3, 0, 0, 0),
        ("checking", 3, 1, 0, 1),
        ("checked", 3, 2, 0, 1),
        ("declaring", 3, 0, 0, 0),
        ("declaring", 3, 1, 1, 1),
        ("done", 3, 1, 1, 1),
    ]
    assert {one["at"] for one in shown} == {f"{happened[0].time}/staff-file-F1"}


def test_a_file_of_before_there_were_trials_is_declared_as_it_comes() -> None:
    _, received, *_ = staff_file_events()
    found = folded(staff_files, facts("employer", "staff-file-F1", received), "F1")
    assert (found["state"], found["name"]) == ("declaring", "sealed")
