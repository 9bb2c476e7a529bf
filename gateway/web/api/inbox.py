"""MSG-01: notices to whoever asks, the newest first."""

from collections.abc import Mapping
from typing import Any

from gateway.views.inbox import inbox
from gateway.web import words
from gateway.web.acting import caller, edge
from gateway.web.api.routes import PAGE, WAIT_FOR, Routes, arguments
from gateway.web.caller import Caller
from gateway.web.levels import has_proved
from gateway.web.looking import caught_up_with, unit_names
from gateway.web.worklist import subjects
from kernel.money import yuan
from services.records.contract import draws

routes = Routes("inbox", __name__, description="Notices")

SENTENCES = {
    "case_submitted": "您提交的“{matter}”已收到，预计{due_on}前办结。",
    "case_material_asked": "“{matter}”需要补正材料，请打开办件查看并提交。",
    "case_approved": "“{matter}”审核通过。",
    "case_rejected": "“{matter}”审核不通过，请打开办件查看原因，修改后可重新申报。",
    "case_withdrawn": "“{matter}”已撤回作废，可以重新申报。",
    "case_carried_out": "“{matter}”已办结：{outcome}。",
    "case_handed_over": "“{matter}”已移交给您，请继续办理。",
    "case_due_soon": "您受理的“{matter}”将于{due_on}到期，请尽快办理。",
    "case_overdue": "“{matter}”应于{due_on}前办结，现已超期，正在督办。",
    "signed_in_elsewhere": "您的账户通过{means}从以前没有用过的设备或网络登录。如非本人操作，请立即报告“非本人操作”。",
    "passkey_added": "您的账户新增了通行密钥。如非本人操作，请立即报告“非本人操作”。",
    "totp_added": "您的账户绑定了身份验证器。如非本人操作，请立即报告“非本人操作”。",
    "draw_ordered": "已向银行下达扣款指令：{month}社会保险费{amount}元，请保证账户余额充足。",
    "draw_paid": "{month}社会保险费{amount}元已从您的银行账户扣款成功。",
    "draw_failed": "{month}社会保险费{amount}元扣款未成功：{reason}，{again}。",
    "adjustment": "{month}的缴费标准已调整，需补差{amount}元（涉及{people}人），自{owed_from}起计入账单；"
    "{fee_free_until}及以前缴纳不收滞纳金。",
    "adjustment_less": "{month}的缴费标准已调整，应缴合计减少{amount}元（涉及{people}人），自{owed_from}起调整账单；"
    "已多缴的款项予以挂账，自动抵缴其他应缴费用，也可以申请退费。",
    "card_ready": "您的社会保障卡已制成，请携带有效身份证件到服务窗口领取；领到后请在“社保卡”页面激活社保功能。",
    "month_paid": "{unit}已为您缴纳{month}的社会保险费：单位{employer}元，个人{individual}元。请核对。",
}
"""What a notice says and asks one to do, by its kind."""


@routes.reads("/inbox", "read own messages", arguments(**PAGE, **WAIT_FOR))
def notices(query: dict[str, Any]) -> Any:
    """Notices to me, and to the unit I act for, the newest first: `{notices: [...], next, caught_up, proof_needed}`.

    `proof_needed`: who has not proved to be the person is shown what concerns the account alone, no case and no amount.
    """
    return own_notices(**query)


def own_notices(after: str = "", limit: int = 50, wait_for: str = "") -> dict[str, Any]:
    """The same for a page."""
    caught_up = caught_up_with(inbox, wait_for)
    who = caller()
    proved = has_proved(who, "query")
    behind = {"at": {"$lt": after}} if after else {}
    found = edge().views.generations(inbox).serving().find({"to": {"$in": _recipients(who, proved)}, **behind})
    rows = list(found.sort("at", -1).limit(limit + 1))
    following = rows[limit - 1]["at"] if len(rows) > limit else None
    names = unit_names({row["unit_id"] for row in rows if "unit_id" in row})
    about = subjects((row["service"], row["case_id"]) for row in rows if "case_id" in row)
    return {
        "notices": [_shown(row, names, about) for row in rows[:limit]],
        "next": following,
        **caught_up,
        "proof_needed": not proved,
    }


def _recipients(who: Caller, proved: bool) -> list[str]:
    if who.authority is not None:
        return [who.on_behalf_of]
    return [who.account, who.on_behalf_of] if proved else [who.account]


def _shown(row: dict[str, Any], names: Mapping[str, str], about: Mapping[str, str]) -> dict[str, Any]:
    """`case_id` and `matter` are there where the notice is about a case, `session_id` where about a sign-in.

    A case about somebody else than who applied is told with that name: a unit has many of the same matter.
    """
    told = {"id": row["_id"], "at": row["at"].partition("/")[0], "kind": row["kind"]}
    said = {"due_on": "", "outcome": "", **row}
    if "amount" in row:
        again = f"将于{row['again_on']}再次扣款" if "again_on" in row else "不再自动扣款，请自行开具缴款单缴纳"
        said |= {"amount": yuan(abs(row["amount"])), "reason": draws.REASONS.get(row.get("reason", "")), "again": again}
    if "case_id" in row:
        said["matter"] = words.MATTERS.get(row["matter"], row["matter"])
        told |= {"case_id": row["case_id"], "matter": said["matter"]}
        said["matter"] += f"：{about[row['case_id']]}" if row["case_id"] in about else ""
    elif "session_id" in row:
        said["means"] = words.MEANS.get(row["means"], row["means"])
        told |= {"session_id": row["session_id"]}
    elif "unit_id" in row:
        amounts = {payer: yuan(row[payer]) for payer in ("employer", "individual")}
        said |= {**amounts, "unit": names.get(row["unit_id"], row["unit_id"])}
    less = row["kind"] == "adjustment" and row["amount"] <= 0
    return {**told, "text": SENTENCES["adjustment_less" if less else row["kind"]].format(**said)}
