"""Matters and cases, whatever service owns them: catalogue, applying, ENR-04, QRY-17, CHN-01, CHN-03, the inbox."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_staff_changes import addition

LATER = {"near": "2026-11-30", "past": "2026-12-07"}
"""What was handed in on 2026-11-18 is due on 2026-12-02, ten working days later."""


def hand_in(api: Api, form: dict[str, Any], **more: Any) -> Answer:
    """An addition with its contract, the general way."""
    document = api.upload("/matters/staff-add/documents", PDF, "contract.pdf").result["document"]
    materials = [{"material": "labour_contract", "document": document}]
    return api.post("/matters/staff-add/cases", {"form": form, "materials": materials, **more})


@pytest.fixture
def case_id(platform: Platform) -> str:
    """A case that waits for the office."""
    return str(hand_in(platform.as_("agent"), addition(platform.stranger())).result["case_id"])


def pages(api: Api, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """All rows, page after page."""
    after = ""
    while after is not None:
        page = api.get(path, after=after, limit=50, **asked).ok
        yield from page["work"]
        after = page["next"]


# ------------------------------------------------------------------ the catalogue


@pytest.mark.feature("CHN-01")
def test_the_catalogue_tells_all_a_portal_needs(platform: Platform) -> None:
    codes = {matter["code"] for matter in platform.anyone().get("/matters").ok["matters"]}
    assert {"staff-add", "staff-stop", "unit-register", "unit-details", "unit-close", "new-company"} <= codes
    matter = platform.anyone().get("/matters/staff-add").ok
    assert (matter["title"], matter["working_days"], matter["hours"]["days"]) == (
        "职工参保登记（增员）",
        10,
        [1, 2, 3, 4, 5, 6, 7],
    )
    assert {c["code"] for c in matter["channels"] if c["offered"]} == {"web", "window"}
    assert matter["materials"][0]["title"] == "劳动合同"
    for entry in codes:
        form = platform.anyone().get(f"/matters/{entry}").ok["form"]
        assert meta.is_valid(form), entry
        assert all(shape["title"] for shape in form["properties"].values()), entry
    platform.anyone().get("/matters/fly-to-the-moon").refused("matter_unknown", 404)


@pytest.mark.feature("CHN-01")
def test_a_form_fits_its_schema_and_the_other_way_round(platform: Platform) -> None:
    form = platform.anyone().get("/matters/staff-add").ok["form"]
    assert Draft202012Validator(form).is_valid(addition(platform.stranger()))
    assert not Draft202012Validator(form).is_valid(addition(platform.stranger(), lines=["fire"]))


# ------------------------------------------------------------------ channels


@pytest.mark.feature("CHN-01")
def test_the_same_matter_comes_through_web_and_window_and_the_case_names_the_channel(platform: Platform) -> None:
    unit, clerk = platform.city.unit, platform.as_("clerk", "window")
    by_web = hand_in(platform.as_("agent", "web"), addition(platform.stranger()))
    document = clerk.upload(f"/matters/staff-add/documents?applicant={unit}", PDF, "c.pdf").result["document"]
    body = {"form": addition(platform.stranger()), "materials": [{"material": "labour_contract", "document": document}]}
    clerk.post("/matters/staff-add/cases", body).refused("invalid", 422)  # for whom?
    by_window = clerk.post("/matters/staff-add/cases", {**body, "applicant": unit})
    listed = platform.as_("agent").after(by_window, "/cases", limit=20)["work"]
    channels = {row["case_id"]: row["channel"] for row in listed}
    assert channels[by_web.result["case_id"]] == "web"
    assert channels[by_window.result["case_id"]] == "window"
    clerk.post(f"/cases/{by_window.result['case_id']}/claim", {}).refused("case_four_eyes", 403)


@pytest.mark.feature("CHN-01")
@pytest.mark.parametrize("channel", ["kiosk", "hotline", "app"])
def test_a_channel_that_does_not_take_a_matter_says_where(platform: Platform, channel: str) -> None:
    answer = hand_in(platform.as_("agent", channel), addition(platform.stranger()))
    problem = answer.refused("channel_not_offered", 409)
    assert "网上服务大厅、服务窗口" in problem["detail"]


@pytest.mark.feature("CHN-01")
@pytest.mark.parametrize(
    ("path", "channel", "there"),
    [("/me/certificates", "hotline", "自助终端"), ("/me/transfers", "kiosk", "网上服务大厅、我的南京")],
)
def test_what_is_no_case_is_offered_by_channel_too(platform: Platform, path: str, channel: str, there: str) -> None:
    person = platform.person(platform.city.payer, channel)
    assert there in person.post(path, {}).refused("channel_not_offered", 409)["detail"]
    platform.person(platform.city.payer, "web").post(path, {}).refused("invalid", 422)


# ------------------------------------------------------------------ ENR-04, QRY-17, EMP-06


@pytest.mark.feature("ENR-04")
def test_a_draft_is_kept_gone_on_with_and_handed_in_as_it_is(platform: Platform) -> None:
    agent, who = platform.as_("agent"), platform.stranger()
    draft = hand_in(agent, {"id_number": who.id_number}, draft=True)
    case_id = draft.result["case_id"]
    shown = agent.get(f"/cases/{case_id}").ok
    assert (shown["status_title"], shown["form"]) == ("保存成功", {"id_number": who.id_number})
    missing = agent.post(f"/cases/{case_id}/submission").refused("invalid", 422)
    assert {"form.lines", "form.start_month", "form.wage_fen"} <= missing["errors"].keys()
    hand_in(agent, addition(who), draft=True, case_id=case_id).ok  # noqa: B018
    assert agent.post(f"/cases/{case_id}/submission").result["due_on"] == "2026-12-02"
    agent.post(f"/cases/{case_id}/submission").refused("case_wrong_step", 409)
    platform.as_("other_agent").post(f"/cases/{case_id}/submission").refused("case_unknown", 404)


@pytest.mark.feature("ENR-04")
@pytest.mark.feature("EMP-06")
def test_withdrawing_asks_first_and_is_done_from_the_list(platform: Platform, case_id: str) -> None:
    agent = platform.as_("agent")
    unsure = agent.post(f"/cases/{case_id}/withdrawal").refused("case_withdrawal_unconfirmed", 422)
    assert unsure["detail"].startswith("是否作废该办件？")
    assert agent.get(f"/cases/{case_id}").ok["status"] == "submitted"
    withdrawn = agent.post(f"/cases/{case_id}/withdrawal", {"confirmed": True})
    row = agent.after(withdrawn, "/cases", status="withdrawn", limit=1)["work"][0]
    assert (row["case_id"], row["can_withdraw"], row["status_name"]) == (case_id, False, "已撤回")


@pytest.mark.feature("QRY-17")
@pytest.mark.feature("EMP-06")
def test_one_list_shows_state_next_step_and_what_is_asked_of_me(platform: Platform, case_id: str) -> None:
    agent, reviewer = platform.as_("agent"), platform.as_("reviewer")
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    asked = reviewer.post(f"/cases/{case_id}/material-request", {"wanted": ["other"], "reason": "请补身份证"})
    row = agent.after(asked, "/cases", status="material_wanted", matter="staff-add", limit=1)["work"][0]
    assert (row["case_id"], row["next_step"], row["hand_in"], row["can_withdraw"]) == (
        case_id,
        "请补正材料",
        True,
        True,
    )
    assert (row["wanted"], row["reason"]) == ([{"code": "other", "title": "其他材料"}], "请补身份证")
    document = agent.upload("/matters/staff-add/documents", PDF, "id.pdf").result["document"]
    added = agent.post(f"/cases/{case_id}/materials", {"materials": [{"material": "other", "document": document}]})
    rows = agent.after(added, f"/units/{platform.city.unit}/cases", status="under_review", limit=1)["work"]
    assert (rows[0]["case_id"], rows[0]["due_on"], rows[0]["wanted"]) == (case_id, "2026-12-02", [])
    done = reviewer.post(f"/cases/{case_id}/rejection", {"reason": "合同没有盖章"})
    row = agent.after(done, "/cases", status="rejected", limit=1)["work"][0]
    assert (row["reason"], row["next_step"]) == ("合同没有盖章", "可修改后重新申报")
    assert agent.get("/cases", status="nonsense").refused("invalid", 422)


@pytest.mark.feature("QRY-17")
def test_a_person_sees_their_own_cases_alone(platform: Platform) -> None:
    person, other = platform.person(platform.city.payer), platform.person(platform.city.low_payer)
    reply = person.post("/matters/unit-register/cases", {"form": {"name": "小店"}, "draft": True})
    case_id = reply.result["case_id"]
    assert [row["case_id"] for row in person.after(reply, "/cases")["work"]] == [case_id]
    assert case_id not in {row.get("case_id") for row in other.get("/cases").ok["work"]}
    person_id = person.get("/me/glance").ok["person_id"]
    clerk = platform.as_("clerk", "hotline")
    clerk.get(f"/persons/{person_id}/cases").refused("invalid", 422)  # for what reason?
    at_the_window = clerk.get(f"/persons/{person_id}/cases", reason="hotline").ok["work"]
    assert [row["case_id"] for row in at_the_window] == [case_id]
    other.get(f"/cases/{case_id}").refused("case_unknown", 404)
    person.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).ok  # noqa: B018
    person.post("/matters/staff-add/cases", {"form": {}}).refused("case_applicant_wrong", 403)
    person.post("/matters/unit-register/cases", {"form": {}, "applicant": "P0", "draft": True}).refused(
        "forbidden", 403
    )


# ------------------------------------------------------------------ CHN-03 the work list


@pytest.mark.feature("CHN-03")
def test_the_work_list_is_sorted_and_narrowed_by_kind_age_deadline_and_officer(
    platform: Platform, case_id: str
) -> None:
    clerk, reviewer = platform.as_("clerk"), platform.as_("reviewer")
    claimed = reviewer.post(f"/cases/{case_id}/claim", {})
    mine = reviewer.after(claimed, "/work-list", whose="mine", matter="staff-add", limit=200)["work"]
    assert {row["officer"] for row in mine} == {mine[0]["officer"]}
    assert case_id in {row["case_id"] for row in mine}
    everything = list(pages(clerk, "/work-list"))
    assert [row["due_on"] for row in everything] == sorted(row["due_on"] for row in everything)
    assert {row["matter_code"] for row in pages(clerk, "/work-list", matter="staff-add")} == {"staff-add"}
    assert case_id not in {row.get("case_id") for row in pages(clerk, "/work-list", whose="unclaimed")}
    by_age = list(pages(clerk, "/work-list", order="age"))
    assert [row["opened_at"] for row in by_age] == sorted(row["opened_at"] for row in by_age)
    assert len(by_age) == len(everything)
    assert list(pages(clerk, "/work-list", order="age", before="2026-11-01")) == []
    assert all(row["due_on"] < "2026-11-30" for row in pages(clerk, "/work-list", before="2026-11-30"))
    assert clerk.get("/work-list", before="2026-13-01").refused("invalid", 422)
    platform.as_("agent").get("/work-list").refused("forbidden", 403)


@pytest.mark.feature("CHN-03")
def test_of_many_who_claim_at_once_one_wins(platform: Platform, case_id: str) -> None:
    officers = [platform.as_(who) for who in ("clerk", "reviewer", "second_reviewer")] * 3
    with ThreadPoolExecutor(len(officers)) as pool:
        answers = list(pool.map(lambda api: api.post(f"/cases/{case_id}/claim", {}), officers))
    history = platform.as_("agent").get(f"/cases/{case_id}").ok["history"]
    assert [step["title"] for step in history] == ["提交", "受理"]
    for answer in answers:
        assert answer.status == 200 or answer.refused("case_claimed_by_another", 409)
    assert {answer.status for answer in answers} == {200, 409}


@pytest.mark.feature("CHN-03")
def test_a_case_is_handed_over_and_handed_back(platform: Platform, case_id: str) -> None:
    reviewer, second = platform.as_("reviewer"), platform.as_("second_reviewer")
    account = second.get("/me").ok["account_id"]
    reviewer.post(f"/cases/{case_id}/hand-over", {}).refused("case_not_claimed", 409)
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    enterer = platform.as_("agent").get("/me").ok["account_id"]
    reviewer.post(f"/cases/{case_id}/hand-over", {"to": enterer}).refused("case_hand_over_to_enterer", 409)
    given = reviewer.post(f"/cases/{case_id}/hand-over", {"to": account})
    reviewer.post(f"/cases/{case_id}/approval").refused("case_claimed_by_another", 409)
    assert second.after(given, "/inbox")["notices"][0]["kind"] == "case_handed_over"
    second.post(f"/cases/{case_id}/hand-over", {}).ok  # noqa: B018
    assert platform.as_("agent").get(f"/cases/{case_id}").ok["status"] == "submitted"
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/approval").ok  # noqa: B018


@pytest.mark.feature("CHN-03")
@pytest.mark.feature("ENR-04")
def test_a_case_is_escalated_when_near_and_when_past_once_each(platform: Platform, case_id: str) -> None:
    platform.as_("reviewer").post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    for when, title in (("near", "临近办结期限"), ("past", "超过办结期限")):
        with platform.at(LATER[when]):
            agent = platform.as_("agent")
            until(lambda: title in _steps(agent, case_id), title)  # noqa: B023
    assert _steps(platform.as_("agent"), case_id) == ["提交", "受理", "临近办结期限", "超过办结期限"]
    officer = platform.as_("reviewer")
    until(lambda: _kinds(officer, case_id) == {"case_due_soon", "case_overdue"}, "the officer is told")
    until(lambda: _told(officer, case_id) == {"overdue"}, "the work list says so")


def _told(api: Api, case_id: str) -> set[str]:
    rows = api.get("/work-list", whose="mine", limit=200).ok["work"]
    return {row["told"] for row in rows if row["case_id"] == case_id}


def _kinds(api: Api, case_id: str) -> set[str]:
    notices = api.get("/inbox", limit=200).ok["notices"]
    return {notice["kind"] for notice in notices if notice.get("case_id") == case_id}


def _steps(api: Api, case_id: str) -> list[str]:
    return [step["title"] for step in api.get(f"/cases/{case_id}").ok["history"]]


# ------------------------------------------------------------------ the inbox


def test_the_inbox_tells_what_became_of_a_case_and_nobody_else(platform: Platform) -> None:
    agent = platform.as_("agent")
    who = platform.stranger()
    submitted = hand_in(agent, addition(who))
    case_id = submitted.result["case_id"]

    def told() -> dict[str, str]:
        [first] = [n for n in agent.after(submitted, "/inbox", limit=200)["notices"] if n.get("case_id") == case_id]
        return {name: first[name] for name in ("kind", "text")}

    named = f"您提交的“职工参保登记（增员）：{who.name[0]}*”已收到，预计2026-12-02前办结。"
    until(lambda: told() == {"kind": "case_submitted", "text": named}, "the notice names whom it is about")
    done = platform.approve(case_id)
    notices = [n for n in agent.after(done, "/inbox", limit=200)["notices"] if n.get("case_id") == case_id]
    assert {notice["kind"] for notice in notices} == {"case_submitted", "case_approved", "case_carried_out"}
    others = platform.as_("other_agent").get("/inbox", limit=200).ok["notices"]
    assert case_id not in {notice.get("case_id") for notice in others}
