"""Who may apply through which channel, withdrawing twice asked, handing over, and the office's time running out."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import pytest

from kernel.cases import CaseDueSoon, CaseHandedOver, CaseOverdue, Label, Matter
from kernel.cases import decisions as d
from kernel.cases import refusals as r
from kernel.cases.life import case, status
from kernel.cases.watch import fold
from kernel.context import Context
from kernel.events import Fact, message
from kernel.refusals import Forbidden
from kernel.schema import some
from tests.domain.specification import given
from tests.kernel.test_cases import (
    ABOUT,
    MATTER,
    NOW,
    Form,
    added,
    agent,
    asked,
    carried_out,
    claimed,
    clerk,
    colleague,
    drafted,
    officer,
    submitted,
)

NAMES = {"web": "网上", "window": "窗口", "kiosk": "自助终端"}
person = Context(NOW, actor="A5", role="person", on_behalf_of="P1")


def test_a_channel_that_does_not_take_a_matter_names_those_that_do():
    d.check_channel(MATTER, ["web", "window"], NAMES, replace(agent, channel="web"))
    d.check_channel(MATTER, [], NAMES, Context(NOW))  # what the system opens by itself
    with pytest.raises(r.ChannelNotOffered) as refused:
        d.check_channel(MATTER, ["web", "window", "api"], NAMES, replace(agent, channel="kiosk"))
    assert str(refused.value) == "“粉刷”不能通过自助终端办理，请通过网上、窗口办理。"


def test_a_matter_of_units_is_not_a_persons_and_nobody_applies_for_another():
    d.check_applicant(MATTER, "U1", agent)
    d.check_applicant(MATTER, "U1", clerk)
    with pytest.raises(r.ApplicantWrong) as refused:
        d.check_applicant(MATTER, "P1", person)
    assert "单位经办人" in str(refused.value)
    with pytest.raises(r.ApplicantWrong):
        d.check_applicant(replace(MATTER, applicant="person"), "U1", agent)
    for asker in (replace(agent, on_behalf_of="U2"), Context(NOW, role="nobody")):
        with pytest.raises(Forbidden):
            d.check_applicant(MATTER, "U1", asker)


def test_withdrawing_is_asked_for_twice():
    given(case, submitted).when(lambda s: d.withdraw(False, s, agent)).refused_with(r.WithdrawalUnconfirmed)


def test_a_case_is_handed_over_to_a_colleague_or_back_to_the_list():
    past = (submitted, claimed)
    given(case, *past).when(lambda s: d.hand_over("O2", s, officer)).then([CaseHandedOver(*ABOUT, "O1", "O2")])
    given(case, *past).when(lambda s: d.hand_over("", s, officer)).then([CaseHandedOver(*ABOUT, "O1", "")])
    given(case, *past).when(lambda s: d.hand_over("O1", s, officer)).nothing_happened()


def test_what_is_handed_over_is_the_colleagues_and_what_is_handed_back_anybodys():
    given_to, given_back = CaseHandedOver(*ABOUT, "O1", "O2"), CaseHandedOver(*ABOUT, "O1", "")
    given(case, submitted, claimed, given_to).when(lambda s: d.approve(s, officer)).refused_with(r.CaseClaimedByAnother)
    assert d.approve(case.after([submitted, claimed, given_to]), colleague)
    assert status(case.after([submitted, claimed, given_back])) == "submitted"


def test_a_case_is_not_handed_to_who_entered_it_nor_by_who_has_not_claimed_it():
    given(case, submitted, claimed).when(lambda s: d.hand_over("A1", s, officer)).refused_with(r.HandOverToEnterer)
    given(case, submitted).when(lambda s: d.hand_over("O2", s, officer)).refused_with(r.CaseNotClaimed)
    given(case, submitted, claimed).when(lambda s: d.hand_over("O9", s, colleague)).refused_with(r.CaseClaimedByAnother)


# the office's time: `submitted` is due on 2026-11-24

SOON, OVERDUE = CaseDueSoon(*ABOUT, "", "2026-11-24"), CaseOverdue(*ABOUT, "O1", "2026-11-24")
system = Context(NOW)
late = replace(system, now=NOW + timedelta(days=5))


def test_a_case_is_said_to_be_due_soon_once():
    given(case, submitted).when(lambda s: d.escalate("2026-11-23", s, system)).nothing_happened()
    given(case, submitted).when(lambda s: d.escalate("2026-11-24", s, system)).then([SOON])
    given(case, submitted, SOON).when(lambda s: d.escalate("2026-11-24", s, system)).nothing_happened()


def test_a_case_is_said_to_be_overdue_once_the_day_is_past():
    given(case, submitted, SOON, claimed).when(lambda s: d.escalate("2026-11-27", s, late)).then([OVERDUE])
    given(case, submitted, claimed, OVERDUE).when(lambda s: d.escalate("2026-11-27", s, late)).nothing_happened()


@pytest.mark.parametrize("past", [[], [drafted], [submitted, claimed, asked]])
def test_nothing_is_said_while_the_office_waits_for_others(past):
    given(case, *past).when(lambda s: d.escalate("2026-12-31", s, late)).nothing_happened()


def test_after_more_material_the_new_day_is_watched():
    past = (submitted, claimed, SOON, asked, added)  # due on 2026-11-26
    given(case, *past).when(lambda s: d.escalate("2026-11-26", s, system)).then(
        [CaseDueSoon(*ABOUT, "O1", "2026-11-26")]
    )


def test_the_watch_knows_what_waits_and_until_when():
    def watched(*events):
        document = {}
        for event in events:
            document = fold(document, Fact(event, "s", "case", "case-1", 1, 0, 0, "", {})) or {}
        return document

    assert watched(drafted) == {}
    assert watched(submitted, claimed) == {"due_on": "2026-11-24", "told": ""}
    assert watched(submitted, SOON, claimed, OVERDUE)["told"] == "overdue"
    assert watched(submitted, claimed, asked) == {}
    assert watched(submitted, claimed, SOON, asked, added) == {"due_on": "2026-11-26", "told": ""}
    assert watched(submitted, carried_out) == {}


@message
class Several:
    """Forms within a form."""

    first: Form
    others: Annotated[list[Form], some(Form, most=3), Label("其余")]


def test_the_forms_within_a_form_are_described_too():
    form = json.loads(json.dumps(Matter("m", "事项", "unit", Several, "deadline/paint").catalogue_entry()))["form"]
    for inner in (form["properties"]["first"], form["properties"]["others"]["items"]):
        assert inner["x-order"] == ["colour", "month", "day"]
        assert inner["properties"]["colour"]["title"] == "颜色"
    assert form["properties"]["others"]["title"] == "其余"
