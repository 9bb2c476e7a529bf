"""The life of a case, decision by decision, and that no sequence of them leads anywhere illegal."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from kernel.cases import (
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    Label,
    Material,
    MaterialAdded,
    MaterialAsked,
    Matter,
)
from kernel.cases import decisions as d
from kernel.cases import refusals as r
from kernel.cases.life import STATUS_TITLES, Application, Case, NoCase, case, status
from kernel.cases.progress import sealed_form, shown, summed_up
from kernel.context import Context
from kernel.events import Fact, message
from kernel.refusals import Forbidden, Refused
from kernel.schema import Date, Month
from tests.domain.specification import given


@message
class Form:
    """A form with a choice, a month and a day."""

    colour: Annotated[Literal["red", "blue"], Label("颜色", "任选其一", {"red": "红", "blue": "蓝"})]
    month: Annotated[Month, Label("月份")]
    day: Annotated[Date, Label("日期")] = ""


MATTER = Matter(
    "paint",
    "粉刷",
    "unit",
    Form,
    "deadline/paint",
    materials=(Material("photo", "照片"), Material("plan", "图纸", required=False)),
)
AUTOMATIC = replace(MATTER, review="automatic")
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # a Friday
PHOTO = {"material": "photo", "document": "d1"}
PLAN = {"material": "plan", "document": "d2"}
ABOUT = ("U1-1", "paint", "U1", "P1")
ASKED = Application(*ABOUT, "粉刷", "sealed", (PHOTO,))

agent = Context(NOW, actor="A1", role="agent", on_behalf_of="U1")
stranger = Context(NOW, actor="A2", role="agent", on_behalf_of="U2")
clerk = Context(NOW, actor="C1", role="clerk")
officer = Context(NOW, actor="O1", role="reviewer")
colleague = Context(NOW, actor="O2", role="reviewer")

drafted = CaseDrafted(*ABOUT, "粉刷", "sealed", [PHOTO], "A1")
submitted = CaseSubmitted(*ABOUT, "粉刷", "sealed", [PHOTO], "A1", "2026-11-24")
claimed = CaseClaimed(*ABOUT, "O1")
asked = MaterialAsked(*ABOUT, "O1", ["plan"], "why", "2026-11-20")
added = MaterialAdded(*ABOUT, [PLAN], "A1", "2026-11-26")
approved = CaseApproved(*ABOUT, "O1")
carried_out = CaseCarriedOut(*ABOUT, "已粉刷")
rejected = CaseRejected(*ABOUT, "O1", "why")
withdrawn = CaseWithdrawn(*ABOUT, "A1")


def submit(application=ASKED, matter=MATTER, context=agent):
    return lambda state: d.submit(application, matter, 2, state, context)


def test_a_draft_is_kept_again_and_again():
    given(case, drafted).when(lambda s: d.save_draft(ASKED, MATTER, s, agent)).then([drafted])


def test_a_submitted_case_is_due_in_working_days():
    given(case).when(submit()).then([submitted])


def test_a_draft_is_submitted():
    given(case, drafted).when(submit()).then([submitted])


def test_an_automatic_matter_is_approved_when_it_is_submitted():
    given(case).when(submit(matter=AUTOMATIC)).then([submitted, CaseApproved(*ABOUT, "system")])


def test_required_material_must_be_there():
    without = replace(ASKED, materials=(PLAN,))
    given(case).when(submit(without)).refused_with(r.MaterialMissing, titles="照片")


def test_material_that_the_matter_does_not_know_is_refused():
    strange = replace(ASKED, materials=(PHOTO, {"material": "song", "document": "d"}))
    given(case).when(submit(strange)).refused_with(r.MaterialUnknown, codes="song")
    given(case).when(lambda s: d.save_draft(strange, MATTER, s, agent)).refused_with(r.MaterialUnknown, codes="song")


def test_what_is_submitted_is_not_submitted_again():
    given(case, submitted).when(submit()).refused_with(r.CaseWrongStep, status="待审核")


def test_a_matter_is_taken_in_its_hours_alone():
    window = {"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "17:00"}
    d.check_hours(window, agent)  # Friday, ten o'clock in Shanghai
    d.check_hours({"days": [5], "opens": "00:00", "closes": "24:00"}, agent)
    for hours in (-2, 7, 24):  # eight o'clock, five o'clock, Saturday
        with pytest.raises(r.CaseOutOfHours) as refused:
            d.check_hours(window, replace(agent, now=NOW + timedelta(hours=hours)))
        assert "09:00至17:00" in str(refused.value)


def test_a_draft_of_another_matter_is_not_continued():
    given(case, drafted).when(submit(replace(ASKED, matter="wash"))).refused_with(r.DraftOfAnother)


def test_a_strangers_draft_is_not_there():
    given(case, drafted).when(submit(context=stranger)).refused_with(r.CaseUnknown)


@pytest.mark.parametrize("past", [[drafted], [submitted], [submitted, claimed], [submitted, claimed, asked]])
def test_a_case_is_withdrawn_until_it_is_approved(past):
    given(case, *past).when(lambda s: d.withdraw(True, s, agent)).then([withdrawn])


@pytest.mark.parametrize("past", [[approved], [approved, carried_out]])
def test_an_approved_case_is_not_withdrawn(past):
    given(case, submitted, claimed, *past).when(lambda s: d.withdraw(True, s, agent)).refused_with(
        r.CaseTooLateToWithdraw
    )


@pytest.mark.parametrize("end", [rejected, withdrawn])
def test_an_ended_case_is_not_withdrawn(end):
    given(case, submitted, claimed, end).when(lambda s: d.withdraw(True, s, agent)).refused_with(r.CaseWrongStep)


def test_a_stranger_withdraws_nothing():
    given(case, submitted).when(lambda s: d.withdraw(True, s, stranger)).refused_with(r.CaseUnknown)
    given(case).when(lambda s: d.withdraw(True, s, agent)).refused_with(r.CaseUnknown)


def test_an_officer_claims_a_case_once():
    given(case, submitted).when(lambda s: d.claim(s, officer)).then([claimed])
    given(case, submitted, claimed).when(lambda s: d.claim(s, officer)).nothing_happened()


def test_an_applicant_reviews_nothing():
    partner = replace(agent, actor="A9")
    given(case, submitted).when(lambda s: d.claim(s, partner)).refused_with(Forbidden)
    given(case, submitted, claimed).when(lambda s: d.approve(s, partner)).refused_with(Forbidden)


def test_a_colleagues_case_is_only_taken_over():
    given(case, submitted, claimed).when(lambda s: d.claim(s, colleague)).refused_with(r.CaseClaimedByAnother)
    given(case, submitted, claimed).when(lambda s: d.claim(s, colleague, take_over=True)).then(
        [CaseClaimed(*ABOUT, "O2")]
    )


def test_a_draft_is_not_reviewed():
    given(case, drafted).when(lambda s: d.claim(s, officer)).refused_with(r.CaseWrongStep, status="保存成功")


def test_who_entered_a_case_does_not_review_it():
    entered = CaseSubmitted(*ABOUT, "粉刷", "sealed", [PHOTO], "C1", "2026-11-24")
    given(case, entered).when(lambda s: d.claim(s, clerk)).refused_with(r.FourEyes)


def test_who_drafted_or_completed_it_does_not_review_it_either():
    by_clerk = CaseDrafted(*ABOUT, "粉刷", "sealed", [], "C1")
    given(case, by_clerk, submitted).when(lambda s: d.claim(s, clerk)).refused_with(r.FourEyes)
    completed = MaterialAdded(*ABOUT, [PLAN], "O1", "2026-11-26")
    past = [submitted, claimed, asked, completed]
    given(case, *past).when(lambda s: d.approve(s, officer)).refused_with(r.FourEyes)


def test_more_material_is_asked_for():
    given(case, submitted, claimed).when(lambda s: d.ask_for_material(["plan"], "why", MATTER, s, officer)).then(
        [asked]
    )
    given(case, submitted, claimed).when(
        lambda s: d.ask_for_material(["song"], "why", MATTER, s, officer)
    ).refused_with(r.MaterialUnknown)


def test_the_offices_time_stands_still_while_material_is_waited_for():
    later = replace(agent, now=NOW + timedelta(days=4))  # Tuesday: two working days later
    given(case, submitted, claimed, asked).when(lambda s: d.add_material([PLAN], MATTER, s, later)).then([added])


def test_all_that_was_asked_for_must_come():
    given(case, submitted, claimed, asked).when(lambda s: d.add_material([PHOTO], MATTER, s, agent)).refused_with(
        r.MaterialMissing, titles="图纸"
    )


def test_material_nobody_asked_for_is_refused():
    given(case, submitted).when(lambda s: d.add_material([PLAN], MATTER, s, agent)).refused_with(r.CaseWrongStep)


def test_the_claiming_officer_approves_or_rejects():
    given(case, submitted, claimed).when(lambda s: d.approve(s, officer)).then([approved])
    given(case, submitted, claimed, asked, added).when(lambda s: d.approve(s, officer)).then([approved])
    given(case, submitted, claimed).when(lambda s: d.reject("why", s, officer)).then([rejected])


def test_nobody_decides_on_what_he_has_not_claimed():
    given(case, submitted).when(lambda s: d.approve(s, officer)).refused_with(r.CaseNotClaimed)
    given(case, submitted, claimed).when(lambda s: d.approve(s, colleague)).refused_with(r.CaseClaimedByAnother)


def test_nothing_is_decided_while_material_is_missing():
    given(case, submitted, claimed, asked).when(lambda s: d.approve(s, officer)).refused_with(r.CaseWrongStep)


def test_what_is_decided_is_not_decided_again():
    for end in (approved, rejected, withdrawn):
        given(case, submitted, claimed, end).when(lambda s: d.approve(s, officer)).refused_with(r.CaseWrongStep)


def test_what_is_approved_is_carried_out():
    given(case, submitted, claimed, approved).when(lambda s: d.carry_out("已粉刷", s)).then([carried_out])
    given(case, submitted, claimed).when(lambda s: d.carry_out("已粉刷", s)).refused_with(r.CaseWrongStep)


# every sequence of decisions

MOVES = {
    "none": {"draft", "submitted"},
    "draft": {"draft", "submitted", "withdrawn"},
    "submitted": {"submitted", "under_review", "withdrawn"},
    "under_review": {"submitted", "under_review", "material_wanted", "approved", "rejected", "withdrawn"},
    "material_wanted": {"under_review", "withdrawn"},
    "approved": {"carried_out"},
    "carried_out": set(),
    "rejected": set(),
    "withdrawn": set(),
}
PEOPLE = [agent, clerk, officer, colleague]
DECISIONS = {
    "save": lambda s, who: d.save_draft(ASKED, MATTER, s, who),
    "submit": lambda s, who: d.submit(ASKED, MATTER, 2, s, who),
    "withdraw": lambda s, who: d.withdraw(True, s, who),
    "hand over": lambda s, who: d.hand_over("O2", s, who),
    "hand back": lambda s, who: d.hand_over("", s, who),
    "near": lambda s, who: d.escalate("2026-11-30", s, who),
    "past": lambda s, who: d.escalate("2026-11-30", s, replace(who, now=NOW + timedelta(days=30))),
    "add": lambda s, who: d.add_material([PLAN], MATTER, s, who),
    "claim": d.claim,
    "take over": lambda s, who: d.claim(s, who, take_over=True),
    "ask": lambda s, who: d.ask_for_material(["plan"], "why", MATTER, s, who),
    "approve": d.approve,
    "reject": lambda s, who: d.reject("why", s, who),
    "carry out": lambda s, _: d.carry_out("已粉刷", s),
}
acts = st.lists(st.tuples(st.sampled_from(sorted(DECISIONS)), st.sampled_from(PEOPLE)), max_size=25)


@every(acts)
def test_every_sequence_of_decisions_follows_the_life_of_a_case(sequence):
    state: Case = NoCase()
    history = []
    for name, who in sequence:
        try:
            events = DECISIONS[name](state, who)
        except Refused:
            continue
        for happened in events:
            before, state = status(state), case.evolve(state, happened)
            assert status(state) in MOVES[before]
        history += events
    assert case.after(history) == state
    reviewers = {e.officer for e in history if isinstance(e, CaseApproved | CaseRejected | CaseClaimed)}
    assert reviewers.isdisjoint({e.entered_by for e in history if isinstance(e, CaseDrafted | CaseSubmitted)})


# what is shown


def facts(*events):
    meta = {"actor": "A1"}
    return [Fact(e, "s", "case", "case-U1-1", n, n, n, f"t{n}", meta) for n, e in enumerate(events, 1)]


def test_a_case_is_shown_with_its_form_and_every_step():
    sealed = sealed_form({"colour": "red"}, lambda text: f"<{text}>")
    past = [replace(submitted, form=sealed), claimed, replace(asked, reason="<请补>")]
    seen = shown(case.after(past), facts(*past), MATTER, lambda text: text.strip("<>"))
    assert seen["form"] == {"colour": "red"}
    assert (seen["status"], seen["status_title"], seen["wanted"]) == ("material_wanted", "待补正材料", ["plan"])
    assert seen["can_withdraw"]
    assert [(step["at"], step["title"], step["note"]) for step in seen["history"]] == [
        ("t1", "提交", ""),
        ("t2", "受理", ""),
        ("t3", "要求补正材料", "图纸：请补"),
    ]


def test_nothing_is_shown_of_no_case():
    assert shown(NoCase(), [], MATTER, str) == {} == summed_up(NoCase(), MATTER)


def test_every_status_has_a_title():
    assert set(STATUS_TITLES) | {"none"} == set(MOVES)


def test_a_matter_is_json_with_the_schema_of_its_form():
    entry = json.loads(json.dumps(MATTER.catalogue_entry()))
    form = entry["form"]
    assert entry["materials"][0] == {"code": "photo", "title": "照片", "required": True, "help": ""}
    assert form["x-order"] == ["colour", "month", "day"]
    assert form["required"] == ["colour", "month"]
    assert form["properties"]["colour"]["enum"] == ["red", "blue"]
    assert form["properties"]["colour"]["x-choices"] == {"red": "红", "blue": "蓝"}
    assert form["properties"]["month"]["pattern"] == "^(?:(19|20)\\d\\d-(0[1-9]|1[0-2]))$"
    assert form["properties"]["day"] == {
        "type": "string",
        "format": "date",
        "title": "日期",
        "description": "",
        "x-choices": {},
    }
