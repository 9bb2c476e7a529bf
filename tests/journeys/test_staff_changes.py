"""ENR-01 to ENR-04 through the API: declaring staff added and stopped, and the life of a declaration."""

from typing import Any

import pytest

from kernel.privacy import person_id
from services.employer.contract import LINE_TITLES
from tests.journeys.city import Known
from tests.journeys.clients import until
from tests.journeys.platform import PDF, Platform

THIS_MONTH, LAST_MONTH, NEXT_MONTH = "2026-11", "2026-10", "2026-12"


def addition(who: Known, **changed: Any) -> dict[str, Any]:
    form = {"id_number": who.id_number, "name": who.name, "mobile": who.mobile}
    return {**form, "lines": ["pension", "injury"], "start_month": THIS_MONTH, "wage_fen": 700_000, **changed}


def stop(who: Known, **changed: Any) -> dict[str, Any]:
    form = {"id_number": who.id_number, "lines": ["pension", "injury"], "stop_month": THIS_MONTH}
    return {**form, "reason": "contract_ended", **changed}


def enrolled(platform: Platform, **changed: Any) -> Known:
    """Somebody new, declared, approved and known to records: what is approved is active here before records has it."""
    who = platform.stranger()
    case_id = platform.declare(addition(who, **changed)).result["case_id"]
    assert platform.approve(case_id).status == 200
    until(lambda: all(line["confirmed"] for line in of_staff(platform, who)["lines"]), "records has the lines")
    return who


def of_staff(platform: Platform, who: Known) -> dict[str, Any]:
    """Somebody in the roster of the unit."""
    named = person_id(who.id_number, platform.kept()["PERSON_ID_KEY"])
    page = {"after": named[:-1], "limit": 1}
    [one] = platform.as_("agent").get(f"/units/{platform.city.unit}/roster", **page).ok["staff"]
    assert one["person_id"] == named
    return dict(one)


def found(platform: Platform, who: Known) -> dict[str, Any]:
    unit = platform.city.unit
    return dict(platform.as_("agent").post(f"/units/{unit}/person-lookups", {"id_number": who.id_number}).ok)


# ------------------------------------------------------------------ ENR-01 staff enrolment


@pytest.mark.feature("ENR-01")
def test_a_new_person_is_found_new_declared_with_the_contract_and_insured_once_approved(platform: Platform) -> None:
    who, unit = platform.stranger(), platform.city.unit
    assert found(platform, who) | {"person_id": ""} == {
        "person_id": "",
        "known": False,
        "name": "",
        "kind": "new",
        "active_lines": [],
        "lines": [
            {"line": line, "title": title, "active": False, "months": [THIS_MONTH]}
            for line, title in LINE_TITLES.items()
        ],
        "too_young_until": None,
        "case_id": None,
    }
    declared = platform.declare(addition(who, lines=["pension", "medical", "unemployment", "injury", "maternity"]))
    case_id = declared.result["case_id"]
    assert found(platform, who)["case_id"] == case_id
    platform.approve(case_id).ok  # noqa: B018
    person = platform.person(who)
    lines = until(lambda: person.get("/me/glance").ok.get("lines"), "the person's lines")
    assert {(line["line"], line["status"], line["unit_id"], line["start_month"]) for line in lines} == {
        (line, "active", unit, THIS_MONTH) for line in ("pension", "medical", "unemployment", "injury", "maternity")
    }


@pytest.mark.feature("ENR-01")
def test_a_returning_person_is_known_and_needs_no_name(platform: Platform) -> None:
    who = platform.city.returning
    known = found(platform, who)
    assert (known["known"], known["kind"], known["name"]) == (True, "returning", "王*")
    declared = platform.declare(addition(who, name=""))
    platform.approve(declared.result["case_id"]).ok  # noqa: B018
    until(lambda: set(found(platform, who)["active_lines"]) == {"pension", "injury"}, "the lines are active")


@pytest.mark.feature("ENR-01")
@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"id_number": "32010219900307281"}, "id_number_wrong", "form.id_number"),
        ({"id_number": "320102199003072810"}, "id_number_wrong", "form.id_number"),
        ({"id_number": "320102199013072813"}, "id_number_wrong", "form.id_number"),
        ({"id_number": "990102199003072813"}, "id_number_wrong", "form.id_number"),
        ({"id_number": ""}, "invalid", "form.id_number"),
        ({"id_number": "320102201203150230"}, "under_working_age", "form.id_number"),
        ({"name": ""}, "name_missing", "form.name"),
        ({"name": "123"}, "name_wrong", "form.name"),
        ({"lines": []}, "invalid", "form.lines"),
        ({"lines": ["pension", "fire"]}, "invalid", "form.lines.1"),
        ({"start_month": ""}, "invalid", "form.start_month"),
        ({"wage_fen": 0}, "wage_not_positive", "form.wage_fen"),
        ({"wage_fen": "7000"}, "invalid", "form.wage_fen"),
        ({"mobile": "12345"}, "mobile_wrong", "form.mobile"),
    ],
)
def test_a_wrong_or_missing_field_is_refused_at_that_field(
    platform: Platform, changed: dict[str, Any], code: str, field: str
) -> None:
    problem = platform.declare(addition(platform.stranger(), **changed)).refused(code, 422)
    assert field in problem["errors"]


@pytest.mark.feature("ENR-01")
def test_a_known_person_under_another_name_is_refused(platform: Platform) -> None:
    platform.declare(addition(platform.city.veteran, name="别人")).refused("name_differs", 422)


@pytest.mark.feature("ENR-01")
def test_a_declaration_without_the_required_material_is_refused(platform: Platform) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    form = {"form": addition(platform.stranger())}
    assert "劳动合同" in agent.post(f"/units/{unit}/additions", form).refused("case_material_missing", 422)["detail"]
    not_kept = {**form, "materials": [{"material": "labour_contract", "document": "0" * 64}]}
    agent.post(f"/units/{unit}/additions", not_kept).refused("document_unknown", 422)
    agent.upload(f"/units/{unit}/documents", b"MZ not a document", "contract.pdf").refused("document_wrong", 422)


@pytest.mark.feature("ENR-01")
def test_someone_active_here_already_is_refused(platform: Platform) -> None:
    problem = platform.declare(addition(platform.city.employee, name="")).refused("active_here_already", 409)
    assert "养老保险" in problem["detail"]


@pytest.mark.feature("ENR-01")
def test_a_second_declaration_about_the_same_person_waits_for_the_first(platform: Platform) -> None:
    who = platform.stranger()
    first = platform.declare(addition(who)).result["case_id"]
    assert first in platform.declare(addition(who, wage_fen=1)).refused("declared_already", 409)["detail"]


@pytest.mark.feature("ENR-01")
def test_ningbo_takes_medical_insurance_elsewhere_and_says_where(ningbo: Platform) -> None:
    problem = ningbo.declare(addition(ningbo.stranger(), lines=["pension", "medical"])).refused("line_not_offered", 422)
    assert "医疗保险" in problem["detail"]
    assert "浙江政务服务网" in problem["detail"]


# ------------------------------------------------------------------ ENR-02 start month


@pytest.mark.feature("ENR-02")
@pytest.mark.parametrize("month", [LAST_MONTH, NEXT_MONTH])
def test_nanjing_enrols_from_the_current_month_only_and_names_it(platform: Platform, month: str) -> None:
    problem = platform.declare(addition(platform.stranger(), start_month=month)).refused("month_not_allowed", 422)
    assert THIS_MONTH in problem["detail"]
    assert month not in problem["detail"]


@pytest.mark.feature("ENR-02")
@pytest.mark.parametrize("month", [LAST_MONTH, THIS_MONTH])
def test_ningbo_enrols_pension_from_last_month_and_injury_from_this_one(ningbo: Platform, month: str) -> None:
    who = ningbo.stranger()
    lines = ["pension", "unemployment", "injury"]
    declared = ningbo.declare(addition(who, lines=lines, start_month=month))
    ningbo.approve(declared.result["case_id"]).ok  # noqa: B018
    person = ningbo.person(who)
    shown = until(lambda: _all_lines(person.get("/me/glance").ok, 3), "three lines")
    months = {"pension": month, "unemployment": month, "injury": THIS_MONTH}
    assert {line["line"]: line["start_month"] for line in shown} == months


def _all_lines(glance: dict[str, Any], count: int) -> list[dict[str, Any]] | None:
    lines = glance.get("lines", [])
    return lines if len(lines) == count else None


@pytest.mark.feature("ENR-02")
@pytest.mark.parametrize("month", ["2026-09", NEXT_MONTH])
def test_ningbo_refuses_another_month_with_the_two_it_allows(ningbo: Platform, month: str) -> None:
    problem = ningbo.declare(addition(ningbo.stranger(), start_month=month)).refused("month_not_allowed", 422)
    assert f"{LAST_MONTH}、{THIS_MONTH}" in problem["detail"]


# ------------------------------------------------------------------ ENR-03 staff stop


@pytest.mark.feature("ENR-03")
def test_a_stop_with_its_reason_ends_the_lines_with_the_month_before(platform: Platform) -> None:
    who, unit = platform.city.colleague, platform.city.unit
    lines = ["pension", "medical", "unemployment", "injury", "maternity"]
    declared = platform.as_("agent").post(f"/units/{unit}/stops", {"form": stop(who, lines=lines, reason="resigned")})
    platform.approve(declared.result["case_id"]).ok  # noqa: B018
    person = platform.person(who)
    shown = until(lambda: _suspended(person.get("/me/glance").ok), "the lines are suspended")
    assert {(line["status_name"], line["paid_through"]) for line in shown} == {("暂停参保", LAST_MONTH)}
    relation = person.get("/me/status").ok["lines"][0]["relations"][0]
    assert (relation["status"], relation["reason"]) == ("suspended", "resigned")


def _suspended(glance: dict[str, Any]) -> list[dict[str, Any]] | None:
    lines = glance["lines"]
    return lines if {line["status"] for line in lines} == {"suspended"} else None


@pytest.mark.feature("ENR-03")
@pytest.mark.parametrize(("month", "paid_through"), [(LAST_MONTH, "2026-09"), (THIS_MONTH, LAST_MONTH)])
def test_ningbo_stops_last_month_or_this_so_paid_a_month_less(ningbo: Platform, month: str, paid_through: str) -> None:
    who = {LAST_MONTH: ningbo.city.employee, THIS_MONTH: ningbo.city.colleague}[month]
    form = {"form": stop(who, lines=["pension", "unemployment"], stop_month=month)}
    declared = ningbo.as_("agent").post(f"/units/{ningbo.city.unit}/stops", form)
    ningbo.approve(declared.result["case_id"]).ok  # noqa: B018
    person = ningbo.person(who)

    def paid() -> set[str]:
        lines = person.get("/me/glance").ok["lines"]
        return {line["paid_through"] for line in lines if line["line"] in ("pension", "unemployment")}

    until(lambda: paid() == {paid_through}, "paid through")


@pytest.mark.feature("ENR-03")
def test_another_month_is_refused_with_the_one_allowed(platform: Platform) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    form = {"form": stop(platform.city.employee, stop_month=LAST_MONTH)}
    assert THIS_MONTH in agent.post(f"/units/{unit}/stops", form).refused("month_not_allowed", 422)["detail"]


@pytest.mark.feature("ENR-03")
def test_who_is_not_active_here_cannot_be_stopped(platform: Platform) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    for who in (platform.stranger(), platform.city.veteran):
        agent.post(f"/units/{unit}/stops", {"form": stop(who)}).refused("not_active_here", 409)


@pytest.mark.feature("ENR-03")
def test_a_stop_needs_one_of_the_reasons(platform: Platform) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    problem = agent.post(f"/units/{unit}/stops", {"form": stop(platform.city.employee, reason="bored")})
    assert "form.reason" in problem.refused("invalid", 422)["errors"]


# ------------------------------------------------------------------ ENR-04 review and withdrawal


@pytest.mark.feature("ENR-04")
def test_a_case_goes_from_draft_over_more_material_to_carried_out_and_shows_each_step(platform: Platform) -> None:
    who, unit, agent = platform.stranger(), platform.city.unit, platform.as_("agent")
    draft = agent.post("/matters/staff-add/cases", {"form": {"id_number": who.id_number}, "draft": True})
    case_id = draft.result["case_id"]
    assert agent.get(f"/cases/{case_id}").ok["status_title"] == "保存成功"
    document = agent.upload(f"/units/{unit}/documents", PDF).result["document"]
    materials = [{"material": "labour_contract", "document": document}]
    body = {"form": addition(who), "materials": materials, "case_id": case_id}
    assert agent.post(f"/units/{unit}/additions", body).result["case_id"] == case_id

    reviewer = platform.as_("reviewer")
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    wanted = {"wanted": ["other"], "reason": "请补充身份证复印件"}
    reviewer.post(f"/cases/{case_id}/material-request", wanted).ok  # noqa: B018
    shown = agent.get(f"/cases/{case_id}").ok
    assert (shown["status"], shown["wanted"]) == ("material_wanted", ["other"])
    assert "请补充身份证复印件" in shown["history"][-1]["note"]
    agent.post(f"/cases/{case_id}/materials", {"materials": [{"material": "other", "document": document}]}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/approval").ok  # noqa: B018
    until(lambda: agent.get(f"/cases/{case_id}").ok["status"] == "carried_out", "the case is carried out")
    steps = [step["title"] for step in agent.get(f"/cases/{case_id}").ok["history"]]
    assert steps == ["保存", "提交", "受理", "要求补正材料", "补正材料", "审核通过", "办结"]


@pytest.mark.feature("ENR-04")
def test_a_rejection_tells_its_reason_and_changes_nothing(platform: Platform) -> None:
    who = platform.stranger()
    case_id = platform.declare(addition(who)).result["case_id"]
    reviewer = platform.as_("reviewer")
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/rejection", {"reason": ""}).refused("invalid", 422)
    reviewer.post(f"/cases/{case_id}/rejection", {"reason": "合同没有盖章"}).ok  # noqa: B018
    shown = platform.as_("agent").get(f"/cases/{case_id}").ok
    assert (shown["status"], shown["history"][-1]["note"]) == ("rejected", "合同没有盖章")
    assert (found(platform, who)["active_lines"], found(platform, who)["case_id"]) == ([], None)


@pytest.mark.feature("ENR-04")
def test_a_withdrawn_case_is_void_and_can_be_done_again(platform: Platform) -> None:
    who, agent = platform.stranger(), platform.as_("agent")
    case_id = platform.declare(addition(who)).result["case_id"]
    agent.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).ok  # noqa: B018
    assert agent.get(f"/cases/{case_id}").ok["status_title"] == "已撤回"
    platform.as_("reviewer").post(f"/cases/{case_id}/claim", {}).refused("case_wrong_step", 409)
    agent.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).refused("case_wrong_step", 409)
    again = platform.declare(addition(who)).result["case_id"]
    assert again != case_id
    platform.approve(again).ok  # noqa: B018
    until(lambda: found(platform, who)["active_lines"], "the lines are active")


@pytest.mark.feature("ENR-04")
def test_after_approval_it_cannot_be_withdrawn(platform: Platform) -> None:
    case_id = platform.declare(addition(platform.stranger())).result["case_id"]
    platform.approve(case_id).ok  # noqa: B018
    platform.as_("agent").post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).refused(
        "case_too_late_to_withdraw", 409
    )


@pytest.mark.feature("ENR-04")
def test_only_the_officer_who_claimed_it_decides_and_a_clerk_never(platform: Platform) -> None:
    case_id = platform.declare(addition(platform.stranger())).result["case_id"]
    reviewer, second = platform.as_("reviewer"), platform.as_("second_reviewer")
    reviewer.post(f"/cases/{case_id}/approval").refused("case_not_claimed", 409)
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    second.post(f"/cases/{case_id}/approval").refused("case_claimed_by_another", 409)
    second.post(f"/cases/{case_id}/claim", {}).refused("case_claimed_by_another", 409)
    platform.as_("clerk").post(f"/cases/{case_id}/approval").refused("forbidden", 403)
    second.post(f"/cases/{case_id}/claim", {"take_over": True}).ok  # noqa: B018
    second.post(f"/cases/{case_id}/approval").ok  # noqa: B018


@pytest.mark.feature("ENR-04")
def test_another_unit_sees_nothing_of_a_case(platform: Platform) -> None:
    case_id = platform.declare(addition(platform.stranger())).result["case_id"]
    other = platform.as_("other_agent")
    other.get(f"/cases/{case_id}").refused("case_unknown", 404)
    other.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).refused("case_unknown", 404)


@pytest.mark.feature("ENR-04")
def test_a_submitted_case_is_in_the_work_list_and_in_the_units_list_at_once(platform: Platform) -> None:
    declared = platform.declare(addition(platform.stranger()))
    case_id = declared.result["case_id"]
    mine = platform.as_("agent").after(declared, f"/units/{platform.city.unit}/cases", limit=1)
    assert mine["work"][0]["case_id"] == case_id
    pages, after = [], ""
    while after is not None:
        page = platform.as_("clerk").get("/work-list", limit=20, after=after).ok
        pages, after = [*pages, *page["work"]], page["next"]
    assert [work["case_id"] for work in pages if work.get("case_id") == case_id] == [case_id]
    assert [work["due_on"] for work in pages] == sorted(work["due_on"] for work in pages)


@pytest.mark.feature("EMP-06")
def test_somebody_new_is_named_in_every_list_before_anybody_else_knows_of_them(platform: Platform) -> None:
    who = platform.stranger()
    case_id = platform.declare(addition(who)).result["case_id"]

    def named(session: str, path: str, **narrowed: str) -> str:
        rows = platform.as_(session).get(path, matter="staff-add", limit=200, **narrowed).ok["work"]
        return next((str(row["subject_name"]) for row in rows if row["case_id"] == case_id), "")

    platform.as_("reviewer").post(f"/cases/{case_id}/claim").ok  # noqa: B018
    assert until(lambda: named("agent", f"/units/{platform.city.unit}/cases"), "it shows")[:2] == f"{who.name[0]}*"
    assert until(lambda: named("reviewer", "/work-list", whose="mine"), "it shows")[:2] == f"{who.name[0]}*"


# ------------------------------------------------------------------ EMP-03 the staff list


@pytest.mark.feature("EMP-03")
def test_the_roster_shows_each_line_and_what_is_under_way_page_by_page(platform: Platform) -> None:
    who, agent, unit = platform.stranger(), platform.as_("agent"), platform.city.unit
    case_id = platform.declare(addition(who)).result["case_id"]
    person_id = found(platform, who)["person_id"]
    staff, after = [], ""
    while after is not None:
        page = agent.get(f"/units/{unit}/roster", limit=3, after=after).ok
        staff, after = [*staff, *page["staff"]], page["next"]
    listed = {one["person_id"]: one for one in staff}
    assert len(listed) == len(staff)
    assert (listed[person_id]["status"], listed[person_id]["pending"]["case_id"]) == ("pending", case_id)
    masked = (f"{who.name[0]}*", f"{who.id_number[:6]}********{who.id_number[-4:]}")
    assert (listed[person_id]["name"][:2], listed[person_id]["id_number"]) == masked
    platform.approve(case_id).ok  # noqa: B018
    active = agent.get(f"/units/{unit}/roster", status="active", limit=200).ok["staff"]
    mine = next(one for one in active if one["person_id"] == person_id)
    assert {line["line"]: line["status"] for line in mine["lines"]} == {"pension": "active", "injury": "active"}
    assert "*" in mine["name"]
    assert "*" in mine["id_number"]
    platform.as_("other_agent").get(f"/units/{unit}/roster").refused("forbidden", 403)
