"""Cases in the views, as pure folds: whose they are, what is said of their time, and who is told what."""

from typing import Any

import pytest

from gateway.views.inbox import fold as notice
from gateway.views.inbox import keys as notices
from gateway.views.work import work
from gateway.web.api.inbox import SENTENCES
from gateway.web.pages.case_shown import filled_in, who_first
from kernel.cases import (
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseDueSoon,
    CaseHandedOver,
    CaseOverdue,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAdded,
    MaterialAsked,
)
from kernel.events import Event, Fact
from services.cards.contract import CardMade
from services.employer import contract as employer
from tests.gateway.test_views import ABOUT, PERSON, UNIT, facts, folded

submitted = CaseSubmitted(*ABOUT, "增员", "sealed", [], "A1", "2026-12-02")
claimed = CaseClaimed(*ABOUT, "O1")


def row(*events: Event) -> dict[str, Any]:
    return folded(work, facts("employer", "case-C1", *events), "employer/case-C1")


def test_a_case_that_is_handed_over_is_the_colleagues_and_one_handed_back_nobodys() -> None:
    given = row(submitted, claimed, CaseHandedOver(*ABOUT, "O1", "O2"))
    assert (given["officer"], given["status"], given["waiting"]) == ("O2", "under_review", True)
    back = row(submitted, claimed, CaseHandedOver(*ABOUT, "O1", ""))
    assert (back["officer"], back["status"]) == (None, "submitted")


def test_a_warning_leaves_a_case_where_it_was() -> None:
    warned = row(submitted, claimed, CaseDueSoon(*ABOUT, "O1", "2026-12-02"))
    assert (warned["status"], warned["officer"], warned["told"]) == ("under_review", "O1", "due_soon")
    late = row(submitted, CaseOverdue(*ABOUT, "", "2026-12-02"))
    assert (late["status"], late["told"], late["due"]) == ("submitted", "overdue", "2026-12-02/case-C1")


def test_after_more_material_nothing_has_been_said_of_the_new_day() -> None:
    warned = (submitted, claimed, CaseDueSoon(*ABOUT, "O1", "2026-12-02"))
    asked = MaterialAsked(*ABOUT, "O1", ["other"], "sealed", "2026-11-20")
    more = row(*warned, asked, MaterialAdded(*ABOUT, [], "A1", "2026-12-09"))
    assert (more["told"], more["due_on"]) == ("", "2026-12-09")


def test_the_form_is_kept_of_what_is_about_somebody_else_who_may_have_no_name_yet() -> None:
    assert row(submitted)["form"] == "sealed"
    own = CaseSubmitted(*ABOUT[:2], PERSON, PERSON, "挂失", "sealed", [], "A1", "2026-12-02")
    assert "form" not in row(own)


def told(event: Event) -> list[str]:
    """Whom a notice of the event is for."""
    fact = Fact(event, "employer", "case", "case-C1", 1, 0, 0, "2026-11-18T02:00:00.000Z", {})
    return notice({}, fact)["to"] if notices(fact) else []


@pytest.mark.parametrize(
    ("event", "whom"),
    [
        (CaseDrafted(*ABOUT, "增员", "sealed", [], "A1"), []),
        (submitted, [UNIT]),
        (claimed, []),
        (MaterialAsked(*ABOUT, "O1", ["other"], "sealed", "2026-11-20"), [UNIT]),
        (MaterialAdded(*ABOUT, [], "A1", "2026-12-09"), []),
        (CaseHandedOver(*ABOUT, "O1", "O2"), ["O2"]),
        (CaseHandedOver(*ABOUT, "O1", ""), []),
        (CaseDueSoon(*ABOUT, "O1", "2026-12-02"), ["O1"]),
        (CaseDueSoon(*ABOUT, "", "2026-12-02"), []),
        (CaseOverdue(*ABOUT, "O1", "2026-12-02"), [UNIT, "O1"]),
        (CaseApproved(*ABOUT, "O1"), [UNIT]),
        (CaseRejected(*ABOUT, "O1", "sealed"), [UNIT]),
        (CaseWithdrawn(*ABOUT, "A1"), [UNIT]),
        (CaseCarriedOut(*ABOUT, "增员"), [UNIT]),
    ],
)
def test_a_notice_goes_to_whom_it_concerns(event: Event, whom: list[str]) -> None:
    assert told(event) == whom


@pytest.mark.feature("MSG-01")
@pytest.mark.parametrize(("channel", "told"), [("window", True), ("import", False)])
def test_a_card_that_is_ready_is_told_its_holder_and_one_of_the_old_system_nobody(channel: str, told: bool) -> None:
    made = CardMade(f"{PERSON}-1", PERSON, "sealed number", "2026-11-18")
    fact = Fact(made, "cards", "card", "card-1", 2, 0, 0, "2026-11-18T02:00:00.000Z", {"channel": channel})
    assert bool(notices(fact)) == told
    kept = notice({}, fact)
    assert (kept["to"], "sealed number" in str(kept), kept["kind"] in SENTENCES) == ([PERSON], False, True)


def test_a_notice_holds_nothing_personal_and_has_a_sentence() -> None:
    fact = Fact(submitted, "employer", "case", "case-C1", 1, 0, 0, "2026-11-18T02:00:00.000Z", {})
    kept = notice({}, fact)
    assert kept.keys() == {"to", "at", "kind", "service", "case_id", "matter", "summary", "due_on"}
    assert PERSON not in str(kept)
    assert kept["kind"] in SENTENCES


def test_forms_within_a_form_can_be_read_too() -> None:
    schema = employer.NEW_COMPANY.catalogue_entry()["form"]
    staff = {"id_number": "3201", "lines": ["pension", "injury"], "start_month": "2026-11", "wage_fen": 700_000}
    unit = {"uscc": "91", "name": "新公司", "industry_class": "1"}
    shown = dict(filled_in(schema, {"unit": unit, "staff": [staff, staff], "handled": "2026-11"}))
    assert shown["单位信息"] == "统一社会信用代码91，单位名称新公司，工伤风险类别一类"
    assert "养老保险、工伤保险" in shown["首批职工"]
    assert shown["首批职工"].count("¥7,000.00") == 2


def test_a_case_tells_first_whom_it_is_about() -> None:
    asked = ["id_number", "lines", "wage_fen", "name", "mobile"]
    assert who_first({"x-order": asked})["x-order"] == ["name", "id_number", "mobile", "lines", "wage_fen"]
    assert who_first({"x-order": ["uscc", "name"]})["x-order"] == ["uscc", "name"]
