"""ID-17: every look by another is known to the person, with who, when, why and through which channel."""

import json
import os
import re
import signal
from typing import Any

import pytest

from kernel.privacy import person_id
from tests.journeys.city import Known
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import enrolled


def found(platform: Platform, known: Known, who: str = "clerk", channel: str = "window") -> str:
    """The person's id, as an officer finds it."""
    wanted = {"id_number": known.id_number, "reason": "window"}
    return str(platform.as_(who, channel).post("/persons/lookups", wanted).ok["person_id"])


def looks(person: Api, **wanted: Any) -> list[dict[str, Any]]:
    """What the person reads that is so."""
    listed: list[dict[str, Any]] = person.get("/me/looks", limit=200).ok["looks"]
    return [one for one in listed if wanted.items() <= one.items()]


@pytest.mark.feature("ID-17")
def test_a_person_reads_who_looked_when_why_and_through_which_channel(platform: Platform) -> None:
    known, clerk = platform.city.colleague, platform.as_("clerk", "window")
    person, person_id = platform.person(known), found(platform, known)
    clerk.get(f"/persons/{person_id}/glance").refused("invalid", 422)
    clerk.get(f"/persons/{person_id}/glance", reason="hotline").ok  # noqa: B018
    [seen] = until(lambda: looks(person, reason="hotline"), "the look")
    assert (seen["action_name"], seen["reason_name"], seen["channel_name"]) == (
        "查询个人参保信息",
        "来电咨询",
        "服务窗口",
    )
    assert (seen["who"]["role_name"], seen["who"]["name"]) == ("经办员", "钱****k")
    assert seen["at"].startswith("2026-11-18T02:")
    assert (seen["unmasked"], seen["dispute"]) == ([], None)
    until(lambda: looks(person, reason="window"), "finding somebody is a look, too")


@pytest.mark.feature("ID-17")
def test_data_are_masked_until_asked_for_and_unmasking_is_a_look(platform: Platform) -> None:
    known, clerk = platform.city.veteran, platform.as_("clerk", "window")
    person, person_id = platform.person(known), found(platform, known)
    wanted = {"id_number": known.id_number, "reason": "window"}
    shown = clerk.post("/persons/lookups", wanted).ok
    assert (shown["name"], shown["mobile"]) == ("孙*国", "135****4444")
    assert shown["id_number"] == known.id_number[:6] + "*" * 8 + known.id_number[-4:]
    clerk.post(f"/persons/{person_id}/unmasking", {"fields": ["mobile"]}).refused("look_without_reason", 422)
    reply = clerk.post(f"/persons/{person_id}/unmasking", {"fields": ["mobile", "name"], "reason": "check"})
    assert reply.result == {"mobile": known.mobile, "name": known.name}
    [seen] = looks(person, reason="check")
    assert (seen["unmasked"], seen["action_name"]) == (["mobile", "name"], "查看未遮盖的个人信息")
    assert person.post("/me/unmasking", {"fields": ["id_number"]}).result == {"id_number": known.id_number}
    clerk.post("/persons/PNOBODY/unmasking", {"fields": ["name"], "reason": "check"}).refused(
        "identity_person_unknown", 404
    )


@pytest.mark.feature("ID-17")
def test_a_units_agent_who_reads_the_roster_has_looked_at_everybody_on_it(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    platform.as_("agent").get(f"/units/{platform.city.unit}/roster").ok  # noqa: B018
    [*_, seen] = until(lambda: looks(person, acting_for=platform.city.unit), "the agent's look")
    assert (seen["who"]["role_name"], seen["unit_name"]) == ("单位经办人", "远信软件有限公司")


@pytest.mark.feature("ID-17")
def test_who_sees_a_units_bills_has_looked_at_nobody(platform: Platform) -> None:
    agent, someone = platform.browser("agent"), enrolled(platform)
    person, unit = platform.person(someone), platform.city.unit
    named = person_id(someone.id_number, platform.kept()["PERSON_ID_KEY"])

    def shown() -> bool:
        changes = platform.as_("agent").get(f"/units/{unit}/glance").ok["changes"]
        return named in {change["person_id"] for change in changes}

    until(shown, "the change is among the newest")
    for page in ("/unit/bills", "/unit"):
        agent.open(page)
    assert len(until(lambda: looks(person, channel="web"), "the look at the newest changes")) == 1


@pytest.mark.feature("ID-17")
def test_to_find_that_somebody_has_no_card_is_a_look(platform: Platform) -> None:
    stranger, auditor = platform.stranger(), platform.as_("auditor")
    person = person_id(stranger.id_number, platform.kept()["PERSON_ID_KEY"])
    browser = platform.browser("clerk")
    browser.open(f"/office/persons/{person}/cards?reason=window")

    def actions() -> set[str]:
        return {one["action"] for one in auditor.get(f"/persons/{person}/looks").ok["looks"]}

    until(lambda: "care for cards" in actions(), "the look")


@pytest.mark.feature("ID-17")
def test_what_a_person_sees_of_themself_is_no_look(platform: Platform) -> None:
    someone = enrolled(platform)
    person = platform.person(someone)
    person.get("/me/glance").ok  # noqa: B018
    found(platform, someone)
    until(lambda: looks(person), "the officer's look")
    assert "person" not in {look["who"]["role"] for look in looks(person)}


@pytest.mark.feature("ID-17")
def test_a_person_disputes_a_look_and_reads_an_auditors_answer(platform: Platform) -> None:
    known, auditor = platform.city.low_payer, platform.as_("auditor")
    person, person_id = platform.person(known), found(platform, known, "admin")
    [seen] = until(lambda: [one for one in looks(person) if one["who"]["role"] == "admin"], "the look")
    reply = person.post(f"/me/looks/{seen['look_id']}/dispute", {"reason": "我当天没有去过窗口。"})
    dispute_id = reply.result["dispute_id"]
    person.post(f"/me/looks/{seen['look_id']}/dispute", {"reason": "再说一次"}).refused("look_already_disputed", 409)
    person.post("/me/looks/2026-11-18.009999/dispute", {"reason": "没有"}).refused("look_unknown", 404)

    def waiting() -> list[dict[str, Any]]:
        return [one for one in auditor.get("/disputes").ok["disputes"] if one["dispute_id"] == dispute_id]

    [one] = until(waiting, "the auditor's list")
    assert (one["reason"], one["look"]["role"]) == ("我当天没有去过窗口。", "admin")
    platform.as_("reviewer").get("/disputes").refused("forbidden", 403)
    told = {"justified": False, "answer": "该查看没有对应的窗口业务，已按规定处理。"}
    auditor.post(f"/disputes/{dispute_id}/answer", told).ok  # noqa: B018
    auditor.post(f"/disputes/{dispute_id}/answer", told).refused("dispute_answered", 409)
    auditor.post("/disputes/P1-2026-11-18.000001/answer", told).refused("dispute_unknown", 404)
    until(lambda: not waiting(), "nothing waits")
    [read] = looks(person, look_id=seen["look_id"])
    assert read["dispute"] == {"state": "unjustified", "answer": told["answer"]}
    assert seen["look_id"] in {look["look_id"] for look in auditor.get(f"/persons/{person_id}/looks").ok["looks"]}
    until(lambda: looks(person, action="audit looks"), "the auditor has looked, too")


@pytest.mark.feature("ID-17", "ID-20")
def test_on_the_page_a_look_leads_to_a_dispute_and_to_a_report_of_misuse(platform: Platform) -> None:
    someone = enrolled(platform)
    person, _ = platform.person(someone), found(platform, someone)
    seen = until(lambda: looks(person), "the look")[0]["look_id"]
    browser = platform.browser(someone.id_number)
    browser.open("/me/looks")
    browser.send({"reason": ""}, f"/me/looks/{seen}/dispute")
    assert browser.status == 422
    assert 'id="reason-error"' in browser.text
    browser.open(browser.link("怀疑账户被他人使用"))
    assert re.search(r'value="look"\s+checked', browser.text)
    assert 'name="reference" value=""' not in browser.text
    browser.open("/me/looks")
    browser.send({"reason": "我当天没有去过窗口。"}, f"/me/looks/{seen}/dispute")
    until(lambda: "正在核查" in browser.open("/me/looks"), "the dispute is shown")


@pytest.mark.feature("ID-17")
def test_a_look_survives_a_kill_of_the_web_a_second_later_and_identity_being_away(platform: Platform) -> None:
    known, clerk = enrolled(platform), platform.as_("clerk")
    person, person_id = platform.person(known), found(platform, known)
    until(lambda: looks(person), "the web is at work")
    with platform.held("identity"):
        clerk.get(f"/persons/{person_id}/glance", reason="complaint").ok  # noqa: B018
        until(lambda: kept(platform, person_id), "it is on disk", seconds=1.0)
        os.killpg(web_process(platform), signal.SIGKILL)
    until(lambda: answered(person), "the look", seconds=60)
    assert len(answered(person)) == 1


def kept(platform: Platform, person_id: str) -> bool:
    """Whether a look at the person waits in the store for identity."""
    with platform.database("gateway") as database:
        return database["looks"].count_documents({"seen.person_ids": person_id}, limit=1) == 1


def web_process(platform: Platform) -> int:
    """The process id of the web, which leads a group of its own."""
    return int(json.loads((platform.directory / "processes.json").read_text())["web"])


def answered(person: Api) -> list[dict[str, Any]]:
    """The looks of complaints, none while the web or identity is not back."""
    try:
        answer = person.get("/me/looks", limit=200)
    except OSError:
        return []
    return [one for one in answer.json["looks"] if one["reason"] == "complaint"] if answer.status == 200 else []
