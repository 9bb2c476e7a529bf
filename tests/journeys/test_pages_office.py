"""The office's pages by hand, without scripts: what is done at the counter, in the books, by security and audit."""

import pytest

from kernel.privacy import person_id
from tests.journeys.city import Known
from tests.journeys.clients import Browser, until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_delegation import BEGINS, ENDS, PROOFS
from tests.journeys.test_looks import looks
from tests.journeys.test_pages import reloaded
from tests.journeys.test_staff_changes import enrolled


def at_window(platform: Platform, who: Known, part: str = "") -> str:
    """The address of somebody's page at the window."""
    named = person_id(who.id_number, platform.kept()["PERSON_ID_KEY"])
    return f"/office/persons/{named}{part}?reason=window"


@pytest.mark.feature("ID-16")
def test_an_authority_is_registered_confirmed_by_a_second_officer_and_ended(platform: Platform) -> None:
    principal, delegate = enrolled(platform), enrolled(platform)
    clerk, reviewer = platform.browser("clerk"), platform.browser("reviewer")
    clerk.open("/office/forms/register-authority")
    told = {"kind": "agent", "matters": ["records", "card"], "begins_on": BEGINS, "ends_on": ENDS}
    told |= {"principal_id_number": principal.id_number, "principal_name": principal.name}
    told |= {"delegate_id_number": delegate.id_number, "delegate_name": delegate.name}
    assert "缺少材料" in clerk.send({**told, "proofs": ["principal_id"]})
    assert f'value="{principal.name}"' in clerk.text
    assert "等待复核人员确认" in clerk.send({**told, "proofs": PROOFS})
    path = at_window(platform, principal, "/authorities")
    assert "复核确认" not in reloaded(clerk, path, "等待确认")
    reloaded(reviewer, path, "复核确认")
    assert "现在起生效" in reviewer.send({}, action="/authorities", do="confirm")
    assert "有效" in reviewer.text
    assert "已终止" in reviewer.send({}, action="/authorities", do="end")


@pytest.mark.feature("ID-17")
def test_an_auditor_answers_a_dispute_and_looks_through_the_looks(platform: Platform) -> None:
    who = enrolled(platform)
    person, clerk = platform.person(who), platform.browser("clerk")
    clerk.open(at_window(platform, who).replace("window", "complaint"))
    [seen] = until(lambda: [one for one in looks(person) if one["reason"] == "complaint"], "the look")
    dispute = person.post(f"/me/looks/{seen['look_id']}/dispute", {"reason": "我没有投诉过。"}).result["dispute_id"]
    auditor = platform.browser("auditor")
    reloaded(auditor, "/office/disputes", dispute)
    assert "请选择核查结果" in auditor.send({"answer": "没有投诉记录。"}, action=dispute)
    assert "没有投诉记录。</textarea>" in auditor.text
    assert "已答复" in auditor.send({"answer": "没有投诉记录。", "justified": "no"}, action=dispute)
    auditor.open("/office/looks")
    assert "身份证号不正确" in auditor.send({"id_number": who.id_number[:-1]})
    assert "投诉处理" in auditor.send({"id_number": who.id_number})
    assert who.id_number not in auditor.at
    reloaded(auditor, auditor.at, "不应查看")


@pytest.mark.feature("CHN-03")
def test_a_unit_is_found_by_its_number_however_its_digits_were_typed(platform: Platform) -> None:
    clerk, unit = platform.browser("clerk"), platform.city.unit
    clerk.open(f"/office/units?unit_id={unit.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}")
    assert clerk.at == f"/office/units/{unit}"


@pytest.mark.feature("ID-10")
def test_an_agent_gets_a_new_first_password_at_the_counter_once_seal_and_card_were_seen(platform: Platform) -> None:
    unit = platform.city.other_unit
    told = {"unit_id": unit, "name": "孙新", "mobile": "13312345678", "agent": "z9"}
    account = platform.as_("security").post("/agents", told).result["account_id"]
    clerk = platform.browser("clerk")
    reloaded(clerk, f"/office/units/{unit}", account)
    clerk.open(f"/office/forms/reset-agent?account_id={account}")
    assert "公章" in clerk.send({"account_id": account, "proofs": ["agent_id"]})
    assert clerk.status == 422
    assert "初始密码（只显示这一次）" in clerk.send({"account_id": account, "proofs": ["unit_seal", "agent_id"]})


@pytest.mark.feature("CHN-01")
def test_a_clerk_applies_for_who_stands_there_and_another_reviews(platform: Platform) -> None:
    who, clerk = enrolled(platform), platform.browser("clerk")
    applicant = person_id(who.id_number, platform.kept()["PERSON_ID_KEY"])
    clerk.open(f"/apply/record-correction?applicant={applicant}")
    told = {"line": "pension", "month": "2026-10", "problem": "missing", "explanation": "十月已在单位上班"}
    told |= {"base_fen": "6000", "arrived_on": "2026-11-10"}
    clerk.send(told, files={"evidence": ("contract.pdf", PDF)}, do="check")
    assert "请核对您填写的内容" in clerk.text
    assert "申请已提交" in clerk.send({}, action="/apply/", do="hand_in")
    case = f"/cases/{clerk.at.rpartition('/')[2]}"
    clerk.open(case)
    assert "不能" in clerk.send({}, action="/claim")
    reviewer = platform.browser("reviewer")
    reviewer.open(case)
    assert "十月已在单位上班" in reviewer.text
    assert "已受理" in reviewer.send({}, action="/claim")
    reviewer.open(f"{case}/hand-over")
    assert "请选择同事" in reviewer.send({}, action="/hand-over", do="colleague")
    account = platform.as_("second_reviewer").get("/me").ok["account_id"]
    assert "已移交给同事" in reviewer.send({"to": account}, action="/hand-over", do="colleague")
    other = platform.browser("second_reviewer")
    assert "审核通过" in other.open(case)


@pytest.mark.feature("TRF-01")
@pytest.mark.feature("ID-17")
def test_a_transfer_is_asked_for_at_the_window_for_who_stands_there(platform: Platform) -> None:
    who, clerk = enrolled(platform), platform.browser("clerk")
    path = at_window(platform, who, "/transfers")
    clerk.open(path)
    asked = {"line": "pension", "direction": "in"}
    assert "没有找到“桃花源”" in clerk.send({**asked, "place": "桃花源"}, action="/transfers")
    assert 'value="桃花源"' in clerk.text
    clerk.send({**asked, "place": "杭州市"}, action="/transfers")
    assert "登记第1步完成" in clerk.text, (clerk.status, clerk.at, clerk.text)
    assert "养老保险转入" in clerk.open(path)
    person = platform.person(who)
    until(lambda: looks(person, action_name="窗口办理关系转移"), "the look")
    clerk.open(path.replace("window", "curious"))
    assert (clerk.status, "须注明事由" in clerk.text) == (422, True)


@pytest.mark.feature("CRT-01")
@pytest.mark.feature("ID-17")
def test_a_certificate_is_made_at_the_window_and_given_as_its_holders_alone(platform: Platform) -> None:
    who, clerk = platform.city.employee, platform.browser("clerk")
    path = at_window(platform, who, "/certificates")
    clerk.open(path)
    told = {"lines": ["pension"], "from_month": "2025-01", "to_month": "2025-06", "purpose": "购房"}
    assert "预览：" in clerk.send(told, action="/certificates", do="preview")
    clerk.send({**told, "from_month": "2025-13"}, action="/certificates", do="issue")
    assert (clerk.status, 'value="购房"' in clerk.text) == (422, True)
    clerk.send(told, action="/certificates", do="issue")
    made = clerk.at.partition("?")[0].rpartition("/")[2]
    assert (clerk.headers["Content-Type"], made[-4:]) == ("application/pdf", ".pdf")
    until(lambda: made.removesuffix(".pdf") in clerk.open(path), "the certificate is in the list")
    clerk.open(at_window(platform, platform.city.colleague, f"/certificates/{made}"))
    assert clerk.status == 404
    person = platform.person(who)
    until(lambda: looks(person, action_name="窗口开具参保证明"), "the look")


def test_money_is_booked_by_hand_and_what_the_row_lacks_is_told_by_its_field(platform: Platform) -> None:
    clerk = platform.browser("clerk")
    clerk.open("/office/forms/unit-payment")
    told = {"unit_id": platform.city.other_unit, "month": "2024-02", "line": "total", "amount": "8.88"}
    assert "到账日期：" in clerk.send(told)
    assert 'value="8.88"' in clerk.text
    text = clerk.send({**told, "arrived_on": "2024-03-10", "voucher": "V2026HAND"})
    assert "未匹配" in text
    assert "8.88" in reloaded(clerk, "/office/payments", "V2026HAND")


def test_an_administrator_sees_every_service_and_the_figures(platform: Platform) -> None:
    admin = platform.browser("admin")
    until(lambda: "没有响应" not in admin.open("/office/system"), "all services answer")
    assert {"identity", "records", "cards", "certificates", "employer", "views"} <= set(_sections(admin))
    with platform.held("cards"):
        until(lambda: "社会保障卡：没有响应" in admin.open("/office/system"), "it is told that cards does not answer")
    assert "养老保险参保关系" in admin.open("/office/figures")


def _sections(browser: Browser) -> list[str]:
    return [part.partition('"')[0] for part in browser.text.split('<section class="card" id="')[1:]]
